/** Reads what a host applies: the changes, and the times to store. */
export function readDeltas({ deltas, triggered }) {
  return deltas.size + triggered.size;
}

/** Reads every decision and every outcome as well. */
export function readAll(evaluation) {
  let sum = readDeltas(evaluation);
  for (const { delta, chain, outcomes } of evaluation.decisions) {
    sum += delta + chain.length;
    for (const { kind, ruleId } of outcomes) sum += kind.length + ruleId.length;
  }
  return sum;
}
