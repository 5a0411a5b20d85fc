import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Endpoint, type MetricSource, type Rule, recommended, type Semantics } from "../../src/index.ts";
import { constant, simulate } from "../../src/simulation/index.ts";
import { type Finding, replay, type VerifyInput, type Witness } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { any } from "../support/arbitraries.ts";

const CYCLE = 10;

/** Rules on one load, what replicas take to start, and how decisions are made. */
interface Case {
  readonly rules: readonly Rule[];
  readonly source: MetricSource;
  readonly semantics: Semantics;
  readonly startupSeconds: number;
  readonly endpoint: Pick<Endpoint, "maxReplicas" | "cooldownSeconds" | "settle" | "settleAtMostSeconds">;
}

const cooldown = fc.constantFrom(0, 10, 25, 45);
const common = { stepSize: fc.integer({ min: 1, max: 3 }), cooldownSeconds: cooldown, strict: fc.boolean() };
const out = fc.record({ ...common, threshold: fc.integer({ min: 4, max: 40 }) });
const back = fc.record({ ...common, threshold: fc.integer({ min: 1, max: 30 }) });

/** One or two rules that scale out and one that scales in, often too close together. */
const timedCase: fc.Arbitrary<Case> = fc
  .record({
    source: fc.constantFrom<MetricSource>("KERNEL", "KERNEL", "PROMETHEUS", "INFERENCE_FRAMEWORK"),
    outs: fc.array(out, { minLength: 1, maxLength: 2 }),
    backs: fc.array(back, { minLength: 1, maxLength: 1 }),
    forSeconds: fc.constantFrom(undefined, undefined, 0, 20, { out: 10, in: 30 }),
    semantics: fc.oneof(any.semantics(), fc.constant(recommended)),
    startupSeconds: fc.constantFrom(0, 5, 10, 15, 30, 45, 60),
    maxReplicas: fc.integer({ min: 3, max: 8 }),
    cooldownSeconds: fc.constantFrom(undefined, undefined, { out: 15, in: 30 }),
    settling: fc.constantFrom<Case["endpoint"]>(
      {},
      {},
      { settle: "hold" },
      { settle: "count" },
      { settle: "hold", settleAtMostSeconds: 20 },
    ),
  })
  .map(({ source, outs, backs, forSeconds, semantics, startupSeconds, maxReplicas, cooldownSeconds, settling }) => {
    const shared = {
      type: "threshold",
      endpointId: "chat",
      metricSource: source,
      metricName: "busy",
      minReplicas: 1,
      maxReplicas,
    } as const;
    const rules = [
      ...outs.map(
        ({ strict, ...rule }, at): Rule => ({
          ...{ ...shared, ...rule, id: `out-${at}` },
          comparator: strict ? "GREATER_THAN" : "GREATER_THAN_OR_EQUAL",
          ...(forSeconds !== undefined && { forSeconds }),
          ...(source === "PROMETHEUS" && { queryPresetId: "one" }),
        }),
      ),
      ...backs.map(
        ({ strict, stepSize, ...rule }): Rule => ({
          ...shared,
          ...rule,
          id: "in",
          stepSize: -stepSize,
          comparator: strict ? "LESS_THAN" : "LESS_THAN_OR_EQUAL",
          ...(forSeconds !== undefined && { forSeconds }),
          ...(source === "PROMETHEUS" && { queryPresetId: "one" }),
        }),
      ),
    ];
    const endpoint = { maxReplicas, ...settling, ...(cooldownSeconds !== undefined && { cooldownSeconds }) };
    return { source, rules, semantics, startupSeconds, endpoint };
  });

function inputOf({ rules, semantics, startupSeconds, endpoint }: Case): VerifyInput {
  return {
    rules,
    semantics,
    endpoint: { id: "chat", replicas: 1, starting: 0, ...endpoint },
    load: { metric: "busy" },
    cycleSeconds: CYCLE,
    startupSeconds,
  };
}

/** The counts, cycle by cycle, that a constant load on an ideal service brings about. */
function countsUnder(
  { rules, semantics, source, endpoint }: Case,
  startupSeconds: number,
  load: number,
  initialReplicas: number,
  cycles: number,
): readonly number[] {
  const service = { model: "ideal", metric: { source, name: "busy" }, startupSeconds } as const;
  const trace = constant({ rate: load, seconds: cycles * CYCLE });
  const scenario = { rules, semantics, endpoint, initialReplicas, trace, service, cycleSeconds: CYCLE };
  return simulate(scenario).desired;
}

/** The counts that a witness shows, cycle by cycle, with its loop three times over. */
function countsOf({ replicas, steps, loopFrom, loopSeconds }: Witness): readonly number[] {
  const loop = loopFrom === null || loopSeconds === null ? [] : steps.slice(loopFrom);
  const rounds = [1, 2].flatMap((round) =>
    loop.map(({ at, after }) => ({ at: at + round * (loopSeconds ?? 0), after })),
  );
  const counts: number[] = [];
  let count = replicas;
  for (const { at, after } of [...steps, ...rounds]) {
    while (counts.length < at / CYCLE) counts.push(count);
    count = after;
    counts.push(count);
  }
  return counts;
}

function isIn(loads: Finding["loads"], load: number): boolean {
  return loads.some(
    ({ from, to, fromClosed, toClosed }) =>
      (load > Number(from) || (fromClosed && load === Number(from))) &&
      (to === null || load < Number(to) || (toClosed && load === Number(to))),
  );
}

/** Two transients and loops of the longest clocks. */
const LONG = 160;

describe("the model load-timed and a simulation of an ideal service whose replicas take time to start are one", () => {
  test("what the verifier shows happens in the evaluator and in a simulation, to the cycle", () => {
    fc.assert(
      fc.property(timedCase, (given) => {
        for (const { model, witness } of verifyOnce(inputOf(given)).findings) {
          if (model !== "load-timed" || witness === null) continue;
          const counts = replay(witness).map(({ decisions }) => decisions[0]?.desired);
          expect(counts).toEqual(witness.steps.map(({ after }) => after));
          const shown = countsOf(witness);
          const load = Number(witness.load);
          expect(countsUnder(given, given.startupSeconds, load, witness.replicas, shown.length)).toEqual(shown);
        }
      }),
    );
  });

  test("under any whole load from any count, a simulation rises too far, or oscillates, just where the verifier says", () => {
    const load = fc.integer({ min: 1, max: 250 });
    fc.assert(
      fc.property(timedCase, load, (given, rate) => {
        const { findings, reachable, unexplored } = verifyOnce(inputOf(given));
        expect(unexplored.filter(({ model }) => model === "load-timed")).toEqual([]);
        const loadsOf = (code: Finding["code"]) =>
          findings.find((each) => each.code === code && each.model === "load-timed")?.loads ?? [];
        const starts = reachable.filter((count) => count > 0);
        const starting = starts.map((start) => countsUnder(given, given.startupSeconds, rate, start, LONG));
        const oscillates = starting.some((counts) => new Set(counts.slice(-LONG / 2)).size > 1);
        expect(oscillates).toBe(isIn(loadsOf("limit-cycle"), rate));
        const risesTooFar = starts.some((start, at) => {
          const prompt = countsUnder(given, 0, rate, start, LONG);
          return Math.max(...(starting[at] ?? [])) > Math.max(start, ...prompt, restedMost(given, rate, start));
        });
        expect(risesTooFar).toBe(isIn(loadsOf("overshoot"), rate));
      }),
    );
  });
});

/** The greatest count where no clock runs in any cycle. */
function restedMost(given: Case, rate: number, start: number): number {
  const { endpoint, rules } = given;
  const { cooldownSeconds: _, settle: __, settleAtMostSeconds: ___, ...limits } = endpoint;
  const free = rules.map(({ forSeconds: ____, ...rule }) => ({ ...rule, cooldownSeconds: -1 }));
  return Math.max(start, ...countsUnder({ ...given, rules: free, endpoint: limits }, 0, rate, start, 40));
}
