import { type Fault, fault } from "../../model/fault.ts";
import type { ReadTraceOptions } from "./read-trace-options.ts";
import type { Trace } from "./trace.ts";
import { traceOfRequests } from "./trace-of.ts";
import { readLogTime } from "./trace-time.ts";

/** Whether a text is a web server's access log, perhaps below other messages. */
export function isLog(text: string): boolean {
  const [first = "", ...rest] = text.trimStart().split(LINE_END, MESSAGES);
  return readLogTime(first) !== null || rest.some((line) => /^[^,;\t|[]*\[/.test(line) && readLogTime(line) !== null);
}

/** How many lines of other messages a log may begin with. */
const MESSAGES = 20;

const LINE_END = /\r?\n/;

/** A line for each request, in the common or the combined log format; what stands above the first one is passed over. */
export function traceOfLog(text: string, { name, binSeconds = 1 }: ReadTraceOptions, faults: Fault[]): Trace | null {
  const lines = text.split(LINE_END);
  const from = lines.findIndex((line) => readLogTime(line) !== null || /\[\d\d\/\w+\/\d{4}:/.test(line));
  const times = lines.flatMap((line, at) => {
    if (at < from || line.trim() === "") return [];
    const time = readLogTime(line);
    if (time !== null) return [time];
    const place = { keys: ["line", at + 1], path: `line ${at + 1}`, value: line };
    faults.push(fault({ code: "no-log-time", params: {} }, place));
    return [];
  });
  return faults.length > 0 ? null : traceOfRequests(times, {}, { ...(name === undefined ? {} : { name }), binSeconds });
}
