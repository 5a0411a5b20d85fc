import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Endpoint, type Rule, recommended } from "../../src/index.ts";
import { replay, verifyRules, withChange } from "../../src/verify/index.ts";
import { verifyOnce } from "../../src/verify/verify-rules.ts";
import { any } from "../support/arbitraries.ts";
import { assertUntilSeen } from "../support/until-seen.ts";
import { countsOf, coursesOf, goesBack, isAmong, loadOf, type Ruled } from "./courses.ts";

const CYCLE_SECONDS = 10;
const CYCLES = 120;
/** Any count divides it, so that what each replica reads of a multiple of it is a whole number. */
const SHARE = 420;

const metric = { metricSource: "PROMETHEUS", metricName: "rate" } as const;
const share = (min: number, max: number) => fc.integer({ min, max }).map((shares) => shares * SHARE);
const common = { stepSize: fc.integer({ min: 1, max: 3 }), cooldownSeconds: fc.constantFrom(0, 10, 25, 45) };
const hold = fc.constantFrom(undefined, undefined, 0, 20, { out: 10, in: 30 });

/** A rule that scales out, one that scales in, or none, and an endpoint that sleeps; conditions that no reading meets together. */
const sleepingCase = fc
  .record({
    out: fc.record({ ...common, threshold: share(10, 60), strict: fc.boolean() }),
    back: fc.option(fc.record({ ...common, below: share(1, 30), strict: fc.boolean() })),
    forSeconds: hold,
    activation: fc.record({ threshold: share(0, 80), strict: fc.boolean() }),
    marked: fc.boolean(),
    // Shorter than other waits, or past all of them, so that the rules are at rest long before.
    idleSeconds: fc.constantFrom(0, 20, 35, 60, 300),
    wakesTo: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    minReplicas: fc.constantFrom(null, 1, 2),
    maxReplicas: fc.integer({ min: 3, max: 7 }),
    semantics: fc.oneof(any.semantics(), fc.constant(recommended)),
  })
  .map(({ out, back, forSeconds, activation, marked, idleSeconds, wakesTo, minReplicas, maxReplicas, semantics }) => {
    const shared = {
      ...metric,
      type: "threshold",
      endpointId: "chat",
      queryPresetId: "rate",
      minReplicas: null,
      maxReplicas: null,
      ...(forSeconds !== undefined && { forSeconds }),
    } as const;
    const rules: Rule[] = [
      {
        ...shared,
        id: "out",
        stepSize: out.stepSize,
        cooldownSeconds: out.cooldownSeconds,
        threshold: out.threshold,
        ...(marked && { scales: "per-replica" }),
        comparator: out.strict ? "GREATER_THAN" : "GREATER_THAN_OR_EQUAL",
      },
    ];
    if (back !== null) {
      rules.push({
        ...shared,
        id: "in",
        stepSize: -back.stepSize,
        cooldownSeconds: back.cooldownSeconds,
        threshold: Math.max(0, out.threshold - back.below),
        comparator: back.strict ? "LESS_THAN" : "LESS_THAN_OR_EQUAL",
      });
    }
    const condition = {
      ...metric,
      comparator: activation.strict ? "GREATER_THAN" : "GREATER_THAN_OR_EQUAL",
      threshold: activation.threshold,
    } as const;
    const endpoint: Endpoint = {
      id: "chat",
      replicas: 1,
      minReplicas,
      maxReplicas,
      zero: { activation: [condition], idleSeconds, ...(wakesTo !== undefined && { to: wakesTo }) },
    };
    return { rules, endpoint, semantics };
  });

/** Whether an endpoint that sleeps at first wakes up, and then goes back to 0, while replicas share a load. */
function goesBackUnder(given: Ruled, load: number, cycleSeconds: number): boolean {
  const metricsAt = loadOf(given, load);
  return goesBack(countsOf(coursesOf(given)({ start: 0, metricsAt, cycles: CYCLES, cycleSeconds })));
}

const isZeroSwing = ({ code }: { readonly code: string }) => code === "zero-swing";

test("an endpoint that a load wakes goes back to 0 under it just where the verifier says, and that there is none is proved", () => {
  const seen = { back: 0, proved: 0 };
  assertUntilSeen(
    fc.property(sleepingCase, share(1, 400), (given, load) => {
      const input = { ...given, load: { metric: "rate" }, cycleSeconds: CYCLE_SECONDS };
      const { findings, unexplored, proved } = verifyOnce(input);
      expect(unexplored.filter(({ key }) => key === "loads")).toEqual([]);
      const found = findings.find(isZeroSwing);
      const isBack = goesBackUnder(given, load, CYCLE_SECONDS);
      expect(isBack).toBe(isAmong(found?.loads ?? [], load));
      const proof = proved.find(isZeroSwing);
      expect(proof?.cooldowns ?? null).toBe(found === undefined ? "as-set" : null);
      if (isBack) seen.back += 1;
      if (proof !== undefined) seen.proved += 1;
      if (!found?.witness) return;
      const shown = replay(found.witness).map(({ decisions }) => decisions[0]?.desired);
      expect(shown).toEqual(found.witness.steps.map(({ after }) => after));
    }),
    seen,
  );
});

test("with a change that its help names, no load that wakes the endpoint lets it go back to 0", () => {
  const seen = { lowered: 0, woken: 0 };
  assertUntilSeen(
    fc.property(sleepingCase, share(1, 400), (given, load) => {
      const input = { ...given, load: { metric: "rate" }, cycleSeconds: CYCLE_SECONDS };
      const fix = verifyRules(input).findings.find(isZeroSwing)?.fix;
      for (const change of fix?.kind === "changes" ? fix.changes : []) {
        const { endpoint } = withChange(input, change);
        if (endpoint === undefined) throw new Error("a change keeps the endpoint");
        expect(goesBackUnder({ ...given, endpoint }, load, CYCLE_SECONDS)).toBe(false);
        if (endpoint.zero?.to === given.endpoint.zero?.to) seen.lowered += 1;
        else seen.woken += 1;
      }
    }),
    seen,
  );
});

test("what is proved of an endpoint without saying how long a cycle takes holds for any cycle", () => {
  const seen = { proofs: 0 };
  assertUntilSeen(
    fc.property(sleepingCase, share(1, 400), fc.constantFrom(1, 7, 10, 60, 1000), (given, load, cycleSeconds) => {
      const { findings, unexplored, proved } = verifyOnce({ ...given, load: { metric: "rate" } });
      const proof = proved.find(isZeroSwing);
      if (proof === undefined) {
        const isOpen = unexplored.some(({ key, model }) => key === "cycle-unknown" && model === "load");
        expect(isOpen || findings.some(isZeroSwing) || given.rules.some(({ scales }) => scales !== undefined)).toBe(
          true,
        );
        return;
      }
      seen.proofs += 1;
      if (proof.cooldowns === "any") expect(goesBackUnder(given, load, cycleSeconds)).toBe(false);
    }),
    seen,
  );
});
