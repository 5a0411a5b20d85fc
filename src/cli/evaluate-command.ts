import { evaluate } from "../evaluate/evaluate.ts";
import { explain } from "../explain/explain.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { Fault } from "../model/fault.ts";
import { printable } from "../model/printable.ts";
import { backendAi25, backendAi26, recommended, type Semantics } from "../model/semantics.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import { formatEvaluation } from "../schema/parsers.ts";
import { evaluationTable } from "./evaluation-table.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";
import { painter } from "./paint.ts";
import { readSnapshot } from "./read-snapshot.ts";
import { refuse } from "./refuse.ts";

export interface EvaluateOptions {
  readonly semantics?: string | undefined;
  readonly json: boolean;
  readonly explain: boolean;
}

/** By name, with or without hyphens. */
const SEMANTICS: Readonly<Record<string, Semantics>> = {
  backendai25: backendAi25,
  backendai26: backendAi26,
  recommended,
};

/** `autoscaling-rules evaluate [FILE|-]`. */
export async function evaluateCommand(file: string | undefined, options: EvaluateOptions, io: Io): Promise<ExitCode> {
  const chosen = options.semantics === undefined ? null : semanticsOf(options.semantics);
  if (chosen === undefined) {
    return refuse(
      `no such semantics: ${options.semantics}; there are backend-ai-25, backend-ai-26 and recommended`,
      io,
    );
  }
  if (file === undefined && io.inputIsTerminal)
    return refuse("evaluate takes a file, or a snapshot on standard input", io);
  const text = await io
    .read(file ?? "-")
    .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  if (text instanceof Error) return refuse(`cannot read ${file ?? "standard input"}: ${text.message}`, io);

  const read = readSnapshot(text);
  if (!read.success) return faulty(read.error.faults, read.error.total, options, io);
  const { snapshot, semantics, warnings } = read.data;
  for (const { message, help } of warnings) io.err(`warning: ${message}; ${help}\n`);

  const evaluation = tryEvaluate(snapshot, chosen ?? semantics);
  if (evaluation instanceof SnapshotError) return faulty(evaluation.faults, evaluation.total, options, io);
  io.out(options.json ? json(evaluation, options.explain) : table(evaluation, options.explain, io));
  return EXIT.done;
}

function semanticsOf(name: string): Semantics | undefined {
  const key = name.toLowerCase().replaceAll("-", "");
  return Object.hasOwn(SEMANTICS, key) ? SEMANTICS[key] : undefined;
}

function tryEvaluate(snapshot: Snapshot, semantics: Semantics): Evaluation | SnapshotError {
  try {
    return evaluate(snapshot, semantics);
  } catch (error) {
    if (error instanceof SnapshotError) return error;
    throw error;
  }
}

function faulty(faults: readonly Fault[], total: number, options: EvaluateOptions, io: Io): ExitCode {
  if (options.json) io.out(`${JSON.stringify({ faults, total }, null, 2)}\n`);
  for (const { message, help } of faults) io.err(`fault: ${printable(message)}; ${printable(help)}\n`);
  if (total > faults.length) io.err(`and ${total - faults.length} more faults\n`);
  return EXIT.faultyInput;
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
