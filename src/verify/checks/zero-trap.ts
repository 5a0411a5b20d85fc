import type { RuleId } from "../../model/ids.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { shownAt } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Axis } from "../readings/axis.ts";
import { existsAtZero } from "../readings/exists-at-zero.ts";
import { isOut, type Policy, type PolicyRule } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import { rulePath } from "../words/places.ts";

/**
 * A count of 0 that the rules lead to, and that nothing leads out of: without replicas nothing measures what would call for
 * one, or the rules that would add one may not do so there.
 */
export function zeroTrap(settled: Settled, space: Space): Finding[] {
  const { policy, axes } = settled;
  // Where the endpoint itself goes to 0 no rule leads there.
  if (settled.sleep !== null) return [];
  const index = space.counts.indexOf(0);
  if (index === -1 || policy.rules.length === 0) return [];
  const rising = axes.filter((axis) => axis.axisClasses.some(({ matched }) => matched.some(isOut)));
  // A set in which nothing scales out has no way back from any count.
  if (rising.length === 0 || tick(policy, [], 0) > 0) return [];
  const waking = rising.filter((axis) => existsAtZero(axis) !== "never" && wakes(axis, settled));
  const hoped = waking.filter((axis) => existsAtZero(axis) === "unknown");
  if (waking.length > hoped.length) return [];
  const leading = leadingToZero(settled, space, index);
  const outs = rising.flatMap(({ rules }) => rules.filter(({ moves }) => moves.some(isOut)));
  const rules = [...new Set([...leading, ...outs])];
  const first = leading[0] ?? itemAt(outs, 0);
  const unread = hoped.length > 0 ? hoped : rising.filter((axis) => existsAtZero(axis) === "never");
  // What can be read at 0 all the same is held there by the bounds of its rules.
  const held = rising.filter((axis) => existsAtZero(axis) !== "never" && !hoped.includes(axis));
  return [
    findingOf({
      code: "zero-trap",
      key: hoped.length > 0 ? "zero-trap.unless-read" : "zero-trap",
      model: "free",
      severity: hoped.length > 0 ? "warning" : "error",
      rules: rules.map(({ rule }) => rule.id),
      counts: [0],
      witness: shownAt(settled, space, index, [itemAt(space.classes, 0)]),
      path: rulePath(policy, first.rule.id, "minReplicas"),
      params: { metrics: namesOf(unread), held: namesOf(held), leading: leading.map(({ rule }) => rule.id), cures: [] },
    }),
  ];
}

function namesOf(axes: readonly Axis[]): readonly string[] {
  return [...new Set(axes.map(({ metric }) => metric.name))];
}

/** Some reading of the metric alone takes the count from 0. */
function wakes({ axisClasses }: Axis, { policy }: Settled): boolean {
  return axisClasses.some(({ matched }) => tick(policy, matched, 0) > 0);
}

/** The rules that take some count to 0. */
function leadingToZero({ policy, asWritten }: Settled, space: Space, zero: number): PolicyRule[] {
  const leading = new Set<PolicyRule>();
  for (const [classIndex, row] of space.next.entries()) {
    for (const [from, to] of row.entries()) {
      if (to !== zero || from === zero) continue;
      const count = itemAt(space.counts, from);
      tick(policy, itemAt(space.classes, classIndex).matchedAt(count), count, ({ rule, direction }) => {
        if (direction === "in") leading.add(rule);
      });
    }
  }
  const fallingTo = fallingToZero(asWritten.policy, space, zero);
  return policy.rules.filter((rule) => leading.has(rule) || fallingTo.has(rule.rule.id));
}

/** The rules that fall back to 0, if some fallback leads there. */
function fallingToZero({ rules }: Policy, { counts, fallbacks }: Space, zero: number): ReadonlySet<RuleId> {
  const isReached = fallbacks.next.some((row) => row.some((to, from) => to === zero && counts[from] !== 0));
  const falling = isReached ? rules.filter(({ rule }) => rule.onFailure?.count === 0) : [];
  return new Set(falling.map(({ rule }) => rule.id));
}
