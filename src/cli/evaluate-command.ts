import { evaluate } from "../evaluate/evaluate.ts";
import { explain } from "../explain/explain.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { Fault } from "../model/fault.ts";
import type { EndpointId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { formatEvaluation } from "../schema/parsers.ts";
import { printable } from "../util/printable.ts";
import type { FileFaults } from "./document/document.ts";
import { inFile, joined, NO_FAULTS } from "./document/file-faults.ts";
import { evaluationTable } from "./evaluation-table.ts";
import { idleOption, type RowOption } from "./idle-option.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { openDocument } from "./open-document.ts";
import { painter } from "./paint.ts";
import { areRules, isRows, readSnapshot } from "./read-snapshot.ts";
import { refuse } from "./refuse.ts";
import { faultJson, reportFaults, sayFaults } from "./report-faults.ts";
import { chosenSemantics } from "./semantics-by-name.ts";
import { soundPart } from "./sound-part.ts";

export interface EvaluateOptions {
  readonly semantics?: string | undefined;
  readonly release?: string | undefined;
  readonly json: boolean;
  readonly explain: boolean;
}

/** `autoscaling-rules evaluate [FILE|-]`. */
export async function evaluateCommand(file: string | undefined, options: EvaluateOptions, io: Io): Promise<ExitCode> {
  const chosen = chosenSemantics(options.semantics);
  if (chosen instanceof Error) return refuse(chosen.message, io);
  if (file === undefined && io.inputIsTerminal)
    return refuse("evaluate needs a file, or a snapshot on standard input", io);
  const document = await openDocument(file, options.json, io);
  if (typeof document === "number") return document;

  const read = readSnapshot(document.value, options.release);
  const found = read.success ? NO_FAULTS : await inFile(document, read.error);
  const sound = read.success
    ? { ...read.data, undecided: [], inWhole: (fault: Fault) => fault }
    : soundPart(document.value, options.release, read.error.faults);
  if (sound === null) {
    const code = reportFaults(found, options.json, io);
    if (areRules(document.value))
      io.err("These are rules without a snapshot. To check rules: autoscaling-rules verify\n");
    return code;
  }
  const uses = new Set<RowOption>(isRows(document.value) ? ["release"] : []);
  const idle = read.success ? idleOption({ release: options.release }, uses) : null;
  if (idle !== null) return refuse(idle, io);
  const { snapshot, semantics, warnings, undecided, inWhole } = sound;
  for (const { message, help } of warnings) io.err(`warning: ${printable(message)}; ${printable(help)}\n`);
  io.err(clockWarning(snapshot.now));

  const evaluation = withFaults(evaluate(snapshot, chosen ?? semantics), inWhole);
  const all = joined(found, await inFile(document, { faults: faultsOf(evaluation) }));
  const drawn = options.json
    ? json(evaluation, all, options.explain)
    : `${table(evaluation, snapshot, options.explain, io)}${undecidedText(undecided)}`;
  io.out(drawn);
  sayFaults(all, io);
  return all.total === 0 ? EXIT.done : EXIT.faultyInput;
}

/** Why endpoints could not be decided on. Those with one id have one fault, and so have those with a rule of one id. */
function faultsOf({ decisions }: Evaluation): readonly Fault[] {
  const byPath = new Map<string, Fault>();
  for (const { fault } of decisions) if (fault !== undefined) byPath.set(fault.path, fault);
  return [...byPath.values()];
}

/** The same answer, with each fault of an endpoint at another place. */
function withFaults(evaluation: Evaluation, placed: (fault: Fault) => Fault): Evaluation {
  const decisions = evaluation.decisions.map((decision) => {
    if (decision.fault === undefined) return decision;
    const outcomes = decision.outcomes.map((outcome) =>
      outcome.kind === "invalid-input" ? { ...outcome, fault: placed(outcome.fault) } : outcome,
    );
    return { ...decision, fault: placed(decision.fault), outcomes };
  });
  return { ...evaluation, decisions };
}

/** Today in seconds since 1970, read as milliseconds, is a day of January 1970. */
function clockWarning(now: Instant): string {
  const isSeconds = now >= 1e9 && now < 1e11;
  if (!isSeconds) return "";
  return `warning: now is ${now}, which is in ${new Date(now).getUTCFullYear()} as milliseconds since 1970; if it is in seconds, multiply every time by 1000\n`;
}

/** Endpoints that a fault of the input concerns. */
function undecidedText(ids: readonly EndpointId[]): string {
  return ids.length === 0 ? "" : `\nnot decided, because of faults: ${printable(ids.join(", "))}\n`;
}

/** What is wrong with the input, and where, comes with the decisions. */
function json(evaluation: Evaluation, { faults, total }: FileFaults, explained: boolean): string {
  const formatted = formatEvaluation(evaluation);
  const explanations = explained ? { explanations: evaluation.decisions.map(explain) } : {};
  const faulty = total === 0 ? {} : { faults: faults.map(faultJson), total };
  return `${JSON.stringify({ ...formatted, ...explanations, ...faulty }, null, 2)}\n`;
}

function table(evaluation: Evaluation, snapshot: Snapshot, explained: boolean, io: Io): string {
  const drawn = evaluationTable(evaluation, snapshot, painter(io.colour));
  if (!explained) return drawn;
  return `${drawn}\n${evaluation.decisions.map(explain).join("\n\n")}\n`;
}
