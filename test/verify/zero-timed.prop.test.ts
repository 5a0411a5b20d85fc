import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Endpoint, type Rule, recommended } from "../../src/index.ts";
import { type Finding, replay, type Verification } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { any } from "../support/arbitraries.ts";
import { assertUntilSeen } from "../support/until-seen.ts";
import { type Course, countsOf, coursesOf, goesBack, isAmong, loadOf, type Ruled, readingsOf } from "./courses.ts";

const CYCLE_SECONDS = 10;
/** Past every wait, from every count to any other, and round once more. */
const CYCLES = 200;
/** Any count divides it, so that what each replica reads of a multiple of it is a whole number. */
const SHARE = 60;

const metric = { metricSource: "PROMETHEUS", metricName: "rate" } as const;
const share = (min: number, max: number) => fc.integer({ min, max }).map((shares) => shares * SHARE);
const common = { stepSize: fc.integer({ min: 1, max: 2 }), cooldownSeconds: fc.constantFrom(0, 10, 25) };

interface Case extends Ruled {
  readonly startupSeconds: number;
}

/** A rule that scales out, one that scales in, often too close, and an endpoint that sleeps, all by one load. */
const sleepingCase: fc.Arbitrary<Case> = fc
  .record({
    out: fc.record({ ...common, threshold: share(8, 30), strict: fc.boolean() }),
    back: fc.option(fc.record({ ...common, below: share(1, 20), strict: fc.boolean() })),
    forSeconds: fc.constantFrom(undefined, undefined, 20),
    activation: fc.record({ threshold: share(0, 30), strict: fc.boolean() }),
    idleSeconds: fc.constantFrom(0, 20, 45, 100),
    wakesTo: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    maxReplicas: fc.integer({ min: 2, max: 5 }),
    cooldownSeconds: fc.constantFrom(undefined, undefined, { out: 15, in: 30 }),
    settle: fc.constantFrom(undefined, undefined, "hold" as const),
    semantics: fc.oneof(any.semantics(), fc.constant(recommended)),
    startupSeconds: fc.constantFrom(0, 5, 15, 30),
  })
  .map((given) => {
    const { out, back, forSeconds, activation, idleSeconds, wakesTo, settle, cooldownSeconds, maxReplicas } = given;
    const shared = {
      ...metric,
      type: "threshold",
      endpointId: "chat",
      queryPresetId: "rate",
      minReplicas: null,
      maxReplicas: null,
      ...(forSeconds !== undefined && { forSeconds }),
    } as const;
    const { strict, ...rise } = out;
    const rules: Rule[] = [
      { ...shared, ...rise, id: "out", comparator: strict ? "GREATER_THAN" : "GREATER_THAN_OR_EQUAL" },
    ];
    if (back !== null) {
      const { stepSize, cooldownSeconds: own, below } = back;
      const threshold = Math.max(0, out.threshold - below);
      const comparator = back.strict ? "LESS_THAN" : "LESS_THAN_OR_EQUAL";
      rules.push({ ...shared, id: "in", stepSize: -stepSize, cooldownSeconds: own, threshold, comparator });
    }
    const { threshold } = activation;
    const condition = { ...metric, threshold } as const;
    const comparator = activation.strict ? "GREATER_THAN" : "GREATER_THAN_OR_EQUAL";
    const endpoint: Endpoint = {
      id: "chat",
      replicas: 1,
      maxReplicas,
      ...(cooldownSeconds !== undefined && { cooldownSeconds }),
      ...(settle !== undefined && { settle, starting: 0 }),
      zero: {
        activation: [{ ...condition, comparator }],
        idleSeconds,
        ...(wakesTo !== undefined && { to: wakesTo }),
      },
    };
    return { rules, endpoint, semantics: given.semantics, startupSeconds: given.startupSeconds };
  });

/** The rule that scales in holds where the other one does, too, so that a reading that lasts can make the count oscillate. */
function overlapping(given: Case): Case {
  const rules = given.rules.map((each) =>
    each.id === "in" && each.type === "threshold" ? { ...each, threshold: 35 * SHARE } : each,
  );
  return { ...given, rules };
}

/** The counts, cycle by cycle, from one at which all is at rest; at 0 the endpoint sleeps. */
function countsFrom(given: Case, start: number, metricsAt: Course["metricsAt"], startupSeconds: number) {
  return countsOf(coursesOf(given)({ start, metricsAt, cycles: CYCLES, cycleSeconds: CYCLE_SECONDS, startupSeconds }));
}

function verified({ startupSeconds, ...given }: Case): Verification {
  const verification = verifyOnce({ ...given, load: { metric: "rate" }, cycleSeconds: CYCLE_SECONDS, startupSeconds });
  expect(verification.unexplored.filter(({ model }) => model.endsWith("-timed"))).toEqual([]);
  return verification;
}

describe("the idle time of an endpoint runs in the models with clocks as it does in the evaluator:", () => {
  test("while replicas start, a load makes the count oscillate, or lets it go back to 0, just where the verifier says", () => {
    const seen = { goneBack: 0, cycles: 0, proved: 0 };
    assertUntilSeen(
      fc.property(sleepingCase, share(1, 160), (given, load) => {
        const { findings, proved, reachable } = verified(given);
        const of = (code: Finding["code"]) =>
          findings.find((each) => each.code === code && each.model === "load-timed")?.loads ?? [];
        const runs = [0, ...reachable].map((start) =>
          countsFrom(given, start, loadOf(given, load), given.startupSeconds),
        );
        const ends = runs.map((counts) => new Set(counts.slice(-CYCLES / 2)));
        const goesBackToZero =
          runs.slice(0, 1).some(goesBack) || ends.some((counts) => counts.size > 1 && counts.has(0));
        expect(goesBackToZero).toBe(isAmong(of("zero-swing"), load));
        const oscillates = ends.some((counts) => counts.size > 1 && !counts.has(0));
        expect(oscillates).toBe(isAmong(of("limit-cycle"), load));
        const claims = proved.filter(({ model }) => model === "load-timed").map(({ code }) => code);
        expect(claims.includes("zero-swing")).toBe(of("zero-swing").length === 0);
        expect(claims.includes("limit-cycle")).toBe([...of("zero-swing"), ...of("limit-cycle")].length === 0);
        if (goesBackToZero) seen.goneBack += 1;
        if (oscillates) seen.cycles += 1;
        if (claims.includes("zero-swing")) seen.proved += 1;
      }),
      seen,
    );
  });

  test("what the verifier shows happens in the evaluator, to the cycle", () => {
    fc.assert(
      fc.property(sleepingCase, (given) => {
        for (const { model, witness } of verified(given).findings) {
          if (witness === null || !model.endsWith("-timed")) continue;
          const decided = replay(witness).map(({ decisions }) => decisions[0]?.desired);
          expect(decided).toEqual(witness.steps.map(({ after }) => after));
          if (model !== "load-timed") continue;
          const counts = countsFrom(given, witness.replicas, loadOf(given, Number(witness.load)), given.startupSeconds);
          for (const { at, after } of witness.steps) expect(counts[at / CYCLE_SECONDS] ?? after).toBe(after);
        }
      }),
    );
  });

  test("under a reading that lasts the count oscillates just where the verifier says, and never by way of 0", () => {
    const seen = { cycles: 0 };
    assertUntilSeen(
      fc.property(sleepingCase.map(overlapping), share(0, 40), (given, reading) => {
        const { findings, proved, reachable } = verified(given);
        const isFound = findings.some(({ code, model }) => code === "limit-cycle" && model === "held-timed");
        expect(proved.some(({ code, model }) => code === "limit-cycle" && model === "held-timed")).toBe(!isFound);
        for (const start of [0, ...reachable]) {
          const ends = new Set(countsFrom(given, start, () => readingsOf(given, reading), 0).slice(-CYCLES / 2));
          if (ends.size < 2) continue;
          seen.cycles += 1;
          expect(isFound).toBe(true);
          expect(ends.has(0)).toBe(false);
        }
      }),
      seen,
    );
  });

  test("an endpoint that wakes up while its last fall still counts can go back to 0, where one that slept for long does not", () => {
    const shared = {
      ...metric,
      type: "threshold",
      endpointId: "chat",
      minReplicas: null,
      maxReplicas: null,
      cooldownSeconds: 25,
    } as const;
    const given: Case = {
      rules: [
        { ...shared, id: "out", comparator: "GREATER_THAN_OR_EQUAL", threshold: 1740, stepSize: 1 },
        { ...shared, id: "in", comparator: "LESS_THAN", threshold: 1620, stepSize: -1 },
      ],
      endpoint: {
        id: "chat",
        replicas: 1,
        maxReplicas: 3,
        zero: { activation: [{ ...metric, comparator: "GREATER_THAN", threshold: 120 }], idleSeconds: 0, to: 2 },
      },
      semantics: { ...recommended, cooldownEnd: "exclusive" },
      startupSeconds: 5,
    };
    const found = verified(given).findings.find(({ code, model }) => code === "zero-swing" && model === "load-timed");
    expect(found?.witness?.replicas).toBe(3);
    expect(goesBack(countsFrom(given, 0, loadOf(given, 180), 5))).toBe(false);
    expect(new Set(countsFrom(given, 3, loadOf(given, 180), 5).slice(-CYCLES / 2))).toEqual(new Set([0, 2]));
    expect(found?.message).toContain("the count oscillates: 0 -> 2 -> 0;");
  });
});
