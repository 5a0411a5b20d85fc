import { isAbsolute, join } from "node:path";
import { type Fault, fault, placedAt, show } from "../model/fault.ts";
import { ScenarioError } from "../simulation/scenario-error.ts";
import { figureFaults } from "../simulation/traffic/figure-faults.ts";
import { bursts, constant, diurnal, ramp, step } from "../simulation/traffic/generators.ts";
import { readTrace } from "../simulation/traffic/read-trace.ts";
import { type ReadTraceOptions, TRACE_COLUMNS } from "../simulation/traffic/read-trace-options.ts";
import { atSpeed, scaleTrace, sliceTrace, stretchTrace } from "../simulation/traffic/reshape-trace.ts";
import type { Trace } from "../simulation/traffic/trace.ts";
import { isRecord } from "../util/is-record.ts";
import { choice } from "../util/words.ts";
import { caught } from "./caught.ts";
import { messageOf } from "./message-of.ts";
import { notAnObject, unknownKeys } from "./scenario-faults.ts";

/** Where traces come from. */
export interface TraceFiles {
  readonly read: (path: string) => Promise<string>;
  /** The folder that paths in the scenario start from, where they are not absolute. */
  readonly folder: string;
  /** The file that stands in for every trace of the scenario; null for none. */
  readonly instead: string | null;
  /** What the columns of that file are called; null for their usual names. */
  readonly columns: Columns | null;
}

type Columns = NonNullable<ReadTraceOptions["columns"]>;

type Given = Readonly<Record<string, unknown>>;

const BINS = ["name", "binSeconds", "startAt", "requests", "inputTokens", "outputTokens", "arrivals"];

/** A trace of a scenario: from a file, reshaped, or from a generator, or its bins as they stand. */
export async function readScenarioTrace(
  given: unknown,
  path: string,
  files: TraceFiles,
  faults: Fault[],
): Promise<Trace> {
  // What a generator is given does not shape the file that stands in for it.
  const isFile = isRecord(given) && "file" in given;
  if (isFile || files.instead !== null) return fromFile(isFile ? given : {}, path, files, faults);
  if (!isRecord(given)) {
    const help = "give { file: traffic.csv }, or { generate: constant, rate: 5, seconds: 3600 }";
    faults.push(notAnObject(given, path, help));
    return NOTHING;
  }
  if ("generate" in given) return generated(given, path, faults);
  faults.push(...unknownKeys(given, BINS, path));
  // Its bins are checked where it is simulated.
  return given as unknown as Trace;
}

/** Stands where a trace has faults, which keep the scenario from being simulated. */
const NOTHING: Trace = { binSeconds: 1, requests: [0] };

const ENDS = ["from", "to"];
const MULTIPLES = ["speed", "scale", "stretchOver"];

async function fromFile(
  given: Given,
  path: string,
  { read, folder, instead, columns }: TraceFiles,
  faults: Fault[],
): Promise<Trace> {
  const help = "leave it out for the trace as it is";
  const odd = [
    ...unknownKeys(given, ["file", ...READING, ...ENDS, ...MULTIPLES], path),
    ...readingFaults(given, path),
    ...figureFaults(
      figures(given, ["binSeconds"], path),
      { expected: "seconds above 0", help: "leave it out" },
      (bin) => bin > 0,
    ),
    ...figureFaults(figures(given, ENDS, path), { expected: "seconds of 0 or more", help }, (end) => end >= 0),
    ...figureFaults(figures(given, MULTIPLES, path), { expected: "a number above 0", help }, (times) => times > 0),
  ];
  faults.push(...odd);
  const { file } = given;
  const place = instead ?? (typeof file === "string" ? inFolder(folder, file) : null);
  if (place === null) {
    const facts = { code: "wrong-type", path: `${path}.file`, found: show(file), expected: "a path" } as const;
    faults.push(fault({ ...facts, help: "name a CSV file; its path starts from the scenario's folder" }));
    return NOTHING;
  }
  try {
    // Each of these has been checked; what is odd is left out, so that the file's own faults are found too.
    const how = Object.fromEntries(
      READING.filter((key) => odd.length === 0 && key in given).map((key) => [key, given[key]]),
    ) as ReadTraceOptions;
    const trace = readTrace(await read(place), { name: place, ...how, ...(columns === null ? {} : { columns }) });
    return odd.length > 0 ? NOTHING : reshaped(trace, given);
  } catch (error) {
    const own = error instanceof ScenarioError ? error.faults : [unreadable(error, instead ?? file)];
    faults.push(...own.map((each) => placedAt(`${path}: ${each.path}`, each)));
    return NOTHING;
  }
}

/** How a file is to be read. */
const READING = ["binSeconds", "columns", "kind"];

function readingFaults({ columns = {}, kind }: Given, path: string): Fault[] {
  const faults: Fault[] = [];
  const names = TRACE_COLUMNS.map((column) => `${column}: NAME`).join(", ");
  if (!isRecord(columns) || !Object.values(columns).every((name) => typeof name === "string")) {
    const facts = {
      code: "wrong-type",
      path: `${path}.columns`,
      found: show(columns),
      expected: "names of columns",
    } as const;
    faults.push(fault({ ...facts, help: `give some of { ${names} }` }));
  } else {
    faults.push(...unknownKeys(columns, TRACE_COLUMNS, `${path}.columns`));
  }
  if (kind !== undefined && kind !== "rate" && kind !== "count") {
    const facts = { code: "not-one-of", path: `${path}.kind`, found: show(kind), expected: "rate or count" } as const;
    faults.push(fault({ ...facts, help: "leave it out for what the file says" }));
  }
  return faults;
}

/** `t=timestamp,requests=count` as the names of columns; an error that says what is wrong with it. */
export function columnsOf(text: string): Columns | Error {
  const pairs = text.split(",").map((pair) => pair.split("="));
  const isSound = pairs.every(([column, name, ...more]) => {
    return TRACE_COLUMNS.some((each) => each === column) && name !== undefined && name !== "" && more.length === 0;
  });
  if (!isSound) {
    return new Error(`--columns takes COLUMN=NAME,… with a COLUMN of ${choice(TRACE_COLUMNS)}, not ${text}`);
  }
  return Object.fromEntries(pairs);
}

function inFolder(folder: string, file: string): string {
  return isAbsolute(file) ? file : join(folder, file);
}

/** Those of the keys that are given, by the places where they stand. */
function figures(given: Given, keys: readonly string[], path: string): Given {
  return Object.fromEntries(keys.filter((key) => key in given).map((key) => [`${path}.${key}`, given[key]]));
}

/** A part of a trace, at another speed, scale or length. */
function reshaped(trace: Trace, given: Given): Trace {
  // Each of these is a number where it is given.
  const { from, to, speed, scale, stretchOver } = given as Readonly<Partial<Record<string, number>>>;
  const part = sliceTrace(trace, { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  const fast = speed === undefined ? part : atSpeed(part, speed);
  const large = scale === undefined ? fast : scaleTrace(fast, scale);
  return stretchOver === undefined ? large : stretchTrace(large, stretchOver);
}

function unreadable(error: unknown, file: unknown): Fault {
  const facts = { code: "missing", path: "file", found: show(file), expected: "a file that can be read" } as const;
  return fault({ ...facts, help: messageOf(error) });
}

const GENERATORS = { constant, step, ramp, diurnal, bursts };
const FIGURES: Readonly<Record<keyof typeof GENERATORS, readonly string[]>> = {
  constant: ["rate"],
  step: ["from", "to", "at"],
  ramp: ["from", "to"],
  diurnal: ["low", "high", "periodSeconds"],
  bursts: ["base", "burst", "everySeconds", "burstSeconds", "seed"],
};

function generated(given: Given, path: string, faults: Fault[]): Trace {
  const { generate, ...told } = given;
  const name = Object.keys(GENERATORS).find((each) => each === generate) as keyof typeof GENERATORS | undefined;
  if (name === undefined) {
    const facts = { code: "not-one-of", path: `${path}.generate`, found: show(generate) } as const;
    faults.push(fault({ ...facts, expected: choice(Object.keys(GENERATORS)), help: "name a generator" }));
    return NOTHING;
  }
  faults.push(...unknownKeys(told, [...FIGURES[name], "seconds", "binSeconds"], path));
  try {
    // Every generator checks what it is given.
    return GENERATORS[name](told as never);
  } catch (error) {
    faults.push(...caught(error, ScenarioError).faults.map((each) => placedAt(`${path}.${each.path}`, each)));
    return NOTHING;
  }
}
