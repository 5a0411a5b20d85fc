/** The greatest common divisor of two steps: the counts that a run of both can get to are that far apart. */
export function commonStep(one: number, other: number): number {
  return other === 0 ? one : commonStep(other, one % other);
}
