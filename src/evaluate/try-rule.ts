import { after, type Instant } from "../model/instant.ts";
import { DIRECTIONS } from "../rules/rule-program.ts";
import { doubleAt, integerAt, signedByteAt } from "../util/columns.ts";
import { applyBounds, STOPPED } from "./apply-bounds.ts";
import { isCooling } from "./clock.ts";
import { type EndpointConstraints, UNCONSTRAINED } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { VERDICTS } from "./verdict.ts";

/**
 * Gives a rule that holds the verdict that it has by itself, from a count: what stands in its way, or `triggered`.
 *
 * @returns the count that it leads to; {@link STOPPED} where something stands in its way
 */
export function tryRule(
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  from: number,
): number {
  const { program, clock, verdicts, branches, lastTriggered } = cycle;
  const branch = integerAt(branches, rule);
  const direction =
    constraints === UNCONSTRAINED ? DIRECTIONS.none : signedByteAt(program.directions, branch);
  if (isPaused(constraints, direction)) {
    verdicts[rule] = VERDICTS.pausedDirection;
    return STOPPED;
  }
  const to = applyBounds(cycle, constraints, rule, branch, from);
  if (to === STOPPED) {
    verdicts[rule] = VERDICTS.outOfBounds;
    return STOPPED;
  }
  const last = doubleAt(lastTriggered, rule);
  if (!Number.isNaN(last) && isCooling(clock, after(last, doubleAt(program.cooldowns, rule)))) {
    verdicts[rule] = VERDICTS.coolingRule;
    return STOPPED;
  }
  if (endpointCoolsUntil(constraints, direction) !== null) {
    verdicts[rule] = VERDICTS.coolingEndpoint;
    return STOPPED;
  }
  verdicts[rule] = VERDICTS.triggered;
  return to;
}

/** When the endpoint's cooldown in a direction, one of {@link DIRECTIONS}, ends; null where it does not run. */
export function endpointCoolsUntil(
  constraints: EndpointConstraints,
  direction: number,
): Instant | null {
  if (direction === DIRECTIONS.none) return null;
  return direction === DIRECTIONS.out ? constraints.outCoolsUntil : constraints.inCoolsUntil;
}

function isPaused({ paused }: EndpointConstraints, direction: number): boolean {
  if (paused === null || direction === DIRECTIONS.none) return false;
  return paused === (direction === DIRECTIONS.out ? "out" : "in");
}
