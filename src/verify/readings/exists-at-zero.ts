import type { Axis } from "./axis.ts";

/**
 * Kernels and replicas report nothing where there are none, whatever was stated about the range of their readings. What a
 * Prometheus query answers there is only assumed of its name.
 */
export function existsAtZero({ facts, metric }: Pick<Axis, "facts" | "metric">): "always" | "never" | "unknown" {
  if (facts.atZero === true) return "always";
  const isKnown = metric.source !== "PROMETHEUS" || (facts.atZero === false && facts.grounds.atZero !== "assumed");
  return isKnown ? "never" : "unknown";
}
