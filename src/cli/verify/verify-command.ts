import { choice } from "../../util/words.ts";
import type { Severity } from "../../verify/answer/finding.ts";
import { chartVerification } from "../../verify/charts/chart-verification.ts";
import { filesOf } from "../files-of.ts";
import { EXIT, type ExitCode, type Io } from "../io.ts";
import { painter } from "../paint.ts";
import { notSeconds, readSeconds } from "../read-seconds.ts";
import { refuse } from "../refuse.ts";
import { sayFaults } from "../report-faults.ts";
import { chosenSemantics } from "../semantics-by-name.ts";
import { version } from "../version.ts";
import { writeFile } from "../write-file.ts";
import { Accepted, openAccepted } from "./accepted.ts";
import { githubReport } from "./github-report.ts";
import { jsonReport } from "./json-report.ts";
import { type Outcome, openRemarks } from "./outcome.ts";
import { sarifReport } from "./sarif-report.ts";
import { textReport } from "./text-report.ts";
import { verifyFiles } from "./verify-files.ts";

export interface VerifyOptions {
  readonly semantics?: string | undefined;
  readonly release?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly json: boolean;
  readonly format?: string | undefined;
  readonly quiet: boolean;
  readonly accept?: string | undefined;
  readonly chart?: string | undefined;
  readonly strict: boolean;
  readonly load?: string | undefined;
  readonly "cycle-seconds"?: string | undefined;
  readonly "startup-seconds"?: string | undefined;
}

const FORMATS = ["text", "json", "sarif", "github"] as const;

type Format = (typeof FORMATS)[number];

/** `autoscaling-rules verify [FILE|DIRECTORY|GLOB|-]…`. */
export async function verifyCommand(operands: readonly string[], options: VerifyOptions, io: Io): Promise<ExitCode> {
  const chosen = chosenSemantics(options.semantics);
  if (chosen instanceof Error) return refuse(chosen.message, io);
  const cycleSeconds = readSeconds(options["cycle-seconds"]);
  if (cycleSeconds === null) return refuse(notSeconds("--cycle-seconds", options["cycle-seconds"]), io);
  const startupSeconds = readSeconds(options["startup-seconds"]);
  if (startupSeconds === null) return refuse(notSeconds("--startup-seconds", options["startup-seconds"]), io);
  const format = formatOf(options);
  if (format instanceof Error) return refuse(format.message, io);
  if (operands.length === 0 && io.inputIsTerminal) {
    return refuse("verify needs files or folders, or rules on standard input", io);
  }
  if (options.chart !== undefined && !options.chart.endsWith(".svg")) {
    return refuse(`--chart needs a file that ends in .svg, not ${options.chart}`, io);
  }
  const accepted =
    options.accept === undefined ? new Accepted() : await openAccepted(options.accept, format === "json", io);
  if (typeof accepted === "number") return accepted;
  const files = await filesOf(operands, io);
  if (files instanceof Error) return refuse(files.message, io);

  const overriding = {
    ...(chosen === null ? {} : { semantics: chosen }),
    ...(options.load === undefined ? {} : { load: { metric: options.load } }),
    ...(cycleSeconds === undefined ? {} : { cycleSeconds }),
    ...(startupSeconds === undefined ? {} : { startupSeconds }),
  };
  const { release, endpoint } = options;
  const outcome = await verifyFiles(files, { overriding, rows: { release, endpoint }, accepted }, io);
  if (outcome instanceof Error) return refuse(outcome.message, io);
  const failing: readonly Severity[] = options.strict ? ["error", "warning"] : ["error"];
  io.out(report(outcome, format, options.quiet ? failing : null, io));
  if (format === "text" || format === "json") sayFaults({ faults: outcome.faults, total: outcome.faultCount }, io);
  const drawn = options.chart === undefined ? EXIT.done : await draw(outcome, options.chart, io);
  if (drawn !== EXIT.done) return drawn;
  return isSound(outcome, failing) ? EXIT.done : EXIT.faultyInput;
}

async function draw({ endpoints }: Outcome, file: string, io: Io): Promise<ExitCode> {
  const [shown, ...others] = endpoints;
  if (shown === undefined || others.length > 0) {
    return refuse(`--chart draws the rules of one endpoint, and there are ${endpoints.length}`, io);
  }
  return writeFile(file, chartVerification(shown.verification), io);
}

/** `--json` is short for `--format json`. */
function formatOf({ format = "text", json }: VerifyOptions): Format | Error {
  if (json) return "json";
  return FORMATS.find((each) => each === format) ?? new Error(`--format is ${format}, expected ${choice(FORMATS)}`);
}

function report(outcome: Outcome, format: Format, only: readonly Severity[] | null, io: Io): string {
  const reports = {
    text: () => textReport(outcome, only, painter(io.colour)),
    json: () => jsonReport(outcome),
    sarif: () => sarifReport(outcome, version()),
    github: () => githubReport(outcome, only),
  } satisfies Record<Format, () => string>;
  return reports[format]();
}

function isSound(outcome: Outcome, failing: readonly Severity[]): boolean {
  const isStale = outcome.unused.some(({ stale }) => stale) && failing.includes("warning");
  return (
    outcome.faultCount === 0 && !isStale && !openRemarks(outcome).some(({ about }) => failing.includes(about.severity))
  );
}
