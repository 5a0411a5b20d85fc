import type { Rule } from "../../model/rule.ts";
import { branchesOf } from "../../rules/branch.ts";
import type { Finding } from "../../verify/answer/finding.ts";
import { withFigure } from "./sweep.ts";

/**
 * Rule sets in which the errors may be gone, the smallest changes first: the verifier's own repairs, the bounds that are
 * missing, and steps of one replica, which pass no bound.
 *
 * @param most - the maximum for rules that add replicas and have none
 */
export function repairsOf(
  rules: readonly Rule[],
  errors: readonly Finding[],
  most: number,
): readonly (readonly Rule[])[] {
  const repaired = errors.flatMap(({ repair }) =>
    repair === null
      ? []
      : [rules.map((rule) => (rule.id === repair.ruleId ? withFigure(rule, repair.field, repair.value) : rule))],
  );
  const bounded = rules.map((rule) => withBounds(rule, most));
  const single = errors.map((error) =>
    rules.map((rule) => (error.rules.includes(rule.id) ? inSingleSteps(rule) : rule)),
  );
  return [...repaired, bounded, ...single, bounded.map(inSingleSteps)];
}

/** A rule that adds replicas has a maximum, and one that takes some away leaves one. */
function withBounds(rule: Rule, most: number): Rule {
  const directions = branchesOf(rule).map(({ direction }) => direction);
  const maxReplicas = directions.includes("out") ? (rule.maxReplicas ?? most) : rule.maxReplicas;
  const minReplicas = directions.includes("in") ? Math.max(1, rule.minReplicas ?? 1) : rule.minReplicas;
  return { ...rule, minReplicas, maxReplicas };
}

function inSingleSteps(rule: Rule): Rule {
  return { ...rule, stepSize: Math.sign(rule.stepSize) };
}
