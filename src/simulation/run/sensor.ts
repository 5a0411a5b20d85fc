import type { EndpointId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { MetricAverage, MetricKey, MissingMetric, MissingReason } from "../../model/metric.ts";
import type { RandomStream } from "../numbers/random.ts";
import type { MetricFigure } from "../service/service-step.ts";

/** What of the metrics a decision gets to see. */
export interface Sight {
  readonly metrics: readonly MetricAverage[];
  readonly missing: readonly MissingMetric[];
}

/** How readings reach the decision. */
export interface SensorOptions {
  readonly endpointId: EndpointId;
  readonly lagMs: number;
  readonly loss: number;
  readonly startAt: Instant;
}

/** Divides totals by replicas, and lets readings be late or lost. */
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

  /** Takes in what the service exports at a time, over so many replicas. */
  measure(figures: readonly MetricFigure[], divisor: number, atMs: number): void {
    const sight = divisor === 0 ? this.#valuesOf(figures, atMs) : this.#averagesOf(figures, divisor, atMs);
    this.#onTheWay.push({ atMs, sight });
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

  #averagesOf(figures: readonly MetricFigure[], divisor: number, atMs: number): Sight {
    const { endpointId, startAt } = this.#options;
    const at = startAt + atMs;
    const metrics = figures.map((figure): MetricAverage => {
      const { source, name, aggregation } = figure;
      const value = "value" in figure ? figure.value : figure.total / divisor;
      // Without a spread where it can be helped: this runs four times a cycle.
      if (aggregation === undefined) return { endpointId, source, name, value, at };
      return { endpointId, source, name, aggregation, value, at };
    });
    return { metrics, missing: NONE_MISSING };
  }

  /** Over no replicas there are only the values that stand as they are. */
  #valuesOf(figures: readonly MetricFigure[], atMs: number): Sight {
    const values = figures.filter((figure) => "value" in figure);
    const totals = figures.filter((figure) => !("value" in figure));
    const { metrics } = this.#averagesOf(values, 1, atMs);
    return { metrics, missing: this.#missing(totals, "no-replicas") };
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
