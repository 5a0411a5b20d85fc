import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exactDecimal, nearestDouble } from "../../src/decimal/exact.ts";
import { type DecimalLike, evaluate, type RuleOutcome } from "../../src/index.ts";
import { checkLaws } from "../../src/testing/index.ts";
import { any } from "../support/arbitraries.ts";
import { once } from "../support/once.ts";

const foreignOutcomes = once(() =>
  fc
    .sample(fc.tuple(any.snapshot(), any.semantics()), { numRuns: 1000, seed: 5 })
    .flatMap(([given, semantics]) => evaluate(given, semantics).decisions.flatMap(({ outcomes }) => outcomes)),
);

/** An outcome of another evaluation, as if it were of this one's rule. */
function swapped({ ruleId, metric }: RuleOutcome, foreign: RuleOutcome): RuleOutcome {
  return { ...foreign, ruleId, metric };
}

/** What an outcome means. In which notation its decimals are, and in which words its fault, is not for the laws to say. */
function meaningOf(outcome: RuleOutcome): unknown {
  const text = JSON.stringify(outcome, (name, part) => {
    if (DECIMALS.includes(name) && part !== null) return decimalName(part);
    return name === "fault" ? [part.code, part.path] : part;
  });
  return JSON.parse(text);
}

const DECIMALS = ["value", "threshold", "filled"];

/** One name for a decimal in any notation. */
function decimalName(value: DecimalLike): string {
  return Number.isNaN(nearestDouble(value)) ? String(value) : exactDecimal(value).toString();
}

test("the laws settle every outcome: one that is put in the place of another, of whatever kind, breaks some law", () => {
  fc.assert(
    fc.property(any.snapshot(), any.semantics(), fc.nat(), (given, semantics, pick) => {
      const evaluation = evaluate(given, semantics);
      for (const [at, decision] of evaluation.decisions.entries()) {
        for (const [nth, own] of decision.outcomes.entries()) {
          const all = foreignOutcomes();
          const foreign = all[(pick + 31 * nth + at) % all.length];
          if (foreign === undefined) throw new Error("no evaluation has an outcome");
          const other = swapped(own, foreign);
          const outcomes = decision.outcomes.with(nth, other);
          const decisions = evaluation.decisions.with(at, { ...decision, outcomes });
          const found = checkLaws(given, { ...evaluation, decisions }, semantics);
          if (found.length === 0) expect(meaningOf(other)).toEqual(meaningOf(own));
        }
      }
    }),
  );
});

test("a decision for an endpoint, or an outcome of a rule, that the snapshot does not have breaks some law", () => {
  fc.assert(
    fc.property(any.snapshot(), any.semantics(), (given, semantics) => {
      const { decisions, ...rest } = evaluate(given, semantics);
      const lawsBroken = (changed: typeof decisions) => checkLaws(given, { ...rest, decisions: changed }, semantics);
      for (const [at, decision] of decisions.entries()) {
        const stray = { ...decision, endpointId: "nobody" };
        expect(lawsBroken([...decisions, stray])).not.toEqual([]);
        for (const [nth, outcome] of decision.outcomes.entries()) {
          const outcomes = decision.outcomes.with(nth, { ...outcome, ruleId: "nobody" });
          expect(lawsBroken(decisions.with(at, { ...decision, outcomes }))).not.toEqual([]);
        }
      }
    }),
  );
});
