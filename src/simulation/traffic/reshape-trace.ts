import { aNumber, POSITIVE, SECONDS_FROM_0 } from "../../fields/expectations.ts";
import { type Fault, fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { itemAt } from "../../util/item-at.ts";
import { ScenarioError } from "../scenario-error.ts";
import { figureFaults } from "./figure-faults.ts";
import { filledCounts, filledTokens, type Trace, traceSeconds } from "./trace.ts";

/**
 * The same traffic, so many times as much of it.
 *
 * @param factor - above 0
 * @throws ScenarioError where the factor is invalid
 * @example
 * scaleTrace(readTrace(csv), 4); // the same day for a service four times as large
 */
export function scaleTrace(trace: Trace, factor: number): Trace {
  refuseUnless({ factor }, MULTIPLE, isPositive);
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
 * @throws ScenarioError where the speed is invalid
 */
export function atSpeed(trace: Trace, speed: number): Trace {
  refuseUnless({ speed }, MULTIPLE, isPositive);
  return { ...trace, binSeconds: Math.round((trace.binSeconds * 1000) / speed) / 1000 };
}

/**
 * A trace stretched over another length at its own rate: an hour over a day keeps the hour's ups and downs, each 24 times as
 * long, and has 24 times the requests.
 *
 * @param seconds - about how long it shall be, above 0; bins are rounded to the millisecond
 * @throws ScenarioError where the length is invalid, or the trace has no bins
 * @example
 * const day = stretchTrace(anHour, 86_400);
 */
export function stretchTrace(trace: Trace, seconds: number): Trace {
  refuseUnless({ seconds }, LENGTH, isPositive);
  if (!isPositive(traceSeconds(trace))) throw new ScenarioError([withoutBins(trace)], RESHAPED);
  const slow = atSpeed(trace, traceSeconds(trace) / seconds);
  return scaleTrace(slow, slow.binSeconds / trace.binSeconds);
}

/**
 * A part of a trace: the bins that begin in [from, to), in seconds from its start, 0 or more. One that begins in a gap carries
 * on the last count before it, as the whole trace does.
 *
 * @throws ScenarioError where an end is invalid, or nothing is left
 * @example
 * sliceTrace(twoWeeks, { from: 12 * 86_400, to: 13 * 86_400 });
 */
export function sliceTrace(
  trace: Trace,
  { from = 0, to = traceSeconds(trace) }: { readonly from?: number; readonly to?: number },
): Trace {
  refuseUnless({ from, to }, END, (second) => second >= 0);
  const { binSeconds } = trace;
  const bins = [from, to].map((second) => Math.ceil(second / binSeconds - 1e-9));
  const [first, end] = [itemAt(bins, 0), itemAt(bins, 1)];
  const { length } = trace.requests;
  if (length > 0 && first >= length) {
    refuseEnd("from", from, aNumber({ min: 0, max: (length - 1) * binSeconds, unit: "seconds" }));
  }
  if (length > 0 && end <= first)
    refuseEnd("to", to, aNumber({ min: first * binSeconds, open: ["min"], unit: "seconds" }));
  const beginsInGap = first > 0 && trace.requests[first] === null;
  const sliced = <T>(values: readonly T[], filled: readonly T[]) =>
    values.slice(...bins).map((value, nth) => (nth === 0 && beginsInGap ? itemAt(filled, first) : value));
  const { inputTokens, outputTokens } = trace;
  return {
    ...trace,
    ...(trace.startAt === undefined ? {} : { startAt: trace.startAt + 1000 * binSeconds * first }),
    requests: sliced(trace.requests, filledCounts(trace)),
    ...(inputTokens === undefined ? {} : { inputTokens: sliced(inputTokens, filledTokens(trace, inputTokens)) }),
    ...(outputTokens === undefined ? {} : { outputTokens: sliced(outputTokens, filledTokens(trace, outputTokens)) }),
  };
}

function refuseEnd(name: "from" | "to", value: number, expects: Expectation): never {
  const help = "nothing of the trace is left between from and to";
  throw new ScenarioError([fault(expects, { keys: [name], value, help })], RESHAPED);
}

const MULTIPLE = { expects: POSITIVE, help: "give 1 for the trace as it is" };
const LENGTH = { expects: aNumber({ min: 0, open: ["min"], unit: "seconds" }), help: "give how long it shall be" };
const END = { expects: SECONDS_FROM_0, help: "leave it out for the trace's own" };

const isPositive = (figure: number): boolean => figure > 0 && figure < Number.POSITIVE_INFINITY;

function refuseUnless(...given: Parameters<typeof figureFaults>): void {
  const faults = figureFaults(...given);
  if (faults.length > 0) throw new ScenarioError(faults, RESHAPED);
}

const RESHAPED = "the trace cannot be reshaped:";

function withoutBins(trace: Trace): Fault {
  const place = { keys: ["trace"], path: "the trace's length", value: traceSeconds(trace) };
  return fault(LENGTH.expects, { ...place, help: "give one that has bins" });
}
