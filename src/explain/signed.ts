/** A change as people write it: `+2`, `-1`, `0`. */
export function signed(change: number): string {
  return change > 0 ? `+${change}` : String(change);
}
