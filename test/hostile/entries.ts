import { safeSnapshotFromRows } from "../../src/backend-ai/index.ts";
import { evaluate } from "../../src/index.ts";
import {
  formatEvaluation,
  formatRule,
  formatSnapshot,
  type Parsed,
  safeParseEvaluation,
  safeParseRule,
  safeParseRuleInput,
  safeParseRulePatch,
  safeParseRuleSet,
  safeParseSnapshot,
} from "../../src/schema/index.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";

/** A way into the library for what others send, and something sound to send there. */
export interface Entry {
  readonly read: (input: unknown) => Parsed<unknown>;
  readonly sound: Readonly<Record<string, unknown>>;
}

const { comparator: _, threshold: __, ...common } = rule();
const band = { ...common, type: "band", id: "band", minThreshold: "10", maxThreshold: 90 };

const busy = snapshot({
  endpoints: [
    endpoint({
      cooldownSeconds: { out: 1, in: 2 },
      lastScaledAt: { out: NOON, in: null },
      minReplicas: 0,
      maxReplicas: 9,
    }),
  ],
  rules: [rule({ aggregation: "p95", maxAgeSeconds: 60, enabled: true, priority: 1 }), rule({ id: "other" })],
  metrics: [average("91.5", { at: NOON }), average("NaN")],
  lastTriggered: new Map([["out", NOON]]),
  missing: [{ endpointId: "chat", source: "PROMETHEUS", name: "x", ruleId: "out", reason: "no-metric" }],
});

const row = {
  id: "out",
  endpoint: "chat",
  metric_source: "kernel",
  metric_name: "cuda_util",
  min_threshold: "10",
  max_threshold: "80",
  step_size: 1,
  cooldown_seconds: 60,
  min_replicas: null,
  max_replicas: 8,
  last_triggered_at: "2026-03-02T12:00:00Z",
};

/** Every way in, by the name of its kind of input. */
export const ENTRIES = {
  snapshot: { read: safeParseSnapshot, sound: { ...formatSnapshot(busy) } },
  rule: { read: safeParseRule, sound: { ...formatRule(rule()) } },
  "rule-input": { read: safeParseRuleInput, sound: band },
  "rule-patch": { read: safeParseRulePatch, sound: { threshold: "85", maxReplicas: null, stepSize: 2 } },
  "rule-set": {
    read: safeParseRuleSet,
    sound: {
      rules: [formatRule(rule())],
      endpoints: formatSnapshot(busy).endpoints,
      initial: [1],
      counts: { min: 1, max: 5 },
      domain: { cuda_util: { min: "0", max: "100" } },
      load: { metric: "cuda_util" },
      cycleSeconds: 10,
    },
  },
  evaluation: { read: safeParseEvaluation, sound: { ...formatEvaluation(evaluate(busy)) } },
  rows: {
    read: safeSnapshotFromRows,
    sound: {
      profile: "v26",
      now: "2026-03-02T12:00:00Z",
      endpoints: [{ id: "chat", replicas: 3, routes: [{ id: "route", session: "session", status: "running" }] }],
      kernels: [{ id: "kernel", session: "session" }],
      kernel_stats: { kernel: { cuda_util: { current: "81", pct: "81.00" } } },
      endpoint_stats: { chat: '{"qps": {"current": "5"}}' },
      prometheus: { out: "5" },
      rules: [row],
    },
  },
} satisfies Record<string, Entry>;

export type EntryName = keyof typeof ENTRIES;

export const ENTRY_LIST: readonly (readonly [string, Entry])[] = Object.entries(ENTRIES);
