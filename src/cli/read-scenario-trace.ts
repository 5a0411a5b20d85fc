import { isAbsolute, join } from "node:path";
import { aNumber, aType, aWord, POSITIVE, SECONDS_FROM_0 } from "../fields/expectations.ts";
import { type Fault, fault, placedAt } from "../model/fault.ts";
import { type Keys, pathOf } from "../model/fault-place.ts";
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
  /** Takes what is assumed of a trace. Absent: nobody wants to know. */
  readonly warn?: (message: string) => void;
}

type Columns = NonNullable<ReadTraceOptions["columns"]>;

type Given = Readonly<Record<string, unknown>>;

const BINS = ["name", "binSeconds", "startAt", "requests", "inputTokens", "outputTokens", "arrivals"];

/** A trace of a scenario: from a file, reshaped, or from a generator, or its bins as they stand. */
export async function readScenarioTrace(
  given: unknown,
  place: Keys,
  files: TraceFiles,
  faults: Fault[],
): Promise<Trace> {
  // What a generator is given does not shape the file that stands in for it.
  const isFile = isRecord(given) && "file" in given;
  if (isFile || files.instead !== null) return fromFile(isFile ? given : {}, place, files, faults);
  if (!isRecord(given)) {
    const help = "give { file: traffic.csv }, or { generate: constant, rate: 5, seconds: 3600 }";
    faults.push(notAnObject(given, place, help));
    return NOTHING;
  }
  if ("generate" in given) return generated(given, place, faults);
  faults.push(...unknownKeys(given, BINS, place));
  // Its bins are checked where it is simulated.
  return given as unknown as Trace;
}

/** Stands where a trace has faults, which keep the scenario from being simulated. */
const NOTHING: Trace = { binSeconds: 1, requests: [0] };

const ENDS = ["from", "to"];
const MULTIPLES = ["speed", "scale", "stretchOver"];

async function fromFile(
  given: Given,
  keys: Keys,
  { read, folder, instead, columns, warn }: TraceFiles,
  faults: Fault[],
): Promise<Trace> {
  const help = "leave it out for the trace as it is";
  const seconds = { expects: aNumber({ min: 0, open: ["min"], unit: "seconds" }), help: "leave it out" };
  const odd = [
    ...unknownKeys(given, ["file", ...READING, ...ENDS, ...MULTIPLES], keys),
    ...readingFaults(given, keys),
    ...figureFaults(figures(given, ["binSeconds"]), seconds, (bin) => bin > 0, keys),
    ...figureFaults(figures(given, ENDS), { expects: SECONDS_FROM_0, help }, (end) => end >= 0, keys),
    ...figureFaults(figures(given, MULTIPLES), { expects: POSITIVE, help }, (times) => times > 0, keys),
  ];
  faults.push(...odd);
  const { file } = given;
  const place = instead ?? (typeof file === "string" ? inFolder(folder, file) : null);
  if (place === null) {
    const help = "name a CSV file; its path starts from the scenario's folder";
    faults.push(fault(aType("path"), { keys: [...keys, "file"], value: file, help }));
    return NOTHING;
  }
  const whose = `${pathOf(keys)} (${instead ?? file})`;
  try {
    // Each of these has been checked; what is odd is left out, so that the file's own faults are found too.
    const how = Object.fromEntries(
      READING.filter((key) => odd.length === 0 && key in given).map((key) => [key, given[key]]),
    ) as ReadTraceOptions;
    const onWarning = (message: string) => warn?.(`${whose}: ${message}`);
    const named = columns === null ? {} : { columns };
    const trace = readTrace(await read(place), { name: place, ...how, ...named, onWarning });
    return odd.length > 0 ? NOTHING : reshaped(trace, given);
  } catch (error) {
    const isParsed = error instanceof ScenarioError;
    const own = isParsed ? error.faults : [unreadable(error, instead ?? file)];
    const place = isParsed ? whose : pathOf(keys);
    faults.push(...own.map((each) => placedAt([...keys, ...each.keys], each, `${place}: ${each.path}`)));
    return NOTHING;
  }
}

/** How a file is to be read. */
const READING = ["binSeconds", "columns", "kind"];

function readingFaults({ columns = {}, kind }: Given, keys: Keys): Fault[] {
  const faults: Fault[] = [];
  const names = TRACE_COLUMNS.map((column) => `${column}: NAME`).join(", ");
  if (!isRecord(columns) || !Object.values(columns).every((name) => typeof name === "string")) {
    const help = `give some of { ${names} }`;
    faults.push(fault(aType("columns"), { keys: [...keys, "columns"], value: columns, help }));
  } else {
    faults.push(...unknownKeys(columns, TRACE_COLUMNS, [...keys, "columns"]));
  }
  if (kind !== undefined && kind !== "rate" && kind !== "count") {
    const help = "leave it out for what the file says";
    faults.push(fault(aWord(["rate", "count"]), { keys: [...keys, "kind"], value: kind, help }));
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
    return new Error(`--columns needs COLUMN=NAME,… with a COLUMN of ${choice(TRACE_COLUMNS)}, not ${text}`);
  }
  return Object.fromEntries(pairs);
}

function inFolder(folder: string, file: string): string {
  return isAbsolute(file) ? file : join(folder, file);
}

/** Those of the keys that are given. */
function figures(given: Given, keys: readonly string[]): Given {
  return Object.fromEntries(keys.filter((key) => key in given).map((key) => [key, given[key]]));
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
  const params = { says: messageOf(error) };
  return fault({ code: "unreadable-file", params }, { keys: ["file"], value: file });
}

const GENERATORS = { constant, step, ramp, diurnal, bursts };
const FIGURES: Readonly<Record<keyof typeof GENERATORS, readonly string[]>> = {
  constant: ["rate"],
  step: ["from", "to", "at"],
  ramp: ["from", "to"],
  diurnal: ["low", "high", "periodSeconds"],
  bursts: ["base", "burst", "everySeconds", "burstSeconds", "seed"],
};

function generated(given: Given, keys: Keys, faults: Fault[]): Trace {
  const { generate, ...told } = given;
  const name = Object.keys(GENERATORS).find((each) => each === generate) as keyof typeof GENERATORS | undefined;
  if (name === undefined) {
    const place = { keys: [...keys, "generate"], value: generate, help: "name a generator" };
    faults.push(fault(aWord(Object.keys(GENERATORS)), place));
    return NOTHING;
  }
  faults.push(...unknownKeys(told, [...FIGURES[name], "seconds", "binSeconds"], keys));
  try {
    // Every generator checks what it is given.
    return GENERATORS[name](told as never);
  } catch (error) {
    faults.push(
      ...caught(error, ScenarioError).faults.map((each) =>
        placedAt([...keys, ...each.keys], each, `${pathOf(keys)}.${each.path}`),
      ),
    );
    return NOTHING;
  }
}
