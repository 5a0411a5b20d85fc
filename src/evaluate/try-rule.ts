import { after, type Instant } from "../model/instant.ts";
import type { OutOfBounds } from "../model/rule-outcome.ts";
import { DIRECTIONS, type RuleProgram } from "../rules/rule-program.ts";
import { doubleAt, integerAt, signedByteAt } from "../util/columns.ts";
import { isCooling } from "./clock.ts";
import { type EndpointConstraints, UNCONSTRAINED } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { VERDICTS } from "./verdict.ts";

/**
 * Gives a rule that holds its own verdict, whatever other rules do: what stands in its way from this count, or `triggered`.
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
  const hasTriggered = !Number.isNaN(doubleAt(lastTriggered, rule));
  if (hasTriggered && isCooling(clock, ruleCoolsUntil(cycle, rule))) {
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

/** When a rule's own cooldown ends; NaN where it never triggered. */
export function ruleCoolsUntil({ program, lastTriggered }: Cycle, rule: number): Instant {
  return after(doubleAt(lastTriggered, rule), doubleAt(program.cooldowns, rule));
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

/** What {@link applyBounds} gives where a bound stops the rule. */
export const STOPPED = -1;

/** Where a branch leads from a count, before any bound. */
export function proposedBy(program: RuleProgram, branch: number, from: number): number {
  return Math.max(0, from + doubleAt(program.steps, branch));
}

/** Where a branch leads from a count within the rule's and the endpoint's bounds; {@link STOPPED} where they stop it. */
export function applyBounds(
  { program, clamps, votes }: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  branch: number,
  from: number,
): number {
  const proposed = proposedBy(program, branch, from);
  const floor = Math.max(doubleAt(program.floors, rule), constraints.floor);
  const ceiling = Math.min(doubleAt(program.ceilings, rule), constraints.ceiling);
  if (!clamps) {
    if (proposed < floor || proposed > ceiling) return STOPPED;
    return !votes || moves(program, branch, from, proposed) ? proposed : STOPPED;
  }
  const least = Math.max(0, floor);
  const to = Math.min(Math.max(proposed, least), ceiling);
  return to >= least && moves(program, branch, from, to) ? to : STOPPED;
}

/** The count to which the branch of a rule that holds leads within the bounds; {@link STOPPED} where they stop it. */
export function targetOf(
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  from: number,
): number {
  return applyBounds(cycle, constraints, rule, integerAt(cycle.branches, rule), from);
}

/** Whether a branch moves the count in its own direction. */
function moves({ directions }: RuleProgram, branch: number, from: number, to: number): boolean {
  const direction = signedByteAt(directions, branch);
  if (direction === DIRECTIONS.out) return to > from;
  return direction === DIRECTIONS.in && to < from;
}

/** The bound that stopped a rule, and the bounds in force: the tighter of the rule's and the endpoint's at each end. */
export type Stop = Pick<OutOfBounds, "bound" | "limit" | "scope" | "minReplicas" | "maxReplicas">;

/** What stopped a rule of which {@link applyBounds} says that it is {@link STOPPED}. */
export function stopOf(
  { program, clamps }: Cycle,
  { floor: endpointFloor, ceiling: endpointCeiling }: EndpointConstraints,
  rule: number,
  branch: number,
  from: number,
): Stop {
  const ruleFloor = doubleAt(program.floors, rule);
  const ruleCeiling = doubleAt(program.ceilings, rule);
  const floor = Math.max(ruleFloor, endpointFloor);
  const ceiling = Math.min(ruleCeiling, endpointCeiling);
  const minReplicas = Number.isFinite(floor) ? floor : null;
  const maxReplicas = Number.isFinite(ceiling) ? ceiling : null;
  const proposed = proposedBy(program, branch, from);
  const isOut = signedByteAt(program.directions, branch) === DIRECTIONS.out;
  const atMax = clamps ? isOut && from >= ceiling : proposed >= floor && proposed > ceiling;
  if (atMax) {
    const scope = ceiling === ruleCeiling ? "rule" : "endpoint";
    return { bound: "max", limit: ceiling, scope, minReplicas, maxReplicas };
  }
  // No count goes below 0, which counts as a bound of the endpoint.
  const isPastFloor = !clamps && proposed < floor;
  const isOwnZero = floor < 0 && !isPastFloor;
  const scope = floor === ruleFloor && !isOwnZero ? "rule" : "endpoint";
  return { bound: "min", limit: isOwnZero ? 0 : floor, scope, minReplicas, maxReplicas };
}
