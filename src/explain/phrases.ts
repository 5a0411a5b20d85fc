import { COMPARATOR_SIGNS } from "../model/comparator.ts";
import { decimalText } from "../model/decimal-like.ts";
import type { Condition } from "../model/rule-outcome.ts";

/** A change as people write it: `+2`, `-1`, `0`. */
export function signed(change: number): string {
  return change > 0 ? `+${change}` : String(change);
}

/** A count as people write it: `1 replica`, `3 replicas`. */
export function counted(replicas: number): string {
  return `${replicas} ${replicas === 1 ? "replica" : "replicas"}`;
}

/** A condition as people write it: `> 80`. */
export function relation({ comparator, threshold }: Pick<Condition, "comparator" | "threshold">): string {
  return `${COMPARATOR_SIGNS[comparator]} ${decimalText(threshold)}`;
}
