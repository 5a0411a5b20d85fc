import { decimalText } from "../model/decimal-like.ts";
import type { MetricKey } from "../model/metric.ts";
import type { ConditionMet } from "../model/rule-outcome.ts";
import { quoted } from "../model/show.ts";
import { relation } from "./phrases.ts";

/** A condition that holds, with the average that was compared: "`cuda_util` (KERNEL) is 91, > 80". */
export function metText(outcome: ConditionMet): string {
  return `${metricText(outcome.metric)} is ${decimalText(outcome.value)}, ${relation(outcome)}`;
}

/** A metric as people write it: "`cuda_util` (KERNEL)", "p95 of `latency` (KERNEL)". */
export function metricText({ source, name, aggregation = "average" }: MetricKey): string {
  return `${aggregation === "average" ? "" : `${aggregation} of `}${quoted(name)} (${source})`;
}
