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
