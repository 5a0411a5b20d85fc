import { after, type Instant } from "../model/instant.ts";
import type { FailurePolicy } from "../model/rule.ts";
import type { OutOfBounds } from "../model/rule-outcome.ts";
import { DIRECTIONS, type RuleProgram } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt, signedByteAt } from "../util/columns.ts";
import { isCooling } from "./clock.ts";
import { type EndpointConstraints, UNCONSTRAINED } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { branchDirection } from "./directions.ts";
import { VERDICTS, voiceOf } from "./verdict.ts";

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
  if (byteAt(verdicts, rule) !== VERDICTS.holds) return tryFallback(cycle, constraints, rule, from);
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

/**
 * The same for a rule whose metric has failed. Its own cooldown does not hold it, as that spaces what the rule does about its
 * metric. A rule of which it is only not sure that its condition holds is stopped.
 */
function tryFallback(
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  from: number,
): number {
  const { verdicts } = cycle;
  if (byteAt(verdicts, rule) !== VERDICTS.fallback) return STOPPED;
  const proposed = fallbackCount(cycle.program, rule, from);
  const direction = Math.sign(proposed - from);
  if (direction === DIRECTIONS.none) {
    verdicts[rule] = VERDICTS.fallbackStays;
    return STOPPED;
  }
  if (isPaused(constraints, direction)) {
    verdicts[rule] = VERDICTS.fallbackPaused;
    return STOPPED;
  }
  const to = withinBounds(cycle, constraints, rule, direction, from, proposed);
  if (to === STOPPED) {
    verdicts[rule] = VERDICTS.fallbackOutOfBounds;
    return STOPPED;
  }
  if (endpointCoolsUntil(constraints, direction) !== null) {
    verdicts[rule] = VERDICTS.fallbackCooling;
    // No other rule is the reason. To know when it ends, the direction is needed.
    cycle.by[rule] = direction;
    return STOPPED;
  }
  return to;
}

/** The count that a rule proposes whose metric has failed. No rule wakes an endpoint that has none. */
export function fallbackCount({ index }: RuleProgram, rule: number, from: number): number {
  const { onFailure } = index.ruleOf(rule);
  if (onFailure === undefined || from === 0) return from;
  return FALLBACK_COUNTS[onFailure.how](from, onFailure.count);
}

const FALLBACK_COUNTS: Readonly<
  Record<FailurePolicy["how"], (from: number, count: number) => number>
> = {
  static: (_, count) => count,
  current: (from) => from,
  "if-higher": (from, count) => Math.max(from, count),
  "if-lower": (from, count) => Math.min(from, count),
};

/** The way in which a rule leads that holds or falls back, one of {@link DIRECTIONS}. */
export function directionOf(cycle: Cycle, rule: number, from: number): number {
  return voiceOf(byteAt(cycle.verdicts, rule)) === "fallback"
    ? Math.sign(fallbackCount(cycle.program, rule, from) - from)
    : branchDirection(cycle, rule);
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
  if (direction === DIRECTIONS.none) return false;
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
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  branch: number,
  from: number,
): number {
  const { program } = cycle;
  const direction = signedByteAt(program.directions, branch);
  return withinBounds(cycle, constraints, rule, direction, from, proposedBy(program, branch, from));
}

function withinBounds(
  { program, clamps, votes }: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  direction: number,
  from: number,
  proposed: number,
): number {
  const floor = Math.max(doubleAt(program.floors, rule), constraints.floorOfRules);
  const ceiling = Math.min(doubleAt(program.ceilings, rule), constraints.ceiling);
  if (!clamps) {
    if (proposed < floor || proposed > ceiling) return STOPPED;
    return !votes || moves(direction, from, proposed) ? proposed : STOPPED;
  }
  const least = Math.max(0, floor);
  const to = Math.min(Math.max(proposed, least), ceiling);
  return to >= least && moves(direction, from, to) ? to : STOPPED;
}

/** The count to which a rule that holds or falls back leads within the bounds; {@link STOPPED} where they stop it. */
export function targetOf(
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  from: number,
): number {
  const { program, verdicts, branches } = cycle;
  if (voiceOf(byteAt(verdicts, rule)) !== "fallback")
    return applyBounds(cycle, constraints, rule, integerAt(branches, rule), from);
  const proposed = fallbackCount(program, rule, from);
  return withinBounds(cycle, constraints, rule, Math.sign(proposed - from), from, proposed);
}

/** Whether a change moves the count in a direction, one of {@link DIRECTIONS}. */
function moves(direction: number, from: number, to: number): boolean {
  if (direction === DIRECTIONS.out) return to > from;
  return direction === DIRECTIONS.in && to < from;
}

/** The bound that stopped a rule, and the bounds in force: the tighter of the rule's and the endpoint's at each end. */
export type Stop = Pick<OutOfBounds, "bound" | "limit" | "scope" | "minReplicas" | "maxReplicas">;

/** What stopped a rule of which {@link applyBounds} says that it is {@link STOPPED}. */
export function stopOf(
  { program, clamps }: Cycle,
  { floorOfRules: endpointFloor, ceiling: endpointCeiling }: EndpointConstraints,
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
  const isOwnZero = floor < 0;
  const scope = floor === ruleFloor && !isOwnZero ? "rule" : "endpoint";
  return { bound: "min", limit: isOwnZero ? 0 : floor, scope, minReplicas, maxReplicas };
}
