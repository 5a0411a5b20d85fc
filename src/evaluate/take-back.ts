import type { ChainLink } from "../model/decision.ts";
import { DIRECTIONS } from "../rules/rule-program.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { movesOf } from "./moves.ts";
import { applyStages, type Combined } from "./stages.ts";
import { VERDICTS } from "./verdict.ts";

/** The stages that can take the move of a rule back, with the verdict of that rule. */
const TAKEN: Readonly<Partial<Record<ChainLink["stage"], number>>> = {
  projection: VERDICTS.projected,
  zero: VERDICTS.zeroed,
  settling: VERDICTS.unsettled,
};

/**
 * Applies the stages of an endpoint that can take back what its rules do. There a rule triggers only if the count goes in its
 * direction in the end: what is taken back costs no cooldown, nor does what moves nothing.
 *
 * @returns the count before `advisory` is looked at
 */
export function takeBack(
  cycle: Cycle,
  constraints: EndpointConstraints,
  combined: Combined,
): number {
  const taken: { readonly verdict: number; readonly direction: number }[] = [];
  const after = applyStages(cycle, constraints, combined, ({ stage, from, to }) => {
    const verdict = TAKEN[stage];
    if (verdict !== undefined) taken.push({ verdict, direction: Math.sign(to - from) });
  });
  const direction = Math.sign(after - combined.replicas);
  const moves = movesOf(cycle, constraints, combined.endpoint, combined.replicas);
  for (const move of moves) {
    const isOwnWay = move.direction === direction && direction !== DIRECTIONS.none;
    if (move.isFallback || isOwnWay) continue;
    if (move.from === move.to) {
      // A step of 0, or one that removes replicas where there are none.
      cycle.verdicts[move.rule] = VERDICTS.outOfBounds;
      continue;
    }
    // Rules in sequence can lead both ways: where no stage went the other way, the last rule that did undid this one.
    const isOtherWay = (each: { readonly direction: number }) => each.direction === -move.direction;
    const other = moves.findLast(isOtherWay);
    cycle.verdicts[move.rule] = taken.findLast(isOtherWay)?.verdict ?? VERDICTS.countered;
    cycle.by[move.rule] = other?.rule ?? move.rule;
  }
  return after;
}
