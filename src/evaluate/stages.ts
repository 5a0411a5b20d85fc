import type { ChainLink } from "../model/decision.ts";
import { directionOf } from "../rules/branch.ts";
import type { EndpointConstraints } from "./constraints.ts";

/** Called for each stage that changes the count, or that holds it. */
export type OnStage = (link: ChainLink) => void;

/**
 * What the endpoint itself does to the count that its rules settled: its bounds bring it back in, whether or not a rule
 * triggered; its pause takes back what leads in a paused direction, a bound's move too; an advisory endpoint stays.
 *
 * @param replicas - the count at the start of the cycle
 * @param settled - the count that the rules left
 * @param onStage - is called for each stage that has a say; null where nobody asks
 * @returns the count after the cycle
 */
export function applyStages(
  { floor, ceiling, paused, advisory }: EndpointConstraints,
  replicas: number,
  settled: number,
  onStage: OnStage | null,
): number {
  let count = settled;
  if (count < floor) {
    onStage?.({ stage: "bounds", from: count, to: floor, by: "minReplicas" });
    count = floor;
  } else if (count > ceiling) {
    onStage?.({ stage: "bounds", from: count, to: ceiling, by: "maxReplicas" });
    count = ceiling;
  }
  const direction = directionOf(count - replicas);
  if (direction !== null && (paused === "both" || paused === direction)) {
    onStage?.({ stage: "paused", from: count, to: replicas });
    count = replicas;
  }
  if (!advisory) return count;
  if (count !== replicas) onStage?.({ stage: "advisory", from: count, to: replicas });
  return replicas;
}
