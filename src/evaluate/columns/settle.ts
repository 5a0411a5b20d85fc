import { after, type Instant, isInstant } from "../../model/instant.ts";
import type { Semantics } from "../../model/semantics.ts";
import { byteAt, doubleAt, integerAt } from "../../util/columns.ts";
import { type Cycle, isCooling } from "../judge/cycle.ts";
import type { PlainRules } from "./plain-rules.ts";

/** What can become of a plain rule: places in {@link OUTCOME_KINDS}. */
export const VERDICTS = { notMet: 0, triggered: 1, outOfBounds: 2, coolingDown: 3, superseded: 4 } as const;

/** A cycle over plain rules, in columns: one entry for each member of each group, or for each slot. */
export interface Ledger {
  readonly cycle: Pick<Cycle, "now" | "semantics" | "recheck">;
  /** By member: where its average is. */
  readonly slotOfMember: Int32Array;
  /** By slot: the double next to the average; NaN where there is nothing to compare. */
  readonly doubles: Float64Array;
  /** How a member's average stands to its threshold where the doubles next to them are equal: below 0, 0 or above 0. */
  readonly compareTied: (member: number) => number;
  /** By member: when it last triggered, NaN for never; or a function that tells, and gives undefined for never. */
  readonly lastTriggered: Float64Array | ((member: number) => Instant | undefined);
  /** By member, to be written: what became of it. */
  readonly verdicts: Uint8Array;
  /** By member, to be written: when the cooldown ends that holds it back; null where nobody is going to ask. */
  readonly ends: Float64Array | null;
}

/** Whether the fast path can take these semantics: it knows no bounds that let rules go a part of the way, and no votes. */
export function canSettle({ bounds, combine }: Semantics): boolean {
  return bounds === "skip" && (combine === "sequential" || combine === "first");
}

/**
 * The fast path: settles the count of an endpoint that has no gates and whose rules, members `start` to `end`, are all plain,
 * under bounds that make rules skip. It judges as {@link judgeRule} does, and writes a number where that makes an object,
 * because objects are what a cycle over many rules spends its time on; {@link tell} makes them when somebody asks.
 *
 * @returns the count, or null where something is amiss that only objects can tell, whatever was written until then
 */
export function settle(
  { cycle, slotOfMember, doubles, compareTied, lastTriggered, verdicts, ends }: Ledger,
  { holdsOn, thresholds, steps, floors, ceilings, cooldowns }: PlainRules,
  start: number,
  end: number,
  replicas: number,
): number | null {
  const firstDecides = cycle.semantics.combine === "first";
  let count = replicas;
  let isSettled = false;
  for (let member = start; member < end; member += 1) {
    const double = doubleAt(doubles, integerAt(slotOfMember, member));
    const threshold = doubleAt(thresholds, member);
    if (Number.isNaN(double)) return null;
    if (isSettled) {
      verdicts[member] = VERDICTS.superseded;
      continue;
    }
    const sign = double < threshold ? -1 : double > threshold ? 1 : Math.sign(compareTied(member));
    if ((byteAt(holdsOn, member) & (1 << (sign + 1))) === 0) {
      verdicts[member] = VERDICTS.notMet;
      continue;
    }
    const to = Math.max(0, count + integerAt(steps, member));
    if (to < doubleAt(floors, member) || to > doubleAt(ceilings, member)) {
      verdicts[member] = VERDICTS.outOfBounds;
      continue;
    }
    const last = lastTimeOf(lastTriggered, member);
    if (last !== undefined) {
      if (!isInstant(last)) return null;
      const until = after(last, integerAt(cooldowns, member));
      if (isCooling(cycle, until)) {
        cycle.recheck.whenOver(until, cycle.semantics.cooldownEnd);
        verdicts[member] = VERDICTS.coolingDown;
        if (ends !== null) ends[member] = until;
        continue;
      }
    }
    verdicts[member] = VERDICTS.triggered;
    count = to;
    isSettled = firstDecides;
  }
  return count;
}

/** When a member last triggered; undefined for never. */
export function lastTimeOf(lastTriggered: Ledger["lastTriggered"], member: number): Instant | undefined {
  if (typeof lastTriggered === "function") return lastTriggered(member);
  const time = doubleAt(lastTriggered, member);
  return Number.isNaN(time) ? undefined : time;
}
