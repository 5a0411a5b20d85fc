import { readFileSync } from "node:fs";
import { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { PROFILES, type SnapshotRows, snapshotFromRows } from "../../src/backend-ai/index.ts";
import { type Evaluation, evaluate, type RuleOutcome, type Snapshot } from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";

interface Vector {
  readonly case: number;
  readonly theme: string;
  readonly input: SnapshotRows;
  readonly expected: Expected;
}

interface Expected {
  readonly triggered: readonly string[];
  readonly metric_average: Readonly<Record<string, string | null>>;
  readonly outcome: Readonly<Record<string, string>>;
  readonly replicas?: Readonly<Record<string, number>>;
  readonly desired?: Readonly<Record<string, number | null>>;
  readonly error: string | null;
  readonly error_rule?: string;
  readonly before_error?: {
    readonly replicas: Readonly<Record<string, number>>;
    readonly triggered: readonly string[];
  };
  readonly errors?: Readonly<Record<string, unknown>>;
}

function load(file: string): Vector[] {
  const text = readFileSync(new URL(`./vectors/${file}.jsonl`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The average that each rule compares, as the snapshot holds it. */
function averages({ rules, metrics }: Snapshot): Record<string, string | null> {
  return Object.fromEntries(
    rules.map((rule) => {
      const found = metrics.find(
        ({ endpointId, source, name, ruleId }) =>
          source === rule.metricSource &&
          (source === "PROMETHEUS" ? ruleId === rule.id : endpointId === rule.endpointId && name === rule.metricName),
      );
      return [rule.id, found === undefined ? null : plain(String(found.value))];
    }),
  );
}

/** Python prints trailing zeros and decimal.js does not: the same value, one way to write it. */
function plain(value: string | null): string | null {
  return value === null ? null : new Decimal(value).toString();
}

const OUTCOMES: Readonly<Record<string, readonly RuleOutcome["kind"][]>> = {
  triggered: ["triggered"],
  no_trigger: ["not-met"],
  out_of_bounds: ["out-of-bounds"],
  cooldown: ["cooling-down"],
  no_metric: ["no-metric"],
  histogram: ["no-metric"],
  unparseable: ["no-metric"],
  // Where upstream raises, the rule has no usable metric and everyone else gets a decision.
  error: ["no-metric", "invalid-metric"],
};

function outcomes({ decisions }: Evaluation): Map<string, RuleOutcome["kind"]> {
  return new Map(decisions.flatMap((decision) => decision.outcomes.map(({ ruleId, kind }) => [ruleId, kind])));
}

describe.each([
  ["25.1", "backendai-pr3277"],
  ["26.8", "backendai-v26"],
])("Backend.AI %s", (_, file) => {
  const vectors = load(file);

  test("there are 300 recorded cases", () => {
    expect(vectors).toHaveLength(300);
  });

  test.each(vectors)(
    "case $case ($theme): averages, counts, triggered rules and outcomes are Backend.AI's",
    ({ input, expected }) => {
      const snapshot = snapshotFromRows(input);
      const { semantics } = PROFILES[input.profile];
      expectBackendAi(input, expected, snapshot, evaluate(snapshot, semantics));
      expectBackendAi(input, expected, snapshot, referenceEvaluate(snapshot, semantics));
    },
  );
});

/** That an evaluation of a vector's input is what Backend.AI made of it. */
function expectBackendAi(input: SnapshotRows, expected: Expected, snapshot: Snapshot, evaluation: Evaluation): void {
  expect(averages(snapshot)).toEqual(
    Object.fromEntries(Object.entries(expected.metric_average).map(([id, value]) => [id, plain(value)])),
  );

  const lost = new Set(Object.keys(expected.errors ?? {}));
  const found = outcomes(evaluation);
  for (const [id, outcome] of Object.entries(expected.outcome)) {
    if (outcome !== "not_reached") expect(OUTCOMES[outcome]).toContain(found.get(id));
    else if (expected.error === null) expect(found.get(id)).toBe("superseded");
  }

  const counts = Object.fromEntries(evaluation.decisions.map(({ endpointId, desired }) => [endpointId, desired]));
  if (expected.desired !== undefined) {
    for (const [id, desired] of Object.entries(expected.desired)) {
      const { replicas } = snapshot.endpoints.find((endpoint) => endpoint.id === id) ?? {};
      if (!lost.has(id)) expect(counts[id]).toBe(desired ?? replicas);
    }
    const ruleEndpoint = new Map(snapshot.rules.map((rule) => [rule.id, rule.endpointId]));
    const kept = [...evaluation.triggered.keys()].filter((id) => !lost.has(ruleEndpoint.get(id) ?? ""));
    expect(kept).toEqual(expected.triggered);
  } else if (expected.error === null) {
    expect(counts).toEqual(expected.replicas);
    expect([...evaluation.triggered.keys()]).toEqual(expected.triggered);
  } else {
    // Upstream lost the cycle; up to the rule that cost it, both went the same way.
    const reached = [...evaluation.triggered.keys()].filter((id) => expected.outcome[id] !== "not_reached");
    expect(reached).toEqual(expected.before_error?.triggered);
  }
  for (const at of evaluation.triggered.values()) expect(at).toBe(Date.parse(String(input.now)));
}
