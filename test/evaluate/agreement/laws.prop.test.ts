import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyEvaluation,
  type Evaluation,
  evaluate,
  type Rule,
  type RuleOutcome,
  type Snapshot,
} from "../../../src/index.ts";
import { metOutcome } from "../../../src/testing/laws/met-outcome.ts";
import { branchesOf } from "../../../src/testing/reference/branches.ts";
import { signalOf } from "../../../src/testing/reference/reading.ts";
import { agreeingSnapshot, agreeingSemantics as agreement } from "../../differential/agreeing.ts";
import { any } from "../../support/arbitraries.ts";

/** Snapshots in which counts fall now and then, and nothing but rules moves them. */
const lowering = fc.oneof(
  any.snapshot({ endpoint: any.endpoint({ plain: true }) }),
  agreeingSnapshot.map(
    (given): Snapshot => ({
      ...given,
      endpoints: given.endpoints.map(({ id, replicas }) => ({ id, replicas })),
    }),
  ),
);

describe("under agreement", () => {
  test("the order of rules does not matter", () => {
    fc.assert(
      fc.property(any.snapshot(), agreement, (given, rules) => {
        const straight = evaluate(given, rules);
        const turned = evaluate({ ...given, rules: given.rules.toReversed() }, rules);
        expect(turned.deltas).toEqual(straight.deltas);
        expect(new Set(turned.triggered.keys())).toEqual(new Set(straight.triggered.keys()));
        const byRule = (evaluation: Evaluation) =>
          new Map(outcomesOf(evaluation).map((outcome) => [outcome.ruleId, outcome]));
        expect(byRule(turned)).toEqual(byRule(straight));
      }),
    );
  });

  test("a count falls only where every signal with a rule that can lower it asks for less", () => {
    fc.assert(
      fc.property(lowering, agreement, (given, rules) => {
        for (const { delta, outcomes } of evaluate(given, rules).decisions) {
          if (delta >= 0) continue;
          const byId = new Map(given.rules.map((rule) => [rule.id, rule]));
          const signals = (which: (rule: Rule, outcome: RuleOutcome) => boolean) => {
            const found = outcomes.flatMap((outcome): string[] => {
              const rule = byId.get(outcome.ruleId);
              return rule !== undefined && which(rule, outcome) ? [signalOf(rule, given)] : [];
            });
            return new Set(found);
          };
          // Waiting, or too few replicas, is no consent. A rule whose metric has failed consents where it proposes less.
          const consenting = signals((_, outcome) => {
            if (outcome.kind === "pending" || outcome.kind === "uncovered") return false;
            if (outcome.kind === "fallback") return outcome.direction === "in";
            return metOutcome(outcome)?.direction === "in";
          });
          const asked = signals((rule) => rule.enabled !== false && canLower(rule));
          expect([...asked].filter((signal) => !consenting.has(signal))).toEqual([]);
        }
      }),
    );
  });

  test("a count falls only where no condition to scale out holds", () => {
    fc.assert(
      fc.property(lowering, agreement, (given, rules) => {
        for (const { delta, outcomes } of evaluate(given, rules).decisions) {
          const objects = outcomes.some((outcome) => metOutcome(outcome)?.direction === "out");
          if (objects) expect(delta).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("a count that has just fallen does not fall again before the cooldowns of all who can lower it are over", () => {
    fc.assert(
      fc.property(lowering, agreement, fc.nat({ max: 400 }), (given, rules, seconds) => {
        const evaluation = evaluate(given, rules);
        const now = given.now + seconds * 1000;
        const again = evaluate({ ...given, ...applyEvaluation(given, evaluation), now }, rules);
        for (const { endpointId, delta } of again.decisions) {
          if ((evaluation.deltas.get(endpointId) ?? 0) >= 0 || delta >= 0) continue;
          const cooldowns = given.rules
            .filter((rule) => rule.endpointId === endpointId && rule.enabled !== false)
            .filter(canLower)
            .map(({ cooldownSeconds }) => cooldownSeconds);
          expect(seconds).toBeGreaterThanOrEqual(Math.max(...cooldowns));
        }
      }),
    );
  });
});

/** Whether one of a rule's branches leads inwards. */
function canLower(rule: Rule): boolean {
  return branchesOf(rule).some(({ direction }) => direction === "in");
}

function outcomesOf({ decisions }: Evaluation): RuleOutcome[] {
  return decisions.flatMap(({ outcomes }) => outcomes);
}
