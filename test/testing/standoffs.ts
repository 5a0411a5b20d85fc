import { backendAi25, type Endpoint, type Rule, recommended, type Semantics, type Snapshot } from "../../src/index.ts";
import { average, bandRule, endpoint, NOON, rule, snapshot } from "../support/build.ts";
import { many } from "../support/many.ts";

/** A rule that is met. */
const met = (id: string, stepSize: number, changes: Parameters<typeof rule>[0] = {}) =>
  rule({ id, stepSize, ...changes });
/** A rule that is not. */
const unmet = (id: string, stepSize: number, changes: Parameters<typeof rule>[0] = {}) =>
  met(id, stepSize, { threshold: "95", ...changes });
/** A rule with something in it that no type lets through. */
const odd = (one: Rule, changes: object): Rule => ({ ...one, ...changes });

const least = met("a", -1);
const deepest = met("b", -2);
const up = met("up", 1);
const still = met("still", 0);

/** Rules that stand in each other's way: ties, and objections of every kind. */
const RULES: readonly (readonly Rule[])[] = [
  [met("b", -1), met("a", -1)],
  [met("b", -1, { priority: 1 }), met("a", -1)],
  [met("b", -1, { priority: 0 }), met("a", -1)],
  [met("a", -1, { priority: -1 }), met("b", -1)],
  [met("c", -1, { priority: 2 }), met("b", -1, { priority: 2 }), met("a", -1, { priority: 1 })],
  [met("a", 1, { priority: 5 }), met("b", 2), met("c", 2, { priority: 1 })],
  [met("b", 0), met("a", 0), met("c", 0, { priority: 1 })],
  [least, deepest],
  [deepest, least, up, still],
  [deepest, least, still],
  [least, still, unmet("no", -1)],
  [least, unmet("z", -1), unmet("m", -3)],
  [least, up, unmet("no", -1)],
  [least, unmet("off", -1, { enabled: false })],
  [least, unmet("on", -1, { enabled: true })],
  [least, unmet("still", 0), unmet("up", 1)],
  [least, odd(unmet("odd", -1), { type: "ladder" })],
  [least, odd(unmet("odd", 1), { type: "ladder" })],
  [least, odd(unmet("odd", -1), { stepSize: "-1" })],
  [least, odd(unmet("odd", 1), { stepSize: "1" })],
  [least, odd(unmet("odd", -1), { stepSize: Number.NaN })],
  [least, odd(unmet("odd", -1), { threshold: "abc" })],
  [least, odd(unmet("odd", -1), { enabled: "no" })],
  [least, bandRule({ minThreshold: null, maxThreshold: "95" })],
  [least, bandRule({ minThreshold: "20", maxThreshold: "95" })],
  [least, bandRule({ minThreshold: "20", maxThreshold: null })],
  [least, bandRule({ minThreshold: "20", maxThreshold: null, stepSize: -1 })],
  [least, bandRule({ minThreshold: null, maxThreshold: "95", stepSize: -1 })],
  [least, bandRule({ minThreshold: null, maxThreshold: null })],
  [least, odd(bandRule(), { stepSize: "1" })],
  [least, odd(bandRule({ maxThreshold: "95" }), { minThreshold: undefined })],
  [least, odd(bandRule({ maxThreshold: null }), { minThreshold: undefined })],
  [least, met("bound", -1, { minReplicas: 3 }), met("wide", -2, { minReplicas: 2 })],
  [least, met("cools", -1, { cooldownSeconds: 60 })],
  [least, rule({ id: "blind", metricName: "mem", stepSize: -1 })],
  [least, up, met("lost", -1, { endpointId: "gone" }), odd(met("stray", 1, { endpointId: "gone" }), { stepSize: "1" })],
];

const IN_FORCE = { lastScaledAt: { out: NOON - 30_000, in: NOON - 20_000 }, cooldownSeconds: { out: 25, in: 20 } };

/** Endpoints that have a say of their own. */
const ENDPOINTS: readonly Partial<Endpoint>[] = [
  { paused: "in" },
  { paused: "out" },
  { paused: "both" },
  { paused: "both", pausedUntil: NOON + 1000 },
  { paused: "out", pausedUntil: NOON + 0.001 },
  { paused: "in", pausedUntil: NOON },
  { minReplicas: 6 },
  { maxReplicas: 2 },
  { minReplicas: 3, maxReplicas: 3 },
  { minReplicas: 6, paused: "out" },
  { maxReplicas: 1, paused: "in", pausedUntil: NOON + 5000 },
  { minReplicas: 6, paused: "both", pausedUntil: NOON + 5000 },
  { minReplicas: 6, advisory: true },
  { paused: "in", advisory: true },
  { advisory: true },
  { replicas: 0 },
  { replicas: -1, advisory: true, paused: "out" },
  { replicas: Number.NaN, minReplicas: 2 },
  IN_FORCE,
  { ...IN_FORCE, cooldownSeconds: { out: 0, in: 0 } },
  { ...IN_FORCE, lastScaledAt: { out: null, in: NOON - 20_000 } },
  { ...IN_FORCE, lastScaledAt: { out: null, in: null } },
];

function among(rules: readonly Rule[], changes: Partial<Endpoint> = {}): Snapshot {
  const at = NOON - 60_000;
  return snapshot({
    endpoints: [endpoint(changes)],
    rules,
    metrics: [average("90", { at })],
    lastTriggered: new Map([["cools", at]]),
  });
}

type Judged = readonly (readonly [Snapshot, Semantics])[];

/** Rules that tie, object and yield. */
export const atOdds: Judged = RULES.map((rules) => [among(rules), recommended]);

/** Endpoints whose bounds, pauses, cooldowns or advice have a say, under every way to combine rules. */
export const heldBack: Judged = ENDPOINTS.flatMap(
  (changes): Judged => [
    [among([least], changes), recommended],
    [among([up, least], changes), { combine: "agreement", bounds: "skip", cooldownEnd: "exclusive" }],
    [among([deepest, up, still], changes), backendAi25],
    [among([unmet("no", 1), up, least], changes), { combine: "first", bounds: "clamp", cooldownEnd: "inclusive" }],
  ],
);

const fresh = met("fresh", 1, { maxAgeSeconds: 5 });
const key = { endpointId: "chat", source: "KERNEL", name: "cuda_util" } as const;

/** Averages that contradict each other, say no time, or are not there, for one reason or two. */
export const illMeasured: Judged = [
  [average("90", { at: Number.NaN })],
  [average("90", { at: NOON - 5000 })],
  [average("90", { at: NOON - 5000.001 })],
  [average("90", { at: NOON }), average("9e1", { at: NOON })],
  [average("90", { at: NOON }), average("91", { at: NOON })],
  [average("90", { at: NOON }), average("91")],
  [average("abc", { at: NOON })],
  [average(Number.NEGATIVE_INFINITY)],
  [],
].flatMap((metrics): Judged => {
  const given = snapshot({ rules: [fresh, unmet("no", -1), bandRule({ metricName: "mem" })], metrics });
  const missing = [
    { ...key, reason: "no-stats" },
    { ...key, name: "mem", reason: "no-metric" },
    { ...key, name: "mem", reason: "no-stats" },
  ] as const;
  return [
    [given, recommended],
    [{ ...given, missing }, backendAi25],
  ];
});

/** More than ten endpoints and rules, so that places have two digits, and the last of each is at fault. */
export const manyOfEach: Judged = [
  [
    snapshot({
      endpoints: many(11, (nth) => endpoint({ id: `e${nth}`, replicas: nth === 10 ? -1 : 3 })),
      rules: many(11, (nth) => odd(met(`r${nth}`, -1, { endpointId: "e1" }), nth === 10 ? { threshold: "abc" } : {})),
      metrics: [average("90", { endpointId: "e1" })],
    }),
    recommended,
  ],
];
