import type { Direction } from "../../model/endpoint.ts";

/** The way in which a step moves a count; null for a step of 0. */
export function directionOf(step: number): Direction | null {
  if (step === 0) return null;
  return step > 0 ? "out" : "in";
}
