import type { Expectation } from "../model/fault-params.ts";

/** Thirty years, in seconds. */
export const LONGEST = 1e9;

/** Seconds above 0 that are whole milliseconds, and no more than thirty years. */
export const WHOLE_MILLISECONDS: Expectation = /* @__PURE__ */ Object.freeze({
  code: "not-whole-milliseconds",
  params: { max: LONGEST },
});

export function isWholeMilliseconds(seconds: unknown): boolean {
  return (
    typeof seconds === "number" &&
    seconds > 0 &&
    seconds <= LONGEST &&
    Math.abs(seconds * 1000 - Math.round(seconds * 1000)) < 1e-6
  );
}
