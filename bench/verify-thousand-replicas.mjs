// What it costs to go through everything that 8 rules on 2 metrics can do to counts of 1 to 1,000, one metric being a load.
import assert from "node:assert/strict";
import { verifyRules } from "../dist/verify/index.js";

const rule = (id, metricName, comparator, threshold, stepSize) => ({
  type: "threshold",
  id,
  endpointId: "chat",
  metricSource: "INFERENCE_FRAMEWORK",
  metricName,
  comparator,
  threshold,
  stepSize,
  cooldownSeconds: 60,
  minReplicas: 1,
  maxReplicas: 1000,
});

const rules = [
  rule("a", "qps", "GREATER_THAN", "90", 4),
  rule("b", "qps", "GREATER_THAN", "75.5", 2),
  rule("c", "qps", "GREATER_THAN", "60", 1),
  rule("d", "qps", "LESS_THAN", "20", -1),
  rule("e", "waiting", "GREATER_THAN", "95", 3),
  rule("f", "waiting", "GREATER_THAN", "80", 1),
  rule("g", "waiting", "LESS_THAN", "30", -1),
  rule("h", "waiting", "LESS_THAN", "10", -2),
];

/** Milliseconds that one verification takes. */
export function verifyThousandReplicas() {
  const start = performance.now();
  const { reachable, unexplored } = verifyRules({ rules, load: { metric: "qps" } });
  const time = performance.now() - start;
  assert.equal(reachable.length, 1000);
  assert.deepEqual(
    unexplored.map(({ model }) => model),
    ["held-timed"],
  );
  return time;
}
