import { expect, test } from "vitest";
import {
  type BandRule,
  backendAi25,
  backendAi26,
  COMPARATORS,
  evaluate,
  type MetricAverage,
  type Rule,
  recommended,
  type Semantics,
  type Snapshot,
  type ThresholdRule,
} from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";
import { average, endpoint, NOON, rule } from "../support/build.ts";
import { isThorough } from "../support/runs.ts";
import { difference } from "./difference.ts";
import { asTest } from "./literal.ts";

const COUNTS = [0, 1, 2, 3, 4, 5, 6];
const COOLDOWN_SECONDS = 60;

/** Throws where library and reference differ, with the case as a test. */
function compare(given: Snapshot, semantics: Semantics): void {
  const found = difference(evaluate(given, semantics), referenceEvaluate(given, semantics));
  if (found !== null) throw new Error(`${found}\n\n${asTest(given, semantics, found)}\n`);
}

/** When a rule last triggered, so that its cooldown ends so many milliseconds from now. */
function cooldownEndsIn(milliseconds: number): number {
  return NOON + milliseconds - COOLDOWN_SECONDS * 1000;
}

test.each([
  ["Backend.AI 25", backendAi25],
  ["Backend.AI 26", backendAi26],
  ["the recommendation", recommended],
])("under %s every one of 12,600 decisions by a single rule is the reference's", (_, semantics) => {
  const readings = ["79.99999999999999999999", "80", "80.00000000000000000001"];
  const steps = [-3, -1, 0, 1, 3];
  const bounds = [
    [null, null],
    [2, null],
    [null, 4],
    [2, 4],
    [0, 6],
    [4, 2],
  ] as const;
  const triggers = [null, cooldownEndsIn(-0.001), cooldownEndsIn(0), cooldownEndsIn(0.001), NOON + 5000];
  let decisions = 0;
  for (const comparator of COMPARATORS) {
    for (const value of readings) {
      for (const stepSize of steps) {
        for (const [minReplicas, maxReplicas] of bounds) {
          for (const last of triggers) {
            const endpoints = COUNTS.map((replicas) => endpoint({ id: `with-${replicas}`, replicas }));
            const cooldownSeconds = COOLDOWN_SECONDS;
            const figures = { comparator, stepSize, minReplicas, maxReplicas, cooldownSeconds };
            const rules = endpoints.map(({ id }) => rule({ ...figures, id: `of-${id}`, endpointId: id }));
            const metrics = endpoints.map(({ id }) => average(value, { endpointId: id }));
            const lastTriggered = new Map(last === null ? [] : rules.map(({ id }) => [id, last]));
            compare({ now: NOON, endpoints, rules, metrics, lastTriggered }, semantics);
            decisions += endpoints.length;
          }
        }
      }
    }
  }
  expect(decisions).toBe(12_600);
});

/** A rule on `cuda_util` that may be met by an average of 9, of 10 or of 11. */
function threshold(
  comparator: ThresholdRule["comparator"],
  stepSize: number,
  changes: Partial<Omit<ThresholdRule, "type">> = {},
): ThresholdRule {
  return rule({ comparator, threshold: "10", stepSize, cooldownSeconds: COOLDOWN_SECONDS, ...changes });
}

function band(stepSize: number, changes: Partial<BandRule> = {}): BandRule {
  const { comparator: _, threshold: __, ...rest } = threshold("LESS_THAN", stepSize);
  return { ...rest, type: "band", minThreshold: "10", maxThreshold: "10", ...changes };
}

const TWELVE: readonly Rule[] = [
  threshold("GREATER_THAN", 1),
  threshold("GREATER_THAN_OR_EQUAL", 2, { maxReplicas: 4 }),
  threshold("GREATER_THAN", 3, { minReplicas: 2, maxReplicas: 5 }),
  threshold("LESS_THAN", -1),
  threshold("LESS_THAN_OR_EQUAL", -2, { minReplicas: 1 }),
  threshold("LESS_THAN", -3, { minReplicas: 2, maxReplicas: 5 }),
  threshold("GREATER_THAN", -1, { priority: 1 }),
  threshold("LESS_THAN_OR_EQUAL", 1, { minReplicas: 4, maxReplicas: 2 }),
  threshold("GREATER_THAN_OR_EQUAL", 0, { maxReplicas: 3 }),
  threshold("LESS_THAN", -1, { enabled: false }),
  band(1, { minReplicas: 1, maxReplicas: 5 }),
  band(-2, { minThreshold: null }),
];

/** Twelve rules on one metric, and the same on another. */
const TWENTY_FOUR: readonly Rule[] = [...TWELVE, ...TWELVE.map((each): Rule => ({ ...each, metricName: "mem" }))];

test.runIf(isThorough)(
  "under both presets of Backend.AI all 72,576 decisions by a rule and a second one, on its metric or another, are the reference's",
  {
    timeout: 300_000,
  },
  () => {
    const named = (name: string, value: string): MetricAverage => average(value, { name });
    const alone = [[named("cuda_util", "9")], [named("cuda_util", "10")], [named("cuda_util", "11")], []];
    const withAnother = alone.flatMap((util) => [named("mem", "9"), named("mem", "11")].map((mem) => [...util, mem]));
    const triggers = [
      new Map<string, number>(),
      new Map([["first", cooldownEndsIn(0)]]),
      new Map([
        ["first", cooldownEndsIn(-0.001)],
        ["second", cooldownEndsIn(0.001)],
      ]),
    ];
    let decisions = 0;
    for (const semantics of [backendAi25, backendAi26]) {
      for (const one of TWELVE) {
        for (const other of TWENTY_FOUR) {
          const rules: Rule[] = [
            { ...one, id: "first" },
            { ...other, id: "second" },
          ];
          for (const metrics of other.metricName === "mem" ? withAnother : alone) {
            for (const replicas of COUNTS) {
              for (const lastTriggered of triggers) {
                compare({ now: NOON, endpoints: [endpoint({ replicas })], rules, metrics, lastTriggered }, semantics);
                decisions += 1;
              }
            }
          }
        }
      }
    }
    expect(TWENTY_FOUR).toHaveLength(24);
    expect(decisions).toBe(72_576);
  },
);
