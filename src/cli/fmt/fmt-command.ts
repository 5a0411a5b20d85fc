import { printable } from "../../util/printable.ts";
import { filesOf } from "../files-of.ts";
import { EXIT, type ExitCode, type Io } from "../io.ts";
import { readText } from "../read-text.ts";
import { refuse } from "../refuse.ts";
import { sayFaults } from "../report-faults.ts";
import { formatted } from "./formatted.ts";

export interface FmtOptions {
  readonly check: boolean;
}

/** `autoscaling-rules fmt [FILE|FOLDER|PATTERN|-]…`. */
export async function fmtCommand(operands: readonly string[], { check }: FmtOptions, io: Io): Promise<ExitCode> {
  if (operands.length === 0 && io.inputIsTerminal) {
    return refuse("fmt takes files or folders, or rules on standard input", io);
  }
  const files = await filesOf(operands, io);
  if (files instanceof Error) return refuse(files.message, io);
  let code: ExitCode = EXIT.done;
  for (const file of files) {
    const text = await readText(file, io);
    if (text instanceof Error) return refuse(text.message, io);
    const result = await formatted(text, file);
    if (result.kind === "faults") {
      sayFaults(result.faults, io);
      code = EXIT.faultyInput;
      continue;
    }
    if (result.kind === "foreign") io.err(`note: ${printable(file)} has another form of rules, and stays as it is\n`);
    const after = result.kind === "foreign" ? text : result.text;
    if (check && after !== text) code = EXIT.faultyInput;
    if (!check && file === "-") io.out(after);
    else if (after !== text) {
      if (!check) await io.write(file, after);
      io.out(`${printable(file)}\n`);
    }
  }
  return code;
}
