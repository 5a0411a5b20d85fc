import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  aggregate,
  averageInferenceMetric,
  averageKernelMetric,
  backendAi25,
  backendAi26,
  checkSnapshot,
  type Endpoint,
  evaluate,
  evaluatePrepared,
  explain,
  planRoutes,
  prepare,
  readPrometheusAnswer,
  recommended,
  type Snapshot,
  SnapshotError,
} from "../../src/index.ts";
import { formatEvaluation, parseEvaluation } from "../../src/schema/index.ts";
import { any } from "../support/arbitraries.ts";
import { average, decide, endpoint, NOON, outcomeOf, rule, snapshot } from "../support/build.ts";
import { deepFreeze } from "../support/deep-freeze.ts";
import { many } from "../support/many.ts";
import { EXOTIC } from "./exotic.ts";
import { expectCleanPrototypes } from "./realm.ts";

const PRESETS = [backendAi25, backendAi26, recommended];

const FIGURES = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  5e-324,
  1e308,
  2 ** 53,
  2 ** 31,
  -(2 ** 31),
  1.5,
  -1,
  8.64e15,
];

const DECIMALS = [
  "1e999999999",
  "-1e-999999999",
  "1e9007199254740993",
  "2e9007199254740993",
  "1e99999999999999999999",
  "9".repeat(100_000),
  `0.${"9".repeat(100_000)}`,
  "NaN",
  "inf",
  "-Infinity",
  "",
  "\ud800",
  "__proto__",
  new Decimal(Number.NaN),
  new Decimal("-0"),
  Number.NaN,
  -0,
  2 ** 53 + 2,
];

/** Snapshots whose figures are of their types and nothing better. */
const hostile: fc.Arbitrary<Snapshot> = fc
  .tuple(
    any.snapshot(),
    fc.infiniteStream(fc.constantFrom(...FIGURES)),
    fc.infiniteStream(fc.constantFrom(...DECIMALS)),
  )
  .chain(([given, figures, decimals]) =>
    fc.infiniteStream(fc.integer({ min: 0, max: 9 })).map((dice): Snapshot => {
      const spoil = (sound: number): number => (dice.next().value === 0 ? figures.next().value : sound);
      const blur = <T>(sound: T) => (dice.next().value < 3 ? decimals.next().value : sound);
      return {
        ...given,
        now: spoil(given.now),
        endpoints: given.endpoints.map((each) => ({ ...each, replicas: spoil(each.replicas) })),
        rules: given.rules.map((each) => {
          const common = { stepSize: spoil(each.stepSize), cooldownSeconds: spoil(each.cooldownSeconds) };
          return each.type === "band"
            ? { ...each, ...common, minThreshold: blur(each.minThreshold), maxThreshold: blur(each.maxThreshold) }
            : { ...each, ...common, threshold: blur(each.threshold) };
        }),
        metrics: given.metrics.map((each) => ({ ...each, value: blur(each.value), at: spoil(each.at ?? NOON) })),
        lastTriggered: new Map([...given.lastTriggered].map(([id, at]) => [id, spoil(at)])),
      };
    }),
  );

/** No text, and one object wherever it stands. */
const BARE = {} as unknown as string;

describe("the core, on figures of the right type and no sense", () => {
  test("decides, tells, and writes what is read back; every count that moved is one", () => {
    fc.assert(
      fc.property(hostile, (given) => {
        deepFreeze(given);
        for (const semantics of PRESETS) {
          const evaluation = evaluate(given, semantics);
          expect(evaluatePrepared(prepare(given.rules, semantics), given)).toEqual(evaluation);
          for (const decision of evaluation.decisions) {
            expect(explain(decision)).not.toMatch(/undefined|\[object/);
            if (decision.delta !== 0)
              expect([decision.desired >= 0, Number.isSafeInteger(decision.desired)]).toEqual([true, true]);
          }
          const wire = JSON.stringify(formatEvaluation(evaluation));
          expect(JSON.stringify(formatEvaluation(parseEvaluation(wire)))).toBe(wire);
        }
        checkSnapshot(given);
      }),
    );
    expectCleanPrototypes();
  });

  test("keeps counts within what numbers hold, however far steps lead", () => {
    const far = rule({ stepSize: 2 ** 31 - 1 });
    const { outcomes, desired } = decide({
      endpoints: [endpoint({ replicas: 2 ** 31 - 1 })],
      rules: [far, { ...far, id: "again" }],
      metrics: [average("90")],
    });
    expect(outcomes.map(({ kind }) => kind)).toEqual(["triggered", "triggered"]);
    expect(desired).toBe(3 * (2 ** 31 - 1));
  });

  test("compares decimals whose exponents are past all doubles, and calls what is past decimal.js no decimal", () => {
    const kind = (threshold: string, value: string) =>
      outcomeOf(rule({ threshold }), { metrics: [average(value)] }).kind;
    expect(kind("1e999999999", "2e999999999")).toBe("triggered");
    expect(kind("2e999999999", "1e999999999")).toBe("not-met");
    expect(kind("1e-999999999", "2e-999999999")).toBe("triggered");
    expect(kind("1e99999999999999999999", "2e99999999999999999999")).toBe("invalid-input");
    expect(kind("80", "2e-99999999999999999999")).toBe("invalid-metric");
  });

  test("decides for the others where ids are no texts, which types rule out, and tells two of them apart", () => {
    const ids = JSON.parse("[null, 3, true, {}]");
    const rules = [rule(), ...ids.map((id: string) => rule({ id, endpointId: id }))];
    const endpoints = [...ids.map((id: string) => endpoint({ id })), endpoint()];
    const evaluation = evaluate(snapshot({ rules, endpoints, metrics: [average("95")] }));
    expect(evaluation.decisions.map(({ delta }) => delta)).toEqual([0, 0, 0, 0, 1]);
    expect(evaluation.decisions.map(({ outcomes }) => outcomes.length)).toEqual([1, 1, 1, 1, 1]);
    const backwards = evaluate(snapshot({ rules, endpoints: endpoints.toReversed(), metrics: [average("95")] }));
    expect(backwards.decisions.map(({ endpointId, delta }) => [endpointId, delta])).toEqual(
      evaluation.decisions.toReversed().map(({ endpointId, delta }) => [endpointId, delta]),
    );
    for (const { id } of rules) {
      const twins = [...rules, rule({ id, stepSize: 2 })];
      const found = evaluate(snapshot({ rules: twins, endpoints, metrics: [average("95")] })).decisions;
      expect(found.at(-1)).toMatchObject({ delta: 0, fault: { code: "duplicate-id" } });
      expect(found.filter(({ fault }) => fault?.code === "duplicate-id").length).toBeLessThanOrEqual(2);
    }
  });

  test("knows the rules of an endpoint whose id is no text, in whatever order they and the endpoints come", () => {
    const ids = JSON.parse('[null, 3, "chat", {}, null, 3, "chat", {}, null, 3]').map((id: string) =>
      typeof id === "object" && id !== null ? BARE : id,
    );
    const rules = ids.map((endpointId: string, at: number) => rule({ id: `r${at}`, endpointId }));
    const endpoints = [BARE, "nobody", "chat", null, false, 3].map((id) => endpoint({ id: id as string }));
    for (const given of [endpoints, endpoints.toReversed()]) {
      const { decisions, orphans } = evaluate(snapshot({ rules, endpoints: given }));
      const found = new Map<unknown, number>(
        decisions.map(({ endpointId, outcomes }) => [endpointId, outcomes.length]),
      );
      expect([BARE, "nobody", "chat", null, false, 3].map((id) => found.get(id))).toEqual([2, 0, 2, 3, 0, 3]);
      expect(orphans).toEqual([]);
    }
  });

  test("knows that an endpoint whose id is no text has no rules, where all others are texts", () => {
    const rules = [rule(), rule({ id: "other", endpointId: "search" })];
    const endpoints = [JSON.parse("null"), "chat", "search"].map((id) => endpoint({ id }));
    const { decisions } = evaluate(snapshot({ rules, endpoints }));
    expect(decisions.map(({ outcomes }) => outcomes.length)).toEqual([0, 1, 1]);
  });

  test("refuses a list of endpoints with holes, few rules or many, and four thousand million holes as well", () => {
    const endpoints = new Array<Endpoint>(3);
    endpoints[1] = endpoint();
    const endless = [endpoint()];
    endless.length = 4_294_967_295;
    for (const holey of [endpoints, endless]) {
      const given = snapshot({ endpoints: holey, metrics: [average("95")] });
      for (const semantics of PRESETS) {
        expect(() => evaluate(given, semantics)).toThrow(SnapshotError);
        expect(() => evaluate({ ...given, rules: many(100, (nth) => rule({ id: `r${nth}` })) }, semantics)).toThrow(
          SnapshotError,
        );
      }
    }
  });

  test("takes two rules of one id for one, and two endpoints of one id for faulty, be the id empty", () => {
    const [empty, metrics] = [rule({ id: "" }), [average("95")]];
    expect(decide({ rules: [empty, empty], metrics }).delta).toBe(1);
    expect(decide({ rules: [empty, rule({ id: "", stepSize: 2 })], metrics }).fault?.path).toBe("rules[1].id");
    const twins = [endpoint({ id: "" }), endpoint({ id: "" }), endpoint()];
    const { decisions } = evaluate(snapshot({ endpoints: twins, rules: [rule()], metrics }));
    expect(decisions.map(({ delta, fault }) => [delta, fault?.path])).toEqual([
      [0, "endpoints[1].id"],
      [0, "endpoints[1].id"],
      [1, undefined],
    ]);
  });
});

describe("averages of live stats", () => {
  test.each(Object.entries(EXOTIC).filter(([name]) => !/proxy|throw|text|claims/.test(name)))("of %s", (_, make) => {
    const value = make();
    for (const stat of [{ u: value }, { u: { pct: value, current: value } }]) {
      const answers = [
        averageKernelMetric([stat, stat], "u"),
        averageInferenceMetric(stat, "u", 2),
        readPrometheusAnswer(value),
      ];
      for (const answer of answers) expect("average" in answer).not.toBe("missing" in answer);
    }
    expectCleanPrototypes();
  });

  test("of figures at the ends of decimals", () => {
    const figures = ["1e999999", "1e-999999", "9".repeat(100_000), `0.${"3".repeat(100_000)}`, "Infinity", "NaN", "-0"];
    for (const how of ["average", "sum", "min", "max", "p95"] as const) {
      expect(Object.keys(aggregate(figures, how))).toHaveLength(1);
    }
  });
});

test("routes of invalid counts", () => {
  for (const desired of FIGURES) {
    const plan = planRoutes({ desired, lifecycle: "created", retries: 0, routes: [] });
    expect(Number.isNaN(plan.create)).toBe(false);
  }
});
