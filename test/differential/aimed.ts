import * as fc from "fast-check";
import {
  type BandRule,
  COMPARATORS,
  type DecimalLike,
  type Endpoint,
  METRIC_SOURCES,
  type MetricAverage,
  type MissingMetric,
  type Rule,
  type Semantics,
  type Snapshot,
  type ThresholdRule,
} from "../../src/index.ts";
import { itemAt } from "../../src/util/item-at.ts";
import { any, NOW } from "../support/arbitraries.ts";

/** Rarely `some`; else absent. */
function rarely<T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some });
}

/** Just before, at, and just after the end of something: by a microsecond, a quarter of a millisecond, a second. */
const nearly = fc.constantFrom(0, 0, 0, -0.001, 0.001, -0.25, 0.25, -1000, 1000);

const TEN: readonly DecimalLike[] = ["10", 10, "10.0", "1e1", "10.00000000000000000001", "9.99999999999999999999"];
const value = fc.constantFrom<DecimalLike>(...TEN, 9, 11, "11.5", "8", "Infinity", "-inf");
const cooldownSeconds = fc.constantFrom(0, 1, 60, -60);

/** How the snapshot answers a rule: by its metric's average, by one of its own, or by saying that it is missing. */
type Answer = "average" | "own" | "missing" | "own missing" | "none";

/** What a rule is made of, in terms of where its step would lead. */
interface Plan {
  readonly endpoint: number;
  readonly source: number;
  /** Rules share few metrics, so that many of them have one signal. */
  readonly name: string;
  readonly preset: string | null | undefined;
  readonly comparator: number;
  readonly band: readonly [number, number] | undefined;
  readonly step: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly cooldownSeconds: number;
  readonly sinceCooldown: number | undefined;
  readonly value: DecimalLike;
  readonly answer: Answer;
  /** How far past its last fresh moment the average is; or, if it is ahead of the clock, short of its first one. */
  readonly age: { readonly maxAgeSeconds: number; readonly past: number; readonly isAhead: boolean } | undefined;
  readonly priority: number | undefined;
  readonly enabled: boolean | undefined;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  endpoint: fc.constantFrom(0, 0, 0, 0, 1),
  source: fc.constantFrom(0, 0, 0, 1, 2, 2),
  name: fc.constantFrom("shared", "shared", "shared", "other", "third"),
  preset: rarely(fc.constantFrom("p", "p", "q", null)),
  comparator: fc.nat({ max: 3 }),
  band: rarely(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }))),
  step: fc.constantFrom(-3, -2, -1, -1, 0, 1, 1, 2),
  min: rarely(fc.integer({ min: -1, max: 1 })),
  max: rarely(fc.integer({ min: -1, max: 1 })),
  cooldownSeconds,
  sinceCooldown: rarely(nearly),
  value,
  answer: fc.oneof(
    { weight: 11, arbitrary: fc.constant<Answer>("average") },
    { weight: 5, arbitrary: fc.constantFrom<Answer>("own", "own", "missing", "own missing", "none") },
  ),
  age: rarely(
    fc.record({ maxAgeSeconds: fc.constantFrom(0, 30), past: nearly, isAhead: fc.constantFrom(false, false, true) }),
  ),
  priority: rarely(fc.constantFrom(-1, 0, 1)),
  enabled: rarely(fc.constantFrom(true, false)),
});

const endpoint = fc
  .record({
    replicas: fc.nat({ max: 5 }),
    paused: rarely(fc.constantFrom("both", "out", "in")),
    pausedUntil: rarely(nearly),
    advisory: rarely(fc.boolean()),
    cooldowns: rarely(fc.record({ out: cooldownSeconds, in: cooldownSeconds, late: nearly, out_: fc.boolean() })),
    // A fall so long ago that the pace of a rule of that cooldown ends about now.
    fell: rarely(fc.record({ seconds: fc.constantFrom(0, 1, 60), late: nearly })),
    min: rarely(fc.integer({ min: -1, max: 1 })),
    max: rarely(fc.integer({ min: -1, max: 1 })),
  })
  .map(({ replicas, paused, pausedUntil, advisory, cooldowns, fell, min, max }): Omit<Endpoint, "id"> => {
    const bounds = [min, max].map((by) => (by === undefined ? undefined : Math.max(0, replicas + by)));
    const [low, high] = bounds;
    return {
      replicas,
      ...(paused === undefined ? {} : { paused }),
      ...(pausedUntil === undefined ? {} : { pausedUntil: NOW + pausedUntil }),
      ...(advisory === undefined ? {} : { advisory }),
      ...(fell === undefined ? {} : { lastScaledAt: { out: null, in: NOW + fell.late - fell.seconds * 1000 } }),
      ...(cooldowns === undefined ? {} : scaledBefore(cooldowns)),
      ...(low === undefined ? {} : { minReplicas: low }),
      ...(high === undefined ? {} : { maxReplicas: Math.max(high, low ?? 0) }),
    };
  });

/** Cooldowns of which the one in some direction ends about now. */
function scaledBefore(given: { out: number; in: number; late: number; out_: boolean }) {
  const cooldownSeconds = { out: Math.abs(given.out), in: Math.abs(given.in) };
  const at = NOW + given.late - cooldownSeconds[given.out_ ? "out" : "in"] * 1000;
  return { cooldownSeconds, lastScaledAt: given.out_ ? { out: at, in: null } : { out: null, in: at } };
}

/** Two endpoints and a few rules on them. */
function snapshotOf(
  endpoints: readonly [Omit<Endpoint, "id">, Omit<Endpoint, "id">],
  plans: readonly Plan[],
): Snapshot {
  const rules = plans.map((each, nth) => ruleOf(each, nth, endpoints[each.endpoint]?.replicas ?? 0));
  return {
    now: NOW,
    endpoints: endpoints.map((each, nth) => ({ id: `e${nth}`, ...each })),
    rules,
    ...answersTo(rules, plans),
    lastTriggered: new Map(
      plans.flatMap(({ sinceCooldown, cooldownSeconds: seconds }, nth): [string, number][] =>
        sinceCooldown === undefined ? [] : [[`r${nth}`, NOW - seconds * 1000 + sinceCooldown]],
      ),
    ),
  };
}

/** A copy of a rule, equal or not, or of an endpoint. */
interface Twin {
  readonly nth: number;
  readonly of: "rule" | "endpoint";
  readonly changes: Partial<Rule>;
  /** How often a rule's copy is there, and the first place of them. */
  readonly times: number;
  readonly place: number;
}

const twin: fc.Arbitrary<Twin | undefined> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record({
      nth: fc.nat({ max: 4 }),
      of: fc.constantFrom("rule", "rule", "rule", "endpoint"),
      changes: fc.constantFrom<Partial<Rule>>(
        {},
        {},
        {},
        { stepSize: 1 },
        { endpointId: "e1" },
        { endpointId: "gone" },
        { enabled: true },
      ),
      times: fc.constantFrom(1, 1, 2),
      place: fc.nat({ max: 5 }),
    }),
  },
);

function withTwin(given: Snapshot, one: Twin | undefined): Snapshot {
  if (one === undefined) return given;
  const { nth, of, changes, times, place } = one;
  if (of === "endpoint")
    return {
      ...given,
      endpoints: [
        ...given.endpoints,
        ...given.endpoints
          .slice(nth % 2)
          .slice(0, 1)
          .map((one) => ({ ...one, replicas: 1 })),
      ],
    };
  const rule = itemAt(given.rules, nth % given.rules.length);
  const copies = Array.from({ length: times }, (): Rule => Object.assign({}, rule, changes));
  return { ...given, rules: given.rules.toSpliced(place, 0, ...copies) };
}

const endpoints = fc.tuple(endpoint, endpoint);
const plans = fc.array(plan, { minLength: 1, maxLength: 5 });

/**
 * Small snapshots in which something is always at stake: most rules are met, and stand at a tie, a bound, or the end of a
 * cooldown, of a pause or of an average's freshness.
 */
export const aimedSnapshot: fc.Arbitrary<Snapshot> = fc
  .tuple(endpoints, plans)
  .map(([given, rules]) => snapshotOf(given, rules));

/** The same, in some of which a rule or an endpoint is named twice. */
export const twinnedSnapshot: fc.Arbitrary<Snapshot> = fc
  .tuple(aimedSnapshot, twin)
  .map(([given, one]) => withTwin(given, one));

/** The same with rules and endpoints as most are: only thresholds, and no settings. Now and then one rule differs. */
export const plainSnapshot: fc.Arbitrary<Snapshot> = fc
  .tuple(endpoints, plans, fc.nat({ max: 11 }))
  .map(([[{ replicas: first }, { replicas: second }], given, special]) => {
    const rules = given.map(({ source, ...rest }, nth) =>
      nth === special
        ? { ...rest, source }
        : { ...rest, source: source % 2, band: undefined, age: undefined, enabled: undefined },
    );
    return snapshotOf([{ replicas: first }, { replicas: second }], rules);
  });

/** Semantics under which rules are taken one after the other, as in Backend.AI. */
export const plainSemantics: fc.Arbitrary<Semantics> = any.semantics().map((semantics) => ({
  ...semantics,
  bounds: "skip",
  combine: semantics.combine === "first" ? "first" : "sequential",
}));

function ruleOf(given: Plan, nth: number, replicas: number): Rule {
  const { step, band, min, max, age, priority, enabled, comparator, name, preset } = given;
  const target = Math.max(0, replicas + step);
  const base = {
    id: `r${nth}`,
    endpointId: `e${given.endpoint}`,
    metricSource: METRIC_SOURCES[given.source] ?? "KERNEL",
    metricName: name,
    ...(preset === undefined ? {} : { queryPresetId: preset }),
    stepSize: step,
    cooldownSeconds: given.cooldownSeconds,
    minReplicas: min === undefined ? null : target + min,
    maxReplicas: max === undefined ? null : target + max,
    ...(age === undefined ? {} : { maxAgeSeconds: age.maxAgeSeconds }),
    ...(priority === undefined ? {} : { priority }),
    ...(enabled === undefined ? {} : { enabled }),
  };
  if (band !== undefined) {
    const ends = band.map((end) => [null, "10", "9", "12"][end] ?? null);
    return { type: "band", ...base, minThreshold: ends[0] ?? null, maxThreshold: ends[1] ?? null } satisfies BandRule;
  }
  const how = COMPARATORS[comparator] ?? "LESS_THAN";
  return { type: "threshold", ...base, comparator: how, threshold: "10" } satisfies ThresholdRule;
}

/** An average for most rules, one for each metric and one for each query of a rule's own; or why it is missing. */
function answersTo(rules: readonly Rule[], plans: readonly Plan[]): Pick<Snapshot, "metrics" | "missing"> {
  const metrics: MetricAverage[] = [];
  const missing: MissingMetric[] = [];
  const seen = new Set<string>();
  for (const [nth, { id, endpointId, metricSource: source, metricName: name }] of rules.entries()) {
    const { value: figure, answer, age } = itemAt(plans, nth);
    const isOwn = answer.startsWith("own") && source === "PROMETHEUS";
    const key = isOwn ? id : `${endpointId} ${source} ${name}`;
    if (answer === "none" || seen.has(key)) continue;
    seen.add(key);
    const entry = { endpointId, source, name, ...(isOwn ? { ruleId: id } : {}) };
    const at = age === undefined ? {} : { at: NOW + (age.isAhead ? 1 : -1) * (age.maxAgeSeconds * 1000 - age.past) };
    if (answer.endsWith("missing")) missing.push({ ...entry, reason: "source-failed" });
    else metrics.push({ ...entry, value: figure, ...at });
  }
  return missing.length === 0 ? { metrics } : { metrics, missing };
}
