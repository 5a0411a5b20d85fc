import { expect, test } from "vitest";
import { whyText } from "../../src/cli/why-text.ts";
import type { RuleOutcome } from "../../src/index.ts";

const met = {
  ruleId: "busy",
  metric: { source: "KERNEL", name: "cuda_util" },
  value: "91.5",
  comparator: "GREATER_THAN",
  threshold: "90",
  field: "threshold",
  step: 1,
  direction: "out",
} as const;
const refused = { ...met, kind: "out-of-bounds", from: 3, scope: "rule", bound: "max", limit: 3, proposed: 4 } as const;
const superseded = { ...met, kind: "superseded", by: "idle" } as const;
const fallback = {
  ...{ ruleId: "busy", metric: met.metric, kind: "fallback", failure: "no-metric", reason: null, since: 0 },
  ...{ from: 2, to: 2, proposed: 5, count: 5, how: "static", by: "idle" },
} as const;

/** Outcomes that rules seldom have, in the words of the table. */
const OUTCOMES: readonly (readonly [says: string, outcome: object])[] = [
  ["its step is 0", { ...refused, step: 0, minReplicas: null, maxReplicas: 3 }],
  ["no count is within its bounds", { ...refused, minReplicas: 5, maxReplicas: 3 }],
  ["3 -> 4, rule's max 3", { ...refused, minReplicas: null, maxReplicas: 3 }],
  [
    "the count is already 0, below the rule's min 1",
    { ...refused, step: -1, from: 0, proposed: 0, bound: "min", limit: 1, minReplicas: 1, maxReplicas: null },
  ],
  [
    "the count is already 0",
    { ...refused, step: -1, from: 0, proposed: 0, bound: "min", limit: 0, minReplicas: 0, maxReplicas: null },
  ],
  ["rule idle comes first", { ...superseded, because: "came-later" }],
  ["rule idle cools until 1970-01-01T00:00:00.000Z", { ...superseded, because: "paced", until: 0 }],
  ["a rule would scale out again", { ...superseded, because: "projection" }],
  ["somebody set 0 replicas", { ...superseded, because: "zero" }],
  ["replicas are starting", { ...superseded, because: "settling" }],
  ["rule idle needs to scale out", { ...superseded, because: "vetoed", veto: "objection" }],
  ["2 -> 5", { ...fallback, heldBy: null }],
  ["not done: the endpoint is paused", { ...fallback, heldBy: "paused" }],
  ["not done: outside the bounds", { ...fallback, heldBy: "out-of-bounds" }],
  ["not done: the endpoint cools down", { ...fallback, heldBy: "cooling-down" }],
  ["not done: rule idle goes first", { ...fallback, heldBy: "outbid" }],
  ["not done: rule idle needs to scale out", { ...fallback, heldBy: "objection" }],
  ["not done: rule idle does not agree to scale in", { ...fallback, heldBy: "no-consent" }],
  ["not done: rule idle cools down", { ...fallback, heldBy: "paced" }],
];

test.each(OUTCOMES)("the table says %j of the outcome %j", (says, outcome) => {
  expect(whyText(outcome as RuleOutcome)).toContain(says);
});
