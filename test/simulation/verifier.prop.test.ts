import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Rule, Semantics } from "../../src/index.ts";
import { constant, recommend, simulate, step } from "../../src/simulation/index.ts";
import type { Finding } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { any } from "../support/arbitraries.ts";
import { bandRule } from "../support/build.ts";
import { fluid, scenarios } from "./scenarios.ts";

const CYCLES = 60;
const metric = { source: "KERNEL", name: "qps" } as const;

/** Out above one threshold, in below another, often too close together; no cooldowns, so that every cycle counts. */
const pair: fc.Arbitrary<readonly Rule[]> = fc
  .record({
    high: fc.integer({ min: 2, max: 40 }),
    low: fc.integer({ min: 1, max: 40 }),
    out: fc.integer({ min: 1, max: 3 }),
    back: fc.integer({ min: 1, max: 3 }),
    strict: fc.boolean(),
    maxReplicas: fc.integer({ min: 3, max: 9 }),
  })
  .map(({ high, low, out, back, strict, maxReplicas }): readonly Rule[] => {
    const common = {
      type: "threshold",
      endpointId: "chat",
      metricSource: metric.source,
      metricName: metric.name,
      cooldownSeconds: -1,
      minReplicas: 1,
      maxReplicas,
    } as const;
    return [
      {
        ...common,
        id: "out",
        comparator: strict ? "GREATER_THAN" : "GREATER_THAN_OR_EQUAL",
        threshold: high,
        stepSize: out,
      },
      { ...common, id: "in", comparator: strict ? "LESS_THAN" : "LESS_THAN_OR_EQUAL", threshold: low, stepSize: -back },
    ];
  });

/** The counts that a constant load on an ideal service brings about, cycle by cycle. */
function countsUnder(rules: readonly Rule[], semantics: Semantics, load: number, initialReplicas: number) {
  const trace = constant({ rate: load, seconds: CYCLES * 10 });
  const { replicas, desired } = simulate({
    rules,
    semantics,
    initialReplicas,
    trace,
    service: { model: "ideal", metric },
  });
  return { replicas, desired };
}

function goesRound(desired: readonly number[]): boolean {
  return new Set(desired.slice(-CYCLES / 2)).size > 1;
}

function turnsBack(replicas: readonly number[], desired: readonly number[]): boolean {
  return desired.some((after, at) => {
    const next = desired[at + 1];
    return next !== undefined && after > (replicas[at] ?? after) && next < after;
  });
}

function isIn(loads: Finding["loads"], load: number): boolean {
  return loads.some(
    ({ from, to, fromClosed, toClosed }) =>
      (load > Number(from) || (fromClosed && load === Number(from))) &&
      (to === null || load < Number(to) || (toClosed && load === Number(to))),
  );
}

describe("the ideal service and the verifier's load model are one", () => {
  test("what the verifier shows of a load happens in a simulation of that load", () => {
    fc.assert(
      fc.property(pair, any.semantics(), (rules, semantics) => {
        for (const { code, model, witness, counts } of verifyOnce({ rules, semantics, load: { metric: "qps" } })
          .findings) {
          if (model !== "load" || witness === null) continue;
          const start = witness.steps[witness.shownFrom]?.before ?? 0;
          const { replicas, desired } = countsUnder(rules, semantics, Number(witness.load), start);
          if (code === "limit-cycle") expect(desired.slice(-CYCLES / 2)).toEqual(expect.arrayContaining([...counts]));
          if (code === "reversal") expect(turnsBack(replicas, desired)).toBe(true);
        }
      }),
    );
  });

  test("under any whole load from any count, a simulation goes round or turns back just where the verifier says", () => {
    const load = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(pair, any.semantics(), load, (rules, semantics, rate) => {
        const { findings, reachable } = verifyOnce({ rules, semantics, load: { metric: "qps" } });
        const loadsOf = (code: Finding["code"]) =>
          findings.find((each) => each.code === code && each.model === "load")?.loads ?? [];
        const runs = reachable.filter((count) => count > 0).map((count) => countsUnder(rules, semantics, rate, count));
        expect(runs.some(({ desired }) => goesRound(desired))).toBe(isIn(loadsOf("limit-cycle"), rate));
        expect(runs.some(({ replicas, desired }) => turnsBack(replicas, desired))).toBe(
          isIn(loadsOf("reversal"), rate),
        );
      }),
    );
  });
});

test("recommended rules never work against each other where the given ones did not and were apart", () => {
  const band = fc
    .record({ low: fc.integer({ min: 1, max: 20 }), width: fc.integer({ min: 1, max: 20 }) })
    .map(({ low, width }) => [
      bandRule({
        ...{ metricSource: metric.source, metricName: metric.name, minThreshold: low, maxThreshold: low + width },
        ...{ minReplicas: 1, maxReplicas: 9 },
      }),
    ]);
  const isAgainst = (rules: readonly Rule[]) =>
    verifyOnce({ rules }).findings.some(({ code }) => code === "contradiction");
  // Of thresholds that overlap, another step can bring to light what a rule that never triggered hid.
  const isApart = ([out, back]: readonly Rule[]) =>
    out?.type !== "threshold" || back?.type !== "threshold" || Number(out.threshold) > Number(back.threshold);
  fc.assert(
    fc.property(fc.oneof(pair, band), fc.integer({ min: 1, max: 100 }), (rules, to) => {
      fc.pre(isApart(rules) && !isAgainst(rules));
      const trace = step({ from: 60, to, at: 150, seconds: 400 });
      const given = { rules, initialReplicas: 1, trace, service: { model: "ideal", metric, capacity: 12 } } as const;
      const found = recommend(given, { serviceLevel: "enough-replicas", mostRuns: 40 }).rules;
      expect(isAgainst(found)).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test("what is recommended has no error that the verifier did not find in the given rules, and no more of them", () => {
  fc.assert(
    fc.property(scenarios(fluid), (given) => {
      const { rules, errors, isMet } = recommend(given, { target: 0.9, mostRuns: 20 });
      const codesIn = (set: readonly Rule[]) => {
        const endpoint = { id: set[0]?.endpointId ?? "service", replicas: given.initialReplicas };
        const { findings } = verifyOnce({ rules: set, semantics: given.semantics, endpoint });
        return findings.filter(({ severity }) => severity === "error").map(({ code }) => code);
      };
      const [before, after] = [codesIn(given.rules), codesIn(rules)];
      expect(errors.map(({ code }) => code)).toEqual(after);
      expect(before).toEqual(expect.arrayContaining(after));
      expect(after.length).toBeLessThanOrEqual(before.length);
      expect(isMet && after.length > 0).toBe(false);
    }),
    { numRuns: 30 },
  );
});
