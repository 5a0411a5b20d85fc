import { type MetricSource, recommended } from "autoscaling-rules";
import { type CycleOptions, type CycleReport, type MetricSourcePort, runCycle, runLoop } from "autoscaling-rules/host";
import type { Hono } from "hono";
import { createApi } from "./api.ts";
import type { Database } from "./database.ts";
import { createManagerMetrics } from "./manager-metrics.ts";
import { createPrometheus } from "./prometheus.ts";
import { Reports } from "./reports.ts";
import { createSqliteStore } from "./sqlite-store.ts";

/** What a manager is made of. */
export interface ManagerOptions {
  readonly database: Database;
  /** Absent: rules on PROMETHEUS are refused. */
  readonly prometheusUrl?: string | undefined;
  readonly everyMs: number;
  readonly clock?: () => number;
  readonly onCycle?: (report: CycleReport) => void;
}

/** A manager: an API to be served, and a loop to be run. */
export interface Manager {
  readonly api: Hono;
  /** One cycle: for tests and demonstrations. */
  readonly cycle: () => Promise<CycleReport>;
  /** Cycles until the signal is aborted; a commit that has begun is waited for. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

export function createManager({
  database,
  prometheusUrl,
  everyMs,
  clock = Date.now,
  onCycle,
}: ManagerOptions): Manager {
  const reports = new Reports(clock);
  const sources: Partial<Record<MetricSource, MetricSourcePort>> = {
    INFERENCE_FRAMEWORK: reports,
    ...(prometheusUrl === undefined ? {} : { PROMETHEUS: createPrometheus(database, prometheusUrl) }),
  };
  const { registry, hooks } = createManagerMetrics();
  let lastCompleted = Number.NEGATIVE_INFINITY;

  const options: CycleOptions = {
    store: createSqliteStore(database),
    sources,
    clock,
    semantics: recommended,
    report: "changes",
    onDecision: hooks.onDecision,
    onCycle: (report) => {
      hooks.onCycle(report);
      if (report.status === "completed") lastCompleted = performance.now();
      onCycle?.(report);
    },
  };

  return {
    api: createApi({
      database,
      reports,
      registry,
      clock,
      sources: prometheusUrl === undefined ? ["INFERENCE_FRAMEWORK"] : ["INFERENCE_FRAMEWORK", "PROMETHEUS"],
      isHealthy: () => performance.now() - lastCompleted < 3 * everyMs,
    }),
    cycle: () => runCycle(options),
    run: (signal) => runLoop({ ...options, everyMs, signal }),
  };
}
