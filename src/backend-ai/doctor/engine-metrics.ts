/** Metrics that serving engines have renamed, and what they are called now. */
const RENAMED: Readonly<Record<string, string>> = {
  "vllm:gpu_cache_usage_perc": "vllm:kv_cache_usage_perc",
};

/** What an engine calls a metric now; null for one that it exports under that name. */
export function renamedMetric(name: string): string | null {
  return Object.hasOwn(RENAMED, name) ? (RENAMED[name] ?? null) : null;
}

/**
 * The name under which an engine itself exports a metric that the app proxy wrote into live stats until 26.4.3: there the
 * first colon was an underscore.
 *
 * @example
 * engineMetric("vllm_num_requests_waiting"); // "vllm:num_requests_waiting"
 */
export function engineMetric(name: string): string {
  const exported = name.replace(/^(vllm|sglang|max)_/, "$1:");
  return renamedMetric(exported) ?? exported;
}

/** Whether a name is one that a serving engine exports. */
export function isEngineMetric(name: string): boolean {
  return /^(?:vllm|sglang|max):\w+$/.test(name);
}
