import { RULE_TYPES, type Rule } from "../../model/rule.ts";
import { known } from "../../util/known.ts";
import { branchesOf } from "./branches.ts";
import { exact, HOLDS, wide } from "./exact.ts";
import { readingOf } from "./reading.ts";
import { sightOf } from "./sight.ts";
import type { Subject } from "./subject.ts";

/** Whether a rule would scale out again at a count, with the load of now; null where that is not known. */
type ScalesOut = (count: number) => boolean | null;

/**
 * How far a fall may go: to the first count at which no rule that scales per replica would scale out again. An average of v
 * over n replicas is v·n/c over c; over none it is 0, and only where it is 0 now.
 *
 * @returns the count, and the rule that would scale out again one replica lower
 */
export function project(
  subject: Subject,
  to: number,
): { readonly count: number; readonly by?: string } {
  const { endpoint, rules } = subject;
  const { replicas } = endpoint;
  const marked = rules.filter(({ scales, enabled }) => scales !== undefined && enabled !== false);
  if (to >= replicas || marked.length === 0) return { count: to };
  const tests = marked.map((rule) => ({ rule, scalesOut: scalesOutOf(rule, subject) }));
  const blocker = (count: number) => tests.find(({ scalesOut }) => scalesOut(count) !== false);
  // Between these the answer is the same: it changes where an average would be at a threshold.
  const turning = marked.flatMap((rule) => turningPoints(rule, subject));
  const candidates = [to, to + 1, 1, ...turning].filter((count) => count >= to && count < replicas);
  const free = candidates.toSorted((one, other) => one - other).find((count) => !blocker(count));
  const count = free ?? replicas;
  if (count === to) return { count };
  return { count, by: known(blocker(count - 1)).rule.id };
}

function scalesOutOf(rule: Rule, subject: Subject): ScalesOut {
  // Of a type that is unknown nobody knows which way it leads.
  if (!RULE_TYPES.includes(rule.type)) return () => null;
  const value = averageOf(rule, subject);
  const branches = branchesOf(rule).filter(({ direction }) => direction === "out");
  if (branches.length === 0) return () => false;
  if (value === null) return () => null;
  const { replicas } = subject.endpoint;
  return (count) => {
    if (count === 0 && !value.isZero()) return true;
    // An average of 0 is 0 at any count.
    const over = Math.max(count, 1);
    return branches.some(({ comparator, threshold }) =>
      HOLDS[comparator](value.times(replicas).cmp(wide(threshold).times(over))),
    );
  };
}

/** The counts around those at which an average would be at a threshold. */
function turningPoints(rule: Rule, subject: Subject): readonly number[] {
  const value = averageOf(rule, subject);
  if (value === null) return [];
  return branchesOf(rule).flatMap(({ threshold }) => {
    const point = value.times(subject.endpoint.replicas).div(wide(threshold));
    if (!point.isFinite()) return [];
    const whole = point.floor().toNumber();
    return [whole - 1, whole, whole + 1, whole + 2];
  });
}

/** The average of a rule, as far as it can be compared. */
function averageOf(rule: Rule, subject: Subject) {
  const sight = sightOf(rule, subject);
  if (sight.kind !== "met" && sight.kind !== "not-met") return null;
  const reading = readingOf(rule, subject.snapshot);
  return reading === null || exact(reading.value) === null ? null : wide(reading.value);
}
