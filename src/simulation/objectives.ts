import { LATENCIES, type Latency } from "./service/latencies.ts";

/** How long something may take, and the share of requests that have to keep to it. */
export interface LatencyObjective {
  readonly seconds: number;
  /** 0 to 1. Absent: 0.99. */
  readonly share?: number;
}

/**
 * What users are promised: for each latency that counts, a limit, or a limit and the share of requests that keep it.
 *
 * @example
 * // 95 % of first tokens within 2 s, and 99 % of answers at 50 ms a token:
 * const objectives: Objectives = { firstToken: { seconds: 2, share: 0.95 }, perToken: 0.05 };
 */
export type Objectives = Readonly<Partial<Record<Latency, number | LatencyObjective>>>;

/** An objective of which nothing is left out. */
export interface CompleteObjective extends Required<LatencyObjective> {
  readonly latency: Latency;
}

/** The objectives that are given, in the order of {@link LATENCIES}. */
export function objectivesOf(objectives: Objectives): readonly CompleteObjective[] {
  return LATENCIES.flatMap((latency) => {
    const given = objectives[latency];
    if (given === undefined) return [];
    const { seconds, share = 0.99 } = typeof given === "number" ? { seconds: given } : given;
    return [{ latency, seconds, share }];
  });
}

/** The limits in milliseconds; Infinity for what has none. */
export function limitsOf(objectives: Objectives): Readonly<Record<Latency, number>> {
  const limits = { queue: NONE, firstToken: NONE, perToken: NONE, endToEnd: NONE };
  for (const { latency, seconds } of objectivesOf(objectives)) limits[latency] = seconds * 1000;
  return limits;
}

const NONE = Number.POSITIVE_INFINITY;
