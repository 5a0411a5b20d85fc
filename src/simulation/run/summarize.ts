import { itemAt } from "../../util/item-at.ts";
import { waitedAtMost, waitQuantile } from "../service/waits.ts";
import { type Elasticity, elasticity } from "./elasticity.ts";
import { countsOf, type RuleCounts } from "./rule-counts.ts";
import type { Timeline } from "./timeline.ts";

/** What {@link summarize} may be told. */
export interface SummaryOptions {
  /** How long a request may wait before it is served. Absent: 10. */
  readonly objectiveSeconds?: number;
  /** A change of the count is reversed where the opposite one follows within so long. Absent: 600. */
  readonly reversalSeconds?: number;
}

/** A timeline in figures. */
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
  /** The objective that the share below is of. */
  readonly objectiveSeconds: number;
  /**
   * The share of arrived requests that began to be served within the objective, 0 to 1; those that still wait do not count
   * as served. Null where nothing arrived, or the service model does not tell waits.
   */
  readonly withinObjective: number | null;
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
 * A timeline in figures: elasticity, waits, costs, changes, and what each rule did.
 *
 * @example
 * const { withinObjective, replicaHours } = summarize(timeline, { objectiveSeconds: 5 });
 */
export function summarize(timeline: Timeline, options: SummaryOptions = {}): Summary {
  const { objectiveSeconds = 10, reversalSeconds = 600 } = options;
  const arrived = sum(timeline.arrived);
  const deltas = timeline.desired.map((desired, at) => desired - itemAt(timeline.replicas, at));
  return {
    name: timeline.name,
    seconds: timeline.seconds.length * timeline.cycleSeconds,
    elasticity: elasticity(timeline),
    arrived,
    served: sum(timeline.served),
    lost: sum(timeline.lost),
    unfinished: (timeline.waiting.at(-1) ?? 0) + (timeline.running.at(-1) ?? 0),
    objectiveSeconds,
    withinObjective:
      timeline.waits.seconds.length === 0
        ? null
        : Math.min(1, waitedAtMost(timeline.waits, objectiveSeconds) / arrived),
    meanWaitSeconds: arrived === 0 ? 0 : sum(timeline.queueSeconds) / arrived,
    p99WaitSeconds: waitQuantile(timeline.waits, 0.99),
    peakWaiting: timeline.waiting.reduce((most, each) => Math.max(most, each), 0),
    replicaHours: sum(timeline.replicaSeconds) / 3600,
    changes: deltas.filter((delta) => delta !== 0).length,
    churn: deltas.reduce((total, delta) => total + Math.abs(delta), 0),
    reversals: reversals(deltas, reversalSeconds / timeline.cycleSeconds),
    rules: timeline.outcomes.map(({ ruleId, kinds }) => countsOf(ruleId, kinds)),
  };
}

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
