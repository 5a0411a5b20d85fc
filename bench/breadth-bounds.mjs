import { breadthOf } from "./breadth-table.mjs";

/** No workload may cost more than so many times what plain threshold rules cost in the same lane. */
const OF_PLAIN = {
  "evaluate, deltas read": 2,
  "evaluate, all read": 2,
  "evaluatePrepared, deltas read": 2,
  "evaluatePrepared, all read": 2,
  "columns, doubles": 4,
};

/** On the mixtures, no lane may cost more than so many times its limit. */
const OF_LIMIT = {
  "evaluate, deltas read": 1.5,
  "evaluate, all read": 2,
  "evaluatePrepared, deltas read": 1.2,
  "evaluatePrepared, all read": 2,
  "columns, doubles": 4,
};

const MIXTURES = ["mixture", "mixture-agreement"];

/** A line for every bound that the measured breadth breaks. */
export function brokenBounds(sections) {
  return breadthOf(sections).flatMap(({ title, workload, cells }) =>
    cells.flatMap(({ lane, ofLimit, ofPlain, against }) => [
      ...broken(`${title}: ${lane}`, ofPlain, OF_PLAIN[lane], "threshold rules"),
      ...(MIXTURES.includes(workload) ? broken(`${title}: ${lane}`, ofLimit, OF_LIMIT[lane], against) : []),
    ]),
  );
}

function broken(name, ratio, bound, against) {
  return ratio > bound ? [`${name}: ${ratio.toFixed(2)} × ${against}, at most ${bound} allowed`] : [];
}
