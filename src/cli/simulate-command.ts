import { dirname, extname } from "node:path";
import type { CycleRecord } from "../model/cycle-record.ts";
import { type Fault, fault, placedAt } from "../model/fault.ts";
import { formatRecord } from "../schema/log.ts";
import { chart, html, type Shown, svg } from "../simulation/charts/chart.ts";
import type { ChartOptions } from "../simulation/charts/chart-options.ts";
import { compare, comparisonTable } from "../simulation/choice/compare.ts";
import { type Objective, recommend } from "../simulation/choice/recommend.ts";
import { type SweepGrid, sweep } from "../simulation/choice/sweep.ts";
import { simulate } from "../simulation/run/simulate.ts";
import { summarize } from "../simulation/run/summarize.ts";
import type { Scenario } from "../simulation/scenario.ts";
import { ScenarioError } from "../simulation/scenario-error.ts";
import { scenarioWarnings } from "../simulation/scenario-warnings.ts";
import { printable } from "../util/printable.ts";
import { caught } from "./caught.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { messageOf } from "./message-of.ts";
import { painter } from "./paint.ts";
import { firstLineOf, parseYaml } from "./parse-yaml.ts";
import { progressBar } from "./progress.ts";
import { readScenario, type ScenarioFile } from "./read-scenario.ts";
import { columnsOf } from "./read-scenario-trace.ts";
import { readText } from "./read-text.ts";
import { refuse } from "./refuse.ts";
import { reportFaults } from "./report-faults.ts";
import { table } from "./table.ts";

export interface SimulateCommandOptions {
  readonly trace?: string | undefined;
  readonly columns?: string | undefined;
  readonly chart?: string | undefined;
  readonly log?: string | undefined;
  readonly json: boolean;
}

const ENDINGS = ["svg", "html", "png", "json"];

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
  const ending = extname(options.chart ?? "").slice(1);
  if (options.chart !== undefined && options.chart !== "-" && !ENDINGS.includes(ending)) {
    return refuse(`--chart takes a file that ends in .svg, .html, .png or .json, or -, not ${options.chart}`, io);
  }
  if (file === undefined && io.inputIsTerminal) {
    return refuse("simulate takes a scenario, in a file or on standard input", io);
  }
  const columns = options.columns === undefined ? null : columnsOf(options.columns);
  if (columns instanceof Error) return refuse(columns.message, io);
  const text = await readText(file, io);
  if (text instanceof Error) return refuse(text.message, io);
  try {
    const given = await readScenario(await readYaml(text), {
      read: io.read,
      folder: file === undefined || file === "-" ? "" : dirname(file),
      instead: options.trace ?? null,
      columns,
    });
    warn([given.scenario, ...given.variants], io);
    const log: string[] = [];
    const onRecord = (record: CycleRecord) => log.push(`${JSON.stringify(formatRecord(record))}\n`);
    const told = tell(given, options.log === undefined ? null : onRecord, io);
    if (options.log !== undefined) await io.write(options.log, log.join(""));
    const { objectiveSeconds } = given;
    if (options.chart === "-") {
      io.out(`${JSON.stringify(chart(told.shown, { objectiveSeconds }))}\n`);
      return EXIT.done;
    }
    io.out(options.json ? `${JSON.stringify(told.json, null, 2)}\n` : `${told.text}\n`);
    if (options.chart !== undefined) {
      const drawn = await drawnAs(ending, told.shown, { objectiveSeconds }, io);
      if (drawn instanceof Error) return refuse(`cannot draw ${options.chart}: ${drawn.message}`, io);
      await io.write(options.chart, drawn);
    }
    return EXIT.done;
  } catch (error) {
    const { faults, total } = caught(error, ScenarioError);
    return reportFaults({ faults: faults.map(inFile), total }, options.json, io);
  }
}

/** A picture as the content of a file of that ending. */
async function drawnAs(
  ending: string,
  shown: Shown,
  options: ChartOptions,
  io: Io,
): Promise<string | Uint8Array | Error> {
  if (ending === "json") return `${JSON.stringify(chart(shown, options), null, 2)}\n`;
  if (ending === "html") return html(shown, options);
  const picture = svg(shown, options);
  if (ending === "svg") return picture;
  return io.render(picture).catch((error: unknown) => new Error(messageOf(error)));
}

/** Says once what scenarios leave to assumptions. */
function warn(scenarios: readonly Scenario[], io: Io): void {
  const lines = scenarios.flatMap((scenario) =>
    scenarioWarnings(scenario).map(({ path, message }) => `warning: ${printable(`${path}: ${message}`)}\n`),
  );
  for (const line of new Set(lines)) io.err(line);
}

/** A fault of what a sweep or a recommendation takes, with its place in the file. */
function inFile(each: Fault): Fault {
  if (/^(?:axes|serviceLevel)/.test(each.path)) return placedAt(`scenario.sweep.${each.path}`, each);
  if (each.path.startsWith("objective.")) return placedAt(each.path.replace("objective", "scenario.recommend"), each);
  return each;
}

/** The value of a scenario file. @throws ScenarioError where it does not parse */
async function readYaml(text: string): Promise<unknown> {
  try {
    return await parseYaml(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const help = firstLineOf(messageOf(error));
    const facts = { code: "not-json", path: "scenario", found: "text that does not parse", help } as const;
    throw new ScenarioError([fault({ ...facts, expected: "YAML or JSON" })]);
  }
}

function tell(given: ScenarioFile, onRecord: ((record: CycleRecord) => void) | null, io: Io): Told {
  const { scenario, variants, objectiveSeconds } = given;
  const told =
    given.recommend !== null
      ? tellRecommendation(scenario, { ...given.recommend, objectiveSeconds }, io)
      : given.sweep !== null
        ? tellSweep({ ...given.sweep, scenario, objectiveSeconds }, io)
        : null;
  if (told !== null && onRecord === null) return told;
  const bar = progressBar("simulate", io);
  const timelines = [scenario, ...variants].map((each, at) => {
    const timeline = simulate(each, onRecord === null || at > 0 ? {} : { onRecord });
    bar(at + 1, variants.length + 1);
    return timeline;
  });
  if (told !== null) return told;
  const comparison = compare(timelines, { objectiveSeconds });
  const [timeline] = timelines;
  if (timeline === undefined || variants.length > 0) {
    const json = { comparison, digests: timelines.map(({ digest }) => digest) };
    return { json, text: comparisonTable(comparison), shown: timelines };
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
  const text = [comparisonTable(comparison), table(counts, painter(false)).trimEnd(), `digest ${timeline.digest}`];
  return {
    json: { summary, timeline },
    text: text.filter((part) => part !== "").join("\n\n"),
    shown: timeline,
  };
}

function tellSweep(grid: SweepGrid, io: Io): Told {
  const swept = sweep({ ...grid, onProgress: progressBar("sweep", io) });
  const front = swept.points
    .filter(({ isOnFront }) => isOnFront)
    .toSorted((one, other) => one.replicaHours - other.replicaHours);
  const rows = front.map(({ values, serviceLevel, replicaHours, summary }) => [
    replicaHours.toFixed(1),
    `${(100 * serviceLevel).toFixed(2)} %`,
    String(summary.changes),
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
  ]);
  const cells = [["REPLICA-HOURS", "SERVICE LEVEL", "CHANGES", "VALUES"], ...rows].map((row) =>
    row.map((text) => ({ text })),
  );
  const count = `${front.length} of ${swept.points.length} combinations are on the front`;
  return { json: swept, text: `${table(cells, painter(io.colour))}\n${count}`, shown: swept };
}

function tellRecommendation(scenario: Scenario, objective: Objective, io: Io): Told {
  const bar = progressBar("recommend", io);
  const found = recommend(scenario, { ...objective, onProgress: bar });
  if (io.errIsTerminal) io.err("\r\u001b[K");
  const { rules, changes, isMet } = found;
  const timelines = [simulate(scenario), simulate({ ...scenario, name: "recommended", rules })];
  const comparison = compare(timelines, objective);
  const lines = changes.map(
    ({ ruleId, field, from, to, why }) => `${printable(ruleId)}: ${field} ${from} -> ${to}; ${why}`,
  );
  const verdict = isMet ? "the objective is met" : "the objective is not met by any rules that were tried";
  return { json: found, text: [comparisonTable(comparison), "", ...lines, verdict].join("\n"), shown: timelines };
}
