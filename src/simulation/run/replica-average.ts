import type { Aggregation } from "../../model/aggregation.ts";
import type { Coverage, MetricSource } from "../../model/metric.ts";
import { greatestOf, leastOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Averaging } from "../scenario.ts";
import type { ReplicaFigure } from "../service/service-step.ts";

/** How many replicas there are at the end of a cycle. */
export interface ReplicaCounts {
  /** Those that take requests. */
  readonly ready: number;
  /** Those that start. */
  readonly starting: number;
  /** Those that finish what they have. */
  readonly draining: number;
}

/** Whose values a host adds up, and by what it divides the sum. */
interface Method {
  /** Whether replicas that drain report as well as those that are ready. */
  readonly isDrainingAsked: boolean;
  /** The divisor; null: the number of replicas that report. */
  readonly routes: ((counts: ReplicaCounts) => number) | null;
}

const OVER_REPORTING: Method = { isDrainingAsked: true, routes: null };

/**
 * Backend.AI's kernel statistics are means over the kernels that report; a replica that starts reports nothing yet. What the
 * inference framework reports comes through the app proxy, which asks the replicas that take requests, and is divided by the
 * number of routes: in 25 all of them, in 26 those that are provisioning or running. A Prometheus query averages over
 * every replica that is scraped.
 */
const METHODS: Readonly<Record<Averaging, Readonly<Record<MetricSource, Method>>>> = {
  "backend-ai-25": {
    KERNEL: OVER_REPORTING,
    INFERENCE_FRAMEWORK: {
      isDrainingAsked: false,
      routes: ({ ready, starting, draining }) => ready + starting + draining,
    },
    PROMETHEUS: OVER_REPORTING,
  },
  "backend-ai-26": {
    KERNEL: { isDrainingAsked: false, routes: null },
    INFERENCE_FRAMEWORK: { isDrainingAsked: false, routes: ({ ready, starting }) => ready + starting },
    PROMETHEUS: OVER_REPORTING,
  },
  prometheus: { KERNEL: OVER_REPORTING, INFERENCE_FRAMEWORK: OVER_REPORTING, PROMETHEUS: OVER_REPORTING },
};

/**
 * What is left of the values where a share of the replicas is silent, the oldest first: they count as those that start, which
 * report nothing either.
 */
export function withoutSilent(figure: ReplicaFigure, counts: ReplicaCounts, share: number): Heard {
  const silent = Math.round(share * counts.ready);
  const heard = { ...counts, ready: counts.ready - silent, starting: counts.starting + silent };
  if ("total" in figure) {
    // Where none is ready, nobody reads the total.
    return { figure: { ...figure, total: (figure.total * heard.ready) / counts.ready }, counts: heard };
  }
  const { each, draining = NONE } = figure;
  const rest = draining.slice(Math.round(share * draining.length));
  return { figure: { ...figure, each: each.slice(silent), draining: rest }, counts: heard };
}

/** The values that reach the host, and the replicas that it counts. */
export interface Heard {
  readonly figure: ReplicaFigure;
  readonly counts: ReplicaCounts;
}

/** How many replicas the values are of, out of all that the host asks or that start. */
export function coverageOf(figure: ReplicaFigure, averaging: Averaging, counts: ReplicaCounts): Coverage {
  const { ready, starting, draining } = counts;
  if ("total" in figure) return { reported: ready, of: ready + starting };
  const going = METHODS[averaging][figure.source].isDrainingAsked ? figure.draining : undefined;
  const asked = going === undefined ? 0 : draining;
  return { reported: figure.each.length + (going?.length ?? 0), of: ready + starting + asked };
}

/** One value out of those of replicas, as a host computes it; null where no replica reports. */
export function replicaAverage(figure: ReplicaFigure, averaging: Averaging, counts: ReplicaCounts): number | null {
  const { isDrainingAsked, routes } = METHODS[averaging][figure.source];
  const { aggregation = "average" } = figure;
  if ("total" in figure) {
    if (counts.ready === 0) return null;
    if (aggregation === "sum") return figure.total;
    return figure.total / (aggregation === "average" && routes !== null ? routes(counts) : counts.ready);
  }
  const { each, draining = NONE } = figure;
  const values = isDrainingAsked && draining.length > 0 ? [...each, ...draining] : each;
  if (values.length === 0) return null;
  if (aggregation !== "average") return aggregated(values, aggregation);
  return sumOf(values) / (routes === null ? values.length : routes(counts));
}

const NONE: readonly number[] = [];

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function aggregated(values: readonly number[], aggregation: Exclude<Aggregation, "average">): number {
  switch (aggregation) {
    case "sum":
      return sumOf(values);
    case "min":
      return leastOf(values);
    case "max":
      return greatestOf(values);
    default: {
      const sorted = values.toSorted((one, other) => one - other);
      // By nearest rank, as hosts do.
      return itemAt(sorted, Math.ceil((Number(aggregation.slice(1)) * values.length) / 100) - 1);
    }
  }
}
