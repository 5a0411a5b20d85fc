/** Closes a switch over a union: a new case fails to compile here. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected case: ${String(value)}`);
}
