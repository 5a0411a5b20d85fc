import type { Arbitrary } from "fast-check";
import { COMPARATORS } from "../../model/comparator.ts";
import type { EndpointId } from "../../model/ids.ts";
import { METRIC_SOURCES } from "../../model/metric.ts";
import {
  type BandRule,
  FALLBACKS,
  ON_UNKNOWN,
  REARM,
  type Rule,
  SCALINGS,
  type ThresholdRule,
  UNREPORTED,
} from "../../model/rule.ts";
import { finiteDecimals } from "./decimal-arbitraries.ts";
import type { FastCheck } from "./fast-check.ts";
import {
  aggregations,
  ENDPOINT_IDS,
  endpointIdsFrom,
  INT32_MAX,
  INT32_MIN,
  METRIC_NAMES,
  ruleIds,
  TO_THE_FIRST,
} from "./pools.ts";

/** What generated rules shall be like. */
export interface RuleOptions {
  /** The endpoints that rules are on. Absent: a few, with names that trip objects up. */
  readonly endpointIds?: readonly EndpointId[];
  /** The metrics that rules look at. Absent: a few. */
  readonly metricNames?: readonly string[];
  /** Only what Backend.AI's rules have: none of this library's fields, whole seconds. Absent: false. */
  readonly plain?: boolean;
}

/** What this library adds to Backend.AI's rules. */
type Extras = Partial<
  Pick<Rule, "aggregation" | "queryPresetId" | "maxAgeSeconds" | "enabled" | "priority" | AskedField>
>;

/** What a rule can ask beyond that its condition holds. */
type AskedField = "minCoverage" | "unreported" | "forSeconds" | "onUnknown" | "rearm" | "onFailure" | "scales";

export function thresholdRules(fc: FastCheck, options: RuleOptions = {}): Arbitrary<ThresholdRule> {
  return fc
    .tuple(
      fc.record({
        type: fc.constant("threshold" as const),
        ...common(fc, options),
        comparator: fc.constantFrom(...COMPARATORS),
        threshold: finiteDecimals(fc),
      }),
      extras(fc, options),
    )
    .map(([rule, more]) => ({ ...rule, ...more }));
}

export function bandRules(fc: FastCheck, options: RuleOptions = {}): Arbitrary<BandRule> {
  const threshold = fc.oneof(
    TO_THE_FIRST,
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 3, arbitrary: finiteDecimals(fc) },
  );
  return fc
    .tuple(
      fc.record({
        type: fc.constant("band" as const),
        ...common(fc, options),
        minThreshold: threshold,
        maxThreshold: threshold,
      }),
      extras(fc, options),
    )
    .map(([rule, more]) => ({ ...rule, ...more }));
}

export function anyRules(fc: FastCheck, options: RuleOptions = {}): Arbitrary<Rule> {
  return fc.oneof(TO_THE_FIRST, thresholdRules(fc, options), bandRules(fc, options));
}

function common(fc: FastCheck, { endpointIds = ENDPOINT_IDS, metricNames = METRIC_NAMES, plain = false }: RuleOptions) {
  return {
    id: ruleIds(fc),
    endpointId: endpointIdsFrom(fc, endpointIds),
    metricSource: fc.constantFrom(...METRIC_SOURCES),
    metricName: fc.constantFrom(...metricNames),
    stepSize: fc.oneof(
      TO_THE_FIRST,
      { weight: 8, arbitrary: fc.constantFrom(1, -1, 2, -2, 3, -3, 0) },
      { weight: 1, arbitrary: fc.constantFrom(100, -100, INT32_MAX, INT32_MIN) },
    ),
    cooldownSeconds: fc.constantFrom(0, 60, 1, 300, -60, INT32_MAX, ...(plain ? [] : [0.5])),
    minReplicas: ruleBounds(fc),
    maxReplicas: ruleBounds(fc),
  };
}

/** Bounds that small counts meet exactly; now and then one that never binds, or always. */
function ruleBounds(fc: FastCheck): Arbitrary<number | null> {
  return fc.oneof(
    TO_THE_FIRST,
    { weight: 9, arbitrary: fc.constant(null) },
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 8 }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, INT32_MAX, INT32_MIN) },
  );
}

function extras(fc: FastCheck, { plain = false }: RuleOptions): Arbitrary<Extras> {
  if (plain) return fc.constant({});
  const usual = fc.record(
    {
      aggregation: aggregations(fc),
      queryPresetId: fc.constantFrom(null, "qps", "latency"),
      maxAgeSeconds: fc.constantFrom(30, 0, 60, 0.5),
      enabled: fc.oneof(
        TO_THE_FIRST,
        { weight: 8, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
      ),
      priority: fc.constantFrom(0, 1, -1, 0.5),
    },
    { requiredKeys: [] },
  );
  const asked = fc.oneof(TO_THE_FIRST, { weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: asks(fc) });
  return fc.tuple(usual, asked).map(([more, wanted]) => soundTogether({ ...more, ...wanted }));
}

function asks(fc: FastCheck): Arbitrary<Pick<Extras, AskedField>> {
  const seconds = fc.constantFrom(0, 30, 60, 0.5);
  return fc.record(
    {
      minCoverage: fc.constantFrom("0.5", 1, "0.3333333333333333333333333333", 0.1),
      unreported: fc.constantFrom(...UNREPORTED),
      forSeconds: fc.oneof(seconds, fc.record({ out: seconds, in: seconds }, { noNullPrototype: true })),
      onUnknown: fc.constantFrom(...ON_UNKNOWN),
      rearm: fc.constantFrom(...REARM),
      onFailure: fc.record(
        {
          afterSeconds: seconds,
          count: fc.integer({ min: 0, max: 9 }),
          how: fc.constantFrom(...FALLBACKS),
        },
        { noNullPrototype: true },
      ),
      scales: fc.constantFrom(...SCALINGS),
    },
    { requiredKeys: [] },
  );
}

/** Percentiles do not argue, and averages alone scale with the count. */
function soundTogether({ scales, unreported, ...extras }: Extras): Extras {
  const { aggregation = "average" } = extras;
  return {
    ...extras,
    ...(unreported !== undefined && !aggregation.startsWith("p") && { unreported }),
    ...(scales !== undefined && aggregation === "average" && { scales }),
  };
}
