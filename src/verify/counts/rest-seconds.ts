import { holdFor } from "../../model/rule.ts";
import { greatestOf } from "../../util/extremes.ts";
import type { Settled } from "../input/settle.ts";

/** So long after a cycle every wait has ended, whichever way the semantics have it end. */
export function restSeconds({ policy: { rules, endpoint }, timedPolicy, sleep }: Settled): number {
  const { out = 0, in: back = 0 } = endpoint.cooldownSeconds ?? {};
  const own = rules.map(({ rule }) => rule.cooldownSeconds);
  const holds = timedPolicy.rules.map(({ rule }) =>
    Math.max(holdFor(rule.forSeconds ?? 0, "out"), holdFor(rule.forSeconds ?? 0, "in")),
  );
  return Math.ceil(greatestOf([0, out, back, sleep?.zero.idleSeconds ?? 0, ...own, ...holds])) + 1;
}
