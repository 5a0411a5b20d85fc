import * as fc from "fast-check";
import { type Aggregation, COMPARATORS, type Comparator, type MetricSource, type Rule } from "../../src/index.ts";
import { any } from "../support/arbitraries.ts";
import { type BruteInput, isBounded } from "./brute-force.ts";

interface Metric {
  readonly metricSource: MetricSource;
  readonly metricName: string;
  readonly aggregation?: Aggregation;
}

const QPS: Metric = { metricSource: "KERNEL", metricName: "qps" };
const PEAK: Metric = { ...QPS, aggregation: "max" };
const WAITING: Metric = { metricSource: "INFERENCE_FRAMEWORK", metricName: "waiting" };

/** The metrics of one set: one, two apart, or two under one name, which one load moves together. */
const metrics = fc.constantFrom<readonly [Metric, Metric]>([QPS, QPS], [QPS, WAITING], [QPS, PEAK]);

const thresholdText = fc.oneof(
  // Few, so that they tie, tile and nest; one in two spellings, and two whose quotients by a count are no decimals.
  {
    weight: 20,
    arbitrary: fc.constantFrom("10", "20", "0.1", "33.3", "1e2", "100", "0", "1e1", "-1", "66.6"),
  },
  // Legal too: past what a double holds, and next to 10 in the same double.
  { weight: 1, arbitrary: fc.constantFrom("1e-400", "1e400", "10.00000000000000000001") },
);

const bound = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 8 }) },
);

const bounds = fc.oneof(
  // Mostly with a gap between them: rules that never act hide what rules do to each other.
  {
    weight: 3,
    arbitrary: fc.record({
      minReplicas: fc.option(fc.integer({ min: 0, max: 2 })),
      maxReplicas: fc.option(fc.integer({ min: 4, max: 8 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ minReplicas: bound, maxReplicas: bound }) },
);

const common = {
  stepSize: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(1, -1) },
    { weight: 1, arbitrary: fc.integer({ min: -5, max: 5 }) },
  ),
  cooldownSeconds: fc.constantFrom(0, 10, 30, 60),
};

const threshold = fc.record({
  type: fc.constant("threshold" as const),
  ...common,
  comparator: fc.constantFrom(...COMPARATORS),
  threshold: thresholdText,
});

/** Out when the reading is high, in when it is low: with rules of any kind only, few loads would go up and down again. */
const usual = fc
  .record({
    type: fc.constant("threshold" as const),
    ...common,
    stepSize: fc.integer({ min: 1, max: 5 }),
    out: fc.boolean(),
    strict: fc.boolean(),
    threshold: thresholdText,
  })
  .map(({ out, strict, stepSize, ...rule }) => ({
    ...rule,
    stepSize: out ? stepSize : -stepSize,
    comparator: comparatorOf(out, strict),
  }));

function comparatorOf(out: boolean, strict: boolean): Comparator {
  if (out) return strict ? "GREATER_THAN" : "GREATER_THAN_OR_EQUAL";
  return strict ? "LESS_THAN" : "LESS_THAN_OR_EQUAL";
}

const band = fc.record({
  type: fc.constant("band" as const),
  ...common,
  // Either way round: an inverted band is two rules that overlap.
  minThreshold: fc.option(thresholdText),
  maxThreshold: fc.option(thresholdText),
});

const rare = fc.record(
  {
    enabled: fc.constantFrom(true, true, true, false),
    priority: fc.integer({ min: -1, max: 1 }),
  },
  { requiredKeys: [] },
);

/** A rule but for its name and metric. */
const body = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: usual }, { weight: 2, arbitrary: threshold }, { weight: 1, arbitrary: band }),
    bounds,
    fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: rare }),
  )
  .map(([rule, range, more]) => ({ ...rule, ...range, ...more }));

const member = fc.record({ body, second: fc.boolean() });

const rules: fc.Arbitrary<readonly Rule[]> = fc
  .record({
    metrics,
    members: fc.array(member, { minLength: 1, maxLength: 4 }),
    // Under `agreement` the first id wins a tie, which need not be the first rule.
    ids: fc.shuffledSubarray(["a", "b", "c", "d"], { minLength: 4 }),
  })
  .map(({ metrics: [one, other], members, ids }) =>
    members.map(({ body, second }, at) => ({
      ...body,
      ...(second ? other : one),
      id: ids[at] ?? String(at),
      endpointId: "e",
    })),
  );

const endpoint = fc
  .tuple(bound, bound)
  .map(([one, other]) =>
    one === null || other === null
      ? { minReplicas: one, maxReplicas: other }
      : { minReplicas: Math.min(one, other), maxReplicas: Math.max(one, other) },
  );

/** Where readings stay: thresholds lie inside, at the ends and outside. */
const domain = fc.constantFrom<NonNullable<BruteInput["domain"]>>(
  { qps: { max: "100" } },
  { qps: { min: "0", max: "33.3" }, waiting: { min: "-5" } },
  { qps: { max: "50" }, waiting: { max: "5" } },
);

const required = {
  rules,
  semantics: any.semantics(),
  initial: fc
    .uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 })
    .map((counts) => counts.toSorted((one, other) => one - other)),
  counts: fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 }))
    .map(([min, more]) => ({ min, max: min + more })),
};

const optional = {
  endpoint,
  domain,
  load: fc.constantFrom({ metric: "qps" }, { metric: "waiting" }),
  cycleSeconds: fc.constant(10),
};

/** Whole rule sets, small enough to try everything, in which what is hard about them happens often. */
export const smallRuleSet: fc.Arbitrary<BruteInput> = fc
  .tuple(fc.record(required), fc.record(optional, { requiredKeys: [] }))
  .map(([always, sometimes]) => ({ ...always, ...sometimes }));

/** The same with a maximum wherever one is needed to keep the counts finite: here everything can be found out. */
export const boundedRuleSet: fc.Arbitrary<BruteInput> = fc
  .tuple(smallRuleSet, fc.integer({ min: 0, max: 8 }))
  .map(([set, cap]) => ({ ...set, rules: set.rules.map((rule) => (isCapped(rule) ? rule : capped(rule, cap))) }));

function isCapped(rule: Rule): boolean {
  return isBounded({ rules: [rule] });
}

function capped(rule: Rule, maxReplicas: number): Rule {
  return { ...rule, maxReplicas };
}
