import type { Direction } from "../model/endpoint.ts";
import { DIRECTIONS } from "../rules/rule-program.ts";
import { integerAt, signedByteAt } from "../util/columns.ts";
import type { Cycle } from "./cycle.ts";

/** Where the branch leads that holds for a rule: one of {@link DIRECTIONS}. */
export function branchDirection({ program, branches }: Cycle, rule: number): number {
  return signedByteAt(program.directions, integerAt(branches, rule));
}

/** A direction that is given as a number, one of {@link DIRECTIONS}. */
export function directionName(direction: number): Direction | null {
  if (direction === DIRECTIONS.none) return null;
  return direction === DIRECTIONS.out ? "out" : "in";
}
