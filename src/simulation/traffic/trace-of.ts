import { aNumber } from "../../fields/expectations.ts";
import { INSTANT } from "../../fields/instant-domain.ts";
import { MOST_IN_A_BIN } from "../../fields/scenario-domains.ts";
import { type Fault, fault } from "../../model/fault.ts";
import type { Expectation } from "../../model/fault-params.ts";
import { keysOf } from "../../model/fault-place.ts";
import type { Instant } from "../../model/instant.ts";
import { itemAt } from "../../util/item-at.ts";
import { ScenarioError } from "../scenario-error.ts";
import { aBin } from "./a-bin.ts";
import { figureFaults } from "./figure-faults.ts";
import { leastDistance } from "./least-distance.ts";
import type { Trace } from "./trace.ts";

/** Tokens of single requests, in the order of their times. */
export interface RequestTokens {
  readonly input?: readonly number[];
  readonly output?: readonly number[];
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
  const [first, last] = endsOf(times);
  const startAt = Math.floor(first / binMs) * binMs;
  const bins = Math.floor((last - startAt) / binMs) + 1;
  const inBins = (ofRequest: (nth: number) => number) => {
    const sums = new Array<number>(bins).fill(0);
    for (const [nth, time] of times.entries()) add(sums, Math.floor((time - startAt) / binMs), ofRequest(nth));
    return sums;
  };
  const { input, output } = tokens;
  return {
    ...(name === undefined ? {} : { name }),
    binSeconds,
    startAt,
    requests: inBins(() => 1),
    ...(input === undefined ? {} : { inputTokens: inBins((nth) => itemAt(input, nth)) }),
    ...(output === undefined ? {} : { outputTokens: inBins((nth) => itemAt(output, nth)) }),
  };
}

/** One reading of a traffic metric. */
export interface Sample {
  readonly at: Instant;
  /** Null for a gap. */
  readonly value: number | null;
}

/** What {@link traceOfSamples} needs to know. */
export interface TraceOfSamplesOptions {
  /** Whether a value is a rate in requests per second, or the count of requests since the sample before. */
  readonly kind: "rate" | "count";
  readonly name?: string;
  /** The length of a bin. Absent: the least distance of two samples. */
  readonly binSeconds?: number;
}

/**
 * A trace of a traffic metric's samples, as monitoring systems give them. They need not be in order; bins without one are gaps,
 * and of several in one bin rates are averaged and counts added up.
 *
 * @throws ScenarioError where a value is invalid, there are fewer than two samples and no `binSeconds`, or the bins are too many
 * @example
 * const trace = traceOfSamples(values.map(([at, value]) => ({ at: at * 1000, value: Number(value) })), { kind: "rate" });
 */
export function traceOfSamples(samples: readonly Sample[], { kind, name, ...options }: TraceOfSamplesOptions): Trace {
  const times = samples.map(({ at }) => at);
  const binSeconds = options.binSeconds ?? leastDistance(times) / 1000;
  refuseOdd({ times, lists: { values: samples.map(({ value }) => value ?? 0) }, binSeconds });
  const [first, last] = endsOf(times);
  const binMs = Math.round(binSeconds * 1000);
  const bins = Math.floor((last - first) / binMs + 0.5) + 1;
  const sums = new Array<number>(bins).fill(0);
  const counts = new Array<number>(bins).fill(0);
  for (const { at, value } of samples) {
    const bin = Math.floor((at - first) / binMs + 0.5);
    if (value === null) continue;
    add(sums, bin, value);
    add(counts, bin, 1);
  }
  const requests = sums.map((sum, bin) => {
    const count = itemAt(counts, bin);
    if (count === 0) return null;
    return kind === "rate" ? (sum / count) * (binMs / 1000) : sum;
  });
  return { ...(name === undefined ? {} : { name }), binSeconds: binMs / 1000, startAt: first, requests };
}

function add(list: number[], at: number, value: number): void {
  list[at] = itemAt(list, at) + value;
}

function endsOf(times: readonly number[]): readonly [number, number] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return [first, last];
}

const MOST_BINS = 10_000_000;

interface Given {
  readonly times: readonly number[];
  readonly lists: Readonly<Record<string, readonly number[] | undefined>>;
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
    const [first, last] = endsOf(times);
    const isBin = (bin: number) => bin >= 0.001 && !((last - first) / bin / 1000 > MOST_BINS);
    faults.push(...figureFaults({ binSeconds }, BIN, isBin));
  }
  if (faults.length > 0) throw new ScenarioError(faults, "the trace cannot be made:");
}

const BIN = { expects: aBin(MOST_BINS), help: "give the option binSeconds" };

function listFaults(name: string, list: readonly number[], length: number): Fault[] {
  if (list.length !== length) {
    const place = { keys: keysOf(name), value: list, help: "give one for each request" };
    return [fault({ code: "wrong-length", params: { count: list.length, min: length, max: length } }, place)];
  }
  return oddFigures(
    name,
    list,
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
