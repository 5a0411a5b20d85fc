import type { Arbitrary } from "fast-check";
import { COMPARATORS } from "../../model/comparator.ts";
import { type Endpoint, PAUSES, SETTLE_MODES } from "../../model/endpoint.ts";
import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { METRIC_SOURCES } from "../../model/metric.ts";
import { USUAL_THRESHOLD } from "./decimal-arbitraries.ts";
import type { FastCheck } from "./fast-check.ts";
import {
  ago,
  ENDPOINT_IDS,
  endpointIdsFrom,
  INT32_MAX,
  METRIC_NAMES,
  offsets,
  recently,
  ruleIds,
  TO_THE_FIRST,
  USUAL_NOW,
} from "./pools.ts";

/** What generated endpoints shall be like. */
export interface EndpointOptions {
  /** Their ids. Absent: a few, with names that trip objects up. */
  readonly ids?: readonly EndpointId[];
  /** Only what Backend.AI's endpoints have: an id and a count. Absent: false. */
  readonly plain?: boolean;
  /** The clock that pauses and cooldowns stand around. Absent: 2026-01-11T03:57:34.495123Z. */
  readonly now?: Instant;
}

/** Objects that print as people write them. */
const PLAIN = { noNullPrototype: true } as const;

export function endpoints(fc: FastCheck, options: EndpointOptions = {}): Arbitrary<Endpoint> {
  const { ids = ENDPOINT_IDS, plain = false, now = USUAL_NOW } = options;
  const base = fc.record({
    id: endpointIdsFrom(fc, ids),
    replicas: fc.oneof(
      TO_THE_FIRST,
      { weight: 15, arbitrary: fc.integer({ min: 0, max: 9 }) },
      { weight: 1, arbitrary: fc.constantFrom(INT32_MAX, INT32_MAX - 1) },
    ),
  });
  if (plain) return base;
  return fc
    .tuple(base, ranges(fc), gates(fc, now), starts(fc, now), zeros(fc), memories(fc, now))
    .map(([bare, ...more]) => Object.assign({ ...bare }, ...more));
}

/** The endpoint's own bounds, the lower one first; mostly none. */
function ranges(fc: FastCheck): Arbitrary<Pick<Endpoint, "minReplicas" | "maxReplicas">> {
  const bound = fc.oneof(
    TO_THE_FIRST,
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 8 }) },
    { weight: 1, arbitrary: fc.constant(INT32_MAX) },
  );
  const range = fc.tuple(bound, bound).map(([one, other]) => {
    const isInOrder = one === null || other === null || one <= other;
    return isInOrder ? { minReplicas: one, maxReplicas: other } : { minReplicas: other, maxReplicas: one };
  });
  return fc.oneof(TO_THE_FIRST, { weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: range });
}

function gates(fc: FastCheck, now: Instant): Arbitrary<Partial<Endpoint>> {
  const scaled = fc.oneof(TO_THE_FIRST, fc.constant(null), recently(fc, now));
  const some = fc.record(
    {
      paused: fc.constantFrom(...PAUSES),
      pausedUntil: offsets(fc).map((offset) => ago(now, 0, offset)),
      advisory: fc.boolean(),
      cooldownSeconds: fc.record({ out: fc.constantFrom(0, 60), in: fc.constantFrom(0, 300, 0.5) }, PLAIN),
      lastScaledAt: fc.record({ out: scaled, in: scaled }, PLAIN),
    },
    { requiredKeys: [] },
  );
  // A fall that paces rules, where no cooldown of the endpoint's own runs from it.
  const fallen = recently(fc, now).map((at) => ({ lastScaledAt: { out: null, in: at } }));
  return fc.oneof(
    TO_THE_FIRST,
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fallen },
    { weight: 3, arbitrary: some },
  );
}

/** Replicas that start, and what they hold back. */
function starts(fc: FastCheck, now: Instant): Arbitrary<Partial<Endpoint>> {
  const some = fc
    .record(
      {
        starting: fc.constantFrom(0, 1, 1, 2, 9),
        settle: fc.constantFrom(...SETTLE_MODES),
        settleAtMostSeconds: fc.constantFrom(0, 60, 300),
        createdAt: recently(fc, now),
      },
      { requiredKeys: ["starting"] },
    )
    .map((each): Partial<Endpoint> => each);
  return mostlyNone(fc, some);
}

function zeros(fc: FastCheck): Arbitrary<Partial<Endpoint>> {
  const condition = fc.record(
    {
      metricSource: fc.constantFrom(...METRIC_SOURCES),
      metricName: fc.constantFrom(...METRIC_NAMES),
      aggregation: fc.constantFrom("average" as const, "max" as const),
      comparator: fc.constantFrom(...COMPARATORS),
      threshold: fc.constant(USUAL_THRESHOLD),
    },
    { requiredKeys: ["metricSource", "metricName", "comparator", "threshold"], ...PLAIN },
  );
  const zero = fc.record(
    {
      activation: fc.array(condition, { maxLength: 2 }),
      idleSeconds: fc.constantFrom(0, 60, 300, 0.5),
      to: fc.integer({ min: 0, max: 4 }),
    },
    { requiredKeys: ["activation", "idleSeconds"], ...PLAIN },
  );
  return mostlyNone(
    fc,
    zero.map((each) => ({ zero: each })),
  );
}

function memories(fc: FastCheck, now: Instant): Arbitrary<Partial<Endpoint>> {
  const time = recently(fc, now);
  const breach = fc.record({ at: time, direction: fc.constantFrom("out" as const, "in" as const, null) }, PLAIN);
  const memory = fc.record(
    {
      breachedSince: entries(fc, breach),
      failingSince: entries(fc, time),
      idleSince: time,
      zeroBy: fc.constant("rules" as const),
    },
    { requiredKeys: [], ...PLAIN },
  );
  return mostlyNone(
    fc,
    memory.map((each) => ({ memory: each })),
  );
}

/** What rules are remembered for, `__proto__` among them. */
function entries<Entry>(fc: FastCheck, entry: Arbitrary<Entry>): Arbitrary<Record<RuleId, Entry>> {
  const all = fc.uniqueArray(fc.tuple(ruleIds(fc), entry), { selector: ([id]) => id, maxLength: 3 });
  return all.map((each) => Object.fromEntries(each));
}

function mostlyNone(fc: FastCheck, some: Arbitrary<Partial<Endpoint>>): Arbitrary<Partial<Endpoint>> {
  return fc.oneof(TO_THE_FIRST, { weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: some });
}
