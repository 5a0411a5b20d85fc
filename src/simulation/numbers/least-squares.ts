import { doubleAt } from "../../util/columns.ts";
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
  const columns = lengths.map((length, at) => Float64Array.from(rows, (row) => itemAt(row, at) / length));
  const figures = new Array<number>(count).fill(0);
  const rest = Float64Array.from(targets);
  for (let round = 0, isMoving = true; isMoving && round < ROUNDS; round += 1) {
    isMoving = false;
    for (const [at, column] of columns.entries()) {
      const before = itemAt(figures, at);
      const after = Math.max(0, before + slopeOf(column, rest));
      if (after === before) continue;
      isMoving = true;
      figures[at] = after;
      subtract(column, after - before, rest);
    }
  }
  return figures.map((figure, at) => figure / itemAt(lengths, at));
}

function slopeOf(column: Float64Array, rest: Float64Array): number {
  let slope = 0;
  for (let nth = 0; nth < column.length; nth += 1) slope += doubleAt(column, nth) * doubleAt(rest, nth);
  return slope;
}

function subtract(column: Float64Array, times: number, rest: Float64Array): void {
  for (let nth = 0; nth < column.length; nth += 1) rest[nth] = doubleAt(rest, nth) - doubleAt(column, nth) * times;
}
