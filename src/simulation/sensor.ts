import type { Aggregation } from "../model/aggregation.ts";
import type { EndpointId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { MetricAverage, MissingMetric, MissingReason } from "../model/metric.ts";
import type { RandomStream } from "./random.ts";
import type { MetricFigure } from "./service-model.ts";

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
  #measured: { readonly atMs: number; readonly sight: Sight }[] = [];

  constructor(options: SensorOptions, random: RandomStream) {
    this.#options = options;
    this.#random = random;
  }

  /** Takes in what the service exports at a time, over so many replicas. */
  measure(figures: readonly MetricFigure[], divisor: number, atMs: number): void {
    const { endpointId, startAt } = this.#options;
    const at = startAt + atMs;
    const metrics: MetricAverage[] = [];
    const missing: MissingMetric[] = [];
    for (const figure of figures) {
      const { source, name, aggregation } = figure;
      if (!("value" in figure) && divisor === 0) {
        missing.push({ endpointId, source, name, ...aggregated(figure), reason: "no-replicas" });
        continue;
      }
      const value = "value" in figure ? figure.value : figure.total / divisor;
      // Without a spread where it can be helped: this runs four times a cycle.
      if (aggregation === undefined) metrics.push({ endpointId, source, name, value, at });
      else metrics.push({ endpointId, source, name, aggregation, value, at });
    }
    this.#measured.push({ atMs, sight: { metrics, missing } });
  }

  /** What a decision at a time gets to see: the latest readings that are old enough, unless they are lost on the way. */
  see(nowMs: number): Sight {
    const { lagMs, loss } = this.#options;
    while (this.#measured.length > 1 && (this.#measured[1]?.atMs ?? 0) <= nowMs - lagMs) this.#measured.shift();
    const isLost = loss > 0 && this.#random.fraction() < loss;
    const first = this.#measured[0];
    if (first === undefined || first.atMs > nowMs - lagMs) return NOTHING;
    return isLost ? unseen(first.sight, "source-failed") : first.sight;
  }
}

const NOTHING: Sight = { metrics: [], missing: [] };

function aggregated({ aggregation }: { readonly aggregation?: Aggregation }): { readonly aggregation?: Aggregation } {
  return aggregation === undefined ? NO_AGGREGATION : { aggregation };
}

const NO_AGGREGATION = {};

function unseen({ metrics, missing }: Sight, reason: MissingReason): Sight {
  const lost = metrics.map(({ endpointId, source, name, aggregation }) => ({
    endpointId,
    source,
    name,
    ...(aggregation === undefined ? {} : { aggregation }),
    reason,
  }));
  return { metrics: [], missing: [...missing, ...lost] };
}
