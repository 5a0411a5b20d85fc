import type { Arbitrary } from "fast-check";
import type { EndpointId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { METRIC_SOURCES, type MetricAverage } from "../../model/metric.ts";
import { aimAt, hit, junk, USUAL_THRESHOLD } from "./decimal-arbitraries.ts";
import type { FastCheck } from "./fast-check.ts";
import {
  aggregations,
  ENDPOINT_IDS,
  endpointIdsFrom,
  METRIC_NAMES,
  recently,
  TO_THE_FIRST,
  USUAL_NOW,
} from "./pools.ts";

/** What generated averages shall be like. */
export interface MetricOptions {
  /** The endpoints that averages are of. Absent: a few, with names that trip objects up. */
  readonly endpointIds?: readonly EndpointId[];
  /** The clock around which averages were read. Absent: 2026-01-11T03:57:34.495123Z. */
  readonly now?: Instant;
  /** Whether one in ten is no decimal (`NaN`, `abc`), as live systems have them. Absent: true. */
  readonly junk?: boolean;
}

export function metricAverages(fc: FastCheck, options: MetricOptions = {}): Arbitrary<MetricAverage> {
  const { endpointIds = ENDPOINT_IDS, now = USUAL_NOW, junk: withJunk = true } = options;
  const figure = aimAt(fc).map((aim) => hit(USUAL_THRESHOLD, aim));
  const value = fc.oneof(
    TO_THE_FIRST,
    { weight: 9, arbitrary: figure },
    { weight: withJunk ? 1 : 0, arbitrary: junk(fc) },
  );
  const base = fc.record({
    endpointId: endpointIdsFrom(fc, endpointIds),
    source: fc.constantFrom(...METRIC_SOURCES),
    name: fc.constantFrom(...METRIC_NAMES),
    value,
  });
  const more = fc.record({ at: recently(fc, now), aggregation: aggregations(fc) }, { requiredKeys: [] });
  return fc.tuple(base, more).map(([average, rest]) => ({ ...average, ...rest }));
}
