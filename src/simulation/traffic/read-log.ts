import { type Fault, fault, show } from "../../model/fault.ts";
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
    const facts = { code: "out-of-range", path: `line ${at + 1}`, found: show(line.slice(0, 60)) } as const;
    const help = "remove the line, or write it as the server's log_format combined does";
    faults.push(fault({ ...facts, expected: "a time such as [10/Oct/2026:13:55:36 +0000]", help }));
    return [];
  });
  return faults.length > 0 ? null : traceOfRequests(times, {}, { ...(name === undefined ? {} : { name }), binSeconds });
}
