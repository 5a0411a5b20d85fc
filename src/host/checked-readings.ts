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
  if (!Array.isArray(answer)) throw new TypeError(`${source} answered with ${show(answer)}, ${EXPECTED}`);
  const odd = oddPlace(answer);
  throw new TypeError(itemFault(source, odd, show(answer[odd])));
}

/** What is said of a list of which one item is no reading that was asked for. */
export function itemFault(source: MetricSource, at: number, found: string): string {
  return `${source} answered with a list whose item [${at}] is ${found}, ${EXPECTED}`;
}

const EXPECTED = 'expected a list of readings: { ...request, value: "91.5" } or { ...request, reason: "no-metric" }';

function isListOfReadings(answer: unknown): answer is readonly MetricReading[] {
  return Array.isArray(answer) && oddPlace(answer) === -1;
}

/** Where the first item is that is no object, holes included. */
function oddPlace(list: readonly unknown[]): number {
  return list.findIndex((each) => !isRecord(each));
}

/** What keeps a value from being the reading of a metric; null for nothing. What it reads is looked at in evaluation. */
export function readingFault(value: unknown): string | null {
  if (!isRecord(value)) return show(value);
  const odd = NAMING.find(([field, absent]) => typeof (value[field] ?? absent) !== "string");
  if (odd !== undefined) return `an object whose ${odd[0]} is ${show(value[odd[0]])}`;
  return "value" in value || "reason" in value ? null : "an object without value or reason";
}

/** The fields that name the metric of a reading, each with what its absence means. */
const NAMING = Object.entries({ endpointId: null, source: null, name: null, aggregation: "average", ruleId: "" });
