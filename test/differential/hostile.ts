import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import {
  type Endpoint,
  type MetricAverage,
  MISSING_REASONS,
  type MissingMetric,
  type Rule,
  type Snapshot,
} from "../../src/index.ts";
import { any, NOW } from "../support/arbitraries.ts";
import { agreeingSnapshot } from "./agreeing.ts";
import { plainSnapshot, twinnedSnapshot } from "./aimed.ts";
import { askingSnapshot } from "./asking.ts";

/** One change of a snapshot for the worse, by the types still a snapshot. `nth` says on which of its items. */
interface Spoil {
  readonly nth: number;
  readonly what: readonly [keyof typeof SPOIL, string, unknown];
}

const INFINITE = Number.POSITIVE_INFINITY;
const TOO_LARGE = 2 ** 31;
const BOUNDS = [0.5, Number.NaN, -1, TOO_LARGE, TOO_LARGE - 1, -INFINITE, 0, 3];
const DECIMALS = ["abc", Number.NaN, "", "inf", "-Infinity", INFINITE, new Decimal(Number.NaN), "1e5000", "1_0", " 10"];
/** Up to the year 2248, after which a double of milliseconds cannot hold microseconds. */
const TIMES = [Number.NaN, INFINITE, 8.64e15 + 2, 8e12, -1e12, 0, NOW, NOW + 0.001, NOW - 0.001, NOW - 60_000];

const RULE_FIGURES = {
  stepSize: [Number.NaN, 1.5, -0.5, TOO_LARGE, TOO_LARGE - 1, -INFINITE, -0],
  cooldownSeconds: [Number.NaN, INFINITE, TOO_LARGE, 0.25, 0.000_000_4, 59.999_999, -0.5],
  minReplicas: BOUNDS,
  maxReplicas: BOUNDS,
  maxAgeSeconds: [-1, Number.NaN, 0.5, INFINITE],
  priority: [Number.NaN, INFINITE, 0.5, -0, TOO_LARGE, -5],
  queryPresetId: ["", "p", null, 7],
  threshold: DECIMALS,
  minThreshold: DECIMALS,
  maxThreshold: DECIMALS,
  minCoverage: [...DECIMALS, 0, -0, "1.0", "1.0000000000000000000000000001", "1e-9999"],
  forSeconds: [-1, Number.NaN, INFINITE, 0, 59.999_999, { out: Number.NaN, in: 0 }, { out: 60, in: -1 }],
  onFailure: [
    { afterSeconds: Number.NaN, count: 3, how: "static" },
    { afterSeconds: 0, count: -1, how: "if-lower" },
    { afterSeconds: 0, count: 1.5, how: "if-higher" },
    { afterSeconds: 0, count: TOO_LARGE, how: "static" },
    { afterSeconds: 59.999_999, count: 0, how: "current" },
  ],
};

const ENDPOINT_FIGURES = {
  replicas: [-1, 1.5, Number.NaN, TOO_LARGE, TOO_LARGE - 1, INFINITE, -0],
  pausedUntil: TIMES,
  minReplicas: BOUNDS,
  maxReplicas: BOUNDS,
  cooldownSeconds: [
    { out: -1, in: 0 },
    { out: 0, in: Number.NaN },
    { out: 60, in: 59.999_999 },
    { out: INFINITE, in: 0 },
  ],
  lastScaledAt: TIMES.map((time) => ({ out: time, in: null })),
  starting: [-1, 0.5, Number.NaN, TOO_LARGE, INFINITE, -0],
  settle: ["hold", "count"],
  settleAtMostSeconds: [-1, Number.NaN, INFINITE, 0, 59.999_999],
  createdAt: TIMES,
  zero: [-1, Number.NaN, 0, 59.999_999].map((idleSeconds) => ({ activation: [], idleSeconds })),
  memory: TIMES.flatMap((at) => [
    { idleSince: at },
    { idleSince: at, zeroBy: "rules" },
    { failingSince: { r0: at, r1: at } },
    { breachedSince: { r0: { at, direction: "out" }, r1: { at, direction: "in" } } },
  ]),
};

const METRIC_FIGURES = {
  value: DECIMALS,
  at: TIMES,
  /** Another reading of the same time, the same or not. */
  twin: ["10", "10.0", "11", "NaN"],
  /** The answer to some rule's own query, and no other rule's. */
  answers: [0, 1, 2, 3],
  endpointId: ["chat", "gone"],
};

/** How the item at `nth` gets the value. */
const SPOIL = {
  rule: (given: Snapshot, nth: number, field: string, value: unknown): Snapshot => ({
    ...given,
    rules: replaced<Rule>(given.rules, nth, (rule) =>
      field.endsWith("hreshold") && !(field in rule) ? rule : { ...rule, [field]: value },
    ),
  }),
  endpoint: (given: Snapshot, nth: number, field: string, value: unknown): Snapshot => ({
    ...given,
    endpoints: replaced<Endpoint>(given.endpoints, nth, (endpoint) => ({ ...endpoint, [field]: value })),
  }),
  metric: (given: Snapshot, nth: number, field: string, value: unknown): Snapshot => {
    if (given.metrics.length === 0) return given;
    const metric = given.metrics[nth % given.metrics.length] as MetricAverage;
    if (field === "twin") return { ...given, metrics: [...given.metrics, { ...metric, value: String(value) }] };
    const [changed, to] = field === "answers" ? ["ruleId", given.rules[Number(value)]?.id ?? "gone"] : [field, value];
    return { ...given, metrics: replaced(given.metrics, nth, (one) => ({ ...one, [changed]: to })) };
  },
  lastTriggered: (given: Snapshot, nth: number, _: string, value: unknown): Snapshot => {
    const { id = "gone" } = given.rules[nth % given.rules.length] ?? {};
    return { ...given, lastTriggered: new Map([...given.lastTriggered, [id, Number(value)]]) };
  },
  now: (given: Snapshot, _: number, __: string, value: unknown): Snapshot => ({ ...given, now: Number(value) }),
  missing: (given: Snapshot, nth: number, _: string, value: unknown): Snapshot => {
    const rule = given.rules[nth % given.rules.length];
    if (rule === undefined) return given;
    const { endpointId, metricSource: source, metricName: name, aggregation, id } = rule;
    const key = { endpointId, source, name, ...(aggregation === undefined ? {} : { aggregation }) };
    const told = { ...key, ...(nth % 2 === 0 ? { ruleId: id } : {}), reason: value } as MissingMetric;
    return { ...given, missing: [...(given.missing ?? []), told] };
  },
};

function replaced<T>(items: readonly T[], nth: number, change: (item: T) => T): T[] {
  return items.map((item, at) => (at === nth % items.length ? change(item) : item));
}

const whats: readonly Spoil["what"][] = [
  ...each("rule", RULE_FIGURES),
  ...each("endpoint", ENDPOINT_FIGURES),
  ...each("metric", METRIC_FIGURES),
  ...each("metric", METRIC_FIGURES),
  ...each("lastTriggered", { time: TIMES }),
  ...each("missing", { reason: MISSING_REASONS }),
  ...each("now", { now: [Number.NaN, INFINITE, 0, NOW + 0.5, NOW + 60_000, NOW - 60_000, NOW + 1e9] }),
];

function each(kind: keyof typeof SPOIL, figures: Readonly<Record<string, readonly unknown[]>>): Spoil["what"][] {
  return Object.entries(figures).flatMap(([field, values]) => values.map((value) => [kind, field, value] as const));
}

/** Snapshots of which some figures are not what their types promise, or at their ends. */
export const hostileSnapshot: fc.Arbitrary<Snapshot> = fc
  .tuple(
    fc.oneof(
      { weight: 1, arbitrary: any.snapshot() },
      { weight: 2, arbitrary: twinnedSnapshot },
      { weight: 1, arbitrary: plainSnapshot },
      { weight: 1, arbitrary: askingSnapshot },
    ),
    fc.array(fc.record({ nth: fc.nat({ max: 11 }), what: fc.constantFrom(...whats) }), { minLength: 1, maxLength: 4 }),
  )
  .map(([given, spoils]) =>
    spoils.reduce((one, { nth, what: [kind, field, value] }) => SPOIL[kind](one, nth, field, value), given),
  );

/** Of every kind: wide, aimed, at odds, plain, asking for more, hostile. */
export const anySnapshot: fc.Arbitrary<Snapshot> = fc.oneof(
  { weight: 1, arbitrary: agreeingSnapshot },
  { weight: 1, arbitrary: any.snapshot() },
  { weight: 2, arbitrary: twinnedSnapshot },
  { weight: 1, arbitrary: plainSnapshot },
  { weight: 3, arbitrary: askingSnapshot },
  { weight: 2, arbitrary: hostileSnapshot },
);
