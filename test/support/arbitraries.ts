import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import {
  type Aggregation,
  type BandRule,
  COMPARATORS,
  type DecimalLike,
  type Endpoint,
  METRIC_SOURCES,
  type MetricAverage,
  type Rule,
  type Semantics,
  type Snapshot,
  type ThresholdRule,
} from "../../src/index.ts";

/** The clock of generated snapshots: everything in them happens around it. */
export const NOW = 1_768_103_854_495;

export const semantics: fc.Arbitrary<Semantics> = fc.record({
  combine: fc.constantFrom("sequential", "first", "agreement"),
  bounds: fc.constantFrom("skip", "clamp"),
  cooldownEnd: fc.constantFrom("exclusive", "inclusive"),
});

/** Few endpoints, so that they get several rules; the names that trip objects up among them. */
const ENDPOINT_IDS = ["chat", "__proto__", "constructor", "a b"] as const;
const METRIC_NAMES = ["cuda_util", "mem", "toString"] as const;

/** Decimals near each other: mostly 10 written in every way, and its closest neighbours, some in the same double. */
const finite: fc.Arbitrary<DecimalLike> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<DecimalLike>("10", 10, "10.0", "1e1", "+10", new Decimal("10.00")) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("10.00000000000000000001", "9.99999999999999999999999999", "10.000000000000001"),
  },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom("0", "-0", "1e-400", "-1e-400", "1e400", "1e401") },
);

/** What averages are: decimals, and the infinities that Prometheus answers. */
export const figure: fc.Arbitrary<DecimalLike> = fc.oneof(
  { weight: 12, arbitrary: finite },
  { weight: 1, arbitrary: fc.constantFrom("Infinity", "-inf") },
);

/** Averages that cannot be compared. */
const junk: fc.Arbitrary<DecimalLike> = fc.constantFrom(
  "NaN",
  Number.NaN,
  "abc",
  "",
  "0x10",
  "1,5",
  new Decimal(Number.NaN),
);

const step = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(-100, 100) },
);
const bound = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 8 }));
const cooldownSeconds = fc.constantFrom(0, 1, 60, 300, -60);

const common = {
  endpointId: fc.constantFrom(...ENDPOINT_IDS),
  metricSource: fc.constantFrom(...METRIC_SOURCES),
  metricName: fc.constantFrom(...METRIC_NAMES),
  stepSize: step,
  cooldownSeconds,
  minReplicas: bound,
  maxReplicas: bound,
};

const aggregation = fc.constantFrom<Aggregation>("average", "average", "max", "p95");

const extras = fc.record(
  {
    aggregation,
    maxAgeSeconds: fc.constantFrom(0, 30, 60),
    enabled: fc.boolean(),
    priority: fc.integer({ min: -1, max: 1 }),
  },
  { requiredKeys: [] },
);

export const thresholdRule: fc.Arbitrary<ThresholdRule> = fc
  .tuple(
    fc.record({
      type: fc.constant("threshold" as const),
      id: fc.string({ maxLength: 6 }),
      ...common,
      comparator: fc.constantFrom(...COMPARATORS),
      threshold: finite,
    }),
    extras,
  )
  .map(([rule, more]) => ({ ...rule, ...more }));

export const bandRule: fc.Arbitrary<BandRule> = fc
  .tuple(
    fc.record({
      type: fc.constant("band" as const),
      id: fc.string({ maxLength: 6 }),
      ...common,
      minThreshold: fc.oneof(fc.constant(null), finite),
      maxThreshold: fc.oneof(fc.constant(null), finite),
    }),
    extras,
  )
  .map(([rule, more]) => ({ ...rule, ...more }));

export const rule: fc.Arbitrary<Rule> = fc.oneof(thresholdRule, bandRule);

/** Instants around the ends of a cooldown that began a minute or five ago, to the millisecond and below. */
const recently = fc
  .tuple(fc.constantFrom(0, 1, 60, 300, 3600), fc.constantFrom(-1, -0.25, 0, 0.25, 1, 1000))
  .map(([secondsAgo, offset]) => NOW - secondsAgo * 1000 + offset);

/** Only what Backend.AI's endpoints have. */
export const plainEndpoint = fc.record({
  id: fc.constantFrom(...ENDPOINT_IDS),
  replicas: fc.integer({ min: 0, max: 9 }),
});

const bounds = fc
  .tuple(bound, bound)
  .map(([a, b]) =>
    a === null || b === null
      ? { minReplicas: a, maxReplicas: b }
      : { minReplicas: Math.min(a, b), maxReplicas: Math.max(a, b) },
  );

export const endpoint: fc.Arbitrary<Endpoint> = fc
  .tuple(
    plainEndpoint,
    fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: bounds }),
    fc.record(
      {
        paused: fc.constantFrom("both", "out", "in"),
        pausedUntil: fc.constantFrom(NOW - 1, NOW, NOW + 1, NOW + 5000),
        advisory: fc.boolean(),
        cooldownSeconds: fc.record({ out: fc.constantFrom(0, 60), in: fc.constantFrom(0, 300) }),
        lastScaledAt: fc.record({
          out: fc.oneof(fc.constant(null), recently),
          in: fc.oneof(fc.constant(null), recently),
        }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([plain, range, more]) => ({ ...plain, ...range, ...more }));

const metricKey = {
  endpointId: fc.constantFrom(...ENDPOINT_IDS),
  source: fc.constantFrom(...METRIC_SOURCES),
  name: fc.constantFrom(...METRIC_NAMES),
};

export const metricAverage: fc.Arbitrary<MetricAverage> = fc
  .tuple(
    fc.record({ ...metricKey, value: fc.oneof({ weight: 9, arbitrary: figure }, { weight: 1, arbitrary: junk }) }),
    fc.record({ at: recently, aggregation }, { requiredKeys: [] }),
  )
  .map(([average, more]) => ({ ...average, ...more }));

export interface SnapshotShape {
  readonly endpoint?: fc.Arbitrary<Endpoint>;
  readonly rule?: fc.Arbitrary<Rule>;
}

/** Snapshots in which rules meet their metrics often, times stand at the ends of cooldowns, and bounds bind. */
export function snapshot(shape: SnapshotShape = {}): fc.Arbitrary<Snapshot> {
  return fc
    .record({
      endpoints: fc.uniqueArray(shape.endpoint ?? endpoint, { selector: ({ id }) => id, minLength: 1, maxLength: 4 }),
      rules: fc.uniqueArray(shape.rule ?? rule, { selector: ({ id }) => id, minLength: 1, maxLength: 8 }),
      metrics: fc.array(metricAverage, { maxLength: 12 }),
      times: fc.array(fc.oneof(fc.constant(null), recently), { minLength: 8, maxLength: 8 }),
      values: fc.array(fc.oneof({ weight: 3, arbitrary: figure }, { weight: 1, arbitrary: fc.constant(null) }), {
        minLength: 8,
        maxLength: 8,
      }),
    })
    .map(({ endpoints, rules, metrics, times, values }) => ({
      now: NOW,
      endpoints,
      rules,
      metrics: [...metrics, ...averagesFor(rules, values)],
      lastTriggered: new Map(
        rules.flatMap(({ id }, at): [string, number][] => {
          const time = times[at];
          return time === null || time === undefined ? [] : [[id, time]];
        }),
      ),
    }));
}

/** An average for most rules' metrics, so that few cases end at "no metric"; one for each metric, so that few conflict. */
function averagesFor(rules: readonly Rule[], values: readonly (DecimalLike | null)[]): MetricAverage[] {
  const seen = new Set<string>();
  return rules.flatMap((each, at): MetricAverage[] => {
    const { endpointId, metricSource: source, metricName: name, aggregation: how, id } = each;
    const key = JSON.stringify([endpointId, source, name, how ?? "average"]);
    const value = values[at] ?? null;
    if (value === null || seen.has(key)) return [];
    seen.add(key);
    // Later than any other reading of the same metric.
    const whose = source === "PROMETHEUS" && at % 2 === 0 ? { ruleId: id } : {};
    const aggregated = how === undefined ? {} : { aggregation: how };
    return [{ endpointId, source, name, ...aggregated, value, at: NOW + 1000, ...whose }];
  });
}
