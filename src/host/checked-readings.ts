import type { MetricSource } from "../model/metric.ts";
import { show } from "../model/show.ts";
import { isRecord } from "../util/is-record.ts";
import type { MetricReading } from "./metric-source.ts";

/**
 * The answer of a port. Ports come from outside: what they promise in types is looked at before it is used.
 *
 * @throws TypeError where it is no list of readings
 */
export function checkedReadings(source: MetricSource, answer: unknown): readonly MetricReading[] {
  if (isListOfReadings(answer)) return answer;
  const odd = Array.isArray(answer) ? answer.findIndex((each) => !isRecord(each)) : null;
  const found =
    Array.isArray(answer) && odd !== null ? `a list whose item [${odd}] is ${show(answer[odd])}` : show(answer);
  throw new TypeError(`${source} answered with ${found}, expected a list of ${FORM}`);
}

const FORM = 'readings: { ...request, value: "91.5" } or { ...request, reason: "no-metric" }';

function isListOfReadings(answer: unknown): answer is readonly MetricReading[] {
  return Array.isArray(answer) && answer.every((reading) => isRecord(reading));
}

/** What keeps a value from being the reading of a metric; null for nothing. What it reads is looked at in evaluation. */
export function readingFault(value: unknown): string | null {
  if (!isRecord(value)) return show(value);
  const odd = Object.entries(NAMING).find(([field, absent]) => typeof (value[field] ?? absent) !== "string");
  if (odd !== undefined) return `an object whose ${odd[0]} is ${show(value[odd[0]])}`;
  return "value" in value || "reason" in value ? null : "an object without value or reason";
}

/** The fields that name the metric of a reading, each with what its absence means. */
const NAMING = { endpointId: null, source: null, name: null, aggregation: "average", ruleId: "" };
