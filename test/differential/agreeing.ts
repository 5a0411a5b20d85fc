import * as fc from "fast-check";
import type { BandRule, Endpoint, MetricAverage, Rule, Semantics, Snapshot, ThresholdRule } from "../../src/index.ts";
import { any, NOW } from "../support/arbitraries.ts";

/** Just before, at, and just after the end of something. */
const nearly = fc.constantFrom(0, 0, 0, -0.001, 0.001, 500);
const SECONDS = [0, 1, 60] as const;

/** A rule that mostly wants what its metric asks for, so that the others decide what becomes of it. */
interface Plan {
  readonly aim: readonly [kind: "in" | "out" | "band", name: "idle" | "mild" | "busy"];
  readonly source: "KERNEL" | "PROMETHEUS";
  readonly preset: string | undefined;
  readonly isOwn: boolean;
  /** The next tier, whose condition is harder to meet. */
  readonly isUpper: boolean;
  readonly step: number;
  readonly cooldownSeconds: number;
  readonly sinceCooldown: number | undefined;
  readonly bound: number | null;
  readonly priority: 0 | 1;
  readonly flaw: object;
  /** What it asks beyond that its condition holds. */
  readonly beyond: object;
}

const MOSTLY_IN: readonly Plan["aim"][] = [
  ["in", "idle"],
  ["in", "idle"],
  ["in", "mild"],
  ["in", "mild"],
  ["band", "idle"],
];

const OUT: readonly Plan["aim"][] = Array.from({ length: 7 }, () => ["out", "busy"]);

const plan: fc.Arbitrary<Plan> = fc.record({
  aim: fc.constantFrom<Plan["aim"]>(...MOSTLY_IN, ...MOSTLY_IN, ...OUT, ["in", "busy"]),
  source: fc.constantFrom("KERNEL", "KERNEL", "KERNEL", "PROMETHEUS"),
  preset: fc.constantFrom(undefined, "p", "p"),
  isOwn: fc.boolean(),
  isUpper: fc.constantFrom(false, false, true),
  step: fc.constantFrom(1, 2, 2, 3),
  cooldownSeconds: fc.constantFrom(...SECONDS),
  sinceCooldown: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 4, arbitrary: nearly },
    { weight: 1, arbitrary: fc.constant(100_000) },
  ),
  bound: fc.constantFrom(null, null, null, null, 5, 6, 7),
  priority: fc.constantFrom(0, 0, 1),
  beyond: fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    {
      weight: 6,
      arbitrary: fc.record({
        onFailure: fc.record({
          afterSeconds: fc.constant(0),
          count: fc.integer({ min: 3, max: 9 }),
          how: fc.constantFrom("static" as const, "if-higher" as const, "if-lower" as const),
        }),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom<object>({ forSeconds: 60 }, { scales: "per-replica" }) },
  ),
  flaw: fc.oneof(
    { weight: 15, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<object>(
        { stepSize: Number.NaN },
        { stepSize: -1.5 },
        { stepSize: 1.5 },
        { cooldownSeconds: Number.NaN },
        { type: "ladder" },
        { threshold: "abc", maxThreshold: "abc" },
      ),
    },
  ),
});

const endpoint: fc.Arbitrary<Endpoint> = fc
  .record({
    replicas: fc.constantFrom(5, 6, 7),
    fall: fc.option(fc.record({ seconds: fc.constantFrom(...SECONDS), late: nearly }), { nil: undefined }),
    gates: fc.oneof(
      { weight: 7, arbitrary: fc.constant<Partial<Endpoint>>({}) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Partial<Endpoint>>(
          { paused: "out" },
          { maxReplicas: 6 },
          { minReplicas: 5 },
          { cooldownSeconds: { out: 60, in: 0 } },
          { starting: 1, settle: "hold" },
          { replicas: 0, zero: { activation: [], idleSeconds: 60 } },
        ),
      },
    ),
  })
  .map(({ replicas, fall, gates }) => {
    const lastFall = fall === undefined ? null : NOW + fall.late - fall.seconds * 1000;
    const lastScaledAt = { out: null, in: lastFall };
    return { id: "e", replicas, ...(lastFall === null ? {} : { lastScaledAt }), ...gates };
  });

/** What the metric of each name mostly reads: most rules want less at 5, some at 15, and more at 95. */
const readings = fc.record({
  idle: fc.constantFrom("5", "5", "5", "5", "5", "15", "95", "NaN", null),
  mild: fc.constantFrom("5", "5", "15", "50"),
  busy: fc.constantFrom("5", "50", "95", "95", "95"),
});

/** One endpoint whose rules have to agree: tiers, bids, objections, missing consent, cooldowns that pace and wait. */
export const agreeingSnapshot: fc.Arbitrary<Snapshot> = fc
  .tuple(endpoint, fc.array(plan, { minLength: 2, maxLength: 5 }), readings)
  .map(([one, plans, values]) => ({
    now: NOW,
    endpoints: [one],
    rules: plans.map(ruleOf),
    metrics: plans.flatMap((each, nth) => averagesOf(each, nth, values[each.aim[1]])),
    lastTriggered: new Map(
      plans.flatMap(({ sinceCooldown, cooldownSeconds }, nth): [string, number][] =>
        sinceCooldown === undefined ? [] : [[`r${nth}`, NOW - cooldownSeconds * 1000 + sinceCooldown]],
      ),
    ),
  }));

/** Semantics under which rules have to agree. */
export const agreeingSemantics: fc.Arbitrary<Semantics> = any
  .semantics()
  .map((semantics) => ({ ...semantics, combine: "agreement" }));

function ruleOf(given: Plan, nth: number): Rule {
  const { aim, isUpper, step, bound, preset, beyond, flaw } = given;
  const [kind, metricName] = aim;
  const base = {
    id: `r${nth}`,
    endpointId: "e",
    metricSource: given.source,
    metricName,
    ...(preset === undefined ? {} : { queryPresetId: preset }),
    cooldownSeconds: given.cooldownSeconds,
    minReplicas: kind === "in" ? bound : null,
    maxReplicas: kind === "in" ? null : bound,
    priority: given.priority,
  };
  const low = isUpper ? "10" : "20";
  const high = isUpper ? "90" : "80";
  if (kind === "band") {
    const band = { type: "band", ...base, minThreshold: low, maxThreshold: high, stepSize: step } as const;
    return Object.assign(band satisfies BandRule, beyond, flaw);
  }
  const isOut = kind === "out";
  const rule = {
    type: "threshold",
    ...base,
    comparator: isOut ? "GREATER_THAN" : "LESS_THAN",
    threshold: isOut ? high : low,
    stepSize: isOut ? step : -step,
  } as const;
  return Object.assign(rule satisfies ThresholdRule, beyond, flaw);
}

/** What answers a rule: mostly its metric's average; of Prometheus now and then one of its own. */
function averagesOf({ aim: [, name], source, isOwn }: Plan, nth: number, value: string | null): MetricAverage[] {
  if (value === null) return [];
  const ruleId = isOwn && source === "PROMETHEUS" ? { ruleId: `r${nth}` } : {};
  return [{ endpointId: "e", source, name, value, ...ruleId }];
}
