import { describe, expect, test } from "vitest";
import {
  type Decision,
  type MetricAverage,
  type Rule,
  recommended,
  type Snapshot,
} from "../../../src/index.ts";
import { average, decide, endpoint, inRule, NOON, rule } from "../../support/build.ts";

/** Two scale-in rules, of which one asks for less and the other does not: on one signal that is enough for the count to fall. */
function falls(one: Partial<Rule>, other: Partial<Rule>, changes: Partial<Snapshot>): boolean {
  const rules = [inRule({ id: "a" }), inRule({ id: "b", threshold: "5" })];
  const [first, second] = [Object.assign({}, rules[0], one), Object.assign({}, rules[1], other)];
  const decision: Decision = decide(
    { endpoints: [endpoint({ replicas: 5 })], rules: [first, second], ...changes },
    recommended,
  );
  expect(decision.outcomes).toMatchObject([
    decision.delta < 0 ? { kind: "triggered" } : { veto: "no-consent", by: "b" },
    { kind: "not-met" },
  ]);
  return decision.delta < 0;
}

const prometheus = { metricSource: "PROMETHEUS", metricName: "queue" } as const;
const answer = (value: string, changes: Partial<MetricAverage> = {}) =>
  average(value, { source: "PROMETHEUS", name: "queue", ...changes });

describe("rules compare one signal", () => {
  test("where source, name and aggregation of their metric are the same", () => {
    expect(falls({}, {}, { metrics: [average("10")] })).toBe(true);
    expect(falls({}, { aggregation: "average" }, { metrics: [average("10")] })).toBe(true);
    const tail = { aggregation: "p95" } as const;
    expect(falls(tail, tail, { metrics: [average("10", tail)] })).toBe(true);
  });

  test("and not where one of these differs", () => {
    expect(
      falls(
        {},
        { metricName: "mem" },
        { metrics: [average("10"), average("10", { name: "mem" })] },
      ),
    ).toBe(false);
    const inference = average("10", { source: "INFERENCE_FRAMEWORK" });
    expect(
      falls({}, { metricSource: "INFERENCE_FRAMEWORK" }, { metrics: [average("10"), inference] }),
    ).toBe(false);
    const tail = average("10", { aggregation: "p95" });
    expect(falls({}, { aggregation: "p95" }, { metrics: [average("10"), tail] })).toBe(false);
  });
});

describe("Prometheus rules compare one signal", () => {
  test("where they read one average of the endpoint by its name", () => {
    expect(falls(prometheus, prometheus, { metrics: [answer("10")] })).toBe(true);
  });

  test("where they name one query, though each has an answer of its own", () => {
    const query = { ...prometheus, queryPresetId: "p" };
    const metrics = [answer("10", { ruleId: "a" }), answer("10", { ruleId: "b" })];
    expect(falls(query, query, { metrics })).toBe(true);
    expect(falls(query, { ...query, metricName: "another" }, { metrics })).toBe(true);
  });

  test("and not where they name different queries, though both read the average of one name", () => {
    const metrics = [answer("10")];
    expect(
      falls(
        { ...prometheus, queryPresetId: "p" },
        { ...prometheus, queryPresetId: "q" },
        { metrics },
      ),
    ).toBe(false);
    expect(falls({ ...prometheus, queryPresetId: "p" }, prometheus, { metrics })).toBe(false);
    expect(falls({ ...prometheus, queryPresetId: "" }, prometheus, { metrics })).toBe(false);
  });

  test("where neither names a query: null stands for no query", () => {
    expect(
      falls({ ...prometheus, queryPresetId: null }, prometheus, { metrics: [answer("10")] }),
    ).toBe(true);
  });

  test("and not where one of them has an answer of its own, and names no query", () => {
    const own = answer("10", { ruleId: "b" });
    expect(falls(prometheus, prometheus, { metrics: [answer("10"), own] })).toBe(false);
    expect(falls(prometheus, prometheus, { metrics: [answer("10", { ruleId: "a" }), own] })).toBe(
      false,
    );
  });

  test("and not where each has its own answer and names no query, though a third one names one", () => {
    const rules = [
      Object.assign(inRule({ id: "a" }), prometheus),
      Object.assign(inRule({ id: "b", threshold: "5" }), prometheus),
      Object.assign(inRule({ id: "c" }), { ...prometheus, queryPresetId: "p" }),
    ];
    const metrics = ["a", "b", "c"].map((ruleId) => answer("10", { ruleId }));
    expect(decide({ rules, metrics }, recommended).outcomes).toMatchObject([
      { veto: "no-consent", by: "b" },
      { kind: "not-met" },
      { veto: "no-consent", by: "b" },
    ]);
  });

  test("and not where the host says why one of them has no answer of its own", () => {
    const missing = [
      {
        endpointId: "chat",
        source: "PROMETHEUS",
        name: "queue",
        ruleId: "b",
        reason: "source-failed",
      } as const,
    ];
    expect(falls(prometheus, prometheus, { metrics: [answer("10")], missing })).toBe(false);
    const query = { ...prometheus, queryPresetId: "p" };
    expect(falls(query, query, { metrics: [answer("10")], missing })).toBe(true);
  });

  test("where the host only says why the average of their name is missing for another metric", () => {
    const missing = [
      { endpointId: "chat", source: "PROMETHEUS", name: "other", reason: "no-stats" } as const,
    ];
    expect(falls(prometheus, prometheus, { metrics: [answer("10")], missing })).toBe(true);
  });
});

test("a query is the signal of Prometheus rules alone: others go by their metric", () => {
  const metrics = [average("10"), average("10", { name: "mem" })];
  expect(falls({ queryPresetId: "p" }, { queryPresetId: "q" }, { metrics })).toBe(true);
  expect(
    falls({ queryPresetId: "p" }, { queryPresetId: "p", metricName: "mem" }, { metrics }),
  ).toBe(false);
  const query = { ...prometheus, queryPresetId: "p" };
  const rules = [
    inRule({ id: "kernels", queryPresetId: "p" }),
    Object.assign(inRule({ id: "a" }), query),
    Object.assign(inRule({ id: "b", threshold: "5" }), query),
  ];
  const answers = ["a", "b"].map((ruleId) => answer("10", { ruleId }));
  expect(decide({ rules, metrics: [average("10"), ...answers] }, recommended).delta).toBe(-1);
});

describe("tiers go by signals, too", () => {
  const busy = (id: string, changes: Partial<Rule> = {}) =>
    Object.assign(rule({ id, ...prometheus, cooldownSeconds: 60 }), changes);
  const lastTriggered = new Map([["upper", NOON - 10_000]]);
  const outcomeOfLower = (query: Partial<Rule>, metrics: readonly MetricAverage[]) =>
    decide(
      {
        rules: [busy("lower", query), busy("upper", { stepSize: 3, ...query })],
        metrics,
        lastTriggered,
      },
      recommended,
    ).outcomes[0];

  test("a lower one waits for an upper one of its query, whose answer is another rule's", () => {
    const metrics = [answer("90", { ruleId: "lower" }), answer("95", { ruleId: "upper" })];
    expect(outcomeOfLower({ queryPresetId: "p" }, metrics)).toMatchObject({
      scope: "signal",
      by: "upper",
    });
  });

  test("and not for one with an answer of its own where no query is named", () => {
    const metrics = [answer("90", { ruleId: "lower" }), answer("95", { ruleId: "upper" })];
    expect(outcomeOfLower({}, metrics)).toMatchObject({ kind: "triggered" });
    expect(outcomeOfLower({}, [answer("90")])).toMatchObject({ scope: "signal", by: "upper" });
  });
});

test("each signal makes a bid of its own: two answers to one name are two", () => {
  const deep = inRule({ id: "deep", stepSize: -3, ...prometheus });
  const gentle = inRule({ id: "gentle", ...prometheus });
  const decideWith = (...metrics: readonly MetricAverage[]) =>
    decide({ endpoints: [endpoint({ replicas: 5 })], rules: [deep, gentle], metrics }, recommended)
      .desired;
  expect(decideWith(answer("10"))).toBe(2);
  expect(decideWith(answer("10", { ruleId: "deep" }), answer("10", { ruleId: "gentle" }))).toBe(4);
});
