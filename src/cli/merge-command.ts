import { fault } from "../model/fault.ts";
import { mergeSweeps } from "../simulation/choice/merge-sweeps.ts";
import type { Sweep } from "../simulation/choice/sweep.ts";
import { ScenarioError } from "../simulation/scenario-error.ts";
import { isRecord } from "../util/is-record.ts";
import { caught } from "./caught.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { messageOf } from "./message-of.ts";
import { refuse } from "./refuse.ts";
import { reportFaults } from "./report-faults.ts";
import { sweepReport } from "./sweep-report.ts";

/** `autoscaling-rules merge PART…`: the parts of a sweep as the whole that one process would have printed. */
export async function mergeCommand(
  files: readonly string[],
  { json }: { readonly json: boolean },
  io: Io,
): Promise<ExitCode> {
  if (files.length === 0)
    return refuse("merge needs the outputs of simulate --json --shard I/N, one file for each part", io);
  try {
    const whole = mergeSweeps(await Promise.all(files.map((file) => readPart(file, io))));
    io.out(`${json ? JSON.stringify(whole, null, 2) : sweepReport(whole, io.colour)}\n`);
    return EXIT.done;
  } catch (error) {
    const { faults, total } = caught(error, ScenarioError);
    return reportFaults({ faults: faults.map((fault) => ({ file: null, place: null, fault })), total }, json, io);
  }
}

/** A part, as far as it has to be one: what else is in it was written by the program that reads it. */
async function readPart(file: string, io: Io): Promise<Sweep> {
  const refusal = (says: string | null) => {
    const noPart = fault({ code: "not-a-part", params: { says } }, { keys: [file], path: file });
    return new ScenarioError([noPart], "the parts cannot be merged:");
  };
  let part: unknown;
  try {
    part = JSON.parse(await io.read(file));
  } catch (error) {
    throw refusal(error instanceof SyntaxError ? null : messageOf(error));
  }
  if (isRecord(part) && part["kind"] === "sweep" && Array.isArray(part["points"])) return part as unknown as Sweep;
  throw refusal(null);
}
