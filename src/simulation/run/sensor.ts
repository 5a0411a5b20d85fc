import type { DecimalLike } from "../../model/decimal-like.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import {
  type Coverage,
  type MetricAverage,
  type MetricKey,
  type MissingMetric,
  type MissingReason,
  toMetricKey,
} from "../../model/metric.ts";
import type { RandomStream } from "../numbers/random.ts";
import type { Averaging, Outage, Silence } from "../scenario.ts";
import type { MetricFigure, ValueFigure } from "../service/service-step.ts";
import { coverageOf, type ReplicaCounts, replicaAverage, withoutSilent } from "./replica-average.ts";
import { isOut, silentShare } from "./time-windows.ts";

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
  readonly outages: readonly Outage[];
  readonly silences: readonly Silence[];
  /** Whether averages say how many replicas they are of. */
  readonly hasCoverage: boolean;
  readonly startAt: Instant;
}

/** One value and how many replicas it is of; null where that is not known. */
interface Reading {
  readonly value: DecimalLike | null;
  readonly coverage: Coverage | null;
}

/** A mean of replicas that are all alike is the same whoever of them reports it. */
function readValue({ value, of }: ValueFigure, share: number): Reading {
  if (of === undefined) return { value, coverage: null };
  const reported = of - Math.round(share * of);
  return { value: reported === 0 && of > 0 ? null : value, coverage: { reported, of } };
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

  /**
   * What a decision at a time gets to see: the latest readings that are old enough, unless they are lost on the way or their
   * source is out.
   */
  see(nowMs: number): Sight {
    const { lagMs, loss, outages } = this.#options;
    for (let next = this.#onTheWay[0]; next !== undefined && next.atMs <= nowMs - lagMs; next = this.#onTheWay[0]) {
      this.#arrived = next.sight;
      this.#onTheWay.shift();
    }
    const isLost = loss > 0 && this.#random.fraction() < loss;
    if (isLost) return this.#without(this.#arrived, () => true);
    if (outages.length === 0) return this.#arrived;
    return this.#without(this.#arrived, ({ source }) => isOut(outages, source, nowMs));
  }

  #sight(figures: readonly MetricFigure[], counts: ReplicaCounts, atMs: number): Sight {
    const { endpointId, startAt, hasCoverage, silences } = this.#options;
    const at = startAt + atMs;
    const metrics: MetricAverage[] = [];
    const silent: MetricKey[] = [];
    const isPlain = silences.length === 0 && !hasCoverage;
    for (const figure of figures) {
      const { source, name, aggregation } = figure;
      // Without spreads and objects where they can be helped: this runs four times a cycle.
      const reading = isPlain ? null : this.#read(figure, counts, atMs);
      const value = reading === null ? this.#valueOf(figure, counts) : reading.value;
      const coverage = reading?.coverage ?? null;
      if (value === null) silent.push(figure);
      else if (hasCoverage && coverage !== null)
        metrics.push({ endpointId, ...toMetricKey(figure), value, at, coverage });
      else if (aggregation === undefined) metrics.push({ endpointId, source, name, value, at });
      else metrics.push({ endpointId, source, name, aggregation, value, at });
    }
    if (silent.length === 0) return { metrics, missing: NONE_MISSING };
    const isEmpty = counts.ready + counts.starting + counts.draining === 0;
    return { metrics, missing: this.#missing(silent, isEmpty ? "no-replicas" : "no-stats") };
  }

  /** One value, as the host computes it of the replicas that are not silent. */
  #read(figure: MetricFigure, counts: ReplicaCounts, atMs: number): Reading {
    const { averaging, silences, hasCoverage } = this.#options;
    const share = silentShare(silences, figure.source, atMs);
    if ("value" in figure) return readValue(figure, share);
    const heard = share === 0 ? { figure, counts } : withoutSilent(figure, counts, share);
    const value = this.#valueOf(heard.figure, heard.counts);
    return { value, coverage: hasCoverage ? coverageOf(heard.figure, averaging, heard.counts) : null };
  }

  /** One value, as the host computes it; null where none reports. */
  #valueOf(figure: MetricFigure, counts: ReplicaCounts): DecimalLike | null {
    return "value" in figure ? figure.value : replicaAverage(figure, this.#options.averaging, counts);
  }

  #without({ metrics, missing }: Sight, isGone: (metric: MetricKey) => boolean): Sight {
    const gone = metrics.filter(isGone);
    if (gone.length === 0) return { metrics, missing };
    const left = metrics.filter((metric) => !isGone(metric));
    return { metrics: left, missing: [...missing, ...this.#missing(gone, "source-failed")] };
  }

  #missing(keys: readonly MetricKey[], reason: MissingReason): MissingMetric[] {
    const { endpointId } = this.#options;
    return keys.map(({ source, name, aggregation }) => {
      return { endpointId, source, name, ...(aggregation === undefined ? {} : { aggregation }), reason };
    });
  }
}

const NONE_MISSING: readonly MissingMetric[] = [];
