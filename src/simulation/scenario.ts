import type { AVERAGINGS } from "../fields/scenario-domains.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { Instant } from "../model/instant.ts";
import { type MetricKey, type MetricSource, metricOf } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import type { Semantics } from "../model/semantics.ts";
import type { Objectives } from "./objectives.ts";
import type { ServiceModel } from "./service/service-model.ts";
import type { Trace } from "./traffic/trace.ts";

/**
 * One endpoint, its rules, and the world around it, as plain data: the same scenario gives the same timeline, byte for byte.
 *
 * @example
 * const scenario: Scenario = {
 *   rules: [out, back], initialReplicas: 2,
 *   trace: diurnal({ low: 2, high: 20, seconds: 86_400 }),
 *   service: { model: "fluid", requestsPerSecond: 4 },
 * };
 */
export interface Scenario {
  /** What it is called in tables and charts. Absent: `scenario`. */
  readonly name?: string;
  /** Rules of one endpoint. */
  readonly rules: readonly Rule[];
  /** Absent: `backendAi25`. */
  readonly semantics?: Semantics;
  /**
   * What the endpoint has besides its count: bounds, cooldowns, a pause, `settle`, `zero`. The simulation counts the replicas
   * that start, and hands the endpoint's memory from cycle to cycle. Activation conditions may read what a gateway in front of
   * the replicas measures at any count: `queue_length` and `arrivals_per_second` (`PROMETHEUS`). Absent: nothing, under the
   * rules' endpoint id.
   */
  readonly endpoint?: Partial<Omit<Endpoint, "replicas" | "starting">>;
  /** Replicas at the start, all ready: an integer ≥ 0. */
  readonly initialReplicas: number;
  readonly trace: Trace;
  readonly service: ServiceModel;
  /** What users are promised. Absent: nothing in particular. */
  readonly objectives?: Objectives;
  /** Seconds from one decision to the next. Above 0, whole milliseconds. Absent: 10. */
  readonly cycleSeconds?: number;
  /** How long to go on, in whole cycles: a last one that is cut off is left out. Absent: until all of the trace has arrived. */
  readonly seconds?: number;
  /**
   * Seconds from the decision to a ready replica: minutes for a model server (image, weights, graph capture). A list is a
   * distribution, each entry as likely as the others. Absent: 180.
   */
  readonly startupSeconds?: number | readonly number[];
  /**
   * The same for a start on a node that has never run a replica, where image and weights have to be fetched first: one that
   * makes more replicas than ever ran at a time. Absent: as `startupSeconds`.
   */
  readonly firstStartupSeconds?: number | readonly number[];
  /** Most replicas that start at a time, as they share a registry or a disk; the others wait for their turn. Absent: no limit. */
  readonly startsAtOnce?: number;
  /**
   * Most replicas that there is space for, draining ones included; a start beyond waits until there is. A number, or numbers
   * from a second on, in rising order; before the first there is no limit. Absent: no limit.
   */
  readonly capacity?: number | readonly Capacity[];
  /** The chance, from 0 to below 1, that a start fails and begins anew. Absent: 0. */
  readonly startFailureProbability?: number;
  /** Seconds that a replica on its way out has to finish what it works on. Absent: 300. */
  readonly drainSeconds?: number;
  /** Failures of one ready replica per hour, on average; what it works on is lost and a new one starts. Absent: 0. */
  readonly failuresPerReplicaHour?: number;
  /** Seconds that a reading is old when it is decided upon. Absent: 0. */
  readonly metricLagSeconds?: number;
  /** The chance, from 0 to 1, that a cycle's readings do not arrive. Absent: 0. */
  readonly metricLoss?: number;
  /** When a source of metrics answers nothing: its metrics are missing (`source-failed`). Absent: never. */
  readonly outages?: readonly Outage[];
  /**
   * When a share of the ready and draining replicas reports nothing, those of the start first. As replicas that start they
   * are not in `coverage`, and a sum that is divided by all routes is so much smaller. Absent: never.
   */
  readonly silences?: readonly Silence[];
  /**
   * Whose way to make one reading of those of many replicas. Absent: `backend-ai-25`.
   *
   * - `backend-ai-25`: `KERNEL` over replicas that report, draining ones too; `INFERENCE_FRAMEWORK` the sum over those that
   *   take requests, divided by all routes, so that readings fall as soon as help is ordered; `PROMETHEUS` over those that
   *   report
   * - `backend-ai-26`: draining replicas are left out of `KERNEL` and of the routes
   * - `prometheus`: every source over the replicas that report
   */
  readonly averaging?: Averaging;
  /** The time of the first cycle's beginning. Absent: the trace's, or 0, the Unix epoch. */
  readonly startAt?: Instant;
  /** Picks the random streams: a 32-bit integer. Absent: 1. */
  readonly seed?: number;
}

/** A part of a simulation, in seconds from its start: the second one is the first after it. */
export interface TimeWindow {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** When a source of metrics answers nothing. */
export interface Outage extends TimeWindow {
  /** Absent: every source. */
  readonly source?: MetricSource;
}

/** When some replicas report nothing. */
export interface Silence extends Outage {
  /** The share of the replicas, from 0 to 1, to the nearest whole number of them. */
  readonly share: number;
}

/** From a second on, how many replicas there is space for. */
export interface Capacity {
  readonly fromSeconds: number;
  readonly replicas: number;
}

/** A way to average over replicas. */
export type Averaging = (typeof AVERAGINGS)[number];

/** The id of the scenario's endpoint. */
export function endpointIdOf({ endpoint, rules }: Pick<Scenario, "endpoint" | "rules">): string {
  return endpoint?.id ?? rules[0]?.endpointId ?? "service";
}

/** Every metric that the scenario's rules and activation conditions read. */
export function metricsAskedBy({ rules, endpoint }: Pick<Scenario, "endpoint" | "rules">): readonly MetricKey[] {
  return [...rules, ...(endpoint?.zero?.activation ?? [])].map(metricOf);
}
