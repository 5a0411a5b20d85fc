import { dirname } from "node:path";
import { aNumber, aType, aWord } from "../fields/expectations.ts";
import { type Fault, fault, placedAt } from "../model/fault.ts";
import type { Keys } from "../model/fault-place.ts";
import { chart } from "../simulation/charts/chart.ts";
import { type ServiceCurve, serviceCurve, serviceCurveTable } from "../simulation/choice/service-curve.ts";
import { ScenarioError } from "../simulation/scenario-error.ts";
import {
  type BenchmarkRow,
  type FitResidual,
  type FittedService,
  fitService,
} from "../simulation/service/fit-service.ts";
import type { LlmService } from "../simulation/service/llm-service.ts";
import { traceFaults } from "../simulation/traffic/trace-faults.ts";
import { Traffic } from "../simulation/traffic/traffic.ts";
import { isRecord } from "../util/is-record.ts";
import { caught } from "./caught.ts";
import { counted } from "./counted.ts";
import { inFile } from "./document/file-faults.ts";
import { chartRefusal, drawnAs } from "./draw.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { openOwnDocument } from "./open-document.ts";
import { readScenarioTrace, type TraceFiles } from "./read-scenario-trace.ts";
import { refuse } from "./refuse.ts";
import { reportFaults } from "./report-faults.ts";
import { notAnObject } from "./scenario-faults.ts";
import { writeFile } from "./write-file.ts";

export interface ServiceCurveCommandOptions {
  readonly "input-tokens"?: string | undefined;
  readonly "output-tokens"?: string | undefined;
  readonly requests?: string | undefined;
  readonly chart?: string | undefined;
  readonly json: boolean;
}

/** `autoscaling-rules service-curve FILE`: how one replica serves by its load, before there is any traffic. */
export async function serviceCurveCommand(
  file: string | undefined,
  options: ServiceCurveCommandOptions,
  io: Io,
): Promise<ExitCode> {
  const refusal = chartRefusal(options.chart);
  if (refusal !== null) return refuse(refusal, io);
  if (file === undefined && io.inputIsTerminal) {
    return refuse(
      "service-curve needs a service, a scenario or rows of a benchmark, in a file or on standard input",
      io,
    );
  }
  const document = await openOwnDocument(file, options.json, io);
  if (typeof document === "number") return document;
  const { way, service: given } = serviceIn(document.rounded);
  try {
    const folder = file === undefined || file === "-" ? "" : dirname(file);
    const files = { read: io.read, folder, instead: null, columns: null };
    const lengths = { ...(await lengthsIn(document.rounded, files)), ...lengthsOf(options) };
    const fitted = fittedFrom(given);
    for (const warning of fitted?.warnings ?? []) io.err(`warning: benchmark: ${warning}\n`);
    const curve = serviceCurve(fitted?.service ?? asService(given), lengths);
    if (options.chart === "-") {
      io.out(`${JSON.stringify(chart(curve))}\n`);
      return EXIT.done;
    }
    io.out(options.json ? `${JSON.stringify({ ...fitted, curve }, null, 2)}\n` : `${report(curve, fitted)}\n`);
    if (options.chart === undefined) return EXIT.done;
    const drawn = await drawnAs(options.chart, curve, {}, io);
    if (drawn instanceof Error) return refuse(`cannot draw ${options.chart}: ${drawn.message}`, io);
    return await writeFile(options.chart, drawn, io);
  } catch (error) {
    const { faults, total } = caught(error, ScenarioError);
    const named = faults.map((each) => (isOfOption(each) ? each : placedAt(inDocument(each.keys, way), each)));
    return reportFaults(await inFile(document, { faults: named, total }), options.json, io);
  }
}

function isOfOption({ path }: Fault): boolean {
  return path.startsWith("--");
}

/** The service of a document, and the way to it: that of a scenario, or the document itself. */
function serviceIn(value: unknown): { readonly way: readonly string[]; readonly service: unknown } {
  const isScenario = isRecord(value) && value["service"] !== undefined;
  return isScenario ? { way: ["service"], service: value["service"] } : { way: [], service: value };
}

/** Mean tokens of the requests of a scenario's trace, where it has one that tells them. */
async function lengthsIn(value: unknown, files: TraceFiles): Promise<Lengths> {
  if (!isRecord(value) || value["service"] === undefined || value["trace"] === undefined) return {};
  const faults: Fault[] = [];
  const trace = await readScenarioTrace(value["trace"], ["scenario", "trace"], files, faults);
  faults.push(...(faults.length > 0 ? [] : traceFaults(trace, ["scenario", "trace"])));
  if (faults.length > 0) throw new ScenarioError(faults, "the service has no curve:");
  const traffic = new Traffic(trace);
  return {
    ...(trace.inputTokens === undefined ? {} : { inputTokens: Math.max(1, Math.round(traffic.meanTokens("input"))) }),
    ...(trace.outputTokens === undefined
      ? {}
      : { outputTokens: Math.max(1, Math.round(traffic.meanTokens("output"))) }),
  };
}

/** Where in the document that is of which a fault speaks: of a service as in a scenario, or of the rows of a benchmark. */
function inDocument(keys: Keys, way: readonly string[]): Keys {
  const [first, ...others] = keys;
  if (first === "scenario" && others[0] === "trace") return others;
  return [...way, ...(first === "scenario" ? others.slice(1) : ["benchmark", ...others])];
}

/** A service out of the rows of a benchmark, and what is known besides; null where there are no rows. */
function fittedFrom(given: unknown): FittedService | null {
  if (!isRecord(given) || given["benchmark"] === undefined) return null;
  const { benchmark, ...known } = given;
  if (Array.isArray(benchmark) && benchmark.every(isRecord)) {
    // What is wrong with the values of rows, and with what is known, is found where they are used.
    return fitService(benchmark as unknown as readonly BenchmarkRow[], known as Partial<LlmService>);
  }
  const help =
    "give { concurrency, inputTokens, outputTokens, perTokenMs, outputTokensPerSecond } for each line of the benchmark";
  const noRows = fault(aType("benchmark"), { keys: ["rows"], value: benchmark, help });
  throw new ScenarioError([noRows], "the service cannot be fitted:");
}

/** Whatever stands where a service should: one of another model, or none at all, is a fault. */
function asService(given: unknown): LlmService {
  const keys = ["scenario", "service"];
  if (!isRecord(given)) {
    const help = "give { model: llm }, or the rows of a benchmark as { benchmark: [ … ] }";
    throw new ScenarioError([notAnObject(given, keys, help)], "the service has no curve:");
  }
  const { model } = given;
  if (model === "llm") return given as unknown as LlmService;
  const help = "give a service of the model llm, a scenario with one, or the rows of a benchmark";
  const place = { keys: [...keys, "model"], value: model, help };
  throw new ScenarioError([fault(aWord(["llm"]), place)], "the service has no curve:");
}

interface Lengths {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly requests?: number;
}

function lengthsOf(options: ServiceCurveCommandOptions): Lengths {
  const faults: Fault[] = [];
  const read = (flag: "input-tokens" | "output-tokens" | "requests", help: string): number | null => {
    const text = options[flag];
    if (text === undefined) return null;
    const number = Number(text);
    if (number > 0 && number <= 1e6) return number;
    const place = { keys: [`--${flag}`], path: `--${flag}`, value: text, help };
    faults.push(fault(aNumber({ min: 0, open: ["min"], max: 1e6 }), place));
    return null;
  };
  const inputTokens = read("input-tokens", "give mean tokens of a request");
  const outputTokens = read("output-tokens", "give mean tokens of a request");
  const requests = read("requests", "give how many requests to follow at low loads");
  if (faults.length > 0) throw new ScenarioError(faults, "the service has no curve:");
  return {
    ...(inputTokens === null ? {} : { inputTokens }),
    ...(outputTokens === null ? {} : { outputTokens }),
    ...(requests === null ? {} : { requests }),
  };
}

function report(curve: ServiceCurve, fitted: FittedService | null): string {
  const text = serviceCurveTable(curve);
  if (fitted === null) return text;
  const { service, residuals } = fitted;
  const { decodeMs, prefillMs } = service;
  const { base, perRequest, perCacheToken = 0 } = decodeMs;
  const times = [
    `decodeMs: { base: ${base}, perRequest: ${perRequest}, perCacheToken: ${perCacheToken} }`,
    `prefillMs: { base: ${prefillMs.base}, perToken: ${prefillMs.perToken} }`,
  ].join("\n");
  return `${text}\n\n${times}\nfitted to ${counted(residuals.length, "measure")}; the furthest off: ${worstOf(residuals)}`;
}

/** The measure that the fit is the furthest from. */
function worstOf(residuals: readonly FitResidual[]): string {
  const { row, measure, measured, fitted, error } = residuals.reduce((worst, each) =>
    Math.abs(each.error) > Math.abs(worst.error) ? each : worst,
  );
  const off = `${(100 * Math.abs(error)).toFixed(0)} % off`;
  return `${measure} of benchmark[${row}] is ${Number(fitted.toPrecision(3))} in place of ${measured}, ${off}`;
}
