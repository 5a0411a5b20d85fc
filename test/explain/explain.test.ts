import { expect, test } from "vitest";
import {
  backendAi26,
  type Endpoint,
  evaluate,
  explain,
  explainOutcome,
  type MetricAverage,
  type Rule,
  recommended,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { average, decide, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";

const explained = (changes: Partial<Snapshot>, semantics = recommended) =>
  explain(decide({ metrics: [average("90")], ...changes }, semantics));

test("a decision is explained by its change of the count, then a line for each rule", () => {
  expect(explained({ rules: [rule({ stepSize: 2 }), inRule()] })).toBe(
    [
      "endpoint `chat`: 3 -> 5 replicas (+2)",
      "rule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; 3 -> 5 replicas",
      "rule `in` did not trigger: `cuda_util` (KERNEL) is 90; needs < 20",
    ].join("\n"),
  );
});

test("a count that stays is named", () => {
  expect(explained({ rules: [inRule()] })).toMatch(/^endpoint `chat`: stays at 3 replicas\n/);
});

test("an advisory endpoint shows the change that it would have made", () => {
  expect(explained({ rules: [rule()], endpoints: [endpoint({ advisory: true })] })).toBe(
    [
      "endpoint `chat`: stays at 3 replicas; advisory only, the change would be +1",
      "rule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; 3 -> 4 replicas",
    ].join("\n"),
  );
});

test("an endpoint without rules says so, and shows its pause", () => {
  expect(explained({ endpoints: [endpoint({ replicas: 1, paused: "both" })] })).toBe(
    "endpoint `chat`: stays at 1 replica; it has no rules\nthe endpoint is paused",
  );
});

test("an endpoint for which there is no decision shows its fault", () => {
  expect(explained({ endpoints: [endpoint({ replicas: 1.5 })] })).toMatch(
    /^endpoint `chat`: undecided: endpoints\[0\]\.replicas is 1\.5, expected an integer of 0 or more; /,
  );
});

test("the endpoint's own bounds have a line, and a pause that holds them back another", () => {
  expect(explained({ endpoints: [endpoint({ minReplicas: 4 })] })).toBe(
    ["endpoint `chat`: 3 -> 4 replicas (+1); it has no rules", "the endpoint's minReplicas is 4: 3 -> 4 replicas"].join(
      "\n",
    ),
  );
  expect(explained({ endpoints: [endpoint({ minReplicas: 4, paused: "out" })] })).toBe(
    [
      "endpoint `chat`: stays at 3 replicas; it has no rules",
      "the endpoint's minReplicas is 4: 3 -> 4 replicas",
      "the endpoint is paused: 4 -> 3 replicas",
    ].join("\n"),
  );
});

test("an endpoint that is put to sleep, wakes up, or stays at 0 by hand has a line", () => {
  const activation = [
    { metricSource: "KERNEL", metricName: "queue", comparator: "GREATER_THAN", threshold: 0 },
  ] as const;
  const lines = (replicas: number, queue: number, memory?: Endpoint["memory"], util = replicas === 0 ? 90 : 50) =>
    explained({
      endpoints: [
        endpoint({ replicas, zero: { activation, idleSeconds: 0 }, ...(memory !== undefined && { memory }) }),
      ],
      rules: [rule()],
      metrics: [average(queue, { name: "queue" }), average(util)],
    }).split("\n");
  expect(lines(3, 0).at(-1)).toBe("the endpoint is not in use: 3 -> 0 replicas");
  expect(lines(0, 1, { zeroBy: "rules" }).at(-1)).toBe(
    "rule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; 0 -> 1 replica",
  );
  expect(lines(0, 1, { zeroBy: "rules" }, 50).at(-1)).toBe("the endpoint is in use again: 0 -> 1 replica");
  expect(lines(0, 1)).toEqual([
    "endpoint `chat`: stays at 0 replicas",
    "rule `out` did not trigger: `cuda_util` (KERNEL) is 90, > 80, but 0 -> 1 replica was taken back, because somebody set the endpoint to 0 replicas; needs somebody to set another count",
    "nothing wakes the endpoint up: 1 -> 0 replicas",
  ]);
});

test("a fallback shows since when its metric has failed, and what holds it", () => {
  const since = NOON - 60_000;
  const blind = rule({ onFailure: { afterSeconds: 60, count: 8, how: "static" } });
  const fallback = (changes: Partial<Endpoint>, others: readonly Rule[] = [], metrics: readonly MetricAverage[] = []) =>
    explained({
      endpoints: [endpoint({ memory: { failingSince: { out: since } }, ...changes })],
      rules: [blind, ...others],
      metrics,
    }).split("\n")[1];
  const failed = "`cuda_util` (KERNEL) has had no average since 2026-03-02T11:59:00.000Z";
  expect(fallback({})).toBe(`rule \`out\` fell back: ${failed}; 3 -> 8 replicas`);
  const why = (...given: Parameters<typeof fallback>) =>
    fallback(...given)
      ?.split("but ")
      .at(-1);
  expect(why({ paused: "out" })).toBe("3 -> 8 replicas waits until the pause of the endpoint ends");
  expect(why({ maxReplicas: 3 })).toBe("3 -> 8 replicas is outside the bounds");
  expect(why({ cooldownSeconds: { out: 60, in: 0 }, lastScaledAt: { out: NOON - 1000, in: null } })).toBe(
    "3 -> 8 replicas waits until the cooldown of the endpoint ends",
  );
  const more = rule({ id: "more", metricName: "other", stepSize: 9 });
  expect(why({}, [more], [average(90, { name: "other" })])).toBe("3 -> 8 replicas is outbid by rule `more`");
  const other = inRule({ id: "other", metricName: "other", cooldownSeconds: 60, minReplicas: 3 });
  const fewer = explained({
    endpoints: [endpoint({ memory: { failingSince: { out: since } }, lastScaledAt: { out: null, in: NOON - 1000 } })],
    rules: [rule({ onFailure: { afterSeconds: 60, count: 1, how: "static" } }), other],
    metrics: [average(10, { name: "other" })],
  });
  expect(fewer).toContain("but 3 -> 1 replica waits until the cooldown of rule `other` is over");
});

test("a fallback that would lower the count shows which rule vetoes it", () => {
  const fewer = (voter: Rule, value: number) =>
    explained({
      endpoints: [endpoint({ memory: { failingSince: { out: NOON - 60_000 } } })],
      rules: [rule({ onFailure: { afterSeconds: 60, count: 1, how: "static" } }), voter],
      metrics: [average(value, { name: "other" })],
    });
  // At its maximum it cannot add replicas, and still wants more.
  const full = rule({ id: "full", metricName: "other", maxReplicas: 3 });
  expect(fewer(full, 90)).toContain("but 3 -> 1 replica is vetoed by rule `full`: its scale-out condition holds");
  const busy = inRule({ id: "busy", metricName: "other" });
  expect(fewer(busy, 90)).toContain("but 3 -> 1 replica is vetoed by rule `busy`: it does not agree to fewer replicas");
});

test("a fall that is cut short names the rule that would scale out again, or that nobody knows it of", () => {
  const lines = (metrics: readonly MetricAverage[], changes: Parameters<typeof rule>[0] = {}, semantics?: Semantics) =>
    explained(
      {
        rules: [inRule(), rule({ metricName: "load", scales: "per-replica", ...changes })],
        metrics: [average(10), ...metrics],
      },
      semantics,
    ).split("\n");
  expect(lines([average(70, { name: "load" })])).toEqual([
    "endpoint `chat`: stays at 3 replicas",
    "rule `in` did not trigger: `cuda_util` (KERNEL) is 10, < 20, but 3 -> 2 replicas was taken back, because a rule would scale out again, or has no valid reading; needs a valid one that is low enough",
    "rule `out` did not trigger: `load` (KERNEL) is 70; needs > 80",
    "rule `out` would scale out again at 2 replicas: 2 -> 3 replicas",
  ]);
  const unknown = "rule `out` might scale out again at 2 replicas: 2 -> 3 replicas";
  expect(lines([]).at(-1)).toBe(unknown);
  expect(lines([average("NaN", { name: "load" })]).at(-1)).toBe(unknown);
  const stays = { afterSeconds: 0, count: 3, how: "static" } as const;
  expect(lines([], { onFailure: stays }).at(-1)).toBe(unknown);
  expect(lines([], { cooldownSeconds: Number.NaN }).at(-1)).toBe(unknown);
  // What a rule reads that is not evaluated is not in the decision.
  expect(lines([], {}, backendAi26).at(-1)).toBe(unknown);
});

test("no id forges a line or steers a terminal", () => {
  const id = "a\u001b[31m\nrule `x` triggered: fake";
  const text = explained({ rules: [rule({ id })] });
  expect(text.split("\n")).toHaveLength(2);
  expect(text).not.toContain("\u001b");
});

test("a stage of no known kind is an error", () => {
  const decision = decide({ endpoints: [endpoint({ minReplicas: 4 })] });
  // What a program in JavaScript can pass.
  const chain = decision.chain.map((link) => Object.assign({}, link, JSON.parse('{ "stage": "weekend" }')));
  expect(() => explain({ ...decision, chain })).toThrow("unexpected case: weekend");
});

test("what is no decision, and no outcome, is refused by what was expected", () => {
  const { decisions } = evaluate(snapshot());
  const tried = (explaining: (given: never) => string, given: unknown) => Reflect.apply(explaining, null, [given]);
  for (const [given, found] of [
    [undefined, "missing"],
    [{ decisions }, "an object"],
    [decisions, "an array"],
  ] as const) {
    const expected = `the argument is ${found}, expected `;
    expect(() => tried(explain, given)).toThrow(`${expected}a decision, one of evaluate(snapshot).decisions`);
    expect(() => tried(explainOutcome, given)).toThrow(`${expected}an outcome, one of those of a decision`);
  }
});
