import { evaluate } from "../evaluate/evaluate.ts";
import { explain } from "../explain/explain.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { formatEvaluation } from "../schema/parsers.ts";
import { inFile } from "./document/file-faults.ts";
import { evaluationTable } from "./evaluation-table.ts";
import { idleOption } from "./idle-option.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { openDocument } from "./open-document.ts";
import { painter } from "./paint.ts";
import { areRules, isRows, readSnapshot } from "./read-snapshot.ts";
import { refuse } from "./refuse.ts";
import { reportFaults } from "./report-faults.ts";
import { chosenSemantics } from "./semantics-by-name.ts";

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
  if (!read.success) {
    const code = reportFaults(await inFile(document, read.error), options.json, io);
    if (areRules(document.value))
      io.err("These are rules without a snapshot. To check rules: autoscaling-rules verify\n");
    return code;
  }
  const idle = idleOption({ release: options.release }, new Set(isRows(document.value) ? ["release"] : []));
  if (idle !== null) return refuse(idle, io);
  const { snapshot, semantics, warnings } = read.data;
  for (const { message, help } of warnings) io.err(`warning: ${message}; ${help}\n`);

  const evaluation = evaluate(snapshot, chosen ?? semantics);
  io.out(options.json ? json(evaluation, options.explain) : table(evaluation, options.explain, io));
  // Of an endpoint that is named twice both decisions have the one fault.
  const faults = new Set(evaluation.decisions.flatMap(({ fault }) => fault ?? []));
  for (const { message, help } of faults) io.err(`fault: ${message}; ${help}\n`);
  return faults.size === 0 ? EXIT.done : EXIT.faultyInput;
}

function json(evaluation: Evaluation, explained: boolean): string {
  const formatted = formatEvaluation(evaluation);
  const explanations = explained ? { explanations: evaluation.decisions.map(explain) } : {};
  return `${JSON.stringify({ ...formatted, ...explanations }, null, 2)}\n`;
}

function table(evaluation: Evaluation, explained: boolean, io: Io): string {
  const drawn = evaluationTable(evaluation, painter(io.colour));
  if (!explained) return drawn;
  return `${drawn}\n${evaluation.decisions.map(explain).join("\n\n")}\n`;
}
