import { dirname } from "node:path";
import type { CycleRecord } from "../model/cycle-record.ts";
import { type Fault, placedAt, within } from "../model/fault.ts";
import { formatRecord } from "../schema/log.ts";
import { chart, type Shown } from "../simulation/charts/chart.ts";
import { compare, comparisonTable } from "../simulation/choice/compare.ts";
import { type Objective, recommend } from "../simulation/choice/recommend.ts";
import { type SweepGrid, type SweepShard, sweep } from "../simulation/choice/sweep.ts";
import { simulate } from "../simulation/run/simulate.ts";
import { summarize } from "../simulation/run/summarize.ts";
import type { Timeline } from "../simulation/run/timeline.ts";
import { timelinesCsv } from "../simulation/run/timeline-csv.ts";
import type { Scenario } from "../simulation/scenario.ts";
import { ScenarioError } from "../simulation/scenario-error.ts";
import { scenarioWarnings } from "../simulation/scenario-warnings.ts";
import { printable } from "../util/printable.ts";
import { caught } from "./caught.ts";
import { comparisonKey, outcomesKey } from "./comparison-key.ts";
import { counted } from "./counted.ts";
import { inFile } from "./document/file-faults.ts";
import { chartRefusal, drawnAs } from "./draw.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { openOwnDocument } from "./open-document.ts";
import { painter } from "./paint.ts";
import { progressBar } from "./progress.ts";
import { readScenario, type ScenarioFile, scenarioIn } from "./read-scenario.ts";
import { columnsOf } from "./read-scenario-trace.ts";
import { refuse } from "./refuse.ts";
import { reportFaults } from "./report-faults.ts";
import { type Parallel, sweepInParallel } from "./sweep-in-parallel.ts";
import { sweepReport } from "./sweep-report.ts";
import { table } from "./table.ts";
import { writeFile } from "./write-file.ts";

export interface SimulateCommandOptions {
  readonly trace?: string | undefined;
  readonly columns?: string | undefined;
  readonly chart?: string | undefined;
  readonly log?: string | undefined;
  readonly csv?: string | undefined;
  readonly shard?: string | undefined;
  readonly jobs?: string | undefined;
  readonly json: boolean;
}

/** How a scenario is to be simulated. */
interface How {
  readonly onRecord: ((record: CycleRecord) => void) | null;
  readonly shard: SweepShard | null;
  readonly parallel: Parallel | null;
}

/** What a command prints, and what a chart is of. */
interface Told {
  readonly json: unknown;
  readonly text: string;
  readonly shown: Shown;
}

/** `autoscaling-rules simulate SCENARIO`. */
export async function simulateCommand(
  file: string | undefined,
  options: SimulateCommandOptions,
  io: Io,
): Promise<ExitCode> {
  const refusal = chartRefusal(options.chart);
  if (refusal !== null) return refuse(refusal, io);
  if (file === undefined && io.inputIsTerminal) {
    return refuse("simulate needs a scenario, in a file or on standard input", io);
  }
  const shard = options.shard === undefined ? null : shardOf(options.shard);
  if (shard instanceof Error) return refuse(shard.message, io);
  const jobs = options.jobs === undefined ? 1 : Number(options.jobs);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 256)
    return refuse(`--jobs takes a number from 1 to 256, not ${options.jobs}`, io);
  const columns = options.columns === undefined ? null : columnsOf(options.columns);
  if (columns instanceof Error) return refuse(columns.message, io);
  const document = await openOwnDocument(file, options.json, io);
  if (typeof document === "number") return document;
  const assumed: string[] = [];
  try {
    const given = await readScenario(scenarioIn(document), {
      read: io.read,
      folder: file === undefined || file === "-" ? "" : dirname(file),
      instead: options.trace ?? null,
      columns,
      warn: (message) => assumed.push(message),
    });
    warn(assumed, [given.scenario, ...given.variants], io);
    const log: string[] = [];
    const onRecord = (record: CycleRecord) => log.push(`${JSON.stringify(formatRecord(record))}\n`);
    if (given.sweep === null && (shard !== null || jobs !== 1)) {
      return refuse("--shard and --jobs are for scenarios with a sweep", io);
    }
    const parallel = jobs === 1 ? null : { jobs, args: argumentsOf(file, options), text: document.text };
    const told = await tell(given, { onRecord: options.log === undefined ? null : onRecord, shard, parallel }, io);
    const timelines = timelinesOf(told.shown);
    if (options.csv !== undefined && timelines === null) return refuse("--csv is for scenarios without a sweep", io);
    const csv = options.csv === undefined || timelines === null ? "" : timelinesCsv(timelines);
    const { objectiveSeconds } = given;
    if (options.csv === "-") io.out(csv);
    else if (options.chart === "-") io.out(`${JSON.stringify(chart(told.shown, { objectiveSeconds }))}\n`);
    else io.out(options.json ? `${JSON.stringify(told.json, null, 2)}\n` : `${told.text}\n`);

    let code: ExitCode = EXIT.done;
    const write = async (file: string, content: string | Uint8Array): Promise<void> => {
      const written = await writeFile(file, content, io);
      if (written !== EXIT.done) code = written;
    };
    if (options.log !== undefined) await write(options.log, log.join(""));
    if (options.csv !== undefined && options.csv !== "-") await write(options.csv, csv);
    if (options.chart !== undefined && options.chart !== "-") {
      const drawn = await drawnAs(options.chart, told.shown, { objectiveSeconds }, io);
      if (drawn instanceof Error) return refuse(`cannot draw ${options.chart}: ${drawn.message}`, io);
      await write(options.chart, drawn);
    }
    return code;
  } catch (error) {
    const { faults, total } = caught(error, ScenarioError);
    const placed = await inFile(document, { faults: faults.map(inScenario), total }, ([, ...path]) => path);
    return reportFaults(placed, options.json, io);
  }
}

/** `2/8` as a part of a sweep; an error that says what is wrong with it. */
function shardOf(text: string): SweepShard | Error {
  const [index = Number.NaN, of = Number.NaN, ...more] = text.split("/").map(Number);
  const isSound = Number.isInteger(index) && Number.isInteger(of) && index >= 1 && index <= of && more.length === 0;
  return isSound ? { index, of } : new Error(`--shard takes a part such as 2/8, not ${text}`);
}

/** The command line of one more process for the same scenario. */
function argumentsOf(file: string | undefined, { trace, columns }: SimulateCommandOptions): readonly string[] {
  const others = Object.entries({ trace, columns }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return ["simulate", file ?? "-", ...others];
}

/** The timelines of which a chart is; null of anything else. */
function timelinesOf(shown: Shown): readonly Timeline[] | null {
  if (!("kind" in shown)) return shown;
  return shown.kind === "timeline" ? [shown] : null;
}

/** Says once what is assumed of traces, and what scenarios leave to assumptions. */
function warn(assumed: readonly string[], scenarios: readonly Scenario[], io: Io): void {
  const open = scenarios.flatMap(scenarioWarnings).map(({ path, message }) => `${path}: ${message}`);
  for (const line of new Set([...assumed, ...open])) io.err(`warning: ${printable(line)}\n`);
}

/** A fault of what a sweep or a recommendation takes, with its place in the file. */
function inScenario(each: Fault): Fault {
  const [first, ...others] = each.keys;
  if (first === "axes" || first === "serviceLevel") return within(["scenario", "sweep"], each);
  return first === "objective" ? placedAt(["scenario", "recommend", ...others], each) : each;
}

async function tell(given: ScenarioFile, how: How, io: Io): Promise<Told> {
  const { scenario, variants, objectiveSeconds } = given;
  const { onRecord, shard, parallel } = how;
  const grid = { ...(shard === null ? {} : { shard }), scenario, objectiveSeconds };
  const told =
    given.recommend !== null
      ? tellRecommendation(scenario, { ...given.recommend, objectiveSeconds }, io)
      : given.sweep !== null
        ? await tellSweep({ ...given.sweep, ...grid }, parallel, io)
        : null;
  if (told !== null && onRecord === null) return told;
  const bar = progressBar("simulate", io);
  const all = 100 * (variants.length + 1);
  const timelines = [scenario, ...variants].map((each, at) => {
    const onProgress = (done: number, total: number) => bar(Math.floor(100 * (at + done / total)), all);
    return simulate(each, { onProgress, ...(onRecord === null || at > 0 ? {} : { onRecord }) });
  });
  bar(all, all);
  if (told !== null) return told;
  const comparison = compare(timelines, { objectiveSeconds });
  const compared = `${comparisonTable(comparison)}\n\n${comparisonKey(comparison)}`;
  const [timeline] = timelines;
  if (timeline === undefined || variants.length > 0) {
    const json = { comparison, digests: timelines.map(({ digest }) => digest) };
    return { json, text: compared, shown: timelines };
  }
  const summary = summarize(timeline, { objectiveSeconds });
  const counts = summary.rules.map(({ ruleId, outcomes }) => [
    { text: ruleId },
    {
      text: Object.entries(outcomes)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(", "),
    },
  ]);
  const held = (timeline.stages ?? []).map(({ stage, counts: led }) => {
    const cycles = led.filter((count) => count !== null).length;
    return [{ text: `(${stage})` }, { text: `in ${counted(cycles, "cycle")}` }];
  });
  const text = [
    compared,
    table([...counts, ...held], painter(false)).trimEnd(),
    outcomesKey(summary.rules),
    `digest ${timeline.digest}`,
  ];
  return {
    json: { summary, timeline },
    text: text.filter((part) => part !== "").join("\n\n"),
    shown: timeline,
  };
}

async function tellSweep(grid: SweepGrid, parallel: Parallel | null, io: Io): Promise<Told> {
  const bar = progressBar("sweep", io);
  const swept = parallel === null ? sweep({ ...grid, onProgress: bar }) : await sweepInParallel(parallel, bar, io);
  return { json: swept, text: sweepReport(swept, io.colour), shown: swept };
}

function tellRecommendation(scenario: Scenario, objective: Objective, io: Io): Told {
  const bar = progressBar("recommend", io);
  const found = recommend(scenario, { ...objective, onProgress: bar });
  if (io.errIsTerminal) io.err("\r\u001b[K");
  const { rules, changes, errors, isMet } = found;
  const timelines = [simulate(scenario), simulate({ ...scenario, name: "recommended", rules })];
  const comparison = compare(timelines, objective);
  const lines = changes.map(
    ({ ruleId, field, from, to, why }) => `${printable(ruleId)}: ${field} ${from} -> ${to}; ${why}`,
  );
  const left = errors.map(({ code, message }) => `the verifier still finds an error (${code}): ${message}`);
  const verdict = isMet ? "the objective is met" : "the objective is not met by any rules that were tried";
  return {
    json: found,
    text: [comparisonTable(comparison), "", comparisonKey(comparison), "", ...lines, ...left, verdict].join("\n"),
    shown: timelines,
  };
}
