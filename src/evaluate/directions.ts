import type { Direction } from "../model/endpoint.ts";
import { DIRECTIONS } from "../rules/rule-program.ts";

/** A direction that is given as a number, one of {@link DIRECTIONS}. */
export function directionName(direction: number): Direction | null {
  if (direction === DIRECTIONS.none) return null;
  return direction === DIRECTIONS.out ? "out" : "in";
}
