import * as fc from "fast-check";
import type { Coverage, Endpoint, MetricAverage, Rule, Snapshot } from "../../src/index.ts";
import { NOW } from "../support/arbitraries.ts";
import { average, endpoint, inRule, rule, snapshot } from "../support/build.ts";
import { aimedSnapshot } from "./aimed.ts";

/** Just before, at, and just after the end of something. */
const nearly = fc.constantFrom(0, 0, 0, -0.001, 0.001, -1000, 1000);
const seconds = fc.constantFrom(0, 1, 60);

/** Half of the time nothing. */
function half<T extends object>(some: fc.Arbitrary<T>): fc.Arbitrary<Partial<T>> {
  return fc.oneof(fc.constant({}), some);
}

/** What a rule asks beyond that its condition holds. */
const asked = fc.record({
  hold: half(
    fc.record(
      {
        forSeconds: fc.oneof(seconds, fc.record({ out: seconds, in: seconds })),
        onUnknown: fc.constantFrom<"reset" | "keep">("reset", "keep"),
        rearm: fc.constantFrom<"keep" | "restart">("keep", "restart"),
      },
      { requiredKeys: ["forSeconds"] },
    ),
  ),
  fallback: half(
    fc.record({
      onFailure: fc.record({
        afterSeconds: seconds,
        count: fc.nat({ max: 7 }),
        how: fc.constantFrom<"static" | "current" | "if-higher" | "if-lower">(
          ...(["static", "current", "if-higher", "if-lower"] as const),
        ),
      }),
    }),
  ),
  cover: half(
    fc.record(
      {
        minCoverage: fc.constantFrom("0.5", "0.75", 1, "0.3333333333333333333333333334"),
        unreported: fc.constant<"argue">("argue"),
      },
      { requiredKeys: [] },
    ),
  ),
  scales: half(fc.record({ scales: fc.constant<"per-replica">("per-replica") })),
});

/** A rule, and about when it has waited for long enough; null where nothing is remembered of it. */
const ruleAsk = fc.record({
  asked: asked.map(({ hold, fallback, cover, scales }): Partial<Rule> => {
    return { ...hold, ...fallback, ...cover, ...scales };
  }),
  since: fc.option(fc.record({ seconds, late: nearly, direction: fc.constantFrom("out", "out", "in", "in", null) })),
});

const settling: fc.Arbitrary<Partial<Endpoint>> = fc
  .record({
    starting: fc.nat({ max: 3 }),
    settle: fc.constantFrom<"hold" | "count">("hold", "count"),
    limit: fc.option(fc.record({ settleAtMostSeconds: seconds, late: nearly })),
  })
  .map(({ limit, ...rest }) => {
    if (limit === null) return rest;
    const { settleAtMostSeconds, late } = limit;
    return { ...rest, settleAtMostSeconds, createdAt: NOW + late - settleAtMostSeconds * 1000 };
  });

const zero: fc.Arbitrary<Partial<Endpoint>> = fc
  .record({
    replicas: fc.constantFrom(null, null, 0),
    policy: fc.record(
      {
        activation: fc.array(
          fc.record({
            metricSource: fc.constantFrom("PROMETHEUS", "KERNEL"),
            metricName: fc.constantFrom("queue", "queue", "shared"),
            comparator: fc.constantFrom("GREATER_THAN", "GREATER_THAN_OR_EQUAL"),
            threshold: fc.constantFrom("0", 10),
          }),
          { maxLength: 2 },
        ),
        idleSeconds: seconds,
        to: fc.nat({ max: 3 }),
      },
      { requiredKeys: ["activation", "idleSeconds"] },
    ),
    idle: fc.option(fc.record({ seconds, late: nearly })),
    zeroBy: fc.constantFrom<Endpoint["memory"]>({}, { zeroBy: "rules" }, { zeroBy: "rules" }),
  })
  .map(({ replicas, policy, idle, zeroBy }) => ({
    ...(replicas !== null && { replicas }),
    zero: policy,
    memory: { ...zeroBy, ...(idle !== null && { idleSince: NOW + idle.late - idle.seconds * 1000 }) },
  }));

const endpointAsk = fc
  .tuple(half(settling), half(zero))
  .map(([one, other]): Partial<Endpoint> => ({ ...one, ...other }));

const coverage: fc.Arbitrary<Coverage | null> = fc.option(
  fc.record({ reported: fc.nat({ max: 5 }), of: fc.nat({ max: 4 }) }),
);

/**
 * Small snapshots in which most rules and endpoints ask for more: conditions that have held for about long enough, metrics that
 * fail, replicas that start or do not report, endpoints without use.
 */
const mostAsking: fc.Arbitrary<Snapshot> = fc
  .record({
    given: aimedSnapshot,
    asks: fc.array(ruleAsk, { minLength: 5, maxLength: 5 }),
    ends: fc.tuple(endpointAsk, endpointAsk),
    covered: fc.array(coverage, { minLength: 5, maxLength: 5 }),
    queues: fc.tuple(fc.constantFrom(null, "0", "1"), fc.constantFrom(null, "0", "1")),
  })
  .map(({ given, asks, ends, covered, queues }) => ({
    ...given,
    rules: given.rules.map((rule, nth) => Object.assign({}, rule, asks[nth]?.asked)),
    endpoints: given.endpoints.map((endpoint, nth) => remembering({ ...endpoint, ...ends[nth] }, given.rules, asks)),
    metrics: [
      ...given.metrics.map((average, nth) => withCoverage(average, covered[nth] ?? null)),
      ...given.endpoints.flatMap(({ id }, nth) => queueOf(id, queues[nth] ?? null)),
    ],
  }));

/** Falls by several replicas, of which a rule that scales per replica may allow a few: those come up by chance in few others. */
const projected: fc.Arbitrary<Snapshot> = fc
  .record({
    replicas: fc.integer({ min: 3, max: 7 }),
    stepSize: fc.integer({ min: -4, max: -2 }),
    value: fc.integer({ min: 20, max: 60 }),
  })
  .map(({ replicas, stepSize, value }) =>
    snapshot({
      endpoints: [endpoint({ replicas })],
      rules: [rule({ threshold: "70", scales: "per-replica" }), inRule({ threshold: "65", stepSize })],
      metrics: [average(value)],
    }),
  );

/** {@link mostAsking}, and now and then a fall that the projection looks at. */
export const askingSnapshot: fc.Arbitrary<Snapshot> = fc.oneof(
  { weight: 20, arbitrary: mostAsking },
  { weight: 1, arbitrary: projected },
);

type RuleAsk = typeof ruleAsk extends fc.Arbitrary<infer Ask> ? Ask : never;

/** An endpoint that remembers its rules, those too that need not be remembered. */
function remembering(endpoint: Endpoint, rules: readonly Rule[], asks: readonly RuleAsk[]): Endpoint {
  const own = rules.flatMap(({ id, endpointId }, nth) => {
    const since = asks[nth]?.since ?? null;
    if (since === null || endpointId !== endpoint.id) return [];
    return [{ id, at: NOW + since.late - since.seconds * 1000, direction: since.direction }];
  });
  if (own.length === 0) return endpoint;
  const memory = {
    ...endpoint.memory,
    breachedSince: Object.fromEntries(own.map(({ id, at, direction }) => [id, { at, direction }])),
    failingSince: Object.fromEntries(own.map(({ id, at }) => [id, at])),
  };
  return { ...endpoint, memory };
}

function withCoverage(average: MetricAverage, coverage: Coverage | null): MetricAverage {
  return coverage === null ? average : { ...average, coverage };
}

function queueOf(endpointId: string, value: string | null): MetricAverage[] {
  return value === null ? [] : [{ endpointId, source: "PROMETHEUS", name: "queue", value }];
}
