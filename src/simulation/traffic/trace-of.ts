import { aNumber } from "../../fields/expectations.ts";
import { INSTANT } from "../../fields/instant-domain.ts";
import { MOST_IN_A_BIN } from "../../fields/scenario-domains.ts";
import { type Fault, fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { keysOf } from "../../model/fault-place.ts";
import type { Instant } from "../../model/instant.ts";
import { greatestOf, leastOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import { ScenarioError } from "../scenario-error.ts";
import { aBin } from "./a-bin.ts";
import { figureFaults } from "./figure-faults.ts";
import { binned, type Sample, type Span, spansOfSamples, stepOf, withGaps } from "./spans.ts";
import type { Trace } from "./trace.ts";

/** Tokens of single requests, in the order of their times; null where unknown, which counts as the mean of the known ones. */
export interface RequestTokens {
  readonly input?: readonly (number | null)[];
  readonly output?: readonly (number | null)[];
}

/** What {@link traceOfRequests} accepts. */
export interface TraceOfRequestsOptions {
  readonly name?: string;
  /** The length of a bin. Absent: 1. */
  readonly binSeconds?: number;
}

/**
 * A trace of single requests: how many came in each bin, and their tokens. Times need not be in order.
 *
 * @param times - when each request came, in milliseconds since 1970; `startAt` is the first one, down to a whole bin
 * @throws ScenarioError where a value is invalid, tokens are not one for each time, or the bins are too many
 * @example
 * const trace = traceOfRequests(rows.map(({ at }) => Date.parse(at)), { output: rows.map(({ tokens }) => tokens) }, { binSeconds: 10 });
 */
export function traceOfRequests(
  times: readonly Instant[],
  tokens: RequestTokens = {},
  { name, binSeconds = 1 }: TraceOfRequestsOptions = {},
): Trace {
  const binMs = binSeconds * 1000;
  refuseOdd({ times, lists: { "tokens.input": tokens.input, "tokens.output": tokens.output }, binSeconds });
  const first = leastOf(times);
  const startAt = Math.floor(first / binMs) * binMs;
  const bins = Math.floor((greatestOf(times) - startAt) / binMs) + 1;
  const inBins = (ofRequest: (nth: number) => number) => {
    const sums = new Array<number>(bins).fill(0);
    for (const [nth, time] of times.entries()) {
      const bin = Math.floor((time - startAt) / binMs);
      sums[bin] = itemAt(sums, bin) + ofRequest(nth);
    }
    return sums;
  };
  const requests = inBins(() => 1);
  const sumsOf = (list: readonly (number | null)[] = []) => {
    if (list.every((each) => each === null)) return null;
    const known = inBins((nth) => (itemAt(list, nth) === null ? 0 : 1));
    return withUnknown(
      inBins((nth) => itemAt(list, nth) ?? 0),
      known,
      requests,
    );
  };
  const [input, output] = [sumsOf(tokens.input), sumsOf(tokens.output)];
  return {
    ...(name === undefined ? {} : { name }),
    binSeconds,
    startAt,
    requests,
    ...(input === null ? {} : { inputTokens: input }),
    ...(output === null ? {} : { outputTokens: output }),
  };
}

/** Tokens of all requests of each bin, where some are known of some requests only: these have the mean of the bin, else of all. */
export function withUnknown(sums: readonly number[], known: readonly number[], requests: readonly number[]): number[] {
  const total = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0);
  const [ofKnown, count] = [total(sums), Math.max(total(known), Number.MIN_VALUE)];
  return sums.map((sum, bin) => {
    const [of, all] = [itemAt(known, bin), itemAt(requests, bin)];
    if (of === all) return sum;
    return of > 0 ? (sum * all) / of : (ofKnown * all) / count;
  });
}

/** What {@link traceOfSamples} needs to know. */
export interface TraceOfSamplesOptions {
  /** Whether a value is a rate in requests per second, or the count of requests up to the next sample. */
  readonly kind: "rate" | "count";
  readonly name?: string;
  /** The length of a bin. Absent: the usual distance of two samples. */
  readonly binSeconds?: number;
}

/**
 * A trace of a traffic metric's samples, as monitoring systems give them. They need not be in order. Each stands for the time
 * up to the next one, the last for as long as most; what arrives in that time is spread evenly over it, so that bins of any
 * length have the same total. Missing samples are gaps. Of several at one time rates are averaged and counts added up.
 *
 * @throws ScenarioError where a value is invalid, there are fewer than two samples and no `binSeconds`, or the bins are too many
 * @example
 * const trace = traceOfSamples(values.map(([at, value]) => ({ at: at * 1000, value: Number(value) })), { kind: "rate" });
 */
export function traceOfSamples(samples: readonly Sample[], { kind, ...options }: TraceOfSamplesOptions): Trace {
  const times = samples.map(({ at }) => at);
  const step = stepOf(times) / 1000;
  const stepSeconds = Number.isNaN(step) ? (options.binSeconds ?? step) : step;
  const lists = { values: samples.map(({ value }) => value ?? 0) };
  refuseOdd({ times, lists, binSeconds: options.binSeconds ?? stepSeconds });
  return traceOfSpans(spansOfSamples(samples, kind === "rate", 1000 * stepSeconds), options);
}

/**
 * A trace of what arrived in spans of time, of one or of several sources, which add up.
 *
 * @throws ScenarioError where an amount or the length of a bin is invalid, or the bins are too many
 */
export function traceOfSpans(spans: readonly Span[], { name, ...options }: TraceOfRequestsOptions): Trace {
  const times = spans.flatMap(({ from, to }) => [from, to]);
  const binSeconds = options.binSeconds ?? stepOf(times) / 1000;
  refuseOdd({ times, lists: { values: spans.flatMap(({ amount }) => [amount ?? 0, 0]) }, binSeconds });
  const binMs = Math.round(binSeconds * 1000);
  const requests = withGaps(binned(spans, binMs));
  const startAt = leastOf(times);
  return { ...(name === undefined ? {} : { name }), binSeconds: binMs / 1000, startAt, requests };
}

const MOST_BINS = 10_000_000;

interface Given {
  readonly times: readonly number[];
  readonly lists: Readonly<Record<string, readonly (number | null)[] | undefined>>;
  readonly binSeconds: number;
}

function refuseOdd({ times, lists, binSeconds }: Given): void {
  const faults = [
    ...oddFigures("times", times, Number.isFinite, INSTANT.expects),
    ...Object.entries(lists).flatMap(([name, list]) =>
      list === undefined ? [] : listFaults(name, list, times.length),
    ),
  ];
  if (times.length === 0) {
    const place = { keys: ["times"], value: times, help: "give the times of requests or samples" };
    faults.push(fault({ code: "wrong-length", params: { count: 0, min: 1, max: null } }, place));
  } else if (faults.length === 0) {
    const lengthMs = greatestOf(times) - leastOf(times);
    const isBin = (bin: number) => bin >= 0.001 && !(lengthMs / bin / 1000 > MOST_BINS);
    faults.push(...figureFaults({ binSeconds }, BIN, isBin));
  }
  if (faults.length > 0) throw new ScenarioError(faults, "the trace cannot be made:");
}

const BIN = { expects: aBin(MOST_BINS), help: "give the option binSeconds" };

function listFaults(name: string, list: readonly (number | null)[], length: number): Fault[] {
  if (list.length !== length) {
    const place = { keys: keysOf(name), value: list, help: "give one for each request" };
    return [fault({ code: "wrong-length", params: { count: list.length, min: length, max: length } }, place)];
  }
  return oddFigures(
    name,
    list.map((each) => each ?? 0),
    (figure) => figure >= 0 && figure <= MOST_IN_A_BIN,
    aNumber({ min: 0, max: MOST_IN_A_BIN }),
  );
}

/** A fault for each value that is invalid; one for all where none is valid. */
function oddFigures(
  name: string,
  list: readonly number[],
  accepts: (figure: number) => boolean,
  expects: Expectation,
): Fault[] {
  const odd = [...list.keys()].filter((at) => !accepts(itemAt(list, at)));
  const told = odd.length === list.length ? odd.slice(0, 1) : odd;
  const help = told.length < odd.length ? `none of the ${list.length} is any` : "give one value for each";
  return told.map((at) => fault(expects, { keys: [...keysOf(name), at], value: itemAt(list, at), help }));
}
