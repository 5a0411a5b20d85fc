import { itemAt } from "../../util/item-at.ts";

/** So many rounds are enough for every value to come to rest. */
const ROUNDS = 20_000;

/**
 * Values of 0 or more whose weighted sums come closest to a target in every row, by least squares: one value after the other is
 * set to its best, round after round. The problem is convex, so that every start leads to the same sum of squares.
 *
 * @param rows - for each row the weight of each value
 * @param targets - for each row what the sum should be
 * @see Lawson and Hanson, "Solving Least Squares Problems", chapter 23: non-negative least squares
 */
export function leastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): readonly number[] {
  const count = rows[0]?.length ?? 0;
  // By columns of length 1, so that tokens and milliseconds weigh the same.
  const lengths = Array.from(
    { length: count },
    (_, at) => Math.sqrt(rows.reduce((sum, row) => sum + itemAt(row, at) ** 2, 0)) || 1,
  );
  const scaled = rows.map((row) => row.map((weight, at) => weight / itemAt(lengths, at)));
  const figures = new Array<number>(count).fill(0);
  const rest = [...targets];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let at = 0; at < count; at += 1) {
      let slope = 0;
      for (const [nth, row] of scaled.entries()) slope += itemAt(row, at) * itemAt(rest, nth);
      const before = itemAt(figures, at);
      const after = Math.max(0, before + slope);
      if (after === before) continue;
      figures[at] = after;
      for (const [nth, row] of scaled.entries()) rest[nth] = itemAt(rest, nth) - itemAt(row, at) * (after - before);
    }
  }
  return figures.map((figure, at) => figure / itemAt(lengths, at));
}
