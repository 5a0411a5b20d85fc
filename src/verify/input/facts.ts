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
export interface Facts extends Domain, Pick<MetricFacts, "load"> {
  readonly ground: FactsGround;
}

/** Where a metric's least reading is not known it is assumed to be 0. */
const LEAST = 0;

/**
 * The facts of a metric: those that were stated under its name, and the catalogue's.
 *
 * Whoever states facts states the range of the readings: an end that is left out there is 0, or none.
 */
export function factsFor(metric: MetricKey, stated: MetricFacts | undefined): Facts {
  const { facts: known, ground } = factsOfMetric(metric);
  if (stated === undefined) {
    const { min = LEAST, max = null } = known;
    return { ...known, min, max, ground: known.min === undefined ? "assumed" : ground };
  }
  const { min = LEAST, max = null } = stated;
  return { ...known, ...stated, min, max, ground: "stated" };
}
