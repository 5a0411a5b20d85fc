import { examine } from "../backend-ai/doctor/diagnose.ts";
import type { Found } from "../backend-ai/doctor/finding-of.ts";
import { mergedStatements } from "../backend-ai/doctor/sql.ts";
import { cycleSecondsOfRelease, NEWEST_RELEASE, releaseFault } from "../backend-ai/release.ts";
import { keysOf } from "../model/fault-place.ts";
import { printable } from "../util/printable.ts";
import { counted } from "./counted.ts";
import type { Places } from "./document/document.ts";
import { inFile, NO_FAULTS } from "./document/file-faults.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { openDocument } from "./open-document.ts";
import { type Paint, painter } from "./paint.ts";
import { notSeconds, readSeconds } from "./read-seconds.ts";
import { refuse } from "./refuse.ts";
import { faultJson, placeText, reportFaults, sayFaults } from "./report-faults.ts";

export interface DoctorOptions {
  readonly release?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly json: boolean;
  readonly "cycle-seconds"?: string | undefined;
}

/** `autoscaling-rules doctor [DUMP|-]`. */
export async function doctorCommand(file: string | undefined, options: DoctorOptions, io: Io): Promise<ExitCode> {
  const { release = NEWEST_RELEASE, json } = options;
  const fault = releaseFault(release);
  if (fault !== null) return refuse(`--release is ${release}, expected ${fault.expected}; ${fault.help}`, io);
  const cycleSeconds = readSeconds(options["cycle-seconds"]);
  if (cycleSeconds === null) return refuse(notSeconds("--cycle-seconds", options["cycle-seconds"]), io);
  if (file === undefined && io.inputIsTerminal) return refuse("doctor needs a file, or a dump on standard input", io);
  const document = await openDocument(file, json, io);
  if (typeof document === "number") return document;

  const given = {
    ...(cycleSeconds === undefined ? {} : { cycleSeconds }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  };
  const { error, found } = examine({ rows: document.value, release, ...given });
  const faults = error === null ? NO_FAULTS : await inFile(document, error);
  if (faults.total > 0 && found.length === 0) return reportFaults(faults, json, io);
  const findings = found.map(({ finding }) => finding);
  const statements = mergedStatements(found.flatMap(({ script }) => script ?? []));
  const listed = faults.faults.map(faultJson);
  const cycle = cycleSeconds ?? cycleSecondsOfRelease(release);
  io.out(
    json
      ? `${JSON.stringify({ release, cycleSeconds: cycle, findings, statements, faults: listed }, null, 2)}\n`
      : report(document.file, { found, statements }, await document.places(), { release, cycle }, painter(io.colour)),
  );
  sayFaults(faults, io);
  return findings.length > 0 ? EXIT.faultyInput : EXIT.done;
}

function report(
  file: string,
  { found, statements }: { readonly found: readonly Found[]; readonly statements: readonly string[] },
  places: Places,
  { release, cycle }: { readonly release: string; readonly cycle: number | null },
  paint: Paint,
): string {
  const faults = counted(found.length, "fault");
  const cycles = cycle === null ? "cooldowns not held against cycles" : `a cycle every ${cycle} s`;
  const summary = `${faults} on Backend.AI ${release}, ${cycles}\n`;
  const texts = found.map((each) => findingText(file, each, places, paint));
  const lines = statements.flatMap((statement) => statement.split("\n")).map((line) => `${printable(line)}\n`);
  const repairs = lines.length === 0 ? [] : [`-- SQL that repairs these rows:\n${lines.join("")}`];
  return [...texts, ...repairs, summary].join("\n");
}

/** One finding as a compiler prints it: the place, what is wrong, what happens today, and how to repair it. */
function findingText(file: string, { finding, advice }: Found, places: Places, paint: Paint): string {
  const { code, path, rules, message, today } = finding;
  const ids = rules.length === 0 ? "" : ` ${rules.map((id) => printable(id)).join(", ")}`;
  const head = `${placeText(file, places.of(keysOf(path)))}${paint("red", "error")}[${code}]${ids}`;
  const shown = today.flatMap(({ situation, isHypothetical, explanation }) => [
    isHypothetical ? `  ${situation}:` : `  today: ${situation}`,
    ...explanation.split("\n").map((line) => `    ${line}`),
  ]);
  const lines = [head, `  ${message}`, ...shown, `  help: ${advice}`];
  return `${lines.map((line, at) => (at === 0 ? line : printable(line))).join("\n")}\n`;
}
