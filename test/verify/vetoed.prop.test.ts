import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decision, Rule } from "../../src/index.ts";
import { replay } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { any } from "../support/arbitraries.ts";
import { assertUntilSeen } from "../support/until-seen.ts";
import { countsOf, coursesOf, isAmong, loadOf, type Ruled } from "./courses.ts";

/** Any count divides it, so that what each replica reads of a multiple of it is a whole number. */
const SHARE = 420;
const MOST = 7;
const CYCLES = 60;
const CYCLE_SECONDS = 10;

const metric = { metricSource: "KERNEL", metricName: "busy" } as const;
const share = (min: number, max: number) => fc.integer({ min, max }).map((shares) => shares * SHARE);

/** A rule, its threshold above or below some gap. */
interface Made {
  readonly threshold: number;
  readonly strict: boolean;
  readonly stepSize: number;
  readonly cooldownSeconds: number;
  readonly forSeconds: number | undefined;
}

const made = (threshold: fc.Arbitrary<number>): fc.Arbitrary<Made> =>
  fc.record({
    threshold,
    strict: fc.boolean(),
    stepSize: fc.integer({ min: 1, max: 4 }),
    cooldownSeconds: fc.constantFrom(0, 10, 25),
    forSeconds: fc.constantFrom(undefined, undefined, 20),
  });

const common = { ...metric, type: "threshold", endpointId: "chat", minReplicas: null, maxReplicas: null } as const;

function ruleOf({ strict, forSeconds, ...rest }: Made, id: string, isOut: boolean, scales: boolean): Rule {
  const orEqual = strict ? "" : "_OR_EQUAL";
  return {
    ...common,
    ...rest,
    id,
    stepSize: isOut ? rest.stepSize : -rest.stepSize,
    comparator: isOut ? `GREATER_THAN${orEqual}` : `LESS_THAN${orEqual}`,
    ...(forSeconds !== undefined && { forSeconds }),
    ...(scales && { scales: "per-replica" }),
  };
}

/** Rules that scale out, marked or not, and one that scales in; `below`: how far its threshold is from the least of theirs. */
function markedCase(outs: number, below: fc.Arbitrary<number>): fc.Arbitrary<Ruled> {
  return fc
    .record({
      outs: fc.array(made(share(4, 9)), { minLength: 1, maxLength: outs }),
      marks: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
      back: made(below),
      maxReplicas: fc.integer({ min: 3, max: MOST }),
      replicas: fc.integer({ min: 1, max: 3 }),
      semantics: any.semantics(),
    })
    .map(({ outs: list, marks, back, maxReplicas, replicas, semantics }) => {
      const least = Math.min(...list.map(({ threshold }) => threshold));
      const rules = [
        ...list.map((out, at) => ruleOf(out, `out-${at}`, true, at === 0 || marks[at] === true)),
        ruleOf({ ...back, threshold: Math.max(0, least - back.threshold) }, "in", false, false),
      ];
      return { rules, semantics, endpoint: { id: "chat", replicas, minReplicas: 1, maxReplicas } };
    });
}

/** The counts to which loads lead that jump from cycle to cycle, every wait over in between. */
function reachableOf(given: Ruled): number[] {
  const rules = given.rules.map(({ forSeconds: _, ...rule }) => ({ ...rule, cooldownSeconds: 0 }));
  const decide = coursesOf({ ...given, rules });
  const reached = new Set([given.endpoint.replicas]);
  for (const count of reached) {
    for (let load = SHARE / 2; load <= 10 * SHARE * MOST; load += SHARE / 2) {
      const course = { start: count, metricsAt: loadOf(given, load * 2), cycles: 1, cycleSeconds: CYCLE_SECONDS };
      for (const desired of countsOf(decide(course))) reached.add(desired);
    }
  }
  return [...reached];
}

/** The same load from some counts, to the end. */
function runsUnder(given: Ruled, load: number, starts: readonly number[]): (readonly Decision[])[] {
  const decide = coursesOf(given);
  const metricsAt = loadOf(given, load);
  return starts.map((start) => decide({ start, metricsAt, cycles: CYCLES, cycleSeconds: CYCLE_SECONDS }));
}

/** The count stays, and in every one of the last cycles a fall was held back by the projection. */
function isHeldForGood(decisions: readonly Decision[]): boolean {
  const last = decisions.slice(-CYCLES / 2);
  const counts = new Set(last.map(({ desired }) => desired));
  return (
    counts.size === 1 &&
    last.every(({ chain, desired }) => chain.some(({ stage, to }) => stage === "projection" && to === desired))
  );
}

const vetoes = ({ code }: { readonly code: string }) => code === "vetoed-for-ever";
const loads = share(1, 70);

describe("a scale-in that is held back for good", () => {
  test("is one in the evaluator just where the verifier says, and that there is none is proved", () => {
    const seen = { held: 0, proved: 0 };
    assertUntilSeen(
      fc.property(markedCase(2, share(1, 7)), loads, (given, load) => {
        const { findings, proved, unexplored } = verifyOnce({ ...given, load: { metric: "busy" } });
        expect(unexplored.filter(({ key }) => key === "loads")).toEqual([]);
        const found = findings.find(vetoes);
        const isHeld = runsUnder(given, load, reachableOf(given)).some(isHeldForGood);
        expect(isHeld).toBe(isAmong(found?.loads ?? [], load));
        const isProved = proved.some(vetoes);
        if (isProved) expect(found).toBeUndefined();
        // Of rules that hold together and wait, no verdict is carried over to their waits.
        const hasWaits = given.rules.some(({ forSeconds }) => forSeconds !== undefined);
        if (found === undefined && !hasWaits) expect(isProved).toBe(true);
        if (isHeld) seen.held += 1;
        if (isProved) seen.proved += 1;
        if (!found?.witness) return;
        const shown = replay(found.witness).map(({ decisions }) => decisions[0]?.desired);
        expect(shown).toEqual(found.witness.steps.map(({ after }) => after));
      }),
      seen,
    );
  });

  test("never happens where that is proved, though scale-ins and scale-outs overlap", () => {
    fc.assert(
      fc.property(markedCase(2, share(-4, 7)), loads, (given, load) => {
        const proof = verifyOnce({ ...given, load: { metric: "busy" } }).proved.find(vetoes);
        if (proof === undefined) return;
        expect(runsUnder(given, load, reachableOf(given)).some(isHeldForGood)).toBe(false);
      }),
    );
  });
});
