import type { EndpointId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { MetricAverage, MetricKey, MissingMetric, MissingReason } from "../../model/metric.ts";
import type { RandomStream } from "../numbers/random.ts";
import type { Averaging } from "../scenario.ts";
import type { MetricFigure } from "../service/service-step.ts";
import { type ReplicaCounts, replicaAverage } from "./replica-average.ts";

/** What of the metrics a decision gets to see. */
export interface Sight {
  readonly metrics: readonly MetricAverage[];
  readonly missing: readonly MissingMetric[];
}

/** How readings reach the decision. */
export interface SensorOptions {
  readonly endpointId: EndpointId;
  readonly averaging: Averaging;
  readonly lagMs: number;
  readonly loss: number;
  readonly startAt: Instant;
}

/** Averages over replicas, and lets readings be late or lost. */
export class Sensor {
  readonly #options: SensorOptions;
  readonly #random: RandomStream;
  readonly #onTheWay: { readonly atMs: number; readonly sight: Sight }[] = [];
  /** What has arrived last. */
  #arrived: Sight = { metrics: [], missing: [] };

  constructor(options: SensorOptions, random: RandomStream) {
    this.#options = options;
    this.#random = random;
  }

  /** Takes in what the service exports at a time, with so many replicas. */
  measure(figures: readonly MetricFigure[], counts: ReplicaCounts, atMs: number): void {
    this.#onTheWay.push({ atMs, sight: this.#sight(figures, counts, atMs) });
  }

  /** What a decision at a time gets to see: the latest readings that are old enough, unless they are lost on the way. */
  see(nowMs: number): Sight {
    const { lagMs, loss } = this.#options;
    for (let next = this.#onTheWay[0]; next !== undefined && next.atMs <= nowMs - lagMs; next = this.#onTheWay[0]) {
      this.#arrived = next.sight;
      this.#onTheWay.shift();
    }
    const isLost = loss > 0 && this.#random.fraction() < loss;
    return isLost ? this.#lost(this.#arrived) : this.#arrived;
  }

  #sight(figures: readonly MetricFigure[], counts: ReplicaCounts, atMs: number): Sight {
    const { endpointId, startAt, averaging } = this.#options;
    const at = startAt + atMs;
    const metrics: MetricAverage[] = [];
    const silent: MetricKey[] = [];
    for (const figure of figures) {
      const { source, name, aggregation } = figure;
      const value = "value" in figure ? figure.value : replicaAverage(figure, averaging, counts);
      if (value === null) silent.push(figure);
      // Without a spread where it can be helped: this runs four times a cycle.
      else if (aggregation === undefined) metrics.push({ endpointId, source, name, value, at });
      else metrics.push({ endpointId, source, name, aggregation, value, at });
    }
    if (silent.length === 0) return { metrics, missing: NONE_MISSING };
    const isEmpty = counts.ready + counts.starting + counts.draining === 0;
    return { metrics, missing: this.#missing(silent, isEmpty ? "no-replicas" : "no-stats") };
  }

  #lost({ metrics, missing }: Sight): Sight {
    return { metrics: [], missing: [...missing, ...this.#missing(metrics, "source-failed")] };
  }

  #missing(keys: readonly MetricKey[], reason: MissingReason): MissingMetric[] {
    const { endpointId } = this.#options;
    return keys.map(({ source, name, aggregation }) => {
      return { endpointId, source, name, ...(aggregation === undefined ? {} : { aggregation }), reason };
    });
  }
}

const NONE_MISSING: readonly MissingMetric[] = [];
