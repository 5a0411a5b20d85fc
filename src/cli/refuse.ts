import { printable } from "../util/printable.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";

/** Says what is wrong with a command line. */
export function refuse(why: string, io: Io): ExitCode {
  io.err(`autoscaling-rules: ${printable(why)}\nTry: autoscaling-rules --help\n`);
  return EXIT.wrongUsage;
}
