import { describe, expect, test } from "vitest";
import type { BandRule } from "../../src/index.ts";
import { closesGap } from "../../src/simulation/choice/gap.ts";
import { rounder } from "../../src/simulation/choice/rule-variants.ts";
import {
  constant,
  type Objective,
  type Recommendation,
  recommend,
  type Scenario,
  simulate,
  step,
  summarize,
} from "../../src/simulation/index.ts";
import { verifyRules } from "../../src/verify/index.ts";
import { bandRule, inRule, rule } from "../support/build.ts";
import { once } from "../support/once.ts";
import { hill, refusalsOf, scenario } from "./scenarios.ts";

describe("the gap between what adds replicas and what removes some", () => {
  const out = rule({ threshold: 80 });
  const back = inRule({ threshold: "40" });
  const band = bandRule({ minThreshold: "30", maxThreshold: 90 });

  test.each([
    ["is open while there are readings between the two", [{ ...out, threshold: 40.5 }, back], false],
    ["is closed where they meet", [{ ...out, threshold: "40.0" }, back], true],
    ["is closed from below, too", [out, { ...back, threshold: 85 }], true],
    [
      "is not between metrics of other names",
      [
        { ...out, threshold: 10 },
        { ...back, metricName: "mem" },
      ],
      false,
    ],
    ["is not between sources", [{ ...out, metricSource: "PROMETHEUS", threshold: 10 }, back], false],
    ["is not above a rule without a step", [{ ...out, threshold: 10, stepSize: 0 }, back], false],
    [
      "is not below a rule without a step",
      [
        { ...out, threshold: 10 },
        { ...back, stepSize: 0 },
      ],
      false,
    ],
    ["is not where a high reading removes replicas", [out, { ...out, threshold: 90, stepSize: -1 }], false],
    ["is not where a low reading adds some", [{ ...back, threshold: 10, stepSize: 1 }, back], false],
    ["is within a band", [{ ...band, minThreshold: 90 }, out], true],
    ["is between a band and a rule", [{ ...band, minThreshold: 80 }, out], true],
    ["is between each end and each rule", [{ ...band, minThreshold: 79, maxThreshold: 79.5 }, out], false],
  ] as const)("%s", (_, rules, isClosed) => {
    const original = rules.map((each) => (each.type === "band" ? band : each.stepSize < 0 ? back : out));
    expect(closesGap(rules, original)).toBe(isClosed);
    expect(closesGap(rules.toReversed(), original.toReversed())).toBe(isClosed);
    expect(closesGap(rules, rules)).toBe(false);
  });
});

describe("recommend", () => {
  const onHill = once(() => recommend(hill, { target: 0.99, objectiveSeconds: 10 }));

  test("finds rules that reach the objective, and says of every change what it is good for", () => {
    const found = onHill();
    expect(found.isMet).toBe(true);
    expect(found.before.withinObjective).toBeLessThan(0.99);
    expect(found.after.withinObjective).toBeGreaterThanOrEqual(0.99);
    expect(found.after).toEqual(summarize(simulate({ ...hill, rules: found.rules })));
    expect(found.changes.length).toBeGreaterThan(0);
    for (const { why } of found.changes)
      expect(why).toMatch(/^without it ([\d.]+ % are served within 10 s instead of|the verifier finds an error)/);
    expect(found.runs).toBeLessThan(400);
  });

  test("says at once everything that is wrong with an objective", () => {
    const bad = { target: 99, serviceLevel: "best", changesPerHour: 0, mostRuns: 0.5 } as unknown as Objective;
    expect(() => recommend(hill, bad)).toThrowErrorMatchingInlineSnapshot(`
      [ScenarioError: the objective is invalid:
      - objective.target is 99, expected a number from 0 to 1; leave it out for 0.99
      - objective.serviceLevel is "best", expected within-objective, objectives or enough-replicas; leave it out for the scenario's objectives
      - objective.changesPerHour is 0, expected a number above 0; leave it out for no limit
      - objective.mostRuns is 0.5, expected an integer from 1 to 1,000,000; leave it out for 300]
    `);
  });

  test("takes every objective from one end to the other, and none beyond", () => {
    const quiet = scenario({ trace: constant({ rate: 1, seconds: 20 }), rules: [] });
    const refused = (objective: object) => refusalsOf(() => recommend(quiet, objective));
    for (const sound of [0, 1, 0.5, undefined]) expect(refused({ target: sound })).toEqual([]);
    for (const sound of [1e-9, Number.POSITIVE_INFINITY]) expect(refused({ changesPerHour: sound })).toEqual([]);
    for (const sound of [1, 1e6]) expect(refused({ mostRuns: sound })).toEqual([]);
    expect(refused({ target: 1.01, serviceLevel: 1, changesPerHour: 1e-10, mostRuns: 1_000_001 })).toEqual([
      "objective.target: not-a-number",
      "objective.serviceLevel: not-one-of",
      "objective.changesPerHour: not-a-number",
      "objective.mostRuns: not-an-integer",
    ]);
    for (const bad of [-0.01, Number.NaN, "1", null]) expect(refused({ target: bad })).toHaveLength(1);
    for (const bad of [0, 1.5, "1"]) expect(refused({ mostRuns: bad })).toHaveLength(1);
  });

  test("gives the same answer again", () => {
    const found = () => recommend(hill, { mostRuns: 15 });
    expect(found()).toEqual(found());
  });

  test("does what it can within its runs, and says where that is not enough", () => {
    const told: number[] = [];
    const found = recommend(hill, { changesPerHour: 1e-6, mostRuns: 3, onProgress: (done) => told.push(done) });
    expect(found.isMet).toBe(false);
    expect(told[0]).toBe(1);
    expect(Math.max(...told)).toBe(3);
  });

  test("leaves rules alone that are as good as any", () => {
    const quiet = scenario({
      trace: constant({ rate: 1, seconds: 600 }),
      initialReplicas: 1,
      rules: [rule({ maxReplicas: 2 })],
    });
    const { rules, changes, isMet } = recommend(quiet);
    expect([rules, changes, isMet]).toEqual([quiet.rules, [], true]);
  });

  test("keeps bands in order, holds the number of changes down, and can measure by enough replicas", () => {
    const band = bandRule({ minThreshold: "70", minReplicas: 1, maxReplicas: 12 });
    const given: Scenario = { ...hill, rules: [band, { ...band, id: "half", minThreshold: null, enabled: false }] };
    const objective = { serviceLevel: "enough-replicas", target: 0.9, changesPerHour: 6, mostRuns: 60 } as const;
    const { rules, after } = recommend(given, objective);
    const [best] = rules as readonly BandRule[];
    expect(Number(best?.minThreshold)).toBeLessThan(Number(best?.maxThreshold));
    expect(after.changes).toBeLessThanOrEqual(24);
    const words = recommend({ ...given, trace: step({ from: 2, to: 12, at: 300, seconds: 1800 }) }, objective).changes;
    for (const { why } of words) expect(why).toMatch(/of the time has enough replicas|the verifier finds an error/);
    const falls = recommend({ ...given, rules: [{ ...band, maxThreshold: null }] }, objective).rules as BandRule[];
    expect(falls.map(({ maxThreshold }) => maxThreshold)).toEqual([null]);
  });

  test("recommends no rules in which the verifier finds an error, though traffic may not show it", () => {
    const close = [rule({ threshold: 80, maxReplicas: 12 }), inRule({ threshold: 60, minReplicas: 1 })];
    const given = { ...hill, rules: close, trace: constant({ rate: 1, seconds: 60 }) };
    const errorsIn = (rules: Scenario["rules"]) =>
      verifyRules({ rules })
        .findings.filter(({ severity }) => severity === "error")
        .map(({ code }) => code);
    expect(errorsIn(close)).toContain("limit-cycle");
    expect(errorsIn(recommend(given, { mostRuns: 40 }).rules)).toEqual([]);
  });

  test("takes a run that is shorter than a cycle, in which nothing is decided, for one without changes", () => {
    const { after } = recommend({ ...hill, seconds: 1 }, { mostRuns: 20, changesPerHour: 1 });
    expect([after.seconds, after.changes]).toEqual([0, 0]);
  });

  const codesIn = (found: Recommendation) => found.errors.map(({ code }) => code);

  test("sets a maximum that is missing, to twice the greatest count that the traffic led to", () => {
    const endless = { ...hill, rules: [rule({ threshold: 80 }), inRule({ threshold: 35, minReplicas: 1 })] };
    const found = recommend(endless, { target: 0.5, mostRuns: 20 });
    const most = Math.max(...simulate(endless).desired);
    expect(codesIn(found)).toEqual([]);
    expect(found.rules[0]?.maxReplicas).toBe(2 * most);
    const why = found.changes.find(({ field }) => field === "maxReplicas")?.why;
    expect(why).toContain("without it the verifier finds an error (runaway): ");
  });

  test("keeps one replica where rules lead to 0 and nothing leads out again", () => {
    const trapped = { ...hill, rules: [rule({ threshold: 80, maxReplicas: 12 }), inRule({ threshold: 35 })] };
    const found = recommend(trapped, { target: 0.5, mostRuns: 20 });
    expect([codesIn(found), found.rules[1]?.minReplicas]).toEqual([[], 1]);
  });

  test("says which errors it cannot remove, and does not say that the objective is met", () => {
    const dead = rule({ id: "dead", metricName: "net_rx", metricSource: "KERNEL", threshold: "5", enabled: true });
    const off = { ...dead, minReplicas: 9, maxReplicas: 3 };
    const found = recommend({ ...hill, rules: [off] }, { target: 0, mostRuns: 20 });
    expect(codesIn(found)).toContain("dead-rule");
    expect(found.isMet).toBe(false);
  });

  test("recommends round thresholds where they are as good", () => {
    const thresholds = onHill().changes.filter(({ field }) => field === "threshold");
    expect(thresholds.length).toBeGreaterThan(0);
    for (const { to } of thresholds) expect(Number(to) % 1).toBe(0);
    for (const [value, others] of [
      [71.4, [70, 71, 72]],
      [0.0456, [0.05, 0.045, 0.046]],
      [75, [80]],
      [70, []],
      [-71.4, [-70, -72, -71]],
      [0, []],
    ] as const) {
      expect(rounder(value)).toEqual(others);
    }
  });

  test("shortens the wait where no rules reach the objective, and says by how much", () => {
    const bounds = { minReplicas: 1, maxReplicas: 4 };
    const rules = [rule({ ...bounds, cooldownSeconds: 600 }), inRule({ ...bounds, threshold: "10" })];
    const swamped = scenario({ trace: constant({ rate: 20, seconds: 900 }), initialReplicas: 1, rules });
    const { isMet, before, after, changes } = recommend(swamped, { objectiveSeconds: 0.001, mostRuns: 60 });
    expect(isMet).toBe(false);
    expect([before.withinObjective, after.withinObjective]).toEqual([expect.closeTo(0, 3), expect.closeTo(0, 3)]);
    expect(after.meanWaitSeconds).toBeLessThan(0.7 * before.meanWaitSeconds);
    const waits = `${before.meanWaitSeconds.toFixed(1)} s instead of ${after.meanWaitSeconds.toFixed(1)} s`;
    expect(changes.map(({ field, why }) => [field, why.split(", ")[1]])).toEqual([
      ["cooldownSeconds", `after a mean wait of ${waits}`],
    ]);
  });

  test("finds nothing to change in a run that was too short for a cycle", () => {
    const apart = [rule({ maxReplicas: 12 }), inRule({ minReplicas: 1 })];
    const given = { ...hill, rules: apart, trace: constant({ rate: 1, seconds: 5 }) };
    const { changes, after } = recommend(given, { changesPerHour: 6, mostRuns: 20 });
    expect([changes, after.changes]).toEqual([[], 0]);
  });
});

test("what meets neither the target nor the changes per hour is not recommended: the given rules are kept", () => {
  const waiting = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:num_requests_waiting" } as const;
  const given = scenario({
    rules: [
      rule({ ...waiting, threshold: "2", cooldownSeconds: 60, maxReplicas: 8 }),
      inRule({ ...waiting, threshold: "1", cooldownSeconds: 60, minReplicas: 1 }),
    ],
    service: { model: "llm" },
    trace: constant({ rate: 20, seconds: 300 }),
    initialReplicas: 1,
  });
  const { rules, changes, isMet, before, after } = recommend(given, { target: 0.9, mostRuns: 40, changesPerHour: 0.1 });
  expect(isMet).toBe(false);
  expect(changes).toEqual([]);
  expect(rules).toEqual(given.rules);
  expect(after).toEqual(before);
});
