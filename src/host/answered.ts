import { isSameMetric, type MetricRequest, MISSING_REASONS, readingKey } from "../model/metric.ts";
import { named, quoted } from "../model/show.ts";
import { readingFault } from "./checked-readings.ts";
import type { MetricReading } from "./metric-source.ts";

/** How many requests have an average, or the reason why there is none. */
export function countAnswered(wanted: readonly MetricRequest[], readings: readonly MetricReading[]): number {
  // Most sources answer in the order in which they are asked: then no keys are needed, which take long to make.
  const left = wanted.filter((request, nth) => !isAnswerTo(request, readings[nth]));
  if (left.length === 0) return wanted.length;
  const answers = new Set(readings.filter(isAnswer).map(readingKey));
  const unanswered = left.filter((request) => !answers.has(readingKey(request)) && !answers.has(sharedKey(request)));
  return wanted.length - unanswered.length;
}

/** The first reading that answers no request, and what is wrong with it; null for none. */
export function strayAmong(
  wanted: readonly MetricRequest[],
  readings: readonly MetricReading[],
): { readonly at: number; readonly fault: string } | null {
  const asked = new Set(wanted.flatMap((request) => [readingKey(request), sharedKey(request)]));
  for (const [at, reading] of readings.entries()) {
    const fault = readingFault(reading);
    if (fault !== null) return { at, fault };
    if (!asked.has(readingKey(reading))) return { at, fault: `${nameOf(reading)}, which nobody asked for` };
  }
  return null;
}

function isAnswerTo(request: MetricRequest, reading: MetricReading | undefined): boolean {
  if (reading === undefined || !isAnswer(reading) || !isSameMetric(request, reading)) return false;
  return request.endpointId === reading.endpointId && request.ruleId === reading.ruleId;
}

function isAnswer(reading: MetricReading): boolean {
  if (readingFault(reading) !== null) return false;
  return "value" in reading || (reading.reason !== "source-failed" && MISSING_REASONS.includes(reading.reason));
}

/** Where a rule's own query has no average, that of the metric counts, which all rules on it share. */
function sharedKey({ ruleId: _, ...shared }: MetricRequest): string {
  return readingKey(shared);
}

/** ``the p95 of `cuda_util` (KERNEL) of endpoint `chat` ``. */
function nameOf({ source, name, aggregation = "average", endpointId, ruleId }: MetricReading): string {
  const rule = ruleId === undefined ? "" : ` for ${named("rule", ruleId)}`;
  return `the ${aggregation} of ${quoted(name)} (${source}) of ${named("endpoint", endpointId)}${rule}`;
}
