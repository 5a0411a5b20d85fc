import { type Fault, fault, show } from "../../model/fault.ts";
import { itemAt } from "../../util/item-at.ts";
import { ScenarioError } from "../scenario-error.ts";
import type { Trace } from "./trace.ts";

/** What {@link readTrace} may be told. */
export interface ReadTraceOptions {
  /** Where the trace comes from, for charts and tables. */
  readonly name?: string;
  /** The length of a bin; absent: the time from the first row to the second. */
  readonly binSeconds?: number;
}

/**
 * Reads a trace from CSV: a header line with `t` (start of the bin, in seconds) and `requests` (empty for a gap), perhaps
 * `input_tokens` and `output_tokens` (sums over the bin's requests), then a line for each bin, in order and without gaps.
 * Other columns are passed over.
 *
 * @throws ScenarioError with every fault at once, by line and column
 * @example
 * const trace = readTrace(await readFile("azure-llm-2023-conv.csv", "utf8"), { name: "Azure LLM 2023, conversation" });
 */
export function readTrace(csv: string, options: ReadTraceOptions = {}): Trace {
  const lines = csv.replace(/^\uFEFF/, "").split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  const [header = "", ...rows] = lines.map((line) => line.split(",").map((cell) => cell.trim()));
  const faults: Fault[] = [];
  const column = <Empty>(name: string, empty: Empty) => {
    const at = [...header].indexOf(name);
    return at < 0 ? null : figures(rows, at, name, empty, faults);
  };
  const times = column("t", 0) ?? noColumn("t", faults);
  const requests = column("requests", null) ?? noColumn("requests", faults);
  const inputTokens = column("input_tokens", 0);
  const outputTokens = column("output_tokens", 0);
  const binSeconds = options.binSeconds ?? (times[1] ?? 0) - (times[0] ?? 0);
  if (faults.length === 0) faults.push(...gridFaults(times, binSeconds));
  if (faults.length > 0) throw new ScenarioError(faults, "the trace cannot be read:");
  return {
    ...(options.name === undefined ? {} : { name: options.name }),
    binSeconds,
    requests,
    ...(inputTokens === null ? {} : { inputTokens }),
    ...(outputTokens === null ? {} : { outputTokens }),
  };
}

function noColumn(name: string, faults: Fault[]): number[] {
  const help = "the first line names the columns: t,requests and perhaps input_tokens,output_tokens";
  faults.push(
    fault({ code: "no-column", path: "line 1", found: `without ${name}`, expected: `a column ${name}`, help }),
  );
  return [];
}

/** The figures of a column, and what stands for empty cells, which no time may be. */
function figures<Empty>(
  rows: readonly (readonly string[])[],
  at: number,
  name: string,
  empty: Empty,
  faults: Fault[],
): (number | Empty)[] {
  return rows.map((cells, row) => {
    const cell = cells[at] ?? "";
    if (cell === "" && name !== "t") return empty;
    if (/^\d+(?:\.\d*)?$/.test(cell) && Number(cell) <= 1e9) return Number(cell);
    const expected = `a number from 0 to 1e9${name === "requests" ? ", or nothing for a gap" : ""}`;
    const help = "write it in plain digits, without a sign or an exponent";
    const path = `line ${row + 2}, column ${name}`;
    faults.push(fault({ code: "not-a-decimal", path, found: cell === "" ? "empty" : show(cell), expected, help }));
    return 0;
  });
}

/** Bins that are not where the grid has them. */
function gridFaults(times: readonly number[], binSeconds: number): Fault[] {
  if (times.length === 0 || !(binSeconds > 0)) {
    const found = times.length < 2 ? `${times.length} line(s) long` : `with bins of ${binSeconds} s`;
    const expected = "at least two lines in rising order, or one and the option binSeconds";
    return [
      fault({ code: "out-of-range", path: "the trace", found, expected, help: "give the start of each bin as t" }),
    ];
  }
  return times.flatMap((time, row) => {
    const due = itemAt(times, 0) + row * binSeconds;
    if (Math.abs(time - due) < 1e-6) return [];
    const help = "give every bin a line; one without data has nothing after its comma";
    const path = `line ${row + 2}, column t`;
    return [
      fault({ code: "out-of-range", path, found: String(time), expected: `${due}, as bins are ${binSeconds} s`, help }),
    ];
  });
}
