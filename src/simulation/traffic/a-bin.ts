import type { Expectation } from "../../model/fault-params.ts";

/** A time above 0 that a trace has at most so many of. */
export function aBin(max: number): Expectation {
  return { code: "not-a-bin", params: { max } };
}
