import { join } from "node:path";
import { type Fault, fault, show } from "../model/fault.ts";
import { isRecord } from "../model/is-record.ts";
import type { Rule } from "../model/rule.ts";
import { choice } from "../model/words.ts";
import { safeParseRule } from "../schema/parsers.ts";
import type { Objective } from "../simulation/choice/recommend.ts";
import type { SweepGrid } from "../simulation/choice/sweep.ts";
import type { Scenario } from "../simulation/scenario.ts";
import { ScenarioError } from "../simulation/scenario-error.ts";
import { bursts, constant, diurnal, ramp, step } from "../simulation/traffic/generators.ts";
import { readTrace } from "../simulation/traffic/read-trace.ts";
import { atSpeed, scaleTrace, sliceTrace, stretchTrace } from "../simulation/traffic/reshape-trace.ts";
import type { Trace } from "../simulation/traffic/trace.ts";
import { messageOf } from "./message-of.ts";
import { SEMANTICS_NAMES, semanticsByName } from "./semantics-by-name.ts";

/** What a scenario file asks for. */
export interface ScenarioFile {
  readonly scenario: Scenario;
  /** Scenarios that differ from it in some keys, to be set beside it. */
  readonly variants: readonly Scenario[];
  readonly sweep: Pick<SweepGrid, "axes" | "serviceLevel"> | null;
  readonly recommend: Objective | null;
  readonly objectiveSeconds: number;
}

/** Where traces come from. */
export interface TraceFiles {
  readonly read: (path: string) => Promise<string>;
  /** The folder that paths in the scenario start from. */
  readonly folder: string;
  /** The file that stands in for every trace of the scenario; null for none. */
  readonly instead: string | null;
}

const KEYS = [
  ...["name", "rules", "semantics", "endpoint", "initialReplicas", "trace", "service", "cycleSeconds", "seconds"],
  ...["startupSeconds", "startFailureProbability", "drainSeconds", "failuresPerReplicaHour", "metricLagSeconds"],
  ...["metricLoss", "metricDivisor", "startAt", "seed"],
];
const FILE_KEYS = [...KEYS, "objectiveSeconds", "variants", "sweep", "recommend"];

/**
 * A scenario as YAML or JSON has it: rules in the wire form, the semantics by name, a trace from a file or a generator.
 * Everything else is checked where it is simulated.
 *
 * @throws ScenarioError with the faults of reading
 */
export async function readScenario(input: unknown, files: TraceFiles): Promise<ScenarioFile> {
  if (!isRecord(input)) {
    const help = "give rules, initialReplicas, trace and service";
    throw new ScenarioError([
      fault({ code: "wrong-type", path: "scenario", found: show(input), expected: "an object", help }),
    ]);
  }
  const faults: Fault[] = [];
  unknownKeys(input, FILE_KEYS, "scenario", faults);
  const { variants = [], sweep = null, recommend = null, objectiveSeconds = 10, ...own } = input;
  const scenario = await scenarioOf(own, "scenario", null, files, faults);
  const others: Scenario[] = [];
  for (const [at, variant] of (Array.isArray(variants) ? variants : [variants]).entries()) {
    const path = `scenario.variants[${at}]`;
    if (!isRecord(variant)) faults.push(notAnObject(variant, path, "name it, and give what differs"));
    else {
      unknownKeys(variant, KEYS, path, faults);
      others.push(await scenarioOf(variant, path, scenario, files, faults));
    }
  }
  for (const [key, value] of Object.entries({ sweep, recommend })) {
    if (value !== null && !isRecord(value)) faults.push(notAnObject(value, `scenario.${key}`, "leave it out for none"));
  }
  if (typeof objectiveSeconds !== "number" || !(objectiveSeconds >= 0)) {
    const facts = { code: "out-of-range", found: show(objectiveSeconds), expected: "seconds of 0 or more" } as const;
    faults.push(fault({ ...facts, path: "scenario.objectiveSeconds", help: "leave it out for 10" }));
  }
  if (faults.length > 0) throw new ScenarioError(faults);
  // What stands in these is checked by sweep and simulate, each fault with its place.
  return { scenario, variants: others, sweep, recommend, objectiveSeconds } as ScenarioFile;
}

function notAnObject(value: unknown, path: string, help: string): Fault {
  return fault({ code: "wrong-type", path, found: show(value), expected: "an object", help });
}

function unknownKeys(given: object, known: readonly string[], path: string, faults: Fault[]): void {
  for (const [key, value] of Object.entries(given)) {
    if (known.includes(key)) continue;
    const facts = { code: "unknown-key", path: `${path}.${key}`, found: show(value), expected: "no such key" } as const;
    faults.push(fault({ ...facts, help: "remove it, or mend its spelling" }));
  }
}

/** A scenario, or one that differs from another in the keys that are given. */
async function scenarioOf(
  given: Readonly<Record<string, unknown>>,
  path: string,
  base: Scenario | null,
  files: TraceFiles,
  faults: Fault[],
): Promise<Scenario> {
  const { rules, trace, semantics: named, ...rest } = given;
  const semantics = typeof named === "string" ? semanticsByName(named) : named;
  if (named !== undefined && semantics === undefined) {
    const facts = { code: "not-one-of", path: `${path}.semantics`, found: show(named) } as const;
    faults.push(fault({ ...facts, expected: choice(SEMANTICS_NAMES), help: "leave it out for backend-ai-25" }));
  }
  const isOwn = (value: unknown) => base === null || value !== undefined;
  return {
    ...base,
    ...rest,
    ...(semantics === undefined ? {} : { semantics }),
    ...(isOwn(rules) ? { rules: rulesOf(rules, `${path}.rules`, faults) } : {}),
    ...(isOwn(trace) ? { trace: await traceOf(trace, `${path}.trace`, files, faults) } : {}),
  } as Scenario;
}

function rulesOf(given: unknown, path: string, faults: Fault[]): readonly Rule[] {
  if (!Array.isArray(given)) {
    const facts = { code: "wrong-type", path, found: show(given), expected: "an array of rules" } as const;
    faults.push(fault({ ...facts, help: "list the rules; [] for none" }));
    return [];
  }
  return given.flatMap((each, at) => {
    const parsed = safeParseRule(each);
    if (parsed.success) return [parsed.data];
    const place = `${path}[${at}]`;
    for (const { path: field, message, ...facts } of parsed.error.faults) {
      const full = field === "" ? place : `${place}.${field}`;
      faults.push({ ...facts, path: full, message: message.replace(field === "" ? "the input" : field, full) });
    }
    return [];
  });
}

const GENERATORS = { constant, step, ramp, diurnal, bursts };
const RATES: Readonly<Record<keyof typeof GENERATORS, readonly string[]>> = {
  constant: ["rate"],
  step: ["from", "to", "at"],
  ramp: ["from", "to"],
  diurnal: ["low", "high"],
  bursts: ["base", "burst", "everySeconds", "burstSeconds"],
};

/** A trace from a file or a generator, reshaped, or its bins as they stand. */
async function traceOf(given: unknown, path: string, files: TraceFiles, faults: Fault[]): Promise<Trace> {
  const nothing: Trace = { binSeconds: 1, requests: [0] };
  if (!isRecord(given)) {
    if (files.instead !== null) return traceOf({}, path, files, faults);
    faults.push(
      notAnObject(given, path, "give { file: traffic.csv }, or { generate: constant, rate: 5, seconds: 3600 }"),
    );
    return nothing;
  }
  const { file, generate } = given;
  try {
    if (typeof file === "string" || files.instead !== null) {
      const place = files.instead ?? join(files.folder, String(file));
      return reshaped(readTrace(await files.read(place), { name: place }), given);
    }
    if (generate !== undefined) return generated(given, path, faults) ?? nothing;
  } catch (error) {
    const own = error instanceof ScenarioError ? error.faults : [unreadable(error, files.instead ?? file)];
    faults.push(
      ...own.map((each) => ({ ...each, path: `${path}: ${each.path}`, message: `${path}: ${each.message}` })),
    );
    return nothing;
  }
  // Its bins are checked where it is simulated.
  return given as unknown as Trace;
}

/** A part of a trace, at another speed, scale or length. */
function reshaped(trace: Trace, { from, to, speed, scale, stretchOver }: Readonly<Record<string, unknown>>): Trace {
  const ends = {
    ...(from === undefined ? {} : { from: Number(from) }),
    ...(to === undefined ? {} : { to: Number(to) }),
  };
  const part = sliceTrace(trace, ends);
  const fast = speed === undefined ? part : atSpeed(part, Number(speed));
  const large = scale === undefined ? fast : scaleTrace(fast, Number(scale));
  return stretchOver === undefined ? large : stretchTrace(large, Number(stretchOver));
}

function generated(given: Readonly<Record<string, unknown>>, path: string, faults: Fault[]): Trace | null {
  const { generate, ...rates } = given;
  const name = Object.keys(GENERATORS).find((each) => each === generate) as keyof typeof GENERATORS | undefined;
  if (name === undefined) {
    const facts = { code: "not-one-of", path: `${path}.generate`, found: show(generate) } as const;
    faults.push(fault({ ...facts, expected: choice(Object.keys(GENERATORS)), help: "name a generator" }));
    return null;
  }
  const missing = [...RATES[name], "seconds"].filter((key) => !(typeof rates[key] === "number" && rates[key] >= 0));
  for (const key of missing) {
    const facts = { code: "out-of-range", path: `${path}.${key}`, found: show(rates[key]) } as const;
    faults.push(fault({ ...facts, expected: "a number of 0 or more", help: `${name} needs it` }));
  }
  if (missing.length > 0) return null;
  // Every figure that the generator needs is there.
  return GENERATORS[name](rates as never);
}

function unreadable(error: unknown, file: unknown): Fault {
  const facts = { code: "missing", path: "file", found: show(file), expected: "a file that can be read" } as const;
  return fault({ ...facts, help: messageOf(error) });
}
