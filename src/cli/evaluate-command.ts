import { evaluate } from "../evaluate/evaluate.ts";
import { explain } from "../explain/explain.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { Semantics } from "../model/semantics.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import { formatEvaluation } from "../schema/parsers.ts";
import { caught } from "./caught.ts";
import { evaluationTable } from "./evaluation-table.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { painter } from "./paint.ts";
import { readSnapshot } from "./read-snapshot.ts";
import { readText } from "./read-text.ts";
import { refuse } from "./refuse.ts";
import { reportFaults } from "./report-faults.ts";
import { chosenSemantics } from "./semantics-by-name.ts";

export interface EvaluateOptions {
  readonly semantics?: string | undefined;
  readonly json: boolean;
  readonly explain: boolean;
}

/** `autoscaling-rules evaluate [FILE|-]`. */
export async function evaluateCommand(file: string | undefined, options: EvaluateOptions, io: Io): Promise<ExitCode> {
  const chosen = chosenSemantics(options.semantics);
  if (chosen instanceof Error) return refuse(chosen.message, io);
  if (file === undefined && io.inputIsTerminal)
    return refuse("evaluate takes a file, or a snapshot on standard input", io);
  const text = await readText(file, io);
  if (text instanceof Error) return refuse(text.message, io);

  const read = readSnapshot(text);
  if (!read.success) return reportFaults(read.error, options.json, io);
  const { snapshot, semantics, warnings } = read.data;
  for (const { message, help } of warnings) io.err(`warning: ${message}; ${help}\n`);

  const evaluation = tryEvaluate(snapshot, chosen ?? semantics);
  if (evaluation instanceof SnapshotError) return reportFaults(evaluation, options.json, io);
  io.out(options.json ? json(evaluation, options.explain) : table(evaluation, options.explain, io));
  return EXIT.done;
}

function tryEvaluate(snapshot: Snapshot, semantics: Semantics): Evaluation | SnapshotError {
  try {
    return evaluate(snapshot, semantics);
  } catch (error) {
    return caught(error, SnapshotError);
  }
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
