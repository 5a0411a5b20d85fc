import type { MetricSource } from "./metric.ts";
import type { MetricFacts } from "./metric-facts.ts";

/** One metric of the catalogue. */
export interface KnownMetric {
  /** The sources that export it under this name. */
  readonly sources: readonly MetricSource[];
  /** The name in use today. A colon may also be written as an underscore: `vllm:x` is `vllm_x` too. */
  readonly name: string;
  /** Names that it had before. */
  readonly olderNames: readonly string[];
  readonly facts: MetricFacts;
  /** Where the facts come from. */
  readonly from: string;
}

/** What a kernel reports is of its own containers: without one there is nothing to read. */
const OF_KERNELS = { busy: "more", atZero: false } as const;

/** What an engine reports is of its own process. */
const OF_ENGINES = { min: 0, atZero: false } as const;

const DEVICES = [
  "cuda",
  "rocm",
  "tpu",
  "ipu",
  "lpu",
  "rngd",
  "gaudi",
  "gaudi2",
  "gaudi3",
  "atom",
  "atom_plus",
  "atom_max",
] as const;

const BACKEND_AI = "lablup/backend.ai 26.8: pct is current / capacity × 100";
const NO_CAPACITY = "lablup/backend.ai 26.8: a metric without a capacity has a pct of 0";
const VLLM = "vLLM, docs/usage/metrics.md";
const SGLANG = "SGLang, docs/references/production_metrics.md";
const TGI = "text-generation-inference, docs/source/reference/metrics.md";

function kernel(name: string, facts: MetricFacts, from = BACKEND_AI): KnownMetric {
  return { sources: ["KERNEL"], name, olderNames: [], facts: { ...OF_KERNELS, ...facts }, from };
}

/** Engines are read by the app proxy, or by way of Prometheus. */
function engine(name: string, facts: MetricFacts, from: string, olderNames: readonly string[] = []): KnownMetric {
  return { sources: ["INFERENCE_FRAMEWORK", "PROMETHEUS"], name, olderNames, facts: { ...OF_ENGINES, ...facts }, from };
}

const REQUESTS = { unit: "requests", max: null, integer: true, load: "shared", busy: "more" } as const;
const SHARE = { unit: "share", max: 1, integer: false, load: "shared", busy: "more" } as const;
const HIT_RATE = { unit: "share", max: 1, integer: false, load: "none" } as const;
const THROUGHPUT = { unit: "tokens per second", max: null, integer: false, load: "shared", busy: "more" } as const;
const COUNTER = { unit: "tokens", max: null, integer: true } as const;
const LATENCY = { unit: "seconds", max: null, integer: false, load: "none", busy: "more" } as const;
const PERCENT = { unit: "percent", min: 0, max: 100, integer: false } as const;

/**
 * Every metric of which something is known.
 *
 * Waiting requests, use of processors and of caches rise and fall with the load on a replica; latencies and memory do not in
 * proportion.
 */
export const KNOWN_METRICS: readonly KnownMetric[] = /* @__PURE__ */ Object.freeze([
  // 100 for each core: a kernel of four cores reads up to 400.
  kernel("cpu_util", { unit: "percent of one core", min: 0, max: null, integer: false, load: "shared" }),
  kernel("mem", { ...PERCENT, load: "none" }),
  ...DEVICES.map((device) => kernel(`${device}_util`, { ...PERCENT, load: "shared" })),
  ...DEVICES.map((device) => kernel(`${device}_mem`, { ...PERCENT, load: "none" })),
  ...[
    "cpu_used",
    "net_rx",
    "net_tx",
    "io_read",
    "io_write",
    "io_scratch_size",
    "disk",
    ...DEVICES.map((device) => `${device}_power`),
  ].map((name) => kernel(name, { unit: "percent", min: 0, max: 0, load: "none" }, NO_CAPACITY)),
  engine("vllm:num_requests_running", REQUESTS, VLLM),
  engine("vllm:num_requests_waiting", REQUESTS, VLLM),
  engine("vllm:num_requests_swapped", REQUESTS, VLLM),
  engine("vllm:kv_cache_usage_perc", SHARE, VLLM, ["vllm:gpu_cache_usage_perc"]),
  engine("vllm:cpu_cache_usage_perc", SHARE, VLLM),
  engine("vllm:gpu_prefix_cache_hit_rate", HIT_RATE, VLLM),
  engine("vllm:prefix_cache_queries", COUNTER, VLLM, ["vllm:gpu_prefix_cache_queries"]),
  engine("vllm:prefix_cache_hits", COUNTER, VLLM, ["vllm:gpu_prefix_cache_hits"]),
  engine("vllm:avg_prompt_throughput_toks_per_s", THROUGHPUT, VLLM),
  engine("vllm:avg_generation_throughput_toks_per_s", THROUGHPUT, VLLM),
  engine("vllm:time_to_first_token_seconds", LATENCY, VLLM),
  engine("vllm:inter_token_latency_seconds", LATENCY, VLLM, ["vllm:time_per_output_token_seconds"]),
  engine("vllm:e2e_request_latency_seconds", LATENCY, VLLM),
  engine("vllm:request_queue_time_seconds", LATENCY, VLLM),
  engine("vllm:request_prefill_time_seconds", LATENCY, VLLM),
  engine("vllm:request_decode_time_seconds", LATENCY, VLLM),
  engine("vllm:request_inference_time_seconds", LATENCY, VLLM),
  engine("sglang:num_running_reqs", REQUESTS, SGLANG),
  engine("sglang:num_queue_reqs", REQUESTS, SGLANG),
  engine("sglang:token_usage", SHARE, SGLANG),
  engine("sglang:num_used_tokens", { ...REQUESTS, unit: "tokens" }, SGLANG),
  engine("sglang:gen_throughput", THROUGHPUT, SGLANG),
  engine("sglang:cache_hit_rate", HIT_RATE, SGLANG),
  engine("sglang:time_to_first_token_seconds", LATENCY, SGLANG),
  engine("sglang:inter_token_latency_seconds", LATENCY, SGLANG, ["sglang:time_per_output_token_seconds"]),
  engine("sglang:e2e_request_latency_seconds", LATENCY, SGLANG),
  engine("tgi_batch_current_size", REQUESTS, TGI),
  engine("tgi_queue_size", REQUESTS, TGI),
  engine("tgi_batch_current_max_tokens", { ...REQUESTS, unit: "tokens" }, TGI),
  engine("tgi_request_duration", LATENCY, TGI),
  engine("tgi_request_queue_duration", LATENCY, TGI),
  engine("tgi_request_mean_time_per_token_duration", LATENCY, TGI),
]);
