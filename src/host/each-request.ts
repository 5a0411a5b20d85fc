import type { Average } from "../metrics/average.ts";
import { type MetricRequest, readingKey } from "../model/metric.ts";
import { show } from "../model/show.ts";
import { isRecord } from "../util/is-record.ts";
import { readingFault } from "./checked-readings.ts";
import type { MetricReading, MetricSourcePort } from "./metric-source.ts";

/** Answers one request: with a reading of it, or with what a reader such as `readPrometheusAnswer` made of an answer. */
export type AskOne = (request: MetricRequest, signal: AbortSignal) => Promise<MetricReading | Average>;

/** How {@link eachRequest} asks. */
export interface EachRequestOptions {
  /** How many requests are under way at a time: an integer of 1 or more. Absent: 10. */
  readonly concurrency?: number;
  /** Given what one request failed with, for a log. */
  readonly onError?: (error: unknown, request: MetricRequest) => void;
}

/**
 * A source that answers requests one by one, as HTTP APIs do. A request that fails costs itself alone, and when the cycle does
 * not wait any longer, the cycle gets what has been answered until then.
 *
 * @param ask - answers one request. It should give its signal to whatever it waits for; one that does not listen is left behind
 * @returns the `load` of a port. It rejects only where no request was answered: with what the first one failed with
 * @throws TypeError where `ask` is no function, RangeError where `concurrency` is no integer of 1 or more
 * @example
 * const prometheus: MetricSourcePort = { load: eachRequest(query, { concurrency: 20 }) };
 */
export function eachRequest(
  ask: AskOne,
  { concurrency = 10, onError }: EachRequestOptions = {},
): MetricSourcePort["load"] {
  if (typeof ask !== "function") {
    throw new TypeError(`ask is ${show(ask)}, expected a function that answers one request`);
  }
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`concurrency is ${show(concurrency)}, expected an integer of 1 or more`);
  }
  return async (requests, signal) => {
    const readings: MetricReading[] = [];
    const errors: unknown[] = [];
    const waiting = requests.values();
    const worker = async () => {
      for (const request of waiting) {
        if (signal.aborted) return;
        try {
          readings.push(readingOf(request, await ask(request, signal)));
        } catch (error) {
          errors.push(error);
          if (!signal.aborted) onError?.(error, request);
        }
      }
    };
    const workers = Array.from({ length: Math.min(concurrency, requests.length) }, worker);
    await untilAborted(Promise.all(workers), signal);
    if (readings.length === 0 && errors.length > 0) throw errors[0];
    return withUnanswered(requests, readings);
  };
}

/** @throws TypeError where it is neither a reading nor what a reader makes of an answer */
function readingOf(request: MetricRequest, answer: MetricReading | Average): MetricReading {
  const isAnswer = isRecord(answer);
  if (isAnswer && "average" in answer) return { ...request, value: answer.average };
  if (isAnswer && "missing" in answer) return { ...request, reason: answer.missing };
  const fault = readingFault(answer);
  if (fault !== null) throw new TypeError(`ask answered with ${fault}, ${ANSWERS}`);
  return answer;
}

const ANSWERS = 'expected { average: "91.5" }, { missing: "no-metric" } or { ...request, value: "91.5" }';

/** The readings so far, and for each other request that there is none: what comes later changes nothing of it. */
function withUnanswered(
  requests: readonly MetricRequest[],
  readings: readonly MetricReading[],
): readonly MetricReading[] {
  const answered = new Set(readings.map(readingKey));
  const rest = requests.filter((request) => !answered.has(readingKey(request)));
  return [...readings, ...rest.map((request) => ({ ...request, reason: "source-failed" as const }))];
}

/** Waits for the end of some work, or for the signal, whichever comes first. */
async function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const listening = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { signal: listening.signal });
  });
  await Promise.race([work, aborted]);
  listening.abort();
}
