import { type Fault, fault } from "../../model/fault.ts";
import { itemAt } from "../../util/item-at.ts";
import type { ReadTraceOptions } from "./read-trace-options.ts";
import type { Trace } from "./trace.ts";
import { traceOfRequests } from "./trace-of.ts";
import { readLogTime } from "./trace-time.ts";

/** Whether a text is a web server's access log. */
export function isLog(text: string): boolean {
  return readLogTime(itemAt(text.trimStart().split("\n", 1), 0)) !== null;
}

/** A line for each request, in the common or the combined log format. */
export function traceOfLog(text: string, { name, binSeconds = 1 }: ReadTraceOptions, faults: Fault[]): Trace | null {
  const times = text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === "") return [];
    const time = readLogTime(line);
    if (time !== null) return [time];
    const place = { keys: ["line", at + 1], path: `line ${at + 1}`, value: line };
    faults.push(fault({ code: "no-log-time", params: {} }, place));
    return [];
  });
  return faults.length > 0 ? null : traceOfRequests(times, {}, { ...(name === undefined ? {} : { name }), binSeconds });
}
