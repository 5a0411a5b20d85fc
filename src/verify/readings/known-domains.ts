import type { DecimalLike } from "../../model/decimal-like.ts";
import type { MetricKey } from "../../model/metric.ts";

/** What a metric's readings can be, both ends included; null or absent `max`: no end. */
export interface Domain {
  /** Default: 0. Null: no end. */
  readonly min?: DecimalLike | null;
  readonly max?: DecimalLike | null;
}

/** Backend.AI's kernels report use of the processors and of the memory in percent, averages are taken of `pct`. */
const PERCENTAGE_OF_A_KERNEL = /^(?:cpu|cuda|rocm|ipu|lpu|rngd|tpu)_util$|^(?:(?:cuda|rocm|ipu|lpu|rngd|tpu)_)?mem$/;

/** Shares of the cache that serving engines export as 0 to 1. */
const SHARES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  "vllm:kv_cache_usage_perc",
  "vllm:gpu_cache_usage_perc",
  "sglang:token_usage",
]);

/** The domain of a metric of which nothing was said: known percentages and shares, else anything from 0. */
export function knownDomain({ source, name }: Pick<MetricKey, "source" | "name">): Domain {
  if (source === "KERNEL" && PERCENTAGE_OF_A_KERNEL.test(name)) return { min: 0, max: 100 };
  return SHARES.has(name) ? { min: 0, max: 1 } : { min: 0 };
}
