import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BandRule, Rule } from "../../src/index.ts";
import { paretoFront } from "../../src/simulation/choice/pareto.ts";
import {
  compare,
  comparisonTable,
  constant,
  diurnal,
  type Objective,
  recommend,
  type Scenario,
  ScenarioError,
  simulate,
  step,
  summarize,
  sweep,
} from "../../src/simulation/index.ts";
import { inRule, rule } from "../support/build.ts";
import { scenario } from "./scenarios.ts";

/** Four hours with a hill of traffic, and rules that are late for it. */
const hill = scenario({
  trace: diurnal({ low: 2, high: 20, seconds: 14_400, periodSeconds: 14_400, binSeconds: 10 }),
  initialReplicas: 1,
  rules: [
    rule({ threshold: 99, cooldownSeconds: 900, maxReplicas: 12 }),
    inRule({ threshold: 60, cooldownSeconds: 60, minReplicas: 1 }),
  ],
});

describe("compare", () => {
  test("sets timelines side by side, and prints them", () => {
    const eager = { ...hill, name: "eager", rules: [rule({ cooldownSeconds: 60, maxReplicas: 12 })] };
    const comparison = compare([simulate({ ...hill, name: "late" }), simulate(eager)], { objectiveSeconds: 5 });
    expect(comparison.rows.map(({ name }) => name)).toEqual(["late", "eager"]);
    expect(comparison.rows[1]?.withinObjective).toBeGreaterThan(comparison.rows[0]?.withinObjective ?? 1);
    expect(comparisonTable(comparison)).toMatchInlineSnapshot(`
      "       within 5 s  mean wait   p99 wait  lost  replica-hours    under     over  changes  reversals
      late       2.98 %  4761.59 s  8298.50 s     0            4.0  78.33 %   0.00 %       30         15
      eager    100.00 %     0.00 s     0.00 s     0           21.9   0.00 %  75.14 %        6          0"
    `);
  });

  test("prints a dash where a model does not tell", () => {
    const silent = simulate(
      scenario({
        trace: constant({ rate: 1, seconds: 20 }),
        rules: [],
        service:
          () =>
          ({ requests }) => ({
            served: requests,
            lost: 0,
            waiting: 0,
            running: 0,
            queueSeconds: 0,
            needed: null,
            metrics: [],
          }),
      }),
    );
    expect(comparisonTable(compare([silent])).split("\n")[1]).toMatch(/^scenario +- +0\.00 s +- +0 /);
  });
});

describe("the Pareto front", () => {
  const choices = fc.array(fc.record({ cost: fc.nat(6), level: fc.nat(6) }), { maxLength: 20 });

  test("has exactly the choices that no other beats", () => {
    fc.assert(
      fc.property(choices, (given) => {
        const beaten = given.map(({ cost, level }) =>
          given.some(
            (other) => other.cost <= cost && other.level >= level && (other.cost < cost || other.level > level),
          ),
        );
        expect(paretoFront(given)).toEqual(beaten.map((isBeaten) => !isBeaten));
      }),
    );
  });
});

describe("sweep", () => {
  const axes = [
    { rule: "out", field: "threshold", values: [60, 80, 99] },
    { rule: "in", field: "cooldownSeconds", values: [60, 600] },
    { field: "startupSeconds", values: [30] },
  ] as const;

  test("simulates every combination, the last axis fastest, and tells its progress", () => {
    const told: string[] = [];
    const { points } = sweep({ scenario: hill, axes, onProgress: (done, total) => told.push(`${done}/${total}`) });
    expect(points.map(({ values }) => Object.values(values))).toEqual([
      [60, 60, 30],
      [60, 600, 30],
      [80, 60, 30],
      [80, 600, 30],
      [99, 60, 30],
      [99, 600, 30],
    ]);
    expect(Object.keys(points[0]?.values ?? {})).toEqual(["out.threshold", "in.cooldownSeconds", "startupSeconds"]);
    expect(told).toEqual(["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
    const [first] = points;
    const alone = {
      ...hill,
      startupSeconds: 30,
      rules: [rule({ threshold: 60, cooldownSeconds: 900, maxReplicas: 12 }), ...hill.rules.slice(1)],
    };
    expect(first?.summary).toEqual(summarize(simulate(alone)));
    expect(points.some(({ isOnFront }) => isOnFront)).toBe(true);
    expect(points.every(({ isOnFront }) => isOnFront)).toBe(false);
  });

  test("measures by enough replicas where told to", () => {
    const { points } = sweep({ scenario: hill, axes: [], serviceLevel: "enough-replicas" });
    const [point] = points;
    expect(points).toHaveLength(1);
    expect(point?.serviceLevel).toBeCloseTo(1 - (point?.summary.elasticity?.underTimeShare ?? 0) / 100, 12);
  });

  test("takes for 0 what a model does not tell", () => {
    const service = { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } } as const;
    const levels = (changes: Partial<Scenario>) =>
      (["within-objective", "enough-replicas"] as const).map(
        (serviceLevel) => sweep({ scenario: scenario(changes), axes: [], serviceLevel }).points[0]?.serviceLevel,
      );
    expect(levels({ service })).toEqual([1, 0]);
    expect(levels({ service, trace: constant({ rate: 0, seconds: 60 }) })).toEqual([0, 0]);
  });

  test("says at once everything that is wrong with a grid", () => {
    const bad = [
      { rule: "lost", field: "threshold", values: [1] },
      { rule: "out", field: "maxThreshold", values: [1] },
      { field: "trace", values: [1] },
      { field: "seed", values: [] },
    ] as unknown as typeof axes;
    expect(() => sweep({ scenario: hill, axes: bad })).toThrowErrorMatchingInlineSnapshot(`
      [ScenarioError: the grid cannot be swept:
      - axes[0].rule is "lost", expected a rule's id: out or in; leave it out for the scenario's own
      - axes[1].field is "maxThreshold", expected threshold, stepSize, cooldownSeconds, minReplicas or maxReplicas; name a figure that is there
      - axes[2].field is "trace", expected initialReplicas, cycleSeconds, startupSeconds, startFailureProbability, drainSeconds, failuresPerReplicaHour, metricLagSeconds, metricLoss or seed; name a figure that is there
      - axes[3].values is an array, expected an array of numbers; list the values to try]
    `);
    const none = { scenario: hill, axes: undefined as unknown as typeof axes };
    expect(() => sweep(none)).toThrow("axes is nothing, expected an array of axes");
    const many = { field: "seed", values: Array.from({ length: 400 }, (_, at) => at) } as const;
    expect(() => sweep({ scenario: hill, axes: [many, { ...many, field: "metricLoss" }] })).toThrow(
      "axes is 160000 combinations, expected at most 100000",
    );
    expect(() => sweep({ scenario: hill, axes: [{ field: "cycleSeconds", values: [-1] }] })).toThrow(ScenarioError);
  });
});

describe("recommend", () => {
  test("finds rules that reach the objective, and says of every change what it is good for", () => {
    const found = recommend(hill, { target: 0.99, objectiveSeconds: 10 });
    expect(found.isMet).toBe(true);
    expect(found.before.withinObjective).toBeLessThan(0.99);
    expect(found.after.withinObjective).toBeGreaterThanOrEqual(0.99);
    expect(found.after).toEqual(summarize(simulate({ ...hill, rules: found.rules })));
    expect(found.changes.length).toBeGreaterThan(0);
    for (const { why } of found.changes) expect(why).toMatch(/^without it [\d.]+ % are served within 10 s instead of/);
    expect(found.runs).toBeLessThan(400);
  });

  test("says at once everything that is wrong with an objective", () => {
    const bad = { target: 99, serviceLevel: "best", changesPerHour: 0, mostRuns: 0.5 } as unknown as Objective;
    expect(() => recommend(hill, bad)).toThrowErrorMatchingInlineSnapshot(`
      [ScenarioError: the objective is none:
      - objective.target is 99, expected a share from 0 to 1; leave it out for 0.99
      - objective.serviceLevel is "best", expected within-objective or enough-replicas; leave it out for within-objective
      - objective.changesPerHour is 0, expected a number above 0; leave it out for no limit
      - objective.mostRuns is 0.5, expected an integer from 1 to 1,000,000; leave it out for 300]
    `);
  });

  test("gives the same answer again", () => {
    const once = () => recommend(hill, { mostRuns: 40 });
    expect(once()).toEqual(once());
  });

  test("does what it can within its runs, and says where that is not enough", () => {
    const told: number[] = [];
    const found = recommend(hill, { mostRuns: 3, onProgress: (done) => told.push(done) });
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
    const band: Rule = {
      ...({ type: "band", id: "band", endpointId: "chat", metricSource: "KERNEL", metricName: "cuda_util" } as const),
      ...{ minThreshold: "70", maxThreshold: "80", stepSize: 1, cooldownSeconds: 0, minReplicas: 1, maxReplicas: 12 },
    };
    const given: Scenario = { ...hill, rules: [band, { ...band, id: "half", minThreshold: null, enabled: false }] };
    const objective = { serviceLevel: "enough-replicas", target: 0.9, changesPerHour: 6, mostRuns: 200 } as const;
    const { rules, after } = recommend(given, objective);
    const [best] = rules as readonly BandRule[];
    expect(Number(best?.minThreshold)).toBeLessThan(Number(best?.maxThreshold));
    expect(after.changes).toBeLessThanOrEqual(24);
    const words = recommend({ ...given, trace: step({ from: 2, to: 12, at: 600, seconds: 3600 }) }, objective).changes;
    for (const { why } of words) expect(why).toContain("of the time with enough replicas");
    const falls = recommend({ ...given, rules: [{ ...band, maxThreshold: null }] }, objective).rules as BandRule[];
    expect(falls.map(({ maxThreshold }) => maxThreshold)).toEqual([null]);
  });

  test("finds nothing to change in a run that was too short for a cycle", () => {
    const given = { ...hill, trace: constant({ rate: 1, seconds: 5 }) };
    const { changes, after } = recommend(given, { changesPerHour: 6, mostRuns: 20 });
    expect([changes, after.changes]).toEqual([[], 0]);
  });
});
