import { type Fault, fault } from "../../model/fault.ts";
import { ScenarioError } from "../scenario-error.ts";
import { traceOfJson } from "./read-json.ts";
import { isOfLoadTest, traceOfLoadTest } from "./read-load-test.ts";
import { isLog, traceOfLog } from "./read-log.ts";
import { traceOfTable } from "./read-table.ts";
import type { ReadTraceOptions } from "./read-trace-options.ts";
import type { Trace } from "./trace.ts";
import { THE_TRACE } from "./trace-place.ts";
import { tableOfCsv } from "./trace-table.ts";

/**
 * Reads a trace, in whichever of these forms its content is:
 *
 * - CSV with a line for each bin: its start and a count (empty for a gap) or a rate, perhaps tokens (sums over the bin's requests;
 *   means of one request in columns named `avg_…`, `…_len` or `…_length`)
 * - CSV or JSON Lines with a line for each request: its time, perhaps its tokens; the Azure LLM traces and Mooncake's as published
 * - a dashboard's CSV (Grafana), a data frame's CSV or records (pandas), a load test's samples (k6, Locust)
 * - an answer of Prometheus (`query_range`: rates, summed over its series), or of CloudWatch (`get-metric-statistics`,
 *   `get-metric-data`: counts; averages in `Count/Second`)
 * - a web server's access log (nginx, Apache)
 *
 * Times are seconds from a start, or since 1970 in seconds, milliseconds, microseconds or nanoseconds, or ISO 8601 (UTC where
 * no offset is named); the first one is kept as `startAt` where it is a date. Units in a column's name and behind a number
 * count: `rpm`, `1.5K req/s`. The name of a metric says what it is: `…_total` is a counter, whose differences count;
 * `…increase5m` counts over its window; names of tokens, times, shares, errors or users are faults. Other columns are passed over.
 *
 * What arrives within a sample's interval, up to the next one, is spread evenly over it: the total is the same whatever the
 * bins. Missing samples are gaps, over which the last count is carried on, with its tokens. Unknown tokens are as many as the
 * mean of the known ones.
 *
 * @throws ScenarioError with every fault at once, by line and column; a column that is wrong throughout is one fault
 * @example
 * const trace = readTrace(await readFile("azure-llm-2023-conv.csv", "utf8"), { name: "Azure LLM 2023, conversation" });
 */
export function readTrace(text: string, options: ReadTraceOptions = {}): Trace {
  const faults: Fault[] = [];
  const trace = traceOf(text.replace(/^\uFEFF/, ""), options, faults);
  if (trace === null || faults.length > 0) throw new ScenarioError(faults, "the trace cannot be read:");
  return trace;
}

function traceOf(text: string, options: ReadTraceOptions, faults: Fault[]): Trace | null {
  const first = text.trimStart().slice(0, 1);
  if (first === "{" || first === "[") return traceOfJsonText(text, options, faults);
  if (isLog(text)) return traceOfLog(text, options, faults);
  const table = tableOfCsv(text);
  return isOfLoadTest(table) ? traceOfLoadTest(table, options, faults) : traceOfTable(table, options, faults);
}

function traceOfJsonText(text: string, options: ReadTraceOptions, faults: Fault[]): Trace | null {
  const values = parsed(text);
  if (values === null) {
    faults.push(fault({ code: "not-json-lines", params: {} }, { ...THE_TRACE, value: text }));
    return null;
  }
  return traceOfJson(values, options, faults);
}

/** The values of a JSON text, or of JSON Lines; null where it is neither. */
function parsed(text: string): readonly unknown[] | null {
  try {
    return [JSON.parse(text)];
  } catch {
    try {
      return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line)]));
    } catch {
      return null;
    }
  }
}
