import type * as z from "zod";
import { aType } from "../fields/expectations.ts";
import type { CycleRecord } from "../model/cycle-record.ts";
import { type Fault, fault, placedAt } from "../model/fault.ts";
import { formatBy, type Parsed, safeParseBy } from "./parse.ts";
import { recordSchema } from "./record-schema.ts";
import { SchemaError } from "./schema-error.ts";

/** A recorded cycle as JSON holds it. */
export type WireRecord = z.input<typeof recordSchema>;

/**
 * The wire form of a recorded cycle: one line of a log. {@link parseLog} undoes it.
 *
 * @throws SchemaError where the snapshot is past the limits of the wire form
 * @example
 * const onRecord = (record: CycleRecord) => file.write(`${JSON.stringify(formatRecord(record))}\n`);
 */
export function formatRecord(record: CycleRecord): WireRecord {
  return formatBy(recordSchema, record);
}

/**
 * Reads a log: JSON Lines, one recorded cycle a line. Empty lines are passed over.
 *
 * @throws SchemaError with the faults of all lines at once, each with its line
 * @example
 * const records = parseLog(await readFile("cycles.jsonl", "utf8"));
 */
export function parseLog(text: string): readonly CycleRecord[] {
  const parsed = safeParseLog(text);
  if (parsed.success) return parsed.data;
  throw parsed.error;
}

/** {@link parseLog} without the throw. */
export function safeParseLog(text: string): Parsed<readonly CycleRecord[]> {
  if (typeof text !== "string") return { success: false, error: new SchemaError([noText(text)]) };
  const records: CycleRecord[] = [];
  const faults: Fault[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const parsed = safeParseBy(recordSchema, line);
    if (parsed.success) records.push(parsed.data);
    else faults.push(...parsed.error.faults.map((fault) => onLine(at + 1, fault)));
  }
  return faults.length === 0
    ? { success: true, data: records }
    : { success: false, error: new SchemaError(faults) };
}

/** Bytes, mostly: what a file holds until it is read as text. */
function noText(value: unknown): Fault {
  return fault(aType("log"), { keys: [], value, help: 'pass text: readFile(path, "utf8")' });
}

function onLine(line: number, each: Fault): Fault {
  const path = each.path === "" ? `line ${line}` : `line ${line}: ${each.path}`;
  return placedAt(["line", line, ...each.keys], each, path);
}
