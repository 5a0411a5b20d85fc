import { times } from "../decimal/arithmetic.ts";
import { compareDecimals } from "../decimal/exact.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import { RULE_TYPES } from "../model/rule.ts";
import type { Condition } from "../model/rule-outcome.ts";
import { holdsOn } from "../rules/branch.ts";
import { integerAt } from "../util/columns.ts";
import { known } from "../util/known.ts";
import type { Cycle } from "./cycle.ts";
import { readingFaultOf, ruleObstacle } from "./match.ts";
import { slotReadBy } from "./readings.ts";
import { VERDICTS } from "./verdict.ts";

/** How far a fall may go. */
export interface Projection {
  readonly count: number;
  /** The rule whose scale-out condition would hold one replica lower; null where none would. */
  readonly by: number | null;
}

/** A scale-out condition of a rule whose average rises as the count falls. */
interface Marked {
  readonly rule: number;
  /** Null: its average is unknown, or what the rule does. */
  readonly known: { readonly condition: Condition; readonly value: DecimalLike } | null;
}

/**
 * The first count from `to` up to `replicas` at which no marked scale-out condition would hold, if the load stays what it is:
 * an average of `v` over `n` replicas is `v·n/c` over `c`. Cross-multiplied, so that nothing is rounded.
 */
export function project(cycle: Cycle, endpoint: number, replicas: number, to: number): Projection {
  const marked = markedOf(cycle, endpoint);
  let count = to;
  let by: number | null = null;
  while (count < replicas) {
    const objection = marked.find((each) => objects(each, replicas, count));
    if (objection === undefined) return { count, by };
    count = nextFree(objection, replicas, count);
    const below = count - 1;
    by = known(marked.find((each) => objects(each, replicas, below))).rule;
  }
  return { count: replicas, by };
}

function objects({ known: test }: Marked, replicas: number, count: number): boolean {
  if (test === null) return true;
  const { condition, value } = test;
  const { comparator, threshold } = condition;
  // A load that is there cannot be on no replicas; one that is not reads 0 at any count.
  if (count === 0) {
    return (
      compareDecimals(value, 0) !== 0 || holdsOn(comparator, compareDecimals(value, threshold))
    );
  }
  return holdsOn(comparator, times(value, replicas).cmp(times(threshold, count)));
}

/**
 * The first count above one at which a condition would hold at which it does not; `replicas` for none. As the count rises the
 * average goes one way, so that the condition changes once at most.
 */
function nextFree(marked: Marked, replicas: number, count: number): number {
  // Over no replicas there is no average.
  if (count === 0) return 1;
  let held = count;
  let free = replicas;
  while (free - held > 1) {
    const middle = Math.floor((held + free) / 2);
    if (objects(marked, replicas, middle)) held = middle;
    else free = middle;
  }
  return free;
}

/** A rule that is at fault is one whose reading is unknown; of one of an unknown type it is not even known which way it leads. */
function markedOf(cycle: Cycle, endpoint: number): readonly Marked[] {
  const { program, readings } = cycle;
  const { firstRule } = program.index;
  const marked: Marked[] = [];
  const end = integerAt(firstRule, endpoint + 1);
  for (let rule = integerAt(firstRule, endpoint); rule < end; rule += 1) {
    const { scales, type } = program.index.ruleOf(rule);
    if (scales === undefined) continue;
    const obstacle = ruleObstacle(cycle, rule);
    if (obstacle === VERDICTS.disabled) continue;
    if (!RULE_TYPES.includes(type)) marked.push({ rule, known: null });
    const isUnknown = (obstacle ?? readingFaultOf(cycle, rule)) !== null;
    const value = isUnknown ? null : readings.valueAt(slotReadBy(program, readings, rule));
    for (const condition of program.conditionsOf(rule)) {
      if (condition.direction !== "out") continue;
      marked.push({ rule, known: value === null ? null : { condition, value } });
    }
  }
  return marked;
}
