/** Plain data as text, Maps as lists of their entries. */
export function plain(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each));
}
