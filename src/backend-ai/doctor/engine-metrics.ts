import { KNOWN_METRICS } from "../../model/known-metrics.ts";

/** Metrics that serving engines export no longer under the name that they had, and what they are called now. */
const RENAMED: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(
  KNOWN_METRICS.flatMap(({ name, olderNames }) =>
    olderNames.map((older) => [older, name] as const),
  ),
);

/** What the name of a counter, or of a part of a histogram, ends with. */
const PART = /(?:_total|_sum|_count|_bucket)$/;

/** What an engine calls a metric now; null for one that it exports under that name. */
export function renamedMetric(name: string): string | null {
  const base = name.replace(PART, "");
  const current = RENAMED.get(base);
  return current === undefined ? null : `${current}${name.slice(base.length)}`;
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
