import { KNOWN_METRICS, type KnownMetric } from "./known-metrics.ts";
import type { MetricKey } from "./metric.ts";
import type { MetricFacts } from "./metric-facts.ts";

/**
 * How sure facts are.
 *
 * - `known`: by the catalogue, or by how the source works
 * - `stated`: by whoever wrote the rule set
 * - `assumed`: a `PROMETHEUS` query of that name is taken for the average of the metric of that name
 */
export type FactsGround = "known" | "stated" | "assumed";

/** What is known of one metric, and how surely. */
export interface GroundedFacts {
  readonly facts: MetricFacts;
  readonly ground: FactsGround;
  /** The entry of the catalogue; null where the metric is not in it. */
  readonly metric: KnownMetric | null;
}

/**
 * What is known of the values that rules on a metric compare, whatever its name is written like: `vllm:x` and `vllm_x` are
 * one metric, and an older name has the facts of the one that replaced it.
 *
 * Kernels and engines report nothing while there are no replicas, so that `atZero` is known of every metric of theirs.
 *
 * @example
 * factsOfMetric({ source: "KERNEL", name: "cpu_util" }).facts.max; // null: 100 for each core
 * factsOfMetric({ source: "PROMETHEUS", name: "qps" }).facts; // {}: nothing is known
 */
export function factsOfMetric({ source, name, aggregation = "average" }: MetricKey): GroundedFacts {
  const plain = plainName(name);
  const metric = KNOWN_METRICS.find((each) => each.sources.includes(source) && hasName(each, plain)) ?? null;
  if (source === "PROMETHEUS") {
    // The query may take rates or averages of what was a whole number.
    const { integer: _, ...facts } = metric?.facts ?? {};
    return { facts, ground: metric === null ? "known" : "assumed", metric };
  }
  const facts = metric?.facts ?? { atZero: false };
  return { facts: aggregation === "sum" ? ofSum(facts) : facts, ground: "known", metric };
}

function hasName({ name, olderNames }: KnownMetric, plain: string): boolean {
  return plainName(name) === plain || olderNames.some((each) => plainName(each) === plain);
}

/** Prometheus exposes `engine:metric`; the app proxy wrote `engine_metric`. */
function plainName(name: string): string {
  return name.replace(":", "_");
}

/** A total has no greatest value where one replica has one, unless that is 0; it does not fall when replicas share a load. */
function ofSum({ max, load, ...others }: MetricFacts): MetricFacts {
  return {
    ...others,
    ...(max === undefined ? {} : { max: max === 0 ? 0 : null }),
    ...(load === undefined ? {} : { load: load === "shared" ? "total" : load }),
  };
}
