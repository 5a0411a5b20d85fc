import { factsOfMetric } from "../../model/facts-of-metric.ts";

/** Whether a `KERNEL` rule reads 0 of a metric, whatever happens: it has no capacity to be a share of, as no power has. */
export function readsZero(name: string): boolean {
  return factsOfMetric({ source: "KERNEL", name }).facts.max === 0 || name.endsWith("_power");
}

/** A metric with a capacity that says how busy a kernel is, in place of one without. */
export function busynessInsteadOf(name: string): string {
  return name.endsWith("_power") ? name.replace(/_power$/, "_util") : "cpu_util";
}

/** Whether a metric of kernels is a percentage of a capacity. */
export function isPercentage(name: string): boolean {
  return name === "mem" || /_(?:util|mem)$/.test(name);
}
