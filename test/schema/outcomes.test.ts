import { describe, expect, test } from "vitest";
import {
  backendAi25,
  type CycleRecord,
  type Decision,
  evaluate,
  OUTCOME_KINDS,
  type RuleOutcome,
} from "../../src/index.ts";
import {
  formatEvaluation,
  formatRecord,
  parseEvaluation,
  parseLog,
  safeParseEvaluation,
} from "../../src/schema/index.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";

const base = { ruleId: "out", metric: { source: "KERNEL", name: "cuda_util" } } as const;
const condition = {
  comparator: "GREATER_THAN",
  threshold: "80",
  step: 2,
  direction: "out",
  field: "threshold",
} as const;
const met = { ...base, ...condition, value: "90", from: 3 } as const;
const proposal = { ...met, proposed: 5 } as const;
const fault = {
  code: "not-an-integer",
  path: "rules[0].stepSize",
  keys: ["rules", 0, "stepSize"],
  params: { min: 0, found: 1.5, kind: "number", words: ["a", "b"], isOdd: true, id: null },
  found: "1.5",
  expected: "an integer",
  help: "use 2 to add two replicas, -1 to remove one",
  message: "rules[0].stepSize is 1.5, expected an integer",
} as const;

/** At least one outcome of each kind, and of each variant of it. */
const OUTCOMES = {
  triggered: [
    { ...met, kind: "triggered", to: 5 },
    { ...met, kind: "triggered", to: 3, step: 0, direction: null, field: "maxThreshold" },
  ],
  "not-met": [
    {
      ...base,
      kind: "not-met",
      value: "50",
      conditions: [
        { ...condition, field: "maxThreshold" },
        { ...condition, step: -2, direction: "in", field: "minThreshold" },
      ],
    },
    { ...base, kind: "not-met", value: "50", conditions: [] },
  ],
  "no-metric": [
    { ...base, kind: "no-metric", reason: null },
    { ...base, kind: "no-metric", reason: "histogram" },
  ],
  "stale-metric": [{ ...base, kind: "stale-metric", at: NOON + 0.25, maxAgeSeconds: 30 }],
  "invalid-metric": [{ ...base, kind: "invalid-metric", value: "NaN", reason: "not-a-number" }],
  "out-of-bounds": [
    {
      ...proposal,
      kind: "out-of-bounds",
      bound: "max",
      limit: 4,
      scope: "rule",
      minReplicas: null,
      maxReplicas: 4,
    },
  ],
  "cooling-down": [
    { ...proposal, kind: "cooling-down", until: NOON, scope: "rule" },
    { ...proposal, kind: "cooling-down", until: NOON, scope: "endpoint" },
    { ...proposal, kind: "cooling-down", until: NOON, scope: "signal", by: "upper" },
  ],
  superseded: [
    { ...base, kind: "superseded", because: "came-later", by: "first" },
    { ...proposal, kind: "superseded", because: "outbid", by: "higher" },
    { ...proposal, kind: "superseded", because: "vetoed", by: "in", veto: "objection" },
    { ...proposal, kind: "superseded", because: "vetoed", by: "in", veto: "no-consent" },
    { ...proposal, kind: "superseded", because: "paced", by: "in", until: NOON },
    { ...proposal, kind: "superseded", because: "projection" },
    { ...proposal, kind: "superseded", because: "zero" },
    { ...proposal, kind: "superseded", because: "settling" },
  ],
  pending: [{ ...met, kind: "pending", since: NOON, until: NOON + 500, remainingSeconds: 0.5 }],
  uncovered: [
    { ...met, kind: "uncovered", reported: 1, of: 3, filled: null },
    { ...met, kind: "uncovered", reported: 1, of: 3, filled: "30.5" },
  ],
  fallback: [
    {
      ...base,
      ...{ kind: "fallback", failure: "no-metric", since: NOON, how: "static", from: 3 },
      ...{ proposed: 5, to: 5, direction: "out", heldBy: null, by: null },
    },
    {
      ...base,
      ...{ kind: "fallback", failure: "stale-metric", since: NOON, how: "current", from: 3 },
      ...{ proposed: 3, to: 3, direction: null, heldBy: null, by: null },
    },
    {
      ...base,
      ...{ kind: "fallback", failure: "invalid-metric", since: NOON, how: "if-lower", from: 3 },
      ...{ proposed: 2, to: 3, direction: "in", heldBy: "no-consent", by: "idle" },
    },
  ],
  disabled: [{ ...base, kind: "disabled" }],
  paused: [
    { ...base, kind: "paused", paused: "both", until: null },
    { ...proposal, kind: "paused", paused: "out", until: NOON },
  ],
  "invalid-input": [{ ...base, kind: "invalid-input", fault }],
} satisfies {
  readonly [Kind in RuleOutcome["kind"]]: readonly Extract<RuleOutcome, { kind: Kind }>[];
};

const outcomes: readonly RuleOutcome[] = Object.values(OUTCOMES).flat();

function decisionWith(all: readonly RuleOutcome[]): Decision {
  return { endpointId: "chat", replicas: 3, desired: 3, delta: 0, outcomes: all, chain: [] };
}

function evaluationWith(all: readonly RuleOutcome[]) {
  const decisions = [decisionWith(all)];
  return { decisions, deltas: new Map(), triggered: new Map(), orphans: [], recheckAt: null };
}

const overTheWire = (wire: unknown): unknown => JSON.parse(JSON.stringify(wire));

describe("an outcome", () => {
  test("of every kind is among these", () => {
    expect(Object.keys(OUTCOMES).toSorted()).toEqual(OUTCOME_KINDS.toSorted());
  });

  test.each(outcomes)(
    "of kind $kind, $because $scope, is read back as it was written",
    (outcome) => {
      const evaluation = evaluationWith([outcome]);
      expect(parseEvaluation(overTheWire(formatEvaluation(evaluation)))).toEqual(evaluation);
    },
  );

  test("goes through a log of cycles as it is", () => {
    const record: CycleRecord = {
      snapshot: snapshot(),
      semantics: backendAi25,
      decisions: [decisionWith(outcomes)],
    };
    expect(parseLog(JSON.stringify(formatRecord(record)))).toEqual([record]);
  });

  test("of an endpoint whose count is no number is read back from what JSON.stringify writes, with the count", () => {
    const endpoints = [endpoint({ replicas: Number.NaN })];
    const evaluation = evaluate(snapshot({ endpoints, rules: [rule()], metrics: [average("90")] }));
    expect(evaluation.decisions).toMatchObject([{ replicas: Number.NaN, desired: Number.NaN }]);
    const read = parseEvaluation(JSON.stringify(evaluation));
    expect(formatEvaluation(read)).toEqual(formatEvaluation(evaluation));
    expect(read.decisions).toMatchObject([{ replicas: Number.NaN, desired: Number.NaN }]);
  });

  test("without one of its facts is a fault", () => {
    for (const outcome of outcomes) {
      for (const fact of Object.keys(outcome)) {
        const wire = formatEvaluation(evaluationWith([outcome]));
        const [first] = wire.decisions[0]?.outcomes ?? [];
        const rest = Object.fromEntries(
          Object.entries({ ...first }).filter(([key]) => key !== fact),
        );
        const decisions = wire.decisions.map((each) => ({ ...each, outcomes: [rest] }));
        expect([fact, safeParseEvaluation({ ...wire, decisions }).success]).toEqual([fact, false]);
      }
    }
  });
});
