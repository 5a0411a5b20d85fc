import { fault, show } from "../../model/fault.ts";
import { cosineOfTurns } from "../numbers/cosine.ts";
import { RandomStream } from "../numbers/random.ts";
import { ScenarioError } from "../scenario-error.ts";
import type { Trace } from "./trace.ts";

/** What every generated trace may be told. Rates are requests per second. */
export interface TraceLength {
  /** How long the trace is. */
  readonly seconds: number;
  /** Absent: 1. */
  readonly binSeconds?: number;
}

/**
 * The same rate all the time.
 *
 * @example
 * constant({ rate: 10, seconds: 3600 });
 */
export function constant({ rate, ...length }: TraceLength & { readonly rate: number }): Trace {
  return fromRate("constant", length, () => rate);
}

/**
 * One rate, and from a time on another.
 *
 * @example
 * step({ from: 2, to: 12, at: 1800, seconds: 3600 });
 */
export function step({ from, to, at, ...length }: TraceLength & Readonly<Record<"from" | "to" | "at", number>>): Trace {
  return fromRate("step", length, (second) => (second < at ? from : to));
}

/** A rate that moves from one value to another at an even pace over the whole trace. */
export function ramp({ from, to, ...length }: TraceLength & Readonly<Record<"from" | "to", number>>): Trace {
  return fromRate("ramp", length, (second) => from + ((to - from) * second) / length.seconds);
}

/**
 * Days: a cosine between a low and a high rate, lowest at the start and a day later, highest half a day after it.
 *
 * @example
 * diurnal({ low: 2, high: 20, seconds: 7 * 86_400, binSeconds: 60 });
 */
export function diurnal({
  low,
  high,
  periodSeconds = 86_400,
  ...length
}: TraceLength & {
  readonly low: number;
  readonly high: number /** Absent: a day. */;
  readonly periodSeconds?: number;
}): Trace {
  return fromRate(
    "diurnal",
    length,
    (second) => low + ((high - low) * (1 - cosineOfTurns(second / periodSeconds))) / 2,
  );
}

/**
 * A base rate with bursts of a higher one. The time to the next burst is exponential, from a seed of its own.
 *
 * @example
 * bursts({ base: 2, burst: 30, everySeconds: 1800, burstSeconds: 60, seconds: 86_400 });
 */
export function bursts({
  base,
  burst,
  everySeconds,
  burstSeconds,
  seed = 1,
  ...length
}: TraceLength & {
  readonly base: number;
  readonly burst: number;
  /** Mean time from the end of one burst to the beginning of the next. */
  readonly everySeconds: number;
  readonly burstSeconds: number;
  readonly seed?: number;
}): Trace {
  const random = new RandomStream(seed, "bursts");
  let begins = random.exponential() * everySeconds;
  return fromRate("bursts", length, (second) => {
    while (second >= begins + burstSeconds) begins += burstSeconds + random.exponential() * everySeconds;
    return second >= begins ? burst : base;
  });
}

const MOST_BINS = 10_000_000;

/** Bins of the rate in the middle of each. */
function fromRate(name: string, { seconds, binSeconds = 1 }: TraceLength, rate: (second: number) => number): Trace {
  const bins = Math.max(0, Math.ceil(seconds / binSeconds - 1e-9));
  if (!(bins <= MOST_BINS)) {
    const facts = {
      code: "out-of-range",
      path: "seconds",
      found: show(seconds),
      expected: `at most ${MOST_BINS} bins`,
    } as const;
    throw new ScenarioError([fault({ ...facts, help: "give longer bins: binSeconds" })], "the trace cannot be made:");
  }
  const requests = Array.from({ length: bins }, (_, bin) => rate((bin + 0.5) * binSeconds) * binSeconds);
  return { name, binSeconds, requests, arrivals: "poisson" };
}
