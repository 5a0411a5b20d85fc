import type { CycleOptions } from "autoscaling-rules/host";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Hooks of `runCycle`, and one for the end of a cycle over all pages. */
type Hooks = Required<Pick<CycleOptions, "onCycle" | "onDecision">> & { readonly onPass: () => void };

/** What the manager tells Prometheus of itself, and the hooks that keep it. README.md lists the names. */
export function createManagerMetrics(): { readonly registry: Registry; readonly hooks: Hooks } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const cycles = new Counter({
    name: "autoscaling_cycles_total",
    help: "Cycles by how they ended: completed, failed or aborted",
    labelNames: ["status"],
    registers,
  });
  const lastCompleted = new Gauge({
    name: "autoscaling_last_completed_cycle_timestamp_seconds",
    help: "When a cycle last came to its end: alert where this is long ago",
    registers,
  });
  const stageSeconds = new Histogram({
    name: "autoscaling_stage_duration_seconds",
    help: "How long each stage of a cycle took",
    labelNames: ["stage"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const requested = new Counter({
    name: "autoscaling_metrics_requested_total",
    help: "Metric values that cycles asked of each source",
    labelNames: ["source"],
    registers,
  });
  const unanswered = new Counter({
    name: "autoscaling_metrics_unanswered_total",
    help: "Metric values that a source did not answer",
    labelNames: ["source"],
    registers,
  });
  const outcomes = new Counter({
    name: "autoscaling_rule_outcomes_total",
    help: "What became of rules, by kind of outcome",
    labelNames: ["kind"],
    registers,
  });
  const desired = new Gauge({
    name: "autoscaling_desired_replicas",
    help: "The count that the last cycle decided for each endpoint",
    labelNames: ["endpoint"],
    registers,
  });
  const commits = new Counter({
    name: "autoscaling_committed_endpoints_total",
    help: "Changes of endpoints that were stored",
    registers,
  });
  const conflicts = new Counter({
    name: "autoscaling_conflicts_total",
    help: "Changes that were left undone, as something else had changed in the meantime",
    labelNames: ["reason"],
    registers,
  });
  const faults = new Counter({
    name: "autoscaling_faults_total",
    help: "What ports and hooks did other than they must: store or hook",
    labelNames: ["of"],
    registers,
  });

  let shown: ReadonlySet<string> = new Set();
  let decided = new Set<string>();
  /** An endpoint that is gone, or is another manager's by now, has no count here any more. */
  const forgetTheGone = () => {
    for (const endpoint of shown) if (!decided.has(endpoint)) desired.remove({ endpoint });
    shown = decided;
    decided = new Set();
  };

  return {
    registry,
    hooks: {
      onPass: forgetTheGone,
      onDecision: ({ endpointId, desired: count, outcomes: ofRules }) => {
        decided.add(endpointId);
        desired.set({ endpoint: endpointId }, count);
        for (const { kind } of ofRules) outcomes.inc({ kind });
      },
      onCycle: (report) => {
        cycles.inc({ status: report.status });
        for (const [stage, ms] of Object.entries(report.durationsMs)) stageSeconds.observe({ stage }, ms / 1000);
        for (const { source, requested: asked, answered } of report.sources) {
          requested.inc({ source }, asked);
          unanswered.inc({ source }, asked - answered);
        }
        faults.inc({ of: "hook" }, report.hookErrors.length);
        if (report.status !== "completed") return;
        lastCompleted.set(Date.parse(report.at) / 1000);
        commits.inc(report.committed.length);
        for (const { reason } of report.conflicts) conflicts.inc({ reason });
        faults.inc({ of: "store" }, report.storeFaults.length);
      },
    },
  };
}
