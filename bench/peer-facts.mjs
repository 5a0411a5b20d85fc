/** A cluster as the peers are given it: the average of each rule as a double, and when its cooldown ends. */
export function peerFacts({ snapshot, columns, typed, typedState }) {
  const { rules } = columns;
  const numbers = new Map(columns.endpoints.map((id, number) => [id, number]));
  const endpoints = Int32Array.from(rules, ({ endpointId }) => numbers.get(endpointId));
  return {
    rules,
    endpoints,
    facts: {
      now: snapshot.now,
      values: Float64Array.from(typed.slots, (slot) => typedState.values[slot]),
      // A rule that never triggered has been free since 1970: JSON knows no infinity.
      until: Float64Array.from(rules, ({ cooldownSeconds }, at) =>
        Math.max(0, typedState.lastTriggered[at] + cooldownSeconds * 1000),
      ),
      endpoints,
      counts: typedState.replicas,
    },
  };
}
