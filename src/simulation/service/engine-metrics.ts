import type { MetricFigure } from "./service-step.ts";

/** Every serving engine whose metric names are known. */
export const ENGINES = /* @__PURE__ */ Object.freeze(["vllm", "sglang", "tgi"] as const);

/** A serving engine, for the names of its metrics. */
export type Engine = (typeof ENGINES)[number];

/** What the replicas of a service export, summed up over them. */
export interface EngineTotals {
  readonly running: number;
  readonly waiting: number;
  /** Shares of cache in use, 0 to 1 each. */
  readonly cache: number;
  /** Tokens of cache in use. */
  readonly cacheTokens: number;
  /** Tokens per second that finished requests had. */
  readonly tokensPerSecond: number;
  /** Shares of time busy, 0 to 1 each. */
  readonly busy: number;
}

/** Under which names an engine exports them. TGI has tokens where the others have a share, and no throughput. */
const NAMES = {
  vllm: {
    running: "vllm:num_requests_running",
    waiting: "vllm:num_requests_waiting",
    cache: "vllm:kv_cache_usage_perc",
    throughput: "vllm:avg_generation_throughput_toks_per_s",
  },
  sglang: {
    running: "sglang:num_running_reqs",
    waiting: "sglang:num_queue_reqs",
    cache: "sglang:token_usage",
    throughput: "sglang:gen_throughput",
  },
  tgi: {
    running: "tgi_batch_current_size",
    waiting: "tgi_queue_size",
    cache: "tgi_batch_current_max_tokens",
    throughput: null,
  },
} as const satisfies Readonly<Record<Engine, unknown>>;

/** What a snapshot's averages are made of, under the engine's own names; utilisation under Backend.AI's. */
export function engineMetrics(engine: Engine, totals: EngineTotals): readonly MetricFigure[] {
  const { running, waiting, cache, cacheTokens, tokensPerSecond, busy } = totals;
  const names = NAMES[engine];
  const source = "INFERENCE_FRAMEWORK";
  return [
    { source, name: names.running, total: running },
    { source, name: names.waiting, total: waiting },
    { source, name: names.cache, total: engine === "tgi" ? cacheTokens : cache },
    ...(names.throughput === null ? [] : [{ source, name: names.throughput, total: tokensPerSecond } as const]),
    { source: "KERNEL", name: "cuda_util", total: busy * 100 },
  ];
}
