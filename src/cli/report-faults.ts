import type { Fault } from "../model/fault.ts";
import { printable } from "../util/printable.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";

/** Prints what is wrong with an input, for people and, on request, for programs. */
export function reportFaults(
  { faults, total }: { readonly faults: readonly Fault[]; readonly total: number },
  json: boolean,
  io: Io,
): ExitCode {
  if (json) io.out(`${JSON.stringify({ faults, total }, null, 2)}\n`);
  for (const { message, help } of faults) io.err(`fault: ${printable(message)}; ${printable(help)}\n`);
  if (total > faults.length) io.err(`and ${total - faults.length} more faults\n`);
  return EXIT.faultyInput;
}
