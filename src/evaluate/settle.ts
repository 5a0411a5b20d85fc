import { after, type Instant, isInstant } from "../model/instant.ts";
import { numberAt } from "../model/number-at.ts";
import { type Cycle, isCooling } from "./cycle.ts";
import type { PlainRules } from "./plain-rules.ts";

/** What became of a plain rule. */
export const VERDICTS = { notMet: 0, outOfBounds: 1, coolingDown: 2, triggered: 3, superseded: 4 } as const;

/** A cycle over plain rules, in columns: one entry for each member of each group, or for each slot. */
export interface Ledger {
  readonly cycle: Pick<Cycle, "now" | "semantics" | "recheck">;
  /** By member: where its average is. */
  readonly slotOfMember: Int32Array;
  /** By slot: the double next to the average; NaN where there is nothing to compare. */
  readonly doubles: Float64Array;
  /** How a member's average stands to its threshold where the doubles next to them are equal: below 0, 0 or above 0. */
  readonly compareTied: (member: number) => number;
  /** When a member last triggered; undefined for never. */
  readonly lastOf: (member: number) => Instant | undefined;
  /** By member, to be written: what became of it. */
  readonly verdicts: Uint8Array;
  /** By member, to be written: when the cooldown ends that holds it back. */
  readonly ends: Float64Array;
}

/**
 * The fast path: settles the count of an endpoint that has no gates and whose rules, members `start` to `end`, are all plain, under bounds that make
 * rules skip. It judges as {@link judgeRule} does, and writes a number where that makes an object, because objects are what
 * a cycle over many rules spends its time on; what the numbers mean is told when somebody asks.
 *
 * @returns the count, or null where something is amiss that only objects can tell, whatever was written until then
 */
export function settle(
  { cycle, slotOfMember, doubles, compareTied, lastOf, verdicts, ends }: Ledger,
  { holdsOn, thresholds, steps, floors, ceilings, cooldowns }: PlainRules,
  start: number,
  end: number,
  replicas: number,
): number | null {
  const firstDecides = cycle.semantics.combine === "first";
  let count = replicas;
  let isSettled = false;
  for (let member = start; member < end; member += 1) {
    const double = numberAt(doubles, numberAt(slotOfMember, member));
    const threshold = numberAt(thresholds, member);
    if (Number.isNaN(double)) return null;
    if (isSettled) {
      verdicts[member] = VERDICTS.superseded;
      continue;
    }
    const sign = double < threshold ? -1 : double > threshold ? 1 : Math.sign(compareTied(member));
    if ((numberAt(holdsOn, member) & (1 << (sign + 1))) === 0) {
      verdicts[member] = VERDICTS.notMet;
      continue;
    }
    const to = Math.max(0, count + numberAt(steps, member));
    if (to < numberAt(floors, member) || to > numberAt(ceilings, member)) {
      verdicts[member] = VERDICTS.outOfBounds;
      continue;
    }
    const last = lastOf(member);
    if (last !== undefined) {
      if (!isInstant(last)) return null;
      const until = after(last, numberAt(cooldowns, member));
      if (isCooling(cycle, until)) {
        cycle.recheck.whenOver(until, cycle.semantics.cooldownEnd);
        verdicts[member] = VERDICTS.coolingDown;
        ends[member] = until;
        continue;
      }
    }
    verdicts[member] = VERDICTS.triggered;
    count = to;
    isSettled = firstDecides;
  }
  return count;
}
