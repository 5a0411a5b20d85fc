import type { ARRIVALS } from "../../fields/scenario-domains.ts";
import type { Instant } from "../../model/instant.ts";

/**
 * Traffic over time, in bins of equal length: bin `i` covers [i, i + 1) × `binSeconds`. After the last bin nothing arrives.
 *
 * @example
 * const aMinute: Trace = { binSeconds: 10, requests: [12, 15, 9, 14, 20, 11] };
 */
export interface Trace {
  /** Where it comes from, for charts and tables. */
  readonly name?: string;
  /** The length of a bin: above 0, a whole number of milliseconds. */
  readonly binSeconds: number;
  /** When the first bin begins; absent: unknown. */
  readonly startAt?: Instant;
  /** Requests that arrive in each bin: 0 or more, fractions allowed; null for a gap, over which the last known count is carried on, with its tokens. */
  readonly requests: readonly (number | null)[];
  /** Input tokens of all requests of each bin together. Absent: the model assumes some. */
  readonly inputTokens?: readonly number[];
  /** Output tokens of all requests of each bin together. Absent: the model assumes some. */
  readonly outputTokens?: readonly number[];
  /**
   * What a model that follows single requests takes the counts for.
   *
   * - `counted` (where absent): exactly so many arrive, at random times within the bin
   * - `poisson`: so many arrive on average, independently of each other
   */
  readonly arrivals?: (typeof ARRIVALS)[number];
}

/** How long a trace is, in seconds. */
export function traceSeconds({ binSeconds, requests }: Trace): number {
  return binSeconds * requests.length;
}

function hasNoGaps(requests: Trace["requests"]): requests is readonly number[] {
  return !requests.includes(null);
}

/** A trace's counts with its gaps filled: the last known count is carried on; before the first, 0. */
export function filledCounts({ requests }: Trace): readonly number[] {
  if (hasNoGaps(requests)) return requests;
  const filled: number[] = [];
  let last = 0;
  for (const count of requests) {
    last = count ?? last;
    filled.push(last);
  }
  return filled;
}

/** A trace's tokens with its gaps filled: those of the last known count are carried on with it. */
export function filledTokens({ requests }: Trace, sums: readonly number[]): readonly number[] {
  if (hasNoGaps(requests)) return sums;
  let last = 0;
  return sums.map((sum, bin) => {
    if (requests[bin] !== null) last = sum;
    return last;
  });
}
