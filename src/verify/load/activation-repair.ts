import { compareDecimals } from "../../decimal/exact.ts";
import type { ActivationCondition, ZeroPolicy } from "../../model/endpoint.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Settled } from "../input/settle.ts";
import { isOut } from "../rules/policy.ts";
import { byThreshold, quotients } from "./repair.ts";

/** A load that is shared, and two counts between which it goes out of use. */
interface Rise {
  readonly metric: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The threshold of activation conditions with which a load that calls for a rise is use for all who share it afterwards: the
 * lowest at which a rule scales out, times `from`, by `to`. Null where no rule on that load does, or where it is no lower than
 * what there is.
 */
export function activationAfter({ policy }: Settled, { activation }: ZeroPolicy, rise: Rise): string | null {
  const { metric, from, to } = rise;
  const conditions = activation.filter((condition) => isRaisedBy(condition, metric));
  const rules = policy.rules.filter((rule) => rule.metric.name === metric);
  const [first] = rules.flatMap((rule) => rule.moves.filter(isOut)).sort(byThreshold);
  if (first === undefined) return null;
  const [exact, below] = quotients(first.condition.threshold, from, to);
  // At the very load at which an inclusive rule rises, a strict condition does not hold any more.
  const isTie = first.condition.comparator === "GREATER_THAN_OR_EQUAL" && conditions.some(isStrict);
  const value = isTie ? below : exact;
  const isLower = value !== undefined && conditions.some(({ threshold }) => compareDecimals(value, threshold) < 0);
  return isLower ? value : null;
}

/** The steepest rise on the way from 0 and back; over no replicas a load is what one would read. */
export function steepestRise(counts: readonly number[]): Pick<Rise, "from" | "to"> {
  const rises = counts.slice(1, -1).map((to, at) => ({ from: Math.max(1, itemAt(counts, at)), to }));
  return rises.reduce((one, other) => (other.from * one.to < one.from * other.to ? other : one));
}

/** The same policy, with that threshold for each condition on a metric that more of it meets. */
export function withActivation(zero: ZeroPolicy, metric: string, threshold: string): ZeroPolicy {
  const lowered = (each: ActivationCondition) => (isRaisedBy(each, metric) ? { ...each, threshold } : each);
  return { ...zero, activation: zero.activation.map(lowered) };
}

function isRaisedBy({ metricName, comparator }: ActivationCondition, metric: string): boolean {
  return metricName === metric && comparator.startsWith("GREATER_THAN");
}

function isStrict({ comparator }: ActivationCondition): boolean {
  return comparator === "GREATER_THAN";
}
