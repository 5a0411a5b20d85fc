import { printable } from "../../util/printable.ts";
import { filesOf } from "../files-of.ts";
import { EXIT, type ExitCode, type Io } from "../io.ts";
import { readText } from "../read-text.ts";
import { refuse } from "../refuse.ts";
import { fileText, sayFaults } from "../report-faults.ts";
import { writeFile } from "../write-file.ts";
import { type Formatted, formatted } from "./formatted.ts";

export interface FmtOptions {
  readonly check: boolean;
}

/** `autoscaling-rules fmt [FILE|FOLDER|PATTERN|-]…`. */
export async function fmtCommand(operands: readonly string[], { check }: FmtOptions, io: Io): Promise<ExitCode> {
  if (operands.length === 0 && io.inputIsTerminal) {
    return refuse("fmt needs files or folders, or rules on standard input", io);
  }
  const files = await filesOf(operands, io);
  if (files instanceof Error) return refuse(files.message, io);
  let code: ExitCode = EXIT.done;
  for (const file of files) {
    const text = await readText(file, io);
    if (text instanceof Error) return refuse(text.message, io);
    const result = await formatted(text, file);
    if (result.kind !== "text") {
      if (sayWhy(result, file, io) === EXIT.faultyInput) code = EXIT.faultyInput;
      else if (file === "-" && !check) io.out(text);
      continue;
    }
    const isChanged = result.text !== text;
    if (check && isChanged) code = EXIT.faultyInput;
    if (!check && file === "-") io.out(result.text);
    else if (isChanged) {
      const written = check ? EXIT.done : await writeFile(file, result.text, io);
      if (written === EXIT.done) io.out(`${printable(file)}\n`);
      else code = written;
    }
  }
  return code;
}

/** Says why a file stays as it is. */
function sayWhy(result: Exclude<Formatted, { kind: "text" }>, file: string, io: Io): ExitCode {
  switch (result.kind) {
    case "foreign":
      io.err(`note: ${fileText(file)} ${result.what}; fmt writes only rule files\n`);
      return EXIT.done;
    case "disordered":
      io.err(
        `${fileText(file)}: cannot be put in order: its aliases or comments would not stay what they are; ${HELP}\n`,
      );
      return EXIT.faultyInput;
    case "faults":
      sayFaults(result.faults, io);
      return EXIT.faultyInput;
  }
}

const HELP = "write out what each alias stands for, and put each comment above a key";
