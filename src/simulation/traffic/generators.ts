import { FROM_0 } from "../../fields/expectations.ts";
import { SEED } from "../../fields/scenario-domains.ts";
import { cosineOfTurns } from "../numbers/cosine.ts";
import { RandomStream } from "../numbers/random.ts";
import { ScenarioError } from "../scenario-error.ts";
import { aBin } from "./a-bin.ts";
import { figureFaults } from "./figure-faults.ts";
import type { Trace } from "./trace.ts";

/** What every generator accepts. Rates are requests per second, 0 or more. */
export interface TraceLength {
  /** How long the trace is: 0 or more, at most 10,000,000 bins. */
  readonly seconds: number;
  /** The length of a bin, above 0. Absent: 1. */
  readonly binSeconds?: number;
}

/**
 * The same rate all the time.
 *
 * @throws ScenarioError, as every generator does, with each value that is invalid
 * @example
 * constant({ rate: 10, seconds: 3600 });
 */
export function constant({ rate, ...length }: TraceLength & { readonly rate: number }): Trace {
  return fromRate("constant", length, { from0: { rate } }, () => rate);
}

/**
 * One rate, and from a time on another.
 *
 * @example
 * step({ from: 2, to: 12, at: 1800, seconds: 3600 });
 */
export function step({ from, to, at, ...length }: TraceLength & Readonly<Record<"from" | "to" | "at", number>>): Trace {
  return fromRate("step", length, { from0: { from, to, at } }, (second) => (second < at ? from : to));
}

/** A rate that moves from one value to another at an even pace over the whole trace. */
export function ramp({ from, to, ...length }: TraceLength & Readonly<Record<"from" | "to", number>>): Trace {
  const rate = (second: number) => from + ((to - from) * second) / length.seconds;
  return fromRate("ramp", length, { from0: { from, to } }, rate);
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
  readonly high: number;
  /** Above 0. Absent: a day. */
  readonly periodSeconds?: number;
}): Trace {
  const rate = (second: number) => low + ((high - low) * (1 - cosineOfTurns(second / periodSeconds))) / 2;
  return fromRate("diurnal", length, { from0: { low, high }, steps: { periodSeconds } }, rate);
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
  /** Mean time from the end of one burst to the beginning of the next: 0 or more, and at most 10,000,000 bursts in all. */
  readonly everySeconds: number;
  readonly burstSeconds: number;
  readonly seed?: number;
}): Trace {
  const random = new RandomStream(seed, "bursts");
  let begins = random.exponential() * everySeconds;
  const figures = {
    from0: { base, burst, everySeconds, burstSeconds },
    steps: { "everySeconds + burstSeconds": everySeconds + burstSeconds },
    seeds: { seed },
  };
  return fromRate("bursts", length, figures, (second) => {
    while (second >= begins + burstSeconds) begins += burstSeconds + random.exponential() * everySeconds;
    return second >= begins ? burst : base;
  });
}

const MOST_STEPS = 10_000_000;

interface Figures {
  /** Rates and times: finite, 0 or more. */
  readonly from0: Readonly<Record<string, number>>;
  /** What the trace is gone through by: above 0, and at most so many of them in its length. */
  readonly steps?: Readonly<Record<string, number>>;
  /** What random numbers are drawn by. */
  readonly seeds?: Readonly<Record<string, number>>;
}

/** Bins of the rate in the middle of each. */
function fromRate(
  name: string,
  { seconds, binSeconds = 1 }: TraceLength,
  { from0, steps = {}, seeds = {} }: Figures,
  rate: (second: number) => number,
): Trace {
  const figure = { expects: FROM_0, help: `${name} needs it` };
  const step = { expects: aBin(MOST_STEPS), help: "give longer ones" };
  const drawn = { expects: SEED.expects, help: "leave it out for 1" };
  const faults = [
    ...figureFaults({ ...from0, seconds }, figure, (each) => each >= 0 && each < Number.POSITIVE_INFINITY),
    // An invalid `seconds` has been reported. A single bin can be longer than all of them.
    ...figureFaults({ binSeconds, ...steps }, step, (each) => {
      return each > 0 && !(Math.max(seconds, binSeconds) / each > MOST_STEPS);
    }),
    ...figureFaults(seeds, drawn, SEED.accepts),
  ];
  if (faults.length > 0) throw new ScenarioError(faults, "the trace cannot be made:");
  const bins = Math.ceil(seconds / binSeconds - 1e-9);
  const requests = Array.from({ length: bins }, (_, bin) => rate((bin + 0.5) * binSeconds) * binSeconds);
  return { name, binSeconds, requests, arrivals: "poisson" };
}
