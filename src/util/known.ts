/**
 * A value that must be there, by what was found out before.
 *
 * @throws TypeError where it is not
 */
export function known<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new TypeError(`no value, but ${String(value)}`);
  return value;
}
