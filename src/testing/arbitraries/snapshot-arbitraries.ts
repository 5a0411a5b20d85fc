import type { Arbitrary } from "fast-check";
import type { DecimalLike } from "../../model/decimal-like.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import {
  type Coverage,
  type MetricAverage,
  MISSING_REASONS,
  type MissingDetail,
  type MissingMetric,
} from "../../model/metric.ts";
import { holdFor, type Rule } from "../../model/rule.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { type Aim, aimAt, hit, junk, USUAL_THRESHOLD } from "./decimal-arbitraries.ts";
import { endpoints } from "./endpoint-arbitraries.ts";
import type { FastCheck } from "./fast-check.ts";
import { metricAverages } from "./metric-arbitraries.ts";
import { ago, ENDPOINT_IDS, METRIC_NAMES, offsets, TO_THE_FIRST, USUAL_NOW } from "./pools.ts";
import { anyRules } from "./rule-arbitraries.ts";

/** What generated snapshots shall be like. */
export interface SnapshotOptions {
  /** The clock. Absent: 2026-01-11T03:57:34.495123Z. */
  readonly now?: Instant;
  /** Endpoints and what is on them. Absent: a few, with names that trip objects up. Up to four are in a snapshot. */
  readonly endpointIds?: readonly EndpointId[];
  /** Your own endpoints, such as `fc.constant(endpoint)`. Absent: any. */
  readonly endpoint?: Arbitrary<Endpoint>;
  /** Your own rules, such as `fc.constantFrom(...rules)`. Absent: any. Values and times aim at them. */
  readonly rule?: Arbitrary<Rule>;
  /** Whether some averages are no decimals (`NaN`, `abc`), as live systems have them. Absent: true. */
  readonly junk?: boolean;
}

/** The most rules in a snapshot: enough to get in each other's way, few enough to read. */
const MOST_RULES = 8;

/** Where the value and the times of a rule shall lie, whatever rule it turns out to be. */
interface RuleAim {
  /** The average of its metric; null for none. */
  readonly value: Aim | DecimalLike | null;
  /** Another average of the same metric, read at the same time; null for none. */
  readonly rival: Aim | null;
  /** Of a `PROMETHEUS` rule: whether the average answers its own query. */
  readonly own: boolean;
  /** Microseconds from the last time at which the average would be fresh; null where it does not say when it was read. */
  readonly read: number | null;
  /** Whether the average was read so long ahead of the clock, instead of so long ago. */
  readonly isAhead: boolean;
  /** Microseconds from the moment at which a trigger would be exactly a cooldown ago; null for never triggered. */
  readonly triggered: number | null;
  /** How many replicas the average covers; null where it does not say so. */
  readonly coverage: Coverage | null;
  /** Microseconds from the moment at which the rule has waited for long enough; null where nothing is remembered. */
  readonly waited: number | null;
  /** The direction of the condition that is remembered. */
  readonly breach: "out" | "in" | null;
}

export function snapshots(fc: FastCheck, options: SnapshotOptions = {}): Arbitrary<Snapshot> {
  const spread = oneKind(fc, options);
  if (options.rule !== undefined || options.endpoint !== undefined) return spread;
  // All rules on one endpoint, and on few values, so that they get in each other's way.
  const endpointIds = (options.endpointIds ?? ENDPOINT_IDS).slice(0, 1);
  const rule = anyRules(fc, { endpointIds, metricNames: METRIC_NAMES.slice(0, 1) });
  return fc.oneof(TO_THE_FIRST, spread, oneKind(fc, { ...options, endpointIds, rule }));
}

function oneKind(fc: FastCheck, options: SnapshotOptions): Arbitrary<Snapshot> {
  const { now = USUAL_NOW, endpointIds, junk: withJunk = true } = options;
  const ids = endpointIds === undefined ? {} : { endpointIds };
  const endpoint = options.endpoint ?? endpoints(fc, endpointIds === undefined ? { now } : { now, ids: endpointIds });
  const rule = options.rule ?? anyRules(fc, ids);
  return fc
    .record({
      endpoints: fc.uniqueArray(endpoint, { selector: ({ id }) => id, minLength: 1, maxLength: 4 }),
      // Each rule with its aim, so that a counterexample can lose rules and keep what the others meet.
      aimed: fc.uniqueArray(fc.record({ rule, aim: ruleAims(fc, withJunk) }), {
        selector: (each) => each.rule.id,
        minLength: 1,
        maxLength: MOST_RULES,
      }),
      strays: fc.array(metricAverages(fc, { ...ids, now, junk: withJunk }), { maxLength: 4 }),
      reasons: fc.array(fc.constantFrom(...MISSING_REASONS), { maxLength: 2 }),
      uses: fc.array(fc.constantFrom(null, "0", "0", "1e9"), { maxLength: 4 }),
    })
    .map(({ endpoints: placed, aimed, strays, reasons, uses }) => ({
      now,
      endpoints: placed.map((endpoint) => remembering(endpoint, aimed, now)),
      rules: aimed.map((each) => each.rule),
      metrics: [...strays, ...averagesFor(aimed, now), ...usesOf(placed, uses)],
      lastTriggered: triggersOf(aimed, now),
      ...(reasons.length === 0 ? {} : { missing: missingFor(aimed, reasons) }),
    }));
}

/** A rule, and where its value and times shall lie. */
interface AimedRule {
  readonly rule: Rule;
  readonly aim: RuleAim;
}

function ruleAims(fc: FastCheck, withJunk: boolean): Arbitrary<RuleAim> {
  return fc.record({
    value: fc.oneof(
      TO_THE_FIRST,
      { weight: 4, arbitrary: fc.constant(null) },
      { weight: 16, arbitrary: aimAt(fc) },
      { weight: withJunk ? 1 : 0, arbitrary: junk(fc) },
    ),
    rival: fc.oneof(TO_THE_FIRST, { weight: 15, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: aimAt(fc) }),
    own: fc.boolean(),
    read: fc.oneof(TO_THE_FIRST, fc.constant(null), fc.constantFrom(0, 1), offsets(fc)),
    isAhead: fc.constantFrom(false, false, true),
    triggered: fc.oneof(TO_THE_FIRST, fc.constant(null), offsets(fc)),
    coverage: fc.oneof(
      TO_THE_FIRST,
      fc.constant(null),
      fc.record(
        { reported: fc.integer({ min: 0, max: 5 }), of: fc.integer({ min: 0, max: 4 }) },
        { noNullPrototype: true },
      ),
    ),
    waited: fc.oneof(TO_THE_FIRST, fc.constant(null), fc.constantFrom(0, 1, -1), offsets(fc)),
    breach: fc.constantFrom("out", "out", "in", "in", null),
  });
}

/** An average for most rules' metrics, so that few cases end at "no metric"; one for each metric, mostly, so that few conflict. */
function averagesFor(rules: readonly AimedRule[], now: Instant): MetricAverage[] {
  const seen = new Set<string>();
  return rules.flatMap(({ rule, aim }): MetricAverage[] => {
    const { endpointId, metricSource: source, metricName: name, aggregation, id, maxAgeSeconds = 0 } = rule;
    const { value, rival, own, read, isAhead, coverage } = aim;
    const whose = source === "PROMETHEUS" && own ? { ruleId: id } : {};
    const key = JSON.stringify(
      whose.ruleId === undefined ? [endpointId, source, name, aggregation ?? "average"] : [id],
    );
    if (value === null || seen.has(key)) return [];
    seen.add(key);
    const aggregated = aggregation === undefined ? {} : { aggregation };
    const age = isAhead ? -maxAgeSeconds : maxAgeSeconds;
    const time = read === null ? {} : { at: ago(now, age, read) };
    const average = (figure: Aim | DecimalLike): MetricAverage => {
      return {
        endpointId,
        source,
        name,
        ...aggregated,
        value: figureFor(rule, figure),
        ...time,
        ...whose,
        ...(coverage !== null && { coverage }),
      };
    };
    return rival === null ? [average(value)] : [average(value), average(rival)];
  });
}

/** An endpoint that remembers its rules, so that waits end around the clock; one that remembers others keeps that. */
function remembering(endpoint: Endpoint, rules: readonly AimedRule[], now: Instant): Endpoint {
  const own = rules.filter(({ rule, aim }) => rule.endpointId === endpoint.id && aim.waited !== null);
  const breaches = own.flatMap(({ rule: { id, forSeconds }, aim: { waited, breach } }) => {
    if (forSeconds === undefined || waited === null) return [];
    return [[id, { at: ago(now, holdFor(forSeconds, breach), waited), direction: breach }] as const];
  });
  const failures = own.flatMap(({ rule: { id, onFailure }, aim: { waited } }) => {
    if (onFailure === undefined || waited === null) return [];
    return [[id, ago(now, onFailure.afterSeconds, waited)] as const];
  });
  if (breaches.length === 0 && failures.length === 0) return endpoint;
  const memory = {
    ...endpoint.memory,
    ...(breaches.length > 0 && { breachedSince: Object.fromEntries(breaches) }),
    ...(failures.length > 0 && { failingSince: Object.fromEntries(failures) }),
  };
  return { ...endpoint, memory };
}

/** Averages of activation metrics, so that some endpoints are in use and others are not. */
function usesOf(endpoints: readonly Endpoint[], uses: readonly (string | null)[]): readonly MetricAverage[] {
  return endpoints.flatMap(({ id: endpointId, zero }, at) =>
    (zero?.activation ?? []).flatMap((condition, nth): MetricAverage[] => {
      const value = uses[(at + nth) % Math.max(1, uses.length)] ?? null;
      if (value === null) return [];
      const { metricSource: source, metricName: name, aggregation } = condition;
      return [{ endpointId, source, name, ...(aggregation !== undefined && { aggregation }), value }];
    }),
  );
}

function figureFor(rule: Rule, value: Aim | DecimalLike): DecimalLike {
  if (typeof value !== "object" || !("nearness" in value)) return value;
  const thresholds = thresholdsOf(rule);
  return hit(thresholds[value.nth % thresholds.length] ?? USUAL_THRESHOLD, value);
}

/** What a rule compares with. */
export function thresholdsOf(rule: Rule): readonly DecimalLike[] {
  if (rule.type === "threshold") return [rule.threshold];
  return [rule.maxThreshold, rule.minThreshold].filter((threshold) => threshold !== null);
}

function triggersOf(rules: readonly AimedRule[], now: Instant): Map<RuleId, Instant> {
  return new Map(
    rules.flatMap(({ rule: { id, cooldownSeconds }, aim: { triggered } }): [RuleId, Instant][] =>
      triggered === null ? [] : [[id, ago(now, cooldownSeconds, triggered)]],
    ),
  );
}

function missingFor(rules: readonly AimedRule[], reasons: readonly MissingMetric["reason"][]): MissingMetric[] {
  return reasons.flatMap((reason, at): MissingMetric[] => {
    const rule = rules[at]?.rule;
    if (rule === undefined) return [];
    const { endpointId, metricSource: source, metricName: name, aggregation } = rule;
    const detail = DETAILS[reason];
    return [
      {
        endpointId,
        source,
        name,
        ...(aggregation === undefined ? {} : { aggregation }),
        reason,
        ...(detail === undefined ? {} : { detail }),
      },
    ];
  });
}

/** What hosts know beyond some of the reasons. */
const DETAILS: Readonly<Partial<Record<MissingMetric["reason"], MissingDetail>>> = {
  "no-metric": { names: METRIC_NAMES.slice(0, 2) },
  unparsable: { from: ["kernel-1"] },
  "source-failed": { says: "connection refused" },
};
