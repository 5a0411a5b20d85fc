import type { OutOfBounds } from "../model/rule-outcome.ts";
import { MOST_INT32 } from "../util/int32.ts";
import { counted, signed } from "./phrases.ts";

/** The bound that stops the step, and the bound, the count and the step with any one of which it would not. */
export function explainBounds(outcome: OutOfBounds): string {
  const { from, step, proposed, bound, limit, scope, minReplicas: min, maxReplicas: max } = outcome;
  if (step === 0) return "its step of 0 never changes the count; needs another step";
  const floor = Math.max(0, min ?? 0);
  if (max !== null && floor > max) {
    return `no count is within its bounds, ${floor} to ${max}; needs a maximum that is not below the minimum`;
  }
  const owner = scope === "rule" ? "the rule's" : "the endpoint's";
  if (from === 0 && proposed === 0) {
    return `the count is already 0${limit > 0 ? `, below ${owner} minimum of ${limit}` : ""}; needs replicas to remove`;
  }
  const [name, side, within, beyond] =
    bound === "max" ? ["maximum", "above", "less", "more"] : ["minimum", "below", "more", "less"];
  const remedies = [proposed > MOST_INT32 ? `no ${name}` : `a ${name} of ${proposed} or ${beyond}`];
  if (limit - step >= 0 && limit - step <= MOST_INT32) remedies.push(`a count of ${limit - step} or ${within}`);
  // A step the other way would be another rule.
  if (Math.sign(limit - from) === Math.sign(step)) remedies.push(`a step of ${signed(limit - from)}`);
  return `${from} -> ${counted(proposed)} is ${side} ${owner} ${name} of ${limit}; needs ${alternatives(remedies)}`;
}

/** `a`, `b, or c`, `d, e, or f`: the comma, because a remedy may have an "or" of its own. */
function alternatives(remedies: readonly string[]): string {
  return remedies.length < 2 ? remedies.join() : `${remedies.slice(0, -1).join(", ")}, or ${remedies.slice(-1).join()}`;
}
