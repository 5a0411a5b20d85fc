import { inRule, rule } from "../support/build.ts";

export const qps = { metricSource: "INFERENCE_FRAMEWORK", metricName: "qps", minReplicas: 1, maxReplicas: 6 } as const;
/** Thresholds too close to each other at few replicas. */
export const narrow = [rule({ ...qps, threshold: "75" }), inRule({ ...qps, threshold: "60" })];
/** Thresholds far enough apart. */
export const sound = [rule({ ...qps, threshold: "75" }), inRule({ ...qps, threshold: "30" })];

/** A rule as Backend.AI stores it, with a step that hardly says what its author meant. */
export const row = {
  id: "r",
  endpoint: "chat",
  metric_source: "kernel",
  metric_name: "cuda_util",
  min_threshold: "20",
  max_threshold: null,
  step_size: -1,
  cooldown_seconds: 60,
  min_replicas: 1,
  max_replicas: 4,
  last_triggered_at: null,
};

/** Backend.AI's rows and live stats. */
export const rows = {
  profile: "v26",
  now: "2026-03-02T12:00:00Z",
  endpoints: [{ id: "chat", replicas: 1, routes: [] }],
  kernels: [],
  kernel_stats: {},
  endpoint_stats: {},
  prometheus: {},
  rules: [row],
};
