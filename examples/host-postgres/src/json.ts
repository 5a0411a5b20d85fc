/** Values of jsonb columns are written as text: drivers differ in what they make of objects. Both give objects back. */
export function toJson(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
