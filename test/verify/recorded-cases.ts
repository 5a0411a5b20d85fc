import { backendAi26, recommended } from "../../src/index.ts";
import type { VerifyInput } from "../../src/verify/index.ts";
import { bandRule, endpoint, inRule, rule } from "../support/build.ts";

const qps = { metricSource: "INFERENCE_FRAMEWORK", metricName: "qps" } as const;
const six = { minReplicas: 1, maxReplicas: 6 } as const;
const narrow = [rule({ ...qps, ...six, threshold: "75" }), inRule({ ...qps, ...six, threshold: "60" })];
/** Rules that go up one by one under a load, and back all at once. */
const longLoop = (stepSize: number) => [
  rule({ ...qps, threshold: "10", maxReplicas: 20 }),
  inRule({ ...qps, threshold: "9.9", stepSize, minReplicas: 1 }),
];
const backlog = { metricSource: "PROMETHEUS", metricName: "backlog", queryPresetId: "backlog" } as const;
const p99 = { metricSource: "PROMETHEUS", metricName: "p99" } as const;
const cache = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:kv_cache_usage_perc" } as const;
const wide = { ...qps, minReplicas: 1, maxReplicas: 1000 } as const;
const both = { ...six, cooldownSeconds: 60 } as const;

const FALLBACK = { afterSeconds: 60, count: 4, how: "if-higher" } as const;

/** What neither the published cases nor the hand-made ones come to. */
export const more: Readonly<Record<string, VerifyInput>> = {
  "a rule in another's shadow": {
    rules: [rule(six), rule({ ...six, id: "late", threshold: "90" }), inRule(six)],
    semantics: backendAi26,
  },
  "a rule in the shadow of one that cools down": {
    rules: [rule(both), rule({ ...six, id: "late", threshold: "90" }), inRule(six)],
    semantics: backendAi26,
  },
  "a rule that only votes": {
    rules: [rule(six), inRule(six), inRule({ ...six, id: "more", threshold: "10", stepSize: -2 })],
    semantics: recommended,
  },
  "steps of 0 that spend a cooldown": {
    rules: [rule({ ...both, stepSize: 0 }), inRule({ ...both, minReplicas: 0 })],
    semantics: recommended,
  },
  "bounds that no count is within": {
    rules: [rule({ minReplicas: 5, maxReplicas: 9 }), inRule({ minReplicas: 3, maxReplicas: 3 })],
    initial: 1,
  },
  "bounds that allow one count": {
    rules: [rule({ minReplicas: 3, maxReplicas: 3 }), inRule({ minReplicas: 3 })],
    initial: [3, 1],
  },
  "no bounds at all": { rules: [rule(), inRule()], initial: 0, cycleSeconds: 10 },
  "more counts than the budget allows": {
    rules: [rule({ minReplicas: 1, maxReplicas: 1_000_000 }), inRule({ minReplicas: 5000 })],
    maxSteps: 3000,
    cycleSeconds: 10,
  },
  "more kinds of readings than the budget allows": {
    rules: Array.from({ length: 6 }, (_, at) => rule({ ...six, id: `r${at}`, metricName: `m${at}` })),
    maxSteps: 100,
    cycleSeconds: 10,
  },
  "longer waits than the budget allows": {
    rules: [rule({ ...six, cooldownSeconds: 35 }), inRule({ ...six, cooldownSeconds: 95 })],
    cycleSeconds: 10,
    maxSteps: 24,
  },
  "cycles of several lengths": {
    rules: [
      rule({ ...six, stepSize: 3 }),
      inRule({ ...six, threshold: "95" }),
      inRule({ ...six, id: "far", threshold: "90", stepSize: -2 }),
    ],
    cycleSeconds: 60,
  },
  "flapping far from where it begins": { rules: narrow, initial: 5, cycleSeconds: 10 },
  "flapping that no threshold ends": {
    rules: [...narrow.slice(0, 1), rule({ ...qps, ...six, id: "in", threshold: "60", stepSize: -1 })],
    load: { metric: "qps" },
  },
  "growth under any load": {
    rules: [rule({ ...qps, comparator: "LESS_THAN", threshold: "50" }), inRule({ ...qps, threshold: "10" })],
    load: { metric: "qps" },
    cycleSeconds: 10,
  },
  "every load on a set without bounds": {
    rules: [rule({ ...qps, threshold: "80" }), inRule({ ...qps, threshold: "40", minReplicas: 1 })],
    initial: 1,
    cycleSeconds: 10,
  },
  "flapping without bounds": {
    rules: [rule({ ...qps, threshold: "75" }), inRule({ ...qps, threshold: "60", minReplicas: 1 })],
    initial: 1,
    cycleSeconds: 10,
  },
  "steps of several replicas without bounds": {
    rules: [
      rule({ ...qps, threshold: "90.5", stepSize: 3 }),
      inRule({ ...qps, threshold: "50", stepSize: -2, minReplicas: 0 }),
      inRule({ ...qps, id: "far", threshold: "20.25", comparator: "LESS_THAN_OR_EQUAL", priority: 1 }),
    ],
    initial: [0, 2],
    load: { metric: "qps" },
  },
  "thresholds too close without bounds": {
    rules: [rule({ ...qps, threshold: "100.0001" }), inRule({ ...qps, threshold: "100" })],
    maxSteps: 20_000,
  },
  "thresholds that touch, of 0 and below": {
    rules: [
      rule({ ...qps, ...six, comparator: "GREATER_THAN_OR_EQUAL", threshold: "3" }),
      inRule({ ...qps, ...six, comparator: "LESS_THAN_OR_EQUAL", threshold: "1.5" }),
      inRule({ ...qps, ...six, id: "zero", comparator: "LESS_THAN_OR_EQUAL", threshold: "0", stepSize: -2 }),
      rule({ ...qps, ...six, id: "below", threshold: "-1", metricName: "rps" }),
    ],
    load: { metric: "qps" },
  },
  "a load that is never read past its domain": {
    rules: narrow,
    load: { metric: "qps" },
    domain: { qps: { min: 50, max: 80 } },
  },
  "thresholds far enough apart for any cooldown": {
    rules: [
      rule({ ...qps, ...six, threshold: "75", cooldownSeconds: 120 }),
      inRule({ ...qps, ...six, threshold: "30", cooldownSeconds: 30 }),
    ],
    cycleSeconds: 10,
  },
  "two loads": {
    rules: [
      ...narrow,
      rule({ ...six, id: "w-out", metricName: "w", threshold: "9" }),
      inRule({ ...six, id: "w-in", metricName: "w", threshold: "4" }),
    ],
    cycleSeconds: 30,
  },
  "three rules whose order decides": {
    rules: [
      rule({ ...six, stepSize: 4 }),
      rule({ ...six, id: "two", stepSize: 2, metricName: "mem" }),
      rule({ ...six, id: "back", stepSize: -3, metricName: "mem", threshold: "70" }),
    ],
  },
  "one metric aggregated in two ways": {
    rules: [
      rule({ ...qps, ...six, aggregation: "max" }),
      inRule({ ...qps, ...six }),
      rule({ ...six, id: "q", metricSource: "PROMETHEUS", metricName: "qps" }),
    ],
    load: { metric: "qps" },
  },
  "runs of unreachable counts, six of them": {
    rules: [rule({ minReplicas: 0, maxReplicas: 12, stepSize: 2 }), inRule({ minReplicas: 0, stepSize: -2 })],
    initial: 0,
  },
  "runs of unreachable counts, more than six": {
    rules: [rule({ minReplicas: 0, maxReplicas: 19, stepSize: 3 }), inRule({ minReplicas: 0, stepSize: -3 })],
    initial: 0,
  },
  "a loop through twelve counts": { rules: longLoop(-10), load: { metric: "qps" } },
  "a loop through more counts than are printed": { rules: longLoop(-13), load: { metric: "qps" } },
  "more intervals of loads than are printed": {
    rules: [
      rule({ ...qps, threshold: "75", maxReplicas: 20 }),
      inRule({ ...qps, threshold: "70", minReplicas: 1, comparator: "LESS_THAN_OR_EQUAL" }),
    ],
    load: { metric: "qps" },
  },
  "flapping under every greater load": {
    rules: [
      rule({ ...qps, ...six, threshold: "10" }),
      rule({ ...qps, ...six, id: "back", threshold: "20", stepSize: -1 }),
    ],
    semantics: backendAi26,
    load: { metric: "qps" },
  },
  "flapping under every load from one on": {
    rules: [
      rule({ ...qps, ...six, threshold: "10" }),
      rule({ ...qps, ...six, id: "back", comparator: "GREATER_THAN_OR_EQUAL", threshold: "20", stepSize: -1 }),
    ],
    semantics: backendAi26,
    load: { metric: "qps" },
  },
  "bands past their metric's domain": {
    rules: [
      bandRule({ ...six, id: "low", minThreshold: "-5", maxThreshold: null }),
      bandRule({ ...six, id: "high", minThreshold: null, maxThreshold: "100" }),
      bandRule({ ...six, id: "wide", minThreshold: "0", maxThreshold: "101", stepSize: -2 }),
      bandRule({ ...six, id: "crossed", minThreshold: "60", maxThreshold: "40" }),
      bandRule({ ...six, id: "backwards", minThreshold: null, maxThreshold: "50", stepSize: -1 }),
      bandRule({ ...six, id: "perhaps", metricName: "score", minThreshold: null, maxThreshold: "50", stepSize: -1 }),
    ],
  },
  "domains with one end, with another, and with both": {
    rules: [
      ...["high", "low", "both", "none"].flatMap((metricName) => [
        rule({ ...six, id: `${metricName}-out`, metricName, threshold: "90" }),
        inRule({ ...six, id: `${metricName}-in`, metricName, threshold: "10", comparator: "LESS_THAN_OR_EQUAL" }),
      ]),
      rule({ ...six, id: "floor", metricName: "both", comparator: "GREATER_THAN_OR_EQUAL", threshold: "10" }),
    ],
    domain: { high: { min: null, max: "90" }, low: { min: "10" }, both: { min: "10", max: "90" }, none: { min: null } },
  },
  "a rule written twice": {
    rules: [
      rule(six),
      rule({ ...six, id: "again" }),
      rule({ ...six, id: "wider", maxReplicas: 7 }),
      rule({ ...six, id: "lower", minReplicas: 0 }),
      inRule({ ...six, cooldownSeconds: 45 }),
    ],
  },
  "rules' bounds beyond the endpoint's": {
    rules: [
      rule({ minReplicas: 2, maxReplicas: 6 }),
      inRule({ minReplicas: 3, maxReplicas: 5 }),
      rule({ id: "none" }),
      inRule({ id: "crossed", minReplicas: 5, maxReplicas: 4, threshold: "10" }),
    ],
    endpoint: endpoint({ minReplicas: 3, maxReplicas: 5 }),
    startupSeconds: 60,
  },
  "cooldowns of the length of a start, and below 0": {
    rules: [
      rule({ ...six, cooldownSeconds: 45 }),
      rule({ ...six, id: "b", cooldownSeconds: 44.5, threshold: "90" }),
    ].concat(
      inRule({ ...six, cooldownSeconds: 10 }),
      inRule({ ...six, id: "c", cooldownSeconds: 9.5, threshold: "10" }),
    ),
    cycleSeconds: 10,
  },
  "rules that only scale in": { rules: [inRule(six), inRule({ ...six, id: "more", threshold: "5" })], initial: 6 },
  "one rule": { rules: [rule({ ...six, cooldownSeconds: 30 })], startupSeconds: undefined },
  "no rules": { rules: [] },
  "one load gone through and another not": {
    rules: [
      ...narrow,
      rule({ id: "w-out", metricName: "w", threshold: "100.0001" }),
      inRule({ id: "w-in", metricName: "w", threshold: "100" }),
    ],
    maxSteps: 5000,
  },
  "a load that no rule reads": { rules: narrow, load: { metric: "rps" } },
  "endpoint cooldowns in one direction": {
    rules: [rule(six), inRule({ ...six, threshold: "85" })],
    endpoint: endpoint({ cooldownSeconds: { out: 0, in: 60 } }),
    cycleSeconds: 10,
  },
  "steps that some of the rules lead to, one from the count and one from the other's": {
    rules: [
      rule({ ...six, stepSize: 2 }),
      rule({ ...six, id: "one", cooldownSeconds: 60 }),
      inRule({ ...six, stepSize: -3 }),
    ],
    semantics: backendAi26,
    initial: 1,
  },
  "the same with each rule from the count that the one before left": {
    rules: [
      rule({ ...six, stepSize: 2 }),
      rule({ ...six, id: "one", cooldownSeconds: 60 }),
      inRule({ ...six, stepSize: -3 }),
    ],
    initial: 1,
  },
  "priorities, a disabled rule and clamped steps": {
    rules: [
      rule({ ...six, stepSize: 4, priority: 1 }),
      inRule({ ...six, stepSize: -4, threshold: "85", priority: 2 }),
      rule({ id: "off", enabled: false }),
    ],
    semantics: { ...backendAi26, bounds: "clamp" },
    endpoint: endpoint({ replicas: 2, minReplicas: 2, maxReplicas: 5, cooldownSeconds: { out: 30, in: 0 } }),
    cycleSeconds: 15,
  },
  "a metric of which nobody said whether it is read at 0": {
    rules: [rule({ ...backlog, threshold: "5", maxReplicas: 6 }), inRule({ ...backlog, threshold: "2" })],
  },
  "queries of one name": { rules: [rule({ ...six, ...p99 }), inRule({ ...six, ...p99 })] },
  "a rule that another one goes further than": {
    rules: [
      rule(six),
      inRule({ ...six, id: "mild", metricName: "mem" }),
      inRule({ ...six, id: "strong", stepSize: -2 }),
    ],
    semantics: recommended,
  },
  "a rule that another one never agrees with": {
    rules: [rule(six), inRule(six), inRule({ ...six, id: "cold", metricName: "mem", threshold: "-1" })],
    semantics: recommended,
  },
  "a metric without a capacity, and thresholds in other units": {
    rules: [
      rule({ ...six, id: "received", metricName: "net_rx" }),
      rule({ ...six, threshold: "0.8" }),
      rule({ ...six, ...cache, id: "cache" }),
    ],
  },
  "tiers of which one waits": {
    rules: [rule({ ...both, id: "high", threshold: "95", stepSize: 3 }), rule(both), inRule(both)],
    semantics: backendAi26,
    cycleSeconds: 15,
  },
  "rules and an endpoint that ask for more": {
    rules: [rule({ ...six, forSeconds: 60 }), inRule(six)],
    endpoint: endpoint({ settle: "hold", starting: 0 }),
  },
  "an endpoint that nothing wakes up": {
    rules: [rule(six), inRule({ ...six, threshold: "30" })],
    endpoint: endpoint({ zero: { activation: [], idleSeconds: 600 } }),
  },
  "an endpoint that perhaps something wakes up": {
    rules: [rule({ ...six, ...backlog }), inRule({ ...six, ...backlog, threshold: "30" })],
    endpoint: endpoint({
      zero: {
        activation: [{ metricSource: "PROMETHEUS", metricName: "jobs", comparator: "LESS_THAN", threshold: "0" }],
        idleSeconds: 60,
      },
    }),
  },
  "an endpoint that wakes up and goes back to 0": {
    rules: [rule({ ...six, ...backlog, threshold: "50" }), inRule({ ...six, ...backlog, threshold: "20" })],
    endpoint: endpoint({
      maxReplicas: 6,
      zero: {
        activation: [
          { metricSource: "PROMETHEUS", metricName: "backlog", comparator: "GREATER_THAN", threshold: "60" },
        ],
        idleSeconds: 600,
      },
    }),
    load: { metric: "backlog" },
  },
  "a scale-in that its own scale-out holds back": {
    rules: [rule({ ...six, ...qps, scales: "per-replica" }), inRule({ ...six, ...qps, threshold: "70" })],
    load: { metric: "qps" },
  },
  "rules that a silent replica stops": {
    rules: [
      rule({ ...six, minCoverage: "0.8" }),
      inRule({ ...six, ...qps, unreported: "argue", id: "unknown" }),
      rule({ ...six, id: "argued", unreported: "argue" }),
      inRule({ ...six, threshold: "40", id: "all", minCoverage: 1 }),
    ],
    semantics: recommended,
  },
  "more orders than there are steps for": {
    rules: Array.from({ length: 8 }, (_, at) => rule({ ...six, id: `r-${at}`, threshold: "10", stepSize: 7 + at })),
    maxSteps: 60,
  },
  "loads that flap at any height": {
    rules: [rule({ ...qps, minReplicas: 1, threshold: "50" }), inRule({ ...qps, minReplicas: 1, threshold: "50" })],
  },
  "a rule that falls back to a count while its metric is missing": {
    rules: [rule({ ...six, onFailure: FALLBACK }), inRule(six)],
  },
  "a fallback that another rule leads away from": {
    rules: [
      rule({ ...six, onFailure: { afterSeconds: 60, count: 5, how: "static" } }),
      inRule({ ...six, ...qps, threshold: "10", cooldownSeconds: 30 }),
    ],
    semantics: recommended,
    cycleSeconds: 10,
  },
  "a fallback from which no rule leads back, while replicas start": {
    rules: [
      rule({ ...six, minReplicas: 0, onFailure: { afterSeconds: 60, count: 0, how: "static" } }),
      inRule({ ...six, minReplicas: 2 }),
    ],
    semantics: recommended,
    cycleSeconds: 10,
    startupSeconds: 30,
    load: { metric: "cuda_util" },
  },
  "a fallback on a metric of which every reading moves something": {
    rules: [
      rule({ ...six, comparator: "GREATER_THAN_OR_EQUAL", threshold: "50", onFailure: FALLBACK }),
      inRule({ ...six, threshold: "50" }),
    ],
    cycleSeconds: 10,
  },
  "growth while replicas start": {
    rules: [rule({ ...six, maxReplicas: null, comparator: "LESS_THAN", threshold: "20" })],
    load: { metric: "cuda_util" },
    cycleSeconds: 10,
    startupSeconds: 30,
  },
  "flapping while replicas start": {
    rules: [
      rule({ ...six, metricName: "jobs", threshold: "75" }),
      inRule({ ...six, metricName: "jobs", threshold: "60" }),
    ],
    cycleSeconds: 10,
    startupSeconds: 30,
  },
  "more loads than there are steps for": {
    rules: [
      rule({ ...wide, comparator: "LESS_THAN", threshold: "75" }),
      rule({ ...wide, id: "high", threshold: "75.01" }),
    ],
    initial: 1,
    load: { metric: "qps" },
    maxSteps: 3100,
  },
  "values below 0, a fallback beyond the bounds and a misspelt metric": {
    rules: [
      rule({ ...six, metricName: "cuda_utl", cooldownSeconds: -60, onFailure: { ...FALLBACK, count: 20 } }),
      inRule({ ...six, metricName: "cuda_utl", minReplicas: -1 }),
    ],
    cycleSeconds: 10,
  },
};
