import { safeDiagnose } from "../backend-ai/doctor/diagnose.ts";
import type { DoctorFinding } from "../backend-ai/doctor/finding.ts";
import { cycleSecondsOfRelease, NEWEST_RELEASE, releaseFault } from "../backend-ai/release.ts";
import { keysOf } from "../model/fault-place.ts";
import { printable } from "../util/printable.ts";
import { counted } from "./counted.ts";
import type { Places } from "./document/document.ts";
import { inFile } from "./document/file-faults.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { openDocument } from "./open-document.ts";
import { type Paint, painter } from "./paint.ts";
import { notSeconds, readSeconds } from "./read-seconds.ts";
import { refuse } from "./refuse.ts";
import { placeText, reportFaults } from "./report-faults.ts";

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
  const diagnosis = safeDiagnose({ rows: document.value, release, ...given });
  if (!diagnosis.success) return reportFaults(await inFile(document, diagnosis.error), json, io);
  const findings = diagnosis.data;
  const cycle = cycleSeconds ?? cycleSecondsOfRelease(release);
  io.out(
    json
      ? `${JSON.stringify({ release, cycleSeconds: cycle, findings }, null, 2)}\n`
      : report(document.file, findings, await document.places(), { release, cycle }, painter(io.colour)),
  );
  return findings.length > 0 ? EXIT.faultyInput : EXIT.done;
}

function report(
  file: string,
  findings: readonly DoctorFinding[],
  places: Places,
  { release, cycle }: { readonly release: string; readonly cycle: number | null },
  paint: Paint,
): string {
  const faults = counted(findings.length, "fault");
  const cycles = cycle === null ? "cooldowns not held against cycles" : `a cycle every ${cycle} s`;
  const summary = `${faults} on Backend.AI ${release}, ${cycles}\n`;
  return [...findings.map((finding) => findingText(file, finding, places, paint)), summary].join("\n");
}

/** One finding as a compiler prints it: the place, what is wrong, what happens today, and how to repair it. */
function findingText(file: string, finding: DoctorFinding, places: Places, paint: Paint): string {
  const { code, path, rules, message, help, today } = finding;
  const ids = rules.length === 0 ? "" : ` ${rules.map((id) => printable(id)).join(", ")}`;
  const head = `${placeText(file, places.of(keysOf(path)))}${paint("red", "error")}[${code}]${ids}`;
  const shown = today.flatMap(({ situation, explanation }) => [
    `  today: ${situation}`,
    ...explanation.split("\n").map((line) => `    ${line}`),
  ]);
  const lines = [head, `  ${message}`, ...shown, `  help: ${help}`];
  return `${lines.map((line, at) => (at === 0 ? line : printable(line))).join("\n")}\n`;
}
