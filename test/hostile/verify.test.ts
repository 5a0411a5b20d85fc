import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMPARATORS, type DecimalLike } from "../../src/index.ts";
import { replay, VerifyError, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { any } from "../support/arbitraries.ts";
import { rule } from "../support/build.ts";
import { deepFreeze } from "../support/deep-freeze.ts";
import { isThorough, RUNS } from "../support/runs.ts";
import { expectCleanPrototypes } from "./realm.ts";

const out = rule({ maxReplicas: 10 });
const back = rule({ id: "in", comparator: "LESS_THAN", threshold: "20", stepSize: -1, minReplicas: 1 });

const faults = (input: VerifyInput): readonly string[] => {
  try {
    verifyRules(input);
    return [];
  } catch (error) {
    if (!(error instanceof VerifyError)) throw error;
    return error.faults.map(({ path }) => path);
  }
};

describe("the verifier", () => {
  test.each(["1e999999999", "-1e-999999999", "1e10000000", "9".repeat(1001), "1e99999999999999999999"])(
    "refuses a threshold that no proof has room for: %.20s",
    (threshold) => {
      expect(faults({ rules: [{ ...out, threshold }, back] })).toContain("rules[0].threshold");
      expect(faults({ rules: [out, back], domain: { cuda_util: { max: threshold } } })).toEqual([
        "domain.cuda_util.max",
      ]);
    },
  );

  test("runs no loads of two thousand million replicas that start late, and says so", () => {
    const rules = [rule(), back];
    const endpoint = { id: "chat", replicas: 1, maxReplicas: 2 ** 31 - 1 };
    const load = { metric: "cuda_util" };
    const { unexplored } = verifyRules({
      rules,
      endpoint,
      load,
      cycleSeconds: 10,
      startupSeconds: 60,
      maxSteps: 20_000,
    });
    expect(unexplored.map(({ model }) => model)).toContain("load-timed");
  });

  test("takes thresholds as far as the schema takes them", () => {
    expect(
      verifyRules({
        rules: [
          { ...out, threshold: "1e9999" },
          { ...back, threshold: "1e-9999" },
        ],
      }).proved,
    ).not.toEqual([]);
    expect(verifyRules({ rules: [{ ...out, threshold: "9".repeat(1000) }, back] }).proved).not.toEqual([]);
  });

  test("ends on bounds at the ends of 32 bits, and says what it left out", () => {
    const wide = [rule({ maxReplicas: 2 ** 31 - 1 }), { ...back, minReplicas: 0 }];
    const { unexplored } = verifyRules({ rules: wide, cycleSeconds: 1e-6, maxSteps: 10_000 });
    expect(unexplored.map(({ model }) => model)).toEqual(["free", "held-timed"]);
    // Of counts that cannot all be gone through, the nearest are enough to look for faults in.
    const { key, params } = verifyRules({ rules: wide }).unexplored[0] ?? {};
    expect([key, params]).toEqual(["counts", { explored: 66_666, maxSteps: 2_000_000 }]);
    const steps = [rule({ stepSize: 2 ** 31 - 1, cooldownSeconds: 2 ** 31 - 1 }), { ...back, stepSize: -(2 ** 31) }];
    expect(verifyRules({ rules: steps, initial: 2 ** 31 - 1, maxSteps: 10_000 }).unexplored).not.toEqual([]);
  });

  test("stops going along loads where each costs a long run of counts, and says at which load", () => {
    const rules = [
      rule({ maxReplicas: 2 ** 31 - 1 }),
      rule({ id: "also", threshold: "40", maxReplicas: 2 ** 31 - 1 }),
      back,
    ];
    const { unexplored } = verifyRules({ rules, maxSteps: 20_000 });
    expect(unexplored).toContainEqual(
      expect.objectContaining({ model: "load", help: "give maxSteps above 20000, or narrower bounds" }),
    );
  });

  test("tells in linear time which of many initial counts are lost", () => {
    const rules = [{ ...out, minReplicas: 1, maxReplicas: 60_000 }];
    const initial = Array.from({ length: 60_000 }, (_, at) => at + 1);
    const lost = verifyRules({ rules, initial }).findings.find(({ code }) => code === "no-way-back");
    expect([lost?.counts.length, lost?.counts.at(-1)]).toEqual([59_999, 59_999]);
    const twice = verifyRules({ rules: [{ ...out, minReplicas: 1, maxReplicas: 2 }], initial: [2, 2, 1] });
    expect(twice.findings.find(({ code }) => code === "no-way-back")?.counts).toEqual([1]);
  });

  test("ends on forty metrics at once, within maxSteps, and says how much it left", () => {
    const rules = Array.from({ length: 40 }, (_, nth) =>
      rule({ id: `r${nth}`, metricName: `m${nth}`, stepSize: nth % 2 === 0 ? 1 : -1, maxReplicas: 10 }),
    );
    const maxSteps = 10_000;
    const { unexplored } = verifyRules({ rules, maxSteps });
    const [, through, of] = /^only (\d+) of (\d+) kinds of readings/.exec(unexplored[0]?.says ?? "") ?? [];
    expect(Number(of)).toBe(2 ** 40);
    expect(Number(through)).toBe(90);
    // Each kind is gone through at each of the counts from 0 to 10.
    expect(Number(through) * 11).toBeLessThanOrEqual(maxSteps);
  });

  test.runIf(isThorough)("tells of a hundred and fifty thousand rules that all have faults", () => {
    const rules = Array.from({ length: 150_000 }, (_, nth) => rule({ id: `r${nth}`, stepSize: 1.5 }));
    expect(faults({ rules }).slice(0, 2)).toEqual(["rules[0].stepSize", "rules[1].stepSize"]);
  });

  test("takes metrics of any name for metrics", () => {
    for (const metricName of ["__proto__", "constructor", "toString", "", "\ud800"]) {
      const { axes } = verifyRules({ rules: [{ ...out, metricName }], domain: {} });
      expect(axes).toMatchObject([{ metric: { name: metricName }, stretches: [{ from: "0" }, { to: null }] }]);
    }
  });

  test("answers to thresholds at the ends of decimals, however they are written, on a narrowed decimal.js too", () => {
    const text = ["inf", "-inf", "+Infinity", "-INF", "1e9999", "-1e9999", "1e-9999", "-0", ".5", "80", "60"];
    const threshold = fc.constantFrom<DecimalLike>(...text, Number.NEGATIVE_INFINITY, 5e-324, new Decimal("-Infinity"));
    const shared = { metricSource: "INFERENCE_FRAMEWORK", metricName: "qps", minReplicas: 0, maxReplicas: 5 } as const;
    const rules = fc.array(
      fc
        .tuple(threshold, fc.constantFrom(...COMPARATORS), fc.constantFrom(1, -1, 2))
        .map(([limit, comparator, stepSize]) => ({ ...out, ...shared, threshold: limit, comparator, stepSize })),
      { minLength: 1, maxLength: 3 },
    );
    const given = rules.map((list) => list.map((each, at) => ({ ...each, id: `r${at}` })));
    fc.assert(
      fc.property(given, any.semantics(), (list, semantics) => {
        const input = { rules: list, semantics, load: { metric: "qps" }, cycleSeconds: 10, maxSteps: 20_000 };
        const found = verifyRules(input);
        Decimal.set({ precision: 1, maxE: 2, minE: -2 });
        try {
          expect(verifyRules(input)).toEqual(found);
        } finally {
          Decimal.set({ defaults: true });
        }
        for (const { witness } of found.findings) if (witness !== null) replay(witness);
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });

  test("answers to any rules of one endpoint, invalid numbers included", () => {
    const figure = fc.constantFrom(0, -1, 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e-300, 1e308, 2 ** 31);
    const one = any.rule({ endpointIds: ["chat"] });
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 4 }),
        figure,
        figure,
        any.semantics(),
        (rules, seconds, count, semantics) => {
          const input = deepFreeze({
            rules,
            semantics,
            cycleSeconds: seconds,
            initial: count,
            counts: { min: 0, max: count },
            domain: { mem: { min: seconds, max: count } },
            maxSteps: 1000,
          });
          const found = faults(input);
          expect(found).toEqual(faults(input));
        },
      ),
      { numRuns: 200 },
    );
    expectCleanPrototypes();
  });
});
