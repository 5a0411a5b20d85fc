import type { StoredState } from "../host/rule-store.ts";
import type { Endpoint, ZeroPolicy } from "../model/endpoint.ts";
import type { EndpointMemory } from "../model/endpoint-memory.ts";
import type { Instant } from "../model/instant.ts";
import type { BandRule, Rule, ThresholdRule } from "../model/rule.ts";

/** The time of the contract's commits, to the microsecond. */
export const NOW: Instant = Date.parse("2026-03-02T12:00:00.123Z") + 0.456;
export const EARLIER: Instant = NOW - 600_000;

const COMMON = {
  metricSource: "KERNEL",
  metricName: "cuda_util",
  stepSize: 1,
  cooldownSeconds: 60,
  minReplicas: null,
  maxReplicas: 8,
} as const;

export function thresholdRule(id: string, endpointId: string, changes: Partial<ThresholdRule> = {}): ThresholdRule {
  return { type: "threshold", id, endpointId, ...COMMON, comparator: "GREATER_THAN", threshold: "80.5", ...changes };
}

export function bandRule(id: string, endpointId: string, changes: Partial<BandRule> = {}): BandRule {
  return { type: "band", id, endpointId, ...COMMON, minThreshold: "20.25", maxThreshold: "80.5", ...changes };
}

/** What most cases start from. The rules of `a` are in no order of their ids. */
export const INITIAL: StoredState = {
  endpoints: [
    { id: "a", replicas: 2 },
    { id: "b", replicas: 5 },
  ],
  rules: [thresholdRule("a2", "a"), thresholdRule("a3", "a"), thresholdRule("a1", "a"), thresholdRule("b1", "b")],
  lastTriggered: new Map([["a2", EARLIER]]),
};

/** More digits than a double has, which a column of another kind than text or decimal would lose. */
const LONG = "0.1000000000000000055511151231257827";

const ZERO: ZeroPolicy = {
  activation: [
    {
      metricSource: "PROMETHEUS",
      metricName: "queue_length",
      aggregation: "max",
      comparator: "GREATER_THAN",
      threshold: LONG,
    },
  ],
  idleSeconds: 600,
  to: 2,
};

/** All that can be remembered, of a rule whose id trips objects up as well. */
export const MEMORY: EndpointMemory = {
  breachedSince: Object.fromEntries([
    ["a1", { at: NOW, direction: "out" } as const],
    ["__proto__", { at: EARLIER, direction: null } as const],
  ]),
  failingSince: { a2: EARLIER },
  idleSince: NOW,
};

/** For each field that an endpoint may have, what a store must keep: more than one value where each can be lost alone. */
export const ENDPOINT_SAMPLES = {
  paused: [{ paused: "both" }, { paused: "out" }, { paused: "in" }],
  pausedUntil: [{ paused: "both", pausedUntil: NOW }],
  advisory: [{ advisory: true }],
  cooldownSeconds: [{ cooldownSeconds: { out: 60, in: 600 } }],
  lastScaledAt: [
    { lastScaledAt: { out: NOW, in: EARLIER } },
    { lastScaledAt: { out: null, in: EARLIER } },
    { lastScaledAt: { out: EARLIER, in: null } },
  ],
  minReplicas: [{ minReplicas: 0 }, { minReplicas: 2 }],
  maxReplicas: [{ maxReplicas: 9 }],
  starting: [{ starting: 0 }, { starting: 2 }],
  settle: [
    { starting: 1, settle: "hold" },
    { starting: 1, settle: "count" },
  ],
  settleAtMostSeconds: [{ starting: 1, settle: "hold", settleAtMostSeconds: 600 }],
  createdAt: [{ createdAt: EARLIER }],
  zero: [{ zero: { activation: [], idleSeconds: 0 } }, { zero: ZERO }],
  memory: [{ memory: MEMORY }, { memory: { zeroBy: "rules" } }],
} satisfies Record<Exclude<keyof Endpoint, "id" | "replicas">, readonly Partial<Endpoint>[]>;

/** The same for what both types of rule have. */
const COMMON_SAMPLES = {
  metricSource: [{ metricSource: "INFERENCE_FRAMEWORK" }],
  metricName: [{ metricName: "vllm:num_requests_waiting" }],
  aggregation: [{ aggregation: "p95" }, { aggregation: "max" }],
  queryPresetId: [{ metricSource: "PROMETHEUS", queryPresetId: "preset" }],
  stepSize: [{ stepSize: 3 }],
  cooldownSeconds: [{ cooldownSeconds: 0 }, { cooldownSeconds: 300 }],
  minReplicas: [{ minReplicas: 1 }, { minReplicas: 0 }],
  maxReplicas: [{ maxReplicas: null }, { maxReplicas: 12 }],
  maxAgeSeconds: [{ maxAgeSeconds: 30 }],
  enabled: [{ enabled: false }],
  priority: [{ priority: 5 }, { priority: -5 }],
  minCoverage: [{ minCoverage: LONG }, { minCoverage: 1 }],
  unreported: [{ unreported: "argue" }],
  forSeconds: [{ forSeconds: 60 }, { forSeconds: { out: 0.5, in: 300 } }],
  onUnknown: [{ onUnknown: "reset" }, { onUnknown: "keep" }],
  rearm: [{ rearm: "keep" }, { rearm: "restart" }],
  onFailure: [
    { onFailure: { afterSeconds: 300, count: 3, how: "if-higher" } },
    { onFailure: { afterSeconds: 0, count: 0, how: "static" } },
  ],
  scales: [{ scales: "per-replica" }],
} as const satisfies Record<CommonName, readonly Partial<Pick<ThresholdRule, CommonName>>[]>;

type Identity = "type" | "id" | "endpointId";
type CommonName = Exclude<keyof ThresholdRule & keyof BandRule, Identity>;

const THRESHOLD_SAMPLES = {
  ...COMMON_SAMPLES,
  comparator: [
    { comparator: "LESS_THAN" },
    { comparator: "LESS_THAN_OR_EQUAL" },
    { comparator: "GREATER_THAN_OR_EQUAL" },
  ],
  threshold: [{ threshold: LONG }, { threshold: 0 }],
  stepSize: [{ stepSize: -2 }],
} satisfies Record<Exclude<keyof ThresholdRule, Identity>, readonly Partial<ThresholdRule>[]>;

const BAND_SAMPLES = {
  ...COMMON_SAMPLES,
  minThreshold: [{ minThreshold: LONG }, { minThreshold: null }],
  maxThreshold: [{ maxThreshold: `9${LONG}` }, { maxThreshold: null }],
} satisfies Record<Exclude<keyof BandRule, Identity>, readonly Partial<BandRule>[]>;

/** Rules of one type that differ in one field. */
export interface RuleSample {
  readonly type: Rule["type"];
  readonly field: string;
  readonly rules: readonly Rule[];
}

export const RULE_SAMPLES: readonly RuleSample[] = [
  ...Object.entries(THRESHOLD_SAMPLES).map(([field, samples]) => ({
    type: "threshold" as const,
    field,
    rules: [
      thresholdRule("plain", "a"),
      ...samples.map((sample, nth) => thresholdRule(`${field}-${nth}`, "a", sample)),
    ],
  })),
  ...Object.entries(BAND_SAMPLES).map(([field, samples]) => ({
    type: "band" as const,
    field,
    rules: [bandRule("plain", "a"), ...samples.map((sample, nth) => bandRule(`${field}-${nth}`, "a", sample))],
  })),
];
