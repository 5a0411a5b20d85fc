import type { DecimalLike } from "../../model/decimal-like.ts";
import { type FactsGround, factsOfMetric } from "../../model/facts-of-metric.ts";
import type { MetricKey } from "../../model/metric.ts";
import type { MetricFacts } from "../../model/metric-facts.ts";

/** What a metric's readings can be, both ends included; null: no end. */
export interface Domain {
  readonly min: DecimalLike | null;
  readonly max: DecimalLike | null;
}

/** What the verifier goes by about one metric. */
export interface Facts extends Domain, Pick<MetricFacts, "load" | "busy" | "unit"> {
  /** Which values in the range there are: all of them, whole numbers, or averages of whole numbers over the replicas. */
  readonly values: "any" | "whole" | "averages";
  /** Whether there is a reading at 0 replicas; null where nobody said. */
  readonly atZero: boolean | null;
  /** How surely each of these is known. */
  readonly grounds: Readonly<Record<FactName, FactsGround>>;
}

/** One of the facts that decide what the verifier goes through. */
type FactName = "min" | "max" | "integer" | "load" | "busy" | "atZero";

/** Where a metric's least reading is not known it is assumed to be 0. */
const LEAST = 0;

/**
 * The facts of a metric: those of the catalogue, and in their place what was stated under its name.
 *
 * @param more - stated fact by fact
 * @param domain - states the whole range of the readings: an end that is left out there is 0, or none
 */
export function factsFor(metric: MetricKey, more: MetricFacts = {}, domain?: MetricFacts): Facts {
  const { facts: known, ground } = factsOfMetric(metric);
  const stated = { ...known, ...more };
  const { load, busy, unit, integer = false } = { ...stated, ...domain };
  const { min = LEAST, max = null, atZero = null } = domain ?? stated;
  const groundOf = (fact: FactName): FactsGround => ((domain?.[fact] ?? more[fact]) === undefined ? ground : "stated");
  return {
    min,
    max,
    values: integer ? (isAveraged(metric) ? "averages" : "whole") : "any",
    atZero,
    grounds: {
      min: domain === undefined ? (stated.min === undefined ? "assumed" : groundOf("min")) : "stated",
      max: domain === undefined ? groundOf("max") : "stated",
      integer: groundOf("integer"),
      load: groundOf("load"),
      busy: groundOf("busy"),
      atZero: groundOf("atZero"),
    },
    ...(load === undefined ? {} : { load }),
    ...(busy === undefined ? {} : { busy }),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** A Prometheus answer is the value itself; sums, extremes and percentiles of whole numbers are whole. */
function isAveraged({ source, aggregation = "average" }: MetricKey): boolean {
  return source !== "PROMETHEUS" && aggregation === "average";
}
