import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paretoFront } from "../../src/simulation/choice/pareto.ts";
import {
  compare,
  comparisonTable,
  constant,
  type Scenario,
  type ServiceLevel,
  type SweepAxis,
  simulate,
  summarize,
  sweep,
} from "../../src/simulation/index.ts";
import { rule } from "../support/build.ts";
import { hill, refusalsOf, scenario } from "./scenarios.ts";

describe("compare", () => {
  test("sets timelines side by side, and prints them", () => {
    const eager = { ...hill, name: "eager", rules: [rule({ cooldownSeconds: 60, maxReplicas: 12 })] };
    const comparison = compare([simulate({ ...hill, name: "late" }), simulate(eager)], { objectiveSeconds: 5 });
    expect(comparison.rows.map(({ name }) => name)).toEqual(["late", "eager"]);
    expect(comparison.rows[1]?.withinObjective).toBeGreaterThan(comparison.rows[0]?.withinObjective ?? 1);
    expect(comparisonTable(comparison)).toMatchInlineSnapshot(`
      "       within 5 s  mean wait  p99 wait  lost  replica-hours    under     over  changes  reversals
      late      60.37 %    59.06 s  237.90 s     0           13.7  21.25 %  35.56 %       14          3
      eager    100.00 %     0.00 s    0.00 s     0           23.5   0.00 %  87.64 %        6          0"
    `);
  });

  test("shows how many requests still wait at the end, where any does", () => {
    const trace = constant({ rate: 5, seconds: 3600 });
    const day = { trace, rules: [], initialReplicas: 0 };
    const runs = [scenario({ ...day, name: "none" }), scenario({ ...day, name: "enough", initialReplicas: 2 })];
    expect(comparisonTable(compare(runs.map((each) => simulate(each))))).toMatchInlineSnapshot(`
      "        within 10 s  mean wait  p99 wait  lost  still waiting  replica-hours     under    over  changes  reversals
      none         0.00 %  1800.00 s         -     0          18000            0.0  100.00 %  0.00 %        0          0
      enough     100.00 %     0.00 s    0.00 s     0              0            2.0    0.00 %  0.00 %        0          0"
    `);
  });

  test("prints names without what would move the terminal's cursor", () => {
    const table = comparisonTable(compare([simulate({ ...hill, seconds: 10, name: "\u001b[2Jwiped" })]));
    expect(table.split("\n")[1]).toMatch(/^\ufffd\[2Jwiped /);
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
      - axes[1].field is "maxThreshold", expected threshold, stepSize, cooldownSeconds, minReplicas or maxReplicas; name a value that is there
      - axes[2].field is "trace", expected initialReplicas, cycleSeconds, startupSeconds, firstStartupSeconds, startsAtOnce, capacity, startFailureProbability, drainSeconds, failuresPerReplicaHour, metricLagSeconds, metricLoss or seed; name a value that is there
      - axes[3].values is an array, expected an array of numbers, at least one; list the values to try]
    `);
    expect(refusalsOf(() => sweep({ scenario: hill, axes: bad }))).toEqual([
      "axes[0].rule: unknown-rule",
      "axes[1].field: not-one-of",
      "axes[2].field: not-one-of",
      "axes[3].values: wrong-type",
    ]);
    const none = { scenario: hill, axes: undefined as unknown as typeof axes };
    expect(() => sweep(none)).toThrow(
      'axes is missing, expected an array of axes; name what varies: [{ rule: "out", field: "threshold", values: [70, 80] }]',
    );
    expect(refusalsOf(() => sweep(none))).toEqual(["axes: wrong-type"]);
    expect(refusalsOf(() => sweep({ scenario: hill, axes: [7] as unknown as typeof axes }))).toEqual([
      "axes[0]: wrong-type",
    ]);
    for (const values of ["70", [70, "80"], undefined]) {
      const odd = [{ rule: "out", field: "threshold", values }] as unknown as typeof axes;
      expect(refusalsOf(() => sweep({ scenario: hill, axes: odd }))).toEqual(["axes[0].values: wrong-type"]);
    }
    const turned = [
      { rule: "out", field: "stepSize", values: [1, -1] },
      { rule: "in", field: "stepSize", values: [-1, 0] },
    ] as const;
    expect(refusalsOf(() => sweep({ scenario: hill, axes: turned }))).toEqual([
      "axes[0].values[1]: not-an-integer",
      "axes[1].values[1]: not-an-integer",
    ]);
    const many = { field: "seed", values: Array.from({ length: 400 }, (_, at) => at) } as const;
    expect(() => sweep({ scenario: hill, axes: [many, { ...many, field: "metricLoss" }] })).toThrow(
      "axes is 160,000 combinations, expected at most 100,000; use fewer values",
    );
    expect(refusalsOf(() => sweep({ scenario: hill, axes: [many, { ...many, field: "metricLoss" }] }))).toEqual([
      "axes: too-large",
    ]);
    const most = [many, { field: "cycleSeconds", values: many.values.slice(1, 251) }] as const;
    const stop = () => {
      throw new RangeError("begun");
    };
    expect(() => sweep({ scenario: scenario(), axes: most, onProgress: stop })).toThrow("begun");
    const told: number[] = [];
    const onProgress = (done: number) => told.push(done);
    const late = [
      { rule: "out", field: "cooldownSeconds", values: [60] },
      { field: "cycleSeconds", values: [10, -1] },
    ] as const;
    expect(() => sweep({ scenario: hill, axes: late, onProgress })).toThrow(
      "- out.cooldownSeconds 60, cycleSeconds -1: scenario.cycleSeconds is -1, expected seconds in whole milliseconds, above 0",
    );
    expect(told).toEqual([]);
    expect(() => sweep({ scenario: { ...hill, cycleSeconds: 0 }, axes: [] })).toThrow(
      /^[^\n]*\n- scenario.cycleSeconds is 0/,
    );
    expect(() => sweep({ scenario: hill, axes: [], serviceLevel: "mean" as ServiceLevel })).toThrow(
      'serviceLevel is "mean", expected within-objective, objectives or enough-replicas; leave it out for the scenario\'s objectives',
    );
  });
});

test("axes that vary one field twice, try a value twice or make a rule another one are refused, with their places", () => {
  const axis = (field: "stepSize" | "cooldownSeconds" | "threshold", ...values: number[]) => ({
    rule: "out",
    field,
    values,
  });
  const refused = (...axes: SweepAxis[]) => refusalsOf(() => sweep({ scenario: hill, axes }));
  expect(refused(axis("threshold", 60), axis("cooldownSeconds", 1), axis("threshold", 70))).toEqual([
    "axes[2].field: not-one-of",
  ]);
  const seeds = { field: "seed", values: [1, 2] } as const;
  expect(refused(seeds, seeds)).toEqual(["axes[1].field: not-one-of"]);
  expect(refused(axis("threshold", 60, 70, 60))).toEqual(["axes[0].values: wrong-type"]);
  expect(refused(axis("cooldownSeconds", 5, -5))).toEqual(["axes[0].values[1]: not-a-number"]);
  expect(refused(axis("stepSize", 1, 0, -2))).toEqual([
    "axes[0].values[1]: not-an-integer",
    "axes[0].values[2]: not-an-integer",
  ]);
});
