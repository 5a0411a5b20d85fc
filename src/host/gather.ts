import { metricRequests } from "../metrics/metric-requests.ts";
import {
  type MetricAverage,
  type MetricRequest,
  type MetricSource,
  type MissingMetric,
  readingKey,
} from "../model/metric.ts";
import { countAnswered, strayAmong } from "./answered.ts";
import { checkedReadings, itemFault, readingFault } from "./checked-readings.ts";
import type { CheckedOptions } from "./cycle-options.ts";
import type { SourceReport } from "./cycle-report.ts";
import { errorText } from "./error-text.ts";
import type { MetricReading } from "./metric-source.ts";
import type { StoredState } from "./rule-store.ts";
import { toMicrosecond } from "./stage-timer.ts";
import { withDeadline } from "./with-deadline.ts";

/** How long a source that was asked to end may take to hand over what it has. */
const GRACE_MS = 100;

/** What all sources answered. */
export interface Gathered {
  readonly metrics: readonly MetricAverage[];
  readonly missing: readonly MissingMetric[];
  readonly sources: readonly SourceReport[];
}

/** Asks every source for all that the rules need, at once. */
export async function gather({ rules, endpoints }: StoredState, options: CheckedOptions): Promise<Gathered> {
  const requests = [...metricRequests(rules, endpoints)];
  const answers = await Promise.all(requests.map(([source, wanted]) => ask(source, wanted, options)));
  return {
    metrics: answers.flatMap(({ readings }) => readings.filter(isAverage)),
    missing: answers.flatMap(({ readings }) => readings.filter(isMissing)),
    sources: answers.map(({ report }) => report),
  };
}

interface SourceAnswer {
  readonly readings: readonly MetricReading[];
  readonly report: SourceReport;
}

async function ask(
  source: MetricSource,
  wanted: readonly MetricRequest[],
  options: CheckedOptions,
): Promise<SourceAnswer> {
  const start = performance.now();
  const { readings, error } = await answerOf(source, wanted, options);
  const answered = countAnswered(wanted, readings);
  const report: SourceReport = {
    source,
    requested: wanted.length,
    answered,
    error: error ?? (answered === wanted.length ? null : strayFault(source, wanted, readings)),
    durationMs: toMicrosecond(performance.now() - start),
  };
  return { readings: error === null ? readings : [...readings, ...unanswered(wanted, readings)], report };
}

/** What is wrong with a source that answers something else than it was asked; null for nothing. */
function strayFault(
  source: MetricSource,
  wanted: readonly MetricRequest[],
  readings: readonly MetricReading[],
): string | null {
  const stray = strayAmong(wanted, readings);
  return stray === null ? null : itemFault(source, stray.at, stray.fault);
}

/** What a port answers; of one that failed or took too long, what it hands over all the same. */
async function answerOf(
  source: MetricSource,
  wanted: readonly MetricRequest[],
  { sources, timeoutMs, signal }: CheckedOptions,
): Promise<{ readonly readings: readonly MetricReading[]; readonly error: string | null }> {
  const port = sources[source];
  let answer: Promise<readonly MetricReading[]> | undefined;
  try {
    if (port === undefined) throw new Error("the host has no port for this source");
    const load = async (inner: AbortSignal) => {
      answer = port.load(wanted, inner);
      return answer;
    };
    return { readings: checkedReadings(source, await withDeadline(load, timeoutMs, signal)), error: null };
  } catch (error) {
    return { readings: await lateReadings(source, answer), error: errorText(error) };
  }
}

/** What a port that was asked to end gives within a moment; nothing where it gives none. */
async function lateReadings(
  source: MetricSource,
  answer: Promise<readonly MetricReading[]> | undefined,
): Promise<readonly MetricReading[]> {
  try {
    return checkedReadings(source, await withDeadline(async () => answer, GRACE_MS));
  } catch {
    // Why the port was asked to end, or failed, is in the report already.
    return [];
  }
}

/** Requests without a reading, of a source that failed. */
function unanswered(wanted: readonly MetricRequest[], readings: readonly MetricReading[]): readonly MissingMetric[] {
  const answered = new Set(readings.filter((reading) => readingFault(reading) === null).map(readingKey));
  return wanted
    .filter((request) => !answered.has(readingKey(request)))
    .map((request) => ({ ...request, reason: "source-failed" }));
}

function isAverage(reading: MetricReading): reading is MetricAverage {
  return "value" in reading;
}

function isMissing(reading: MetricReading): reading is MissingMetric {
  return !isAverage(reading);
}
