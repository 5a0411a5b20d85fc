import { expect, test } from "vitest";
import type { Rule } from "../../src/index.ts";
import { diurnal, type Objective, recommend, type Scenario, step } from "../../src/simulation/index.ts";
import { bandRule, inRule, rule } from "../support/build.ts";
import { scenario, utilisationRules } from "./scenarios.ts";

const band = bandRule({ minThreshold: "70.00", cooldownSeconds: 90, minReplicas: 1, maxReplicas: 12 });
const hill = scenario({
  trace: diurnal({ low: 2, high: 20, seconds: 1200, periodSeconds: 1200, binSeconds: 10 }),
  initialReplicas: 1,
});
const surge = scenario({ trace: step({ from: 2, to: 16, at: 200, seconds: 900 }), startupSeconds: 30 });
const slow: readonly Rule[] = [
  rule({ threshold: 99.5, cooldownSeconds: 900, maxReplicas: 12 }),
  inRule({ threshold: "60", cooldownSeconds: 45, stepSize: -2, minReplicas: 1 }),
];

/** Scenarios that leave something to be desired, and what is desired of them. */
const WANTED: Readonly<Record<string, readonly [given: Scenario, objective: Objective]>> = {
  "late rules": [
    { ...hill, rules: slow },
    { target: 0.95, objectiveSeconds: 5 },
  ],
  "late rules, few changes": [
    { ...hill, rules: slow },
    { target: 0.9, changesPerHour: 20 },
  ],
  "good rules": [hill, { target: 0.5 }],
  "a surge": [{ ...surge, rules: utilisationRules }, {}],
  "a surge, enough replicas": [
    { ...surge, rules: slow },
    { serviceLevel: "enough-replicas", target: 0.8 },
  ],
  "a band": [
    { ...hill, rules: [band] },
    { target: 0.97, objectiveSeconds: 2 },
  ],
  "a narrow band, few changes": [
    { ...surge, rules: [{ ...band, minThreshold: 79.9, stepSize: 3 }] },
    { changesPerHour: 12 },
  ],
  "a band with an upper end": [
    { ...hill, rules: [{ ...band, minThreshold: null, maxThreshold: 97 }] },
    { target: 0.97 },
  ],
  "a band with a lower end": [
    { ...surge, initialReplicas: 9, rules: [{ ...band, maxThreshold: null, minThreshold: 5 }] },
    { serviceLevel: "enough-replicas", target: 0.7 },
  ],
  "a queue, and another metric": [
    {
      ...surge,
      rules: [
        rule({ metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:num_requests_waiting", threshold: 0 }),
        rule({ id: "busy", threshold: 95, cooldownSeconds: 120, maxReplicas: 12 }),
        inRule({ metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:num_requests_running", threshold: 60 }),
      ],
    },
    { target: 0.99, objectiveSeconds: 1 },
  ],
  "a band and rules": [
    { ...surge, rules: [{ ...band, enabled: false }, ...slow, inRule({ id: "none", stepSize: 0 })] },
    { target: 0.95, objectiveSeconds: 20 },
  ],
};

/** How many simulations may be spent: for the first alone, within the grid, just past it, and after. */
const RUNS = [1, 9, 38, 120];

function found(given: Scenario, objective: Objective): readonly string[] {
  return RUNS.flatMap((mostRuns) => {
    const { changes, isMet, runs } = recommend(given, { ...objective, mostRuns });
    const lines = changes.map(({ ruleId, field, from, to, why }) => `  ${ruleId}.${field} ${from} -> ${to}, ${why}`);
    return [`within ${mostRuns}: ${isMet ? "met" : "not met"} after ${runs}`, ...lines];
  });
}

test("what is recommended within fewer and more runs was recorded", async () => {
  const text = Object.entries(WANTED).flatMap(([name, [given, objective]]) => [
    `${name}:`,
    ...found(given, objective),
    "",
  ]);
  await expect(text.join("\n")).toMatchFileSnapshot("./recorded/recommendations.txt");
});
