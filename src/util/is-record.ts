/** True for what JSON calls an object: neither null nor an array, and no Map or Date either. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === "[object Object]";
}
