import { describe, expect, test } from "vitest";
import {
  averageKernelMetric,
  backendAi25,
  backendAi26,
  type Coverage,
  checkSnapshot,
  evaluate,
  type MetricAverage,
  type ThresholdRule,
} from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";
import { average, bandRule, endpoint, inRule, NOON, rule } from "../support/build.ts";
import { decideEverywhere } from "../support/decide-everywhere.ts";

type Changes = Partial<Omit<ThresholdRule, "type">>;

/** What becomes of one rule at an average that so many replicas reported. */
function outcomeAt(
  one: Parameters<typeof decideEverywhere>[0]["rules"],
  value: MetricAverage["value"],
  coverage?: Coverage,
  changes: Partial<MetricAverage> = {},
) {
  const metric = average(value, { ...changes, ...(coverage === undefined ? {} : { coverage }) });
  const { outcomes } = decideEverywhere({ rules: one ?? [], metrics: [metric] });
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error("the rule has no outcome");
  return outcome;
}

test("two averages of one time contradict each other even where one of them is over no replica", () => {
  const metrics = [average(90), average(90, { coverage: { reported: 0, of: 2 } })];
  const rules = [rule({ minCoverage: "0.5" })];
  for (const given of [metrics, metrics.toReversed()]) {
    const [outcome] = decideEverywhere({ rules, metrics: given }).outcomes;
    expect(outcome).toMatchObject({ kind: "invalid-metric", reason: "conflict" });
  }
});

test("two averages of one time that cover different replicas contradict each other, in whatever order", () => {
  const metrics = [
    average(90, { coverage: { reported: 1, of: 2 } }),
    average(90, { coverage: { reported: 2, of: 2 } }),
  ];
  const snapshot = {
    now: NOON,
    endpoints: [endpoint()],
    rules: [rule()],
    lastTriggered: new Map(),
  };
  for (const given of [metrics, metrics.toReversed()]) {
    const { decisions } = evaluate({ ...snapshot, metrics: given });
    expect(decisions[0]?.outcomes).toMatchObject([{ kind: "invalid-metric", reason: "conflict" }]);
    expect(referenceEvaluate({ ...snapshot, metrics: given }).decisions).toEqual(decisions);
  }
  expect(checkSnapshot({ ...snapshot, metrics })).toMatchObject([
    { path: "metrics[1].coverage", found: "2 of 2", expected: "1 of 2, as in metrics[0]" },
  ]);
  const [known] = metrics;
  const silent = checkSnapshot({ ...snapshot, metrics: [average(90), known ?? average(90)] });
  expect(silent).toMatchObject([{ found: "1 of 2", expected: "nothing, as in metrics[0]" }]);
});

describe("with `minCoverage` a rule acts", () => {
  const kindAt = (minCoverage: string, reported: number, of: number) =>
    outcomeAt([rule({ minCoverage })], 90, { reported, of }).kind;

  test("from exactly that share on", () => {
    expect([kindAt("0.5", 1, 2), kindAt("0.5", 2, 4), kindAt("0.5", 49, 99)]).toEqual([
      "triggered",
      "triggered",
      "uncovered",
    ]);
    expect([kindAt("1", 3, 3), kindAt("1", 2, 3)]).toEqual(["triggered", "uncovered"]);
  });

  test("as an exact decimal says, which a double would not", () => {
    expect(kindAt("0.3333333333333333333333333333", 1, 3)).toBe("triggered");
    expect(kindAt("0.3333333333333333333333333334", 1, 3)).toBe("uncovered");
  });

  test("where replicas that are being drained report as well", () => {
    expect(kindAt("1", 5, 3)).toBe("triggered");
  });

  test("where nobody says how many should have reported", () => {
    expect(outcomeAt([rule({ minCoverage: "1" })], 90).kind).toBe("triggered");
  });

  test("and has no metric where no replica reported, or where there are no replicas", () => {
    expect([kindAt("0.1", 0, 3), kindAt("0.1", 3, 0), kindAt("0.1", 0, 0)]).toEqual([
      "no-metric",
      "no-metric",
      "no-metric",
    ]);
  });

  test("and says what was missing", () => {
    expect(outcomeAt([rule({ minCoverage: "0.75" })], 90, { reported: 2, of: 4 })).toMatchObject({
      kind: "uncovered",
      value: 90,
      direction: "out",
      reported: 2,
      of: 4,
      filled: null,
    });
  });

  test("in whichever direction its condition holds", () => {
    const band = bandRule({ minCoverage: "1" });
    const partly = { reported: 1, of: 2 };
    expect(outcomeAt([band], 90, partly)).toMatchObject({ kind: "uncovered", direction: "out" });
    expect(outcomeAt([band], 10, partly)).toMatchObject({ kind: "uncovered", direction: "in" });
    expect(outcomeAt([band], 50, partly).kind).toBe("not-met");
  });
});

test("a coverage that no count can have makes the reading invalid", () => {
  for (const coverage of [
    { reported: -1, of: 3 },
    { reported: 1.5, of: 3 },
    { reported: 1, of: Number.NaN },
  ])
    expect(outcomeAt([rule({ minCoverage: "0.5" })], 90, coverage)).toMatchObject({
      kind: "invalid-metric",
      reason: "not-a-number",
    });
});

test("a rule that does not ask for coverage acts on whatever was reported", () => {
  expect(outcomeAt([rule()], 90, { reported: 0, of: 9 }).kind).toBe("triggered");
  expect(outcomeAt([rule()], 90, { reported: Number.NaN, of: 9 }).kind).toBe("triggered");
  expect(outcomeAt([rule({ forSeconds: 0 })], 90, { reported: 0, of: 9 }).kind).toBe("triggered");
  const query = { source: "PROMETHEUS", name: "queue" } as const;
  const ofQuery = rule({ metricSource: query.source, metricName: query.name });
  expect(outcomeAt([ofQuery], 90, { reported: 0, of: 9 }, query).kind).toBe("triggered");
});

describe("a rule that argues", () => {
  const out = (changes: Changes = {}) => [rule({ unreported: "argue", ...changes })];
  const inward = (changes: Changes = {}) => [inRule({ unreported: "argue", ...changes })];

  test("takes replicas that did not report for idle when it scales out", () => {
    expect(outcomeAt(out(), 96, { reported: 5, of: 6 })).toMatchObject({
      kind: "uncovered",
      filled: "80",
    });
    expect(outcomeAt(out(), "96.01", { reported: 5, of: 6 }).kind).toBe("triggered");
    expect(
      outcomeAt(out({ comparator: "GREATER_THAN_OR_EQUAL" }), 96, { reported: 5, of: 6 }).kind,
    ).toBe("triggered");
  });

  test("takes them for as busy as can be when it scales in", () => {
    expect(outcomeAt(inward(), 4, { reported: 5, of: 6 })).toMatchObject({
      kind: "uncovered",
      filled: "20",
    });
    expect(outcomeAt(inward(), "3.99", { reported: 5, of: 6 }).kind).toBe("triggered");
  });

  test("needs all of them to scale in where nothing is known of the metric's greatest value", () => {
    const cpu = { metricName: "cpu_util" };
    const ofCpu = { name: "cpu_util" };
    expect(outcomeAt(inward(cpu), 1, { reported: 5, of: 6 }, ofCpu)).toMatchObject({
      kind: "uncovered",
      filled: null,
    });
    expect(outcomeAt(inward(cpu), 1, { reported: 6, of: 6 }, ofCpu).kind).toBe("triggered");
    expect(outcomeAt(out(cpu), 400, { reported: 1, of: 4 }, ofCpu).kind).toBe("triggered");
  });

  test("takes 0 for the least value of a metric of which nothing is known", () => {
    const unknown = { metricName: "own" };
    expect(outcomeAt(out(unknown), 100, { reported: 4, of: 5 }, { name: "own" })).toMatchObject({
      kind: "uncovered",
      filled: "80",
    });
  });

  test("does not believe that a query is of the metric of its name", () => {
    const query = { metricSource: "PROMETHEUS", metricName: "sglang:token_usage" } as const;
    const ofQuery = { source: "PROMETHEUS", name: "sglang:token_usage" } as const;
    const framework = { ...query, metricSource: "INFERENCE_FRAMEWORK" } as const;
    const ofFramework = { ...ofQuery, source: "INFERENCE_FRAMEWORK" } as const;
    const covered = { reported: 9, of: 10 };
    expect(outcomeAt(inward(query), "0.1", covered, ofQuery).kind).toBe("uncovered");
    expect(outcomeAt(inward(framework), "0.1", covered, ofFramework).kind).toBe("triggered");
  });

  test("argues by what its condition asks for, not by the direction of its step", () => {
    // Scales out where the metric is low: what did not report counts as high.
    const low = [inRule({ stepSize: 1, unreported: "argue" })];
    expect(outcomeAt(low, 4, { reported: 5, of: 6 })).toMatchObject({
      kind: "uncovered",
      direction: "out",
      filled: "20",
    });
  });

  test("acts where all reported, or nobody says how many should have", () => {
    expect(outcomeAt(out(), "80.01", { reported: 3, of: 3 }).kind).toBe("triggered");
    expect(outcomeAt(out(), "80.01", { reported: 4, of: 3 }).kind).toBe("triggered");
    expect(outcomeAt(out(), "80.01").kind).toBe("triggered");
  });

  test("has no metric where no replica reported", () => {
    expect(outcomeAt(out(), 90, { reported: 0, of: 3 }).kind).toBe("no-metric");
  });

  test("may ask for a share as well", () => {
    const both = out({ minCoverage: "0.5" });
    expect(outcomeAt(both, 1000, { reported: 1, of: 3 }).kind).toBe("uncovered");
    expect(outcomeAt(both, 1000, { reported: 2, of: 3 }).kind).toBe("triggered");
  });

  test.each([
    ["max", "out", "the known ones are enough", "triggered", undefined],
    ["max", "in", "as the greatest value", "uncovered", "100"],
    ["min", "in", "the known ones are enough", "triggered", undefined],
    ["min", "out", "as the least value", "uncovered", "0"],
    ["sum", "out", "a total does not fall", "triggered", undefined],
    ["sum", "in", "each with the greatest value", "uncovered", "210"],
  ] as const)("with `%s`, %s, counts them so: %s", (aggregation, direction, _, kind, filled) => {
    const make = direction === "out" ? rule : inRule;
    const rules = [make({ aggregation, unreported: "argue" })];
    const value = direction === "out" ? 90 : 10;
    const outcome = outcomeAt(rules, value, { reported: 1, of: 3 }, { aggregation });
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === "uncovered") expect(outcome.filled).toBe(filled);
  });

  test("with `min` scales in by those that are known, also where no greatest value is", () => {
    const least = { metricName: "requests", aggregation: "min" } as const;
    const outcome = outcomeAt(
      [inRule({ ...least, unreported: "argue" })],
      10,
      { reported: 1, of: 3 },
      {
        name: least.metricName,
        aggregation: least.aggregation,
      },
    );
    expect(outcome.kind).toBe("triggered");
  });

  test("fills a minimum and a maximum only where that changes them", () => {
    const covered = { reported: 1, of: 3 };
    const highest = inRule({ aggregation: "max", unreported: "argue", threshold: 130 });
    expect(outcomeAt([highest], 120, covered, { aggregation: "max" }).kind).toBe("triggered");
    const lowest = rule({ aggregation: "min", unreported: "argue", threshold: -9 });
    expect(outcomeAt([lowest], -5, covered, { aggregation: "min" }).kind).toBe("triggered");
  });

  test("with `sum` scales in where the total with them stays below", () => {
    const total = [inRule({ aggregation: "sum", unreported: "argue", threshold: 211 })];
    expect(outcomeAt(total, 10, { reported: 1, of: 3 }, { aggregation: "sum" }).kind).toBe(
      "triggered",
    );
  });
});

describe("a rule without coverage only removes moves", () => {
  const partly = average(90, { coverage: { reported: 1, of: 3 } });
  const uncovered = rule({ id: "veto", minCoverage: "1" });

  test("so it objects to a fall as it may want more", () => {
    const rules = [uncovered, inRule({ metricName: "other" })];
    const metrics = [partly, average(10, { name: "other" })];
    expect(decideEverywhere({ rules, metrics })).toMatchObject({
      desired: 3,
      outcomes: [{ kind: "uncovered" }, { because: "vetoed", veto: "objection", by: "veto" }],
    });
  });

  test("and does not consent to one", () => {
    const rules = [inRule({ minCoverage: "1" }), inRule({ id: "other", metricName: "other" })];
    const metrics = [
      average(10, { coverage: { reported: 1, of: 3 } }),
      average(10, { name: "other" }),
    ];
    expect(decideEverywhere({ rules, metrics })).toMatchObject({
      desired: 3,
      outcomes: [{ kind: "uncovered" }, { because: "vetoed", veto: "no-consent", by: "in" }],
    });
  });

  test("and where the first rule decides the next one is looked at", () => {
    const rules = [uncovered, rule({ stepSize: 2 })];
    expect(decideEverywhere({ rules, metrics: [partly] }, backendAi26)).toMatchObject({
      desired: 5,
      outcomes: [{ kind: "uncovered" }, { kind: "triggered", from: 3 }],
    });
  });

  test("and one after the other it hands on the count", () => {
    const rules = [rule({ stepSize: 2 }), uncovered, rule({ id: "last" })];
    expect(decideEverywhere({ rules, metrics: [partly] }, backendAi25)).toMatchObject({
      desired: 6,
      outcomes: [{ from: 3 }, { kind: "uncovered", from: 5 }, { from: 5, to: 6 }],
    });
  });

  test("and spends no cooldown, whatever the bounds and pauses are", () => {
    const bounded = rule({ id: "veto", minCoverage: "1", maxReplicas: 1, cooldownSeconds: 60 });
    expect(decideEverywhere({ rules: [bounded], metrics: [partly] })).toMatchObject({
      outcomes: [{ kind: "uncovered" }],
      chain: [],
    });
  });
});

test("an average of kernels' live stats says how many of them reported the metric", () => {
  const stats = [{ cuda_util: { pct: "90" } }, {}, null];
  expect(averageKernelMetric(stats, "cuda_util")).toMatchObject({
    coverage: { reported: 1, of: 3 },
  });
});
