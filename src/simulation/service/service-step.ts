import type { Aggregation } from "../../model/aggregation.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { MetricKey, MetricSource } from "../../model/metric.ts";
import type { RandomStream } from "../numbers/random.ts";
import type { CompleteObjective } from "../objectives.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { Latency } from "./latencies.ts";

/** Works off one cycle's traffic. It may keep a state of its own. */
export type ServiceStep = (interval: Interval) => IntervalReport;

/** What a service model has for the whole of a simulation. */
export interface ServiceSetup {
  readonly traffic: Traffic;
  readonly cycleMs: number;
  /** The metrics that the scenario's rules read. */
  readonly asked: readonly MetricKey[];
  /** A random stream of this name, the same at every run of the scenario. */
  readonly random: (name: string) => RandomStream;
  /** Counts requests of which something took so many milliseconds. */
  readonly took: (latency: Latency, ms: number, requests: number) => void;
  /** What each latency may take by the scenario's objectives, in milliseconds; Infinity where it has none. */
  readonly limits: Readonly<Record<Latency, number>>;
  /** The scenario's objectives. */
  readonly promised: readonly CompleteObjective[];
}

/** One cycle, before the decision at its end. Times are milliseconds from the start of the simulation. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
  /** Requests that arrive in it by the trace, evenly spread over each bin. */
  readonly requests: number;
  /** The target count of replicas. */
  readonly replicas: number;
  /** Stretches in which the number of ready replicas stays the same, without gaps. */
  readonly stretches: readonly Stretch[];
  /** Replicas that finish what they have and take nothing new. */
  readonly draining: readonly number[];
  /** Replicas that have just gone, and whatever they were working on with them. */
  readonly gone: readonly number[];
}

/** A part of a cycle in which the same replicas are ready. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
  /** Ids of the ready replicas, in order of age. */
  readonly ready: readonly number[];
}

/** What became of one cycle's traffic. */
export interface IntervalReport {
  /** Requests that arrived, where the model follows single ones; absent: {@link Interval.requests}. */
  readonly arrived?: number;
  /** Requests that were finished. */
  readonly served: number;
  /** Requests that were turned away or went with their replica. */
  readonly lost: number;
  /** Requests that wait at the end. */
  readonly waiting: number;
  /** Requests that are being served at the end. */
  readonly running: number;
  /** Those of the requests finished that kept every limit; absent: unknown. */
  readonly good?: number | undefined;
  /** Those of the requests finished that kept the limit of each latency; absent: unknown, but for a single one, which is `good`. */
  readonly kept?: Readonly<Partial<Record<Latency, number>>> | undefined;
  /** The integral of the number of waiting requests over the cycle, in request-seconds. */
  readonly queueSeconds: number;
  /** Fewest replicas that the cycle's load needs; null where the model cannot tell. */
  readonly needed: number | null;
  /** What the service exports at the end of the cycle. */
  readonly metrics: readonly MetricFigure[];
  /** Replicas that are wanted and do not serve yet, where the model has starts of its own; absent: as the scenario says. */
  readonly starting?: number;
  /** Draining replicas that still work on something; absent: none. */
  readonly busy?: readonly number[];
}

/** A metric: values of replicas, which the simulation averages as the host does, or a value that stands as it is. */
export type MetricFigure = ReplicaFigure | ValueFigure;

/** A value that no host divides. `of`: it is a mean of so many replicas, which are all alike; absent: it is of none. */
export type ValueFigure = FigureKey & { readonly value: DecimalLike; readonly of?: number };

/**
 * What replicas report: a value of each ready one and of each that drains (absent: those report nothing), or a total over
 * ready ones that are all alike. Replicas that start report nothing.
 */
export type ReplicaFigure = FigureKey &
  ({ readonly each: readonly number[]; readonly draining?: readonly number[] } | { readonly total: number });

/** Which metric a value is of. */
export interface FigureKey {
  readonly source: MetricSource;
  readonly name: string;
  readonly aggregation?: Aggregation;
}
