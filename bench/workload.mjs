// One generated cluster: 4 rules an endpoint, 3 metrics, decimals of 1 to 20 digits, some of them ties, a third of the
// rules having triggered of late, a third bounded. The same seed gives the same cluster.

import { decimal, generator } from "./random.mjs";

const COMPARATORS = ["GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL"];
const NOW = Date.UTC(2026, 2, 2, 12);

export function workload(endpointCount, seed = 1) {
  const random = generator(seed);
  const endpoints = [];
  const rules = [];
  const metrics = [];
  const lastTriggered = new Map();
  for (let nth = 0; nth < endpointCount; nth += 1) {
    const endpointId = `endpoint-${nth}`;
    endpoints.push({ id: endpointId, replicas: Math.floor(random() * 10) });
    const values = ["cuda_util", "cpu_util", "mem"].map((name) => {
      const value = decimal(random);
      metrics.push({ endpointId, source: "KERNEL", name, value });
      return { name, value };
    });
    for (let rule = 0; rule < 4; rule += 1) {
      const id = `${endpointId}/rule-${rule}`;
      const { name, value } = values[rule % values.length];
      rules.push({
        type: "threshold",
        id,
        endpointId,
        metricSource: "KERNEL",
        metricName: name,
        comparator: COMPARATORS[rule],
        // Ties are written another way, so that no comparison of texts can settle them.
        threshold: random() < 0.05 ? `${value}${value.includes(".") ? "" : "."}0` : decimal(random),
        stepSize: rule % 2 === 0 ? 1 + rule / 2 : -1,
        cooldownSeconds: 300,
        minReplicas: random() < 0.33 ? 1 : null,
        maxReplicas: random() < 0.33 ? 8 : null,
      });
      if (random() < 0.33) lastTriggered.set(id, NOW - Math.floor(random() * 600_000));
    }
  }
  return { now: NOW, endpoints, rules, metrics, lastTriggered };
}
