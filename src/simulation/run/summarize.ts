import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import { type CompleteObjective, objectivesOf } from "../objectives.ts";
import { countOf, type Distribution, type Latency, quantile, tookAtMost } from "../service/latencies.ts";
import { type Elasticity, elasticity } from "./elasticity.ts";
import { countsOf, type RuleCounts } from "./rule-counts.ts";
import type { Timeline } from "./timeline.ts";

/** What {@link summarize} accepts. */
export interface SummaryOptions {
  /** How long a request may wait for its answer to begin: for the first token, or where a service tells none, to be served. Absent: 10. */
  readonly objectiveSeconds?: number;
  /** A change of the count is reversed where the opposite one follows within so long. Absent: 600. */
  readonly reversalSeconds?: number;
}

/** One thing that users waited for: seconds of those requests of which it is known, null of none. Quantiles by nearest rank. */
export interface LatencySummary {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** An objective of the scenario, and how it was kept. */
export interface ObjectiveResult extends CompleteObjective {
  /**
   * The share that kept it: of all requests that arrived, of `perToken` of those of at least two tokens; null of none, and
   * where the service does not tell how long requests took.
   */
  readonly within: number | null;
}

/** A timeline in numbers. */
export interface Summary {
  readonly name: string;
  /** How long it is. */
  readonly seconds: number;
  /** The SPEC elasticity measures of ready replicas; null where the service model cannot tell what is needed. */
  readonly elasticity: Elasticity | null;
  readonly arrived: number;
  readonly served: number;
  readonly lost: number;
  /** Requests that wait or are being served at the end. */
  readonly unfinished: number;
  /** Those of them that wait. */
  readonly stillWaiting: number;
  /** The limit that the share below is of. */
  readonly objectiveSeconds: number;
  /**
   * The share of arrived requests whose answer began within the objective, 0 to 1: first tokens, or where the service tells
   * none, the beginning of service. Those that still wait do not count: where none was ever served, it is 0. Null where nothing
   * arrived, or the service does not tell how long requests waited.
   */
  readonly withinObjective: number | null;
  /** What users waited for. */
  readonly latencies: Readonly<Record<Latency, LatencySummary>>;
  /** How each objective of the scenario was kept. */
  readonly objectives: readonly ObjectiveResult[];
  /** Requests per second that were finished and kept every objective of the scenario; null where the service does not tell. */
  readonly goodput: number | null;
  /**
   * Seconds of cycles in which the objectives were violated: of the requests that were finished or lost in the cycle fewer
   * kept one of them than its own share, or requests waited and none was finished. Null where the scenario has none, or the
   * service does not tell how many kept each.
   */
  readonly violationSeconds: number | null;
  /**
   * Mean wait before service, in seconds, of all that arrived, those that still wait with what they have waited so far:
   * the integral of the queue length over the arrivals (Little's law, J. D. C. Little, Operations Research 9(3), 1961).
   */
  readonly meanWaitSeconds: number;
  /** The wait that 99 % of those who began to be served did not exceed, by nearest rank; null of none. */
  readonly p99WaitSeconds: number | null;
  /** Most requests that waited at the end of a cycle. */
  readonly peakWaiting: number;
  /** Hours of all replicas: starting, ready and draining. */
  readonly replicaHours: number;
  /** How often the target count changed. */
  readonly changes: number;
  /** By how much it changed in all, Σ|Δ|. */
  readonly churn: number;
  /** Changes that the opposite one followed within the window. */
  readonly reversals: number;
  /** How often each rule came to each outcome that it came to. */
  readonly rules: readonly RuleCounts[];
}

/**
 * A timeline in numbers: elasticity, waits, costs, changes, and what each rule did.
 *
 * @example
 * const { withinObjective, replicaHours } = summarize(timeline, { objectiveSeconds: 5 });
 */
export function summarize(timeline: Timeline, options: SummaryOptions = {}): Summary {
  const { objectiveSeconds = 10, reversalSeconds = 600 } = options;
  const arrived = sum(timeline.arrived);
  const stillWaiting = timeline.waiting.at(-1) ?? 0;
  const seconds = timeline.seconds.length * timeline.cycleSeconds;
  const { queue, firstToken } = timeline.latencies;
  const begun = isTold(firstToken) ? firstToken : queue;
  const objectives = objectivesOf(timeline.objectives);
  const isGoodKnown = !timeline.good.includes(null);
  const isKeptKnown = timeline.kept?.every(({ requests }) => !requests.includes(null)) ?? false;
  const deltas = timeline.desired.map((desired, at) => desired - itemAt(timeline.replicas, at));
  return {
    name: timeline.name,
    seconds,
    elasticity: elasticity(timeline),
    arrived,
    served: sum(timeline.served),
    lost: sum(timeline.lost),
    unfinished: stillWaiting + (timeline.running.at(-1) ?? 0),
    stillWaiting,
    objectiveSeconds,
    withinObjective: isTold(begun) || hasServedNone(timeline) ? shareWithin(begun, objectiveSeconds, arrived) : null,
    latencies: {
      queue: latencyOf(queue),
      firstToken: latencyOf(firstToken),
      perToken: latencyOf(timeline.latencies.perToken),
      endToEnd: latencyOf(timeline.latencies.endToEnd),
    },
    objectives: objectives.map((objective) => ({
      ...objective,
      within: withinOf(objective, timeline, arrived),
    })),
    goodput: seconds > 0 && isGoodKnown ? sum(timeline.good.map(Number)) / seconds : null,
    violationSeconds: isKeptKnown ? violations(timeline).filter(Boolean).length * timeline.cycleSeconds : null,
    meanWaitSeconds: arrived === 0 ? 0 : sum(timeline.queueSeconds) / arrived,
    p99WaitSeconds: quantile(queue, 0.99),
    peakWaiting: timeline.waiting.reduce((most, each) => Math.max(most, each), 0),
    replicaHours: sum(timeline.replicaSeconds) / 3600,
    changes: deltas.filter((delta) => delta !== 0).length,
    churn: deltas.reduce((total, delta) => total + Math.abs(delta), 0),
    reversals: reversals(deltas, reversalSeconds / timeline.cycleSeconds),
    rules: timeline.outcomes.map(({ ruleId, kinds }) => countsOf(ruleId, kinds)),
  };
}

function latencyOf(times: Distribution): LatencySummary {
  const known = countOf(times);
  return {
    mean: known === 0 ? null : times.totalSeconds / known,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
  };
}

/** Whether the service tells how long requests took. */
function isTold({ seconds }: Distribution): boolean {
  return seconds.length > 0;
}

/** Whether every request still waits, or was lost while it did. */
function hasServedNone({ served, running }: Timeline): boolean {
  return sum(served) === 0 && sum(running) === 0;
}

function withinOf({ latency, seconds }: CompleteObjective, { latencies, served }: Timeline, arrived: number) {
  const times = latencies[latency];
  if (!isTold(times) && sum(served) > 0) return null;
  return shareWithin(times, seconds, latency === "perToken" ? countOf(times) : arrived);
}

/**
 * The share of requests that took at most so long; those without a time did not. Null of none.
 *
 * Both sums are over the same times, in the same order, so that the share is 1 where every request is within the limit. The
 * requests of a fluid are fractions, which add up to what arrived but for rounding: so little is no request without a time.
 */
function shareWithin(times: Distribution, limit: number, arrived: number): number | null {
  if (arrived === 0) return null;
  const timed = countOf(times);
  const others = arrived - timed;
  return tookAtMost(times, limit) / (others > ROUNDING * arrived ? arrived : timed);
}

/**
 * For each cycle whether it violates the objectives, as far as the service tells: each has its own share of the requests that
 * were finished or lost in it to keep.
 */
export function violations({ kept = [], served, lost, waiting, objectives }: Timeline): readonly boolean[] {
  const shareOf = new Map(objectivesOf(objectives).map(({ latency, share }) => [latency, share]));
  return served.map((finished, at) => {
    const ended = finished + itemAt(lost, at);
    if (ended === 0) return itemAt(waiting, at) > 0;
    return kept.some(({ latency, requests }) => {
      const inTime = itemAt(requests, at);
      return inTime !== null && inTime < known(shareOf.get(latency)) * ended * (1 - ROUNDING);
    });
  });
}

/** What sums of a fluid's requests, which are fractions, may be off by. */
const ROUNDING = 1e-9;

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

/** Changes whose successor, at most so many cycles later, goes the other way. */
function reversals(deltas: readonly number[], cycles: number): number {
  let count = 0;
  let last: { readonly at: number; readonly sign: number } | null = null;
  for (const [at, delta] of deltas.entries()) {
    if (delta === 0) continue;
    const sign = Math.sign(delta);
    if (last !== null && last.sign !== sign && at - last.at <= cycles) count += 1;
    last = { at, sign };
  }
  return count;
}
