import type { Comparator, MetricSource } from "autoscaling-rules";

/** Comparators as a sentence has them, in the order in which they are offered: `is above 80`. */
export const COMPARATOR_WORDS: Readonly<Record<Comparator, string>> = {
  GREATER_THAN: "above",
  GREATER_THAN_OR_EQUAL: "at or above",
  LESS_THAN: "below",
  LESS_THAN_OR_EQUAL: "at or below",
};

/** Sources after the name of a metric: `cuda_util of kernels`. */
export const SOURCE_WORDS: Readonly<Record<MetricSource, string>> = {
  KERNEL: "of kernels",
  INFERENCE_FRAMEWORK: "of the inference framework",
  PROMETHEUS: "of a Prometheus query",
};
