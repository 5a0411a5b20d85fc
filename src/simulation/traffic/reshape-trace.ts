import { fault, show } from "../../model/fault.ts";
import { ScenarioError } from "../scenario-error.ts";
import { type Trace, traceSeconds } from "./trace.ts";

/**
 * The same traffic, so many times as much of it.
 *
 * @param factor - above 0
 * @throws ScenarioError where the factor is none
 * @example
 * scaleTrace(readTrace(csv), 4); // the same day for a service four times as large
 */
export function scaleTrace(trace: Trace, factor: number): Trace {
  positive(factor, "factor");
  const scaled = (values: readonly number[]) => values.map((each) => each * factor);
  return {
    ...trace,
    requests: trace.requests.map((count) => (count === null ? null : count * factor)),
    ...(trace.inputTokens === undefined ? {} : { inputTokens: scaled(trace.inputTokens) }),
    ...(trace.outputTokens === undefined ? {} : { outputTokens: scaled(trace.outputTokens) }),
  };
}

/**
 * The same requests at so many times the speed: at 2 they take half the time, and come at twice the rate.
 *
 * @param speed - above 0; bins are rounded to the millisecond
 * @throws ScenarioError where the speed is none
 */
export function atSpeed(trace: Trace, speed: number): Trace {
  positive(speed, "speed");
  return { ...trace, binSeconds: Math.round((trace.binSeconds * 1000) / speed) / 1000 };
}

/**
 * A trace stretched over another length at its own rate: an hour over a day keeps the hour's ups and downs, each 24 times as
 * long, and has 24 times the requests.
 *
 * @param seconds - about how long it shall be, above 0; bins are rounded to the millisecond
 * @throws ScenarioError where the length is none
 * @example
 * const day = stretchTrace(anHour, 86_400);
 */
export function stretchTrace(trace: Trace, seconds: number): Trace {
  positive(seconds, "seconds");
  const slow = atSpeed(trace, traceSeconds(trace) / seconds);
  return scaleTrace(slow, slow.binSeconds / trace.binSeconds);
}

/**
 * A part of a trace: the bins that begin in [from, to), in seconds from its start.
 *
 * @example
 * sliceTrace(twoWeeks, { from: 12 * 86_400, to: 13 * 86_400 });
 */
export function sliceTrace(
  trace: Trace,
  { from = 0, to = traceSeconds(trace) }: { readonly from?: number; readonly to?: number },
): Trace {
  const bins = [from, to].map((second) => Math.ceil(second / trace.binSeconds - 1e-9));
  const sliced = <T>(values: readonly T[]) => values.slice(...bins);
  return {
    ...trace,
    requests: sliced(trace.requests),
    ...(trace.inputTokens === undefined ? {} : { inputTokens: sliced(trace.inputTokens) }),
    ...(trace.outputTokens === undefined ? {} : { outputTokens: sliced(trace.outputTokens) }),
  };
}

function positive(value: number, path: string): void {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return;
  const facts = { code: "out-of-range", expected: "a number above 0", help: "give 1 for the trace as it is" } as const;
  throw new ScenarioError([fault({ ...facts, path, found: show(value) })], "the trace cannot be reshaped:");
}
