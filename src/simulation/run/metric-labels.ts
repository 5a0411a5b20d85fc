import { type MetricKey, metricKey } from "../../model/metric.ts";
import { known } from "../../util/known.ts";

/**
 * What each of these metrics is called in tables and charts: its name, after the aggregation where
 * that is no average. Two that would be called the same have their source behind it.
 *
 * @example
 * metricLabels([{ source: "KERNEL", name: "mem" }, { source: "KERNEL", name: "mem", aggregation: "max" }]); // "mem", "max of mem"
 */
export function metricLabels(metrics: readonly MetricKey[]): readonly string[] {
  const users = new Map<string, Set<string>>();
  for (const metric of metrics) {
    const label = labelOf(metric);
    users.set(label, (users.get(label) ?? new Set()).add(metricKey(metric)));
  }
  return metrics.map((metric) => {
    const label = labelOf(metric);
    return known(users.get(label)).size > 1 ? `${label} (${metric.source})` : label;
  });
}

function labelOf({ name, aggregation = "average" }: MetricKey): string {
  return aggregation === "average" ? name : `${aggregation} of ${name}`;
}
