/** Metrics of kernels without a capacity: their share of it, which is what rules read, is always 0. */
const WITHOUT_CAPACITY = [
  "cpu_used",
  "net_rx",
  "net_tx",
  "io_read",
  "io_write",
  "io_scratch_size",
  "disk",
];

/** Whether a `KERNEL` rule reads 0 of a metric, whatever happens. */
export function readsZero(name: string): boolean {
  return WITHOUT_CAPACITY.includes(name) || name.endsWith("_power");
}

/** A metric with a capacity that says how busy a kernel is, in place of one without. */
export function busynessInsteadOf(name: string): string {
  return name.endsWith("_power") ? name.replace(/_power$/, "_util") : "cpu_util";
}

/** Whether a metric of kernels is a percentage of a capacity. */
export function isPercentage(name: string): boolean {
  return name === "mem" || /_(?:util|mem)$/.test(name);
}
