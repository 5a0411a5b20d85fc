import type { ChainLink } from "../model/decision.ts";
import { NEEDS } from "../rules/rule-program.ts";
import type { EndpointConstraints, Settling, ZeroState } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { project } from "./projection.ts";
import { needsOf, useOf } from "./remember.ts";

/** Called for each stage that changes the count, or that has a say in it. */
export type OnStage = (link: ChainLink) => void;

/** An endpoint whose rules are combined. */
export interface Combined {
  /** Its number in the program; −1 where it has no rules. */
  readonly endpoint: number;
  /** The count at the start of the cycle. */
  readonly replicas: number;
  /** The count that the rules lead to. */
  readonly count: number;
}

/**
 * What the endpoint itself does to the count to which its rules lead, in order: a fall stops where a rule would scale out
 * again; the endpoint goes to 0 without use, or comes back; replicas that start hold moves back; bounds bring the count back
 * in, whether or not a rule triggered; a pause takes back what leads in a paused direction, a bound's move too.
 *
 * @param onStage - is called for each stage that has a say; null where nobody asks
 * @returns the count before `advisory` is looked at
 */
export function applyStages(
  cycle: Cycle,
  constraints: EndpointConstraints,
  { endpoint, replicas, count: combined }: Combined,
  onStage: OnStage | null,
): number {
  const { floor, ceiling, paused, zero, settling } = constraints;
  let count = combined;
  const moveTo = (to: number, stage: ChainLink["stage"], by?: string): void => {
    if (to === count) return;
    onStage?.(by === undefined ? { stage, from: count, to } : { stage, from: count, to, by });
    count = to;
  };
  if (count < replicas && (needsOf(cycle.program, endpoint) & NEEDS.projection) !== 0) {
    const { count: to, by } = project(cycle, endpoint, replicas, count);
    moveTo(to, "projection", by === null ? undefined : cycle.program.index.ruleOf(by).id);
  }
  if (zero !== null) moveTo(applyZero(zero, useOf(cycle, endpoint, zero), replicas, count), "zero");
  const starting = settling === null ? 0 : Math.min(settling.starting, replicas);
  if (settling !== null && starting > 0 && count !== replicas) {
    if (settling.isOver) onStage?.({ stage: "settling-timeout", from: count, to: count });
    else moveTo(applySettling(settling.mode, starting, replicas, count), "settling");
  }
  // Without use an endpoint may have no replicas whatever its minimum.
  const least = zero !== null && count === 0 ? 0 : floor;
  moveTo(Math.max(count, least), "bounds", "minReplicas");
  moveTo(Math.min(count, ceiling), "bounds", "maxReplicas");
  const isHeld = paused === "both" || paused === (count > replicas ? "out" : "in");
  if (isHeld) moveTo(replicas, "paused");
  return count;
}

function applyZero(
  zero: ZeroState,
  use: ZeroState["use"],
  replicas: number,
  count: number,
): number {
  if (replicas === 0) {
    // At 0 by hand it stays there.
    return zero.isAsleep && use === "active" ? Math.max(count, zero.wakeTo) : 0;
  }
  return use === "idle" && zero.isOver && count <= replicas ? 0 : count;
}

/** What the rules' move comes to while replicas start: those count as ordered already. */
function applySettling(
  mode: Settling["mode"],
  starting: number,
  replicas: number,
  count: number,
): number {
  return mode === "hold" ? replicas : Math.max(replicas, count - starting);
}
