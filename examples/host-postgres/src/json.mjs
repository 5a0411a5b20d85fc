/**
 * Values of jsonb columns are written as text: drivers differ in what they make of objects. Both give objects back.
 *
 * @param {object | null | undefined} value
 */
export function toJson(value) {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
