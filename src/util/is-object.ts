/** True for whatever can have fields: any object but null, arrays and Maps included. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
