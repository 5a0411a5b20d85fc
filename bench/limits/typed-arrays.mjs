// The limit of limits: doubles in typed arrays, nothing exact, nothing explained, a byte of outcome for each rule.

const COMPARATORS = ["LESS_THAN", "LESS_THAN_OR_EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL"];

/** Columns of rules; `slotOf` and `endpointOf` say where a rule's average and count are. */
export function typedRules(rules, slotOf, endpointOf) {
  return {
    comparators: Uint8Array.from(rules, ({ comparator }) => COMPARATORS.indexOf(comparator)),
    thresholds: Float64Array.from(rules, ({ threshold }) => Number(threshold)),
    steps: Int32Array.from(rules, ({ stepSize }) => stepSize),
    floors: Int32Array.from(rules, ({ minReplicas }) => minReplicas ?? -2147483648),
    ceilings: Int32Array.from(rules, ({ maxReplicas }) => maxReplicas ?? 2147483647),
    cooldowns: Float64Array.from(rules, ({ cooldownSeconds }) => cooldownSeconds * 1000),
    slots: Int32Array.from(rules, slotOf),
    endpoints: Int32Array.from(rules, endpointOf),
  };
}

/** `lastTriggered` is −Infinity for never. */
export function typedLoop(
  { comparators, thresholds, steps, floors, ceilings, cooldowns, slots, endpoints },
  { now, values, replicas, lastTriggered },
) {
  const counts = replicas.slice();
  const outcomes = new Uint8Array(thresholds.length);
  for (let at = 0; at < outcomes.length; at += 1) {
    const value = values[slots[at]];
    const threshold = thresholds[at];
    const comparator = comparators[at];
    const isMet =
      comparator === 0
        ? value < threshold
        : comparator === 1
          ? value <= threshold
          : comparator === 2
            ? value > threshold
            : value >= threshold;
    if (!isMet) continue;
    const endpoint = endpoints[at];
    const to = Math.max(0, counts[endpoint] + steps[at]);
    if (to < floors[at] || to > ceilings[at]) {
      outcomes[at] = 2;
    } else if (now <= lastTriggered[at] + cooldowns[at]) {
      outcomes[at] = 3;
    } else {
      outcomes[at] = 1;
      counts[endpoint] = to;
    }
  }
  return { counts, outcomes };
}
