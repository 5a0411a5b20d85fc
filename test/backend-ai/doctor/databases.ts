import type { DoctorCode } from "../../../src/backend-ai/index.ts";

export const ENDPOINT = "7e0b6d1c-2f57-4a6e-8d55-0c9a4b3e1f22";
export const QUEUE_PRESET = "598d0148-c3d5-4282-b31c-ea05e7fca98c";

/** What the manager puts its labels and its grouping into. */
const LABELS = ["$", "{{labels}}"].join("");
const GROUP_BY = ["$", "{{group_by}}"].join("");

/** A preset of a fresh installation: one value, of one deployment. */
export const preset = {
  id: QUEUE_PRESET,
  name: "vLLM Queued Requests (avg)",
  metric_name: "vllm:num_requests_waiting",
  query_template: `avg by (${GROUP_BY})(vllm:num_requests_waiting{${LABELS}})`,
  time_window: null,
  options: { filter_labels: ["deployment_id"], group_labels: ["deployment_id"] },
};

/** A sound rule on what kernels report. */
export const kernelRule = {
  id: "0f3d2a60-4c0a-4d5e-9a3f-6a1c0b7d2e11",
  metric_source: "kernel",
  metric_name: "cpu_util",
  min_threshold: "20",
  max_threshold: "80",
  step_size: 1,
  cooldown_seconds: 300,
  min_replicas: 1,
  max_replicas: 8,
  prometheus_query_preset_id: null,
  created_at: "2026-03-02T09:00:00+00:00",
  last_triggered_at: null,
  endpoint: ENDPOINT,
};

/** A sound rule on a query. */
export const queryRule = {
  ...kernelRule,
  id: "1c9a6f52-7d1e-4b6b-8f0e-2d4c5a6b7c88",
  metric_source: "prometheus",
  metric_name: "vllm:num_requests_waiting",
  min_threshold: "1",
  max_threshold: "10",
  prometheus_query_preset_id: QUEUE_PRESET,
};

export const endpoint = { id: ENDPOINT, name: "chat", replicas: 2, desired_replicas: null };

/** The tables of a host that are read. */
export interface Database {
  readonly endpoint_auto_scaling_rules: readonly object[];
  readonly prometheus_query_presets: readonly object[];
  readonly endpoints: readonly object[];
}

/** A host with one rule. */
export function database(rule: object, others: Partial<Database> = {}): Database {
  return {
    endpoint_auto_scaling_rules: [rule],
    prometheus_query_presets: [preset],
    endpoints: [endpoint],
    ...others,
  };
}

/** Hosts on which nothing is wrong. */
export const SOUND: Readonly<Record<string, Database>> = {
  "a rule on kernels": database(kernelRule),
  "a rule on a query": database(queryRule),
  "a rule that only scales out": database({ ...kernelRule, min_threshold: null }),
  "a rule that only scales in": database({
    ...kernelRule,
    max_threshold: null,
    max_replicas: null,
  }),
  "a step of two that fits": database({ ...kernelRule, step_size: 2, min_replicas: 2 }),
  "a count that rules have changed": database(
    { ...kernelRule, last_triggered_at: "2026-03-02T12:00:00+00:00" },
    {
      endpoints: [{ ...endpoint, desired_replicas: 4, updated_at: "2026-03-02T12:00:00.1+00:00" }],
    },
  ),
  "two endpoints with a rule each": database(kernelRule, {
    endpoint_auto_scaling_rules: [kernelRule, { ...queryRule, endpoint: "other" }],
    endpoints: [endpoint, { ...endpoint, id: "other" }],
  }),
  "two rules of one endpoint that never hold at once": database(kernelRule, {
    endpoint_auto_scaling_rules: [
      { ...kernelRule, min_threshold: null },
      { ...kernelRule, id: "in", max_threshold: null },
    ],
  }),
  "two rules of one endpoint that do the same": database(kernelRule, {
    endpoint_auto_scaling_rules: [
      { ...kernelRule, min_threshold: null },
      { ...kernelRule, id: "mem", metric_name: "mem", min_threshold: null },
    ],
  }),
  "a rule of an endpoint that is destroyed, and evaluated no more": database(
    { ...kernelRule, step_size: 0 },
    { endpoints: [{ ...endpoint, lifecycle_stage: "DESTROYED" }] },
  ),
  "no rule at all": database(kernelRule, { endpoint_auto_scaling_rules: [] }),
};

/** A preset that averages a metric over the replicas of one deployment. */
const presetOf = (name: string, id: string): object => ({
  ...preset,
  id,
  metric_name: name,
  query_template: `avg by (${GROUP_BY})(${name}{${LABELS}})`,
});

const withPreset = (changes: object): Database =>
  database(queryRule, { prometheus_query_presets: [{ ...preset, ...changes }] });

/** A node of the legacy API. */
const node = {
  id: kernelRule.id,
  row_id: kernelRule.id,
  endpoint: ENDPOINT,
  metric_source: "KERNEL",
  metric_name: "mem",
  comparator: "LESS_THAN",
  threshold: "10",
  step_size: 1,
  cooldown_seconds: 300,
  min_replicas: 1,
  max_replicas: null,
  created_at: kernelRule.created_at,
  last_triggered_at: null,
};

/** Hosts with one fault each, on 26.8. */
export const FAULTY: Readonly<Record<string, readonly [DoctorCode, Database]>> = {
  "1: a rule on what nothing writes": [
    "dead-source",
    database({
      ...kernelRule,
      metric_source: "inference_framework",
      metric_name: "vllm_num_requests_waiting",
    }),
  ],
  "1: a counter that nothing writes": [
    "dead-source",
    database({
      ...kernelRule,
      metric_source: "inference_framework",
      metric_name: "vllm_request_success_total",
    }),
  ],
  "2: a metric that reads 0": ["always-zero", database({ ...kernelRule, metric_name: "net_rx" })],
  "2: a power that reads 0": [
    "always-zero",
    database({ ...kernelRule, metric_name: "cuda_power", min_threshold: null }),
  ],
  "2: bytes that read 0": [
    "always-zero",
    database({ ...kernelRule, metric_name: "io_read", max_threshold: "1000000" }),
  ],
  "2: bytes that read 0, below one threshold alone": [
    "always-zero",
    database({
      ...kernelRule,
      metric_name: "io_read",
      min_threshold: "1000",
      max_threshold: null,
      max_replicas: null,
    }),
  ],
  "3: an inverted step": [
    "inverted-step",
    database({ ...kernelRule, metric_source: "KERNEL", step_size: -1, max_threshold: null }),
  ],
  "4: neither threshold": [
    "no-threshold",
    database({ ...kernelRule, min_threshold: null, max_threshold: null }),
  ],
  "5: an accidental band": [
    "inverted-band",
    database({ ...kernelRule, min_threshold: "20", max_threshold: "15" }),
  ],
  "6: a query without a preset": [
    "no-preset",
    database({ ...queryRule, prometheus_query_preset_id: null }),
  ],
  "6: a query whose preset is gone": [
    "no-preset",
    database({ ...queryRule, prometheus_query_preset_id: "gone" }),
  ],
  "7: a preset of the whole cluster": [
    "preset-scope",
    withPreset({ options: { filter_labels: ["kernel_id"], group_labels: [] } }),
  ],
  "7: a preset without a name, whose options are text": [
    "preset-scope",
    withPreset({ name: null, options: '{"filter_labels": [], "group_labels": []}' }),
  ],
  "7: a preset without options, of a rule that only scales in": [
    "preset-scope",
    database(
      { ...queryRule, max_threshold: null },
      { prometheus_query_presets: [{ ...preset, options: null }] },
    ),
  ],
  "7: a preset beside one that is good": [
    "preset-metric",
    database(queryRule, {
      prometheus_query_presets: [
        presetOf("vllm:gpu_cache_usage_perc", QUEUE_PRESET),
        presetOf("vllm:kv_cache_usage_perc", "good"),
      ],
    }),
  ],
  "7: a preset of containers": [
    "preset-scope",
    withPreset({
      metric_name: "backendai_container_utilization",
      query_template: `avg by (${GROUP_BY})(backendai_container_utilization{${LABELS}})`,
      options: { filter_labels: ["project_id"], group_labels: [] },
    }),
  ],
  "7: a preset with several series": [
    "preset-series",
    withPreset({ query_template: `vllm:num_requests_waiting{${LABELS}}` }),
  ],
  "7: a preset on a metric that is gone": [
    "preset-metric",
    withPreset({
      metric_name: "vllm:gpu_cache_usage_perc",
      query_template: `avg by (${GROUP_BY})(vllm:gpu_cache_usage_perc{${LABELS}})`,
    }),
  ],
  "8: a step past a bound": [
    "stuck-step",
    database(
      { ...kernelRule, step_size: 4, max_replicas: 6, min_threshold: null },
      { endpoints: [{ ...endpoint, replicas: 5 }] },
    ),
  ],
  "9: a comparator of unknown age": ["derived-comparator", database(node)],
  "9: a comparator above a threshold": [
    "derived-comparator",
    database({ ...node, comparator: "greater-than", min_replicas: null, max_replicas: 4 }),
  ],
  "10: a count set by hand": [
    "hidden-replicas",
    database(kernelRule, { endpoints: [{ ...endpoint, replicas: 6, desired_replicas: 2 }] }),
  ],
  "10: a count set by hand after the last trigger": [
    "hidden-replicas",
    database(
      { ...kernelRule, last_triggered_at: "2026-03-02T12:00:00+00:00" },
      {
        endpoints: [
          {
            ...endpoint,
            replicas: 6,
            desired_replicas: 2,
            updated_at: "2026-03-02T13:00:00+00:00",
          },
        ],
      },
    ),
  ],
  "11: a step of 0": ["no-step", database({ ...kernelRule, step_size: 0 })],
  "12: a minimum above the maximum": [
    "inverted-bounds",
    database({ ...kernelRule, min_replicas: 3, max_replicas: 2 }),
  ],
  "12: a cooldown that is over at once": [
    "short-cooldown",
    database({ ...kernelRule, cooldown_seconds: 10 }),
  ],
  "13: rules whose order matters": [
    "rule-order",
    database(kernelRule, {
      endpoint_auto_scaling_rules: [
        { ...kernelRule, min_threshold: null },
        { ...kernelRule, id: "steep", max_threshold: "95", min_threshold: null, step_size: 2 },
      ],
    }),
  ],
};

/** Hosts with one fault each, on 26.8, in a row that cannot be repaired from what is known. */
export const LOST: Readonly<Record<string, readonly [DoctorCode, Database]>> = {
  "1: a rule on what nothing writes, and no engine exports": [
    "dead-source",
    database({ ...kernelRule, metric_source: "inference_framework", metric_name: "queue" }),
  ],
  "4: neither threshold of a count": [
    "no-threshold",
    database({ ...queryRule, min_threshold: null, max_threshold: null }),
  ],
  "6: a query without a preset, on a metric of no engine": [
    "no-preset",
    database({ ...queryRule, metric_name: "up", prometheus_query_preset_id: null }),
  ],
  "13: rules that go opposite ways": [
    "rule-order",
    database(kernelRule, {
      endpoint_auto_scaling_rules: [
        { ...kernelRule, min_threshold: null },
        { ...kernelRule, id: "in", metric_name: "mem", max_threshold: null },
      ],
    }),
  ],
};
