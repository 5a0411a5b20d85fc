import { aNumber, FROM_0 } from "../../fields/expectations.ts";
import { SEED } from "../../fields/scenario-domains.ts";
import { fault } from "../../model/fault.ts";
import { cosineOfTurns, meanOfCosine } from "../numbers/cosine.ts";
import { RandomStream } from "../numbers/random.ts";
import { ScenarioError } from "../scenario-error.ts";
import { aBin } from "./a-bin.ts";
import { figureFaults } from "./figure-faults.ts";
import type { Trace } from "./trace.ts";

/**
 * What every generator accepts. Rates are requests per second, 0 or more. A bin has the integral of the rate over it, up to
 * the end of the trace: the number of requests does not depend on the bins.
 */
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
  return fromRate("step", length, { from0: { from, to, at } }, (begin, end) => {
    const after = Math.min(1, Math.max(0, (end - at) / (end - begin)));
    return from * (1 - after) + to * after;
  });
}

/** A rate that moves from one value to another at an even pace over the whole trace. */
export function ramp({ from, to, ...length }: TraceLength & Readonly<Record<"from" | "to", number>>): Trace {
  const mean = (begin: number, end: number) => from + ((to - from) * ((begin + end) / 2)) / length.seconds;
  return fromRate("ramp", length, { from0: { from, to } }, mean);
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
  const mean = (begin: number, end: number) => {
    const cosine = cosineOfTurns((begin + end) / 2 / periodSeconds) * meanOfCosine((end - begin) / periodSeconds);
    return low + ((high - low) * (1 - cosine)) / 2;
  };
  if (low > high && high >= 0) {
    const place = { keys: ["high"], value: high, help: "give the lower rate as low" };
    throw new ScenarioError([fault(aNumber({ min: low }), place)], UNMADE);
  }
  return fromRate("diurnal", length, { from0: { low, high }, steps: { periodSeconds } }, mean);
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
  return fromRate("bursts", length, figures, (begin, end) => {
    let within = 0;
    for (;;) {
      within += Math.max(0, Math.min(end, begins + burstSeconds) - Math.max(begin, begins));
      if (end < begins + burstSeconds) break;
      begins += burstSeconds + random.exponential() * everySeconds;
    }
    const share = Math.min(1, within / (end - begin));
    return base * (1 - share) + burst * share;
  });
}

const UNMADE = "the trace cannot be made:";

const MOST_STEPS = 10_000_000;

interface Figures {
  /** Rates and times: finite, 0 or more. */
  readonly from0: Readonly<Record<string, number>>;
  /** What the trace is gone through by: above 0, and at most so many of them in its length. */
  readonly steps?: Readonly<Record<string, number>>;
  /** What random numbers are drawn by. */
  readonly seeds?: Readonly<Record<string, number>>;
}

/** Bins of the mean rate in each, from the first to the last; the last one ends with the trace. */
function fromRate(
  name: string,
  { seconds, binSeconds = 1 }: TraceLength,
  { from0, steps = {}, seeds = {} }: Figures,
  meanRate: (begin: number, end: number) => number,
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
  if (faults.length > 0) throw new ScenarioError(faults, UNMADE);
  const bins = Math.ceil(seconds / binSeconds - 1e-9);
  const requests = Array.from({ length: bins }, (_, bin) => {
    const begin = bin * binSeconds;
    const isWhole = bin + 1 < bins || bins * binSeconds - seconds < 1e-9 * binSeconds;
    const length = isWhole ? binSeconds : seconds - begin;
    return meanRate(begin, begin + length) * length;
  });
  return { name, binSeconds, requests, arrivals: "poisson" };
}
