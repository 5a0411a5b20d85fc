import { printable } from "../util/printable.ts";
import type { FileFault, FileFaults } from "./document/document.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";

/** Prints what is wrong with a file, for people and, on request, for programs. */
export function reportFaults({ faults, total }: FileFaults, json: boolean, io: Io): ExitCode {
  if (json) io.out(`${JSON.stringify({ faults: faults.map(faultJson), total }, null, 2)}\n`);
  for (const each of faults) io.err(faultText(each));
  if (total > faults.length) io.err(`and ${total - faults.length} more faults\n`);
  return EXIT.faultyInput;
}

/** A fault for programs: with the file and, where they are known, line and column. */
export function faultJson({ file, place, fault }: FileFault) {
  return { file, line: place?.line ?? null, column: place?.column ?? null, ...fault };
}

/** `rules.json:3:5: fault: …`. */
export function faultText({ file, place, fault: { message, help } }: FileFault): string {
  return `${placeText(file, place)}fault: ${printable(message)}; ${printable(help)}\n`;
}

/** `rules.json:3:5: `, as editors and terminals follow it. */
export function placeText(file: string | null, place: FileFault["place"]): string {
  if (file === null) return "";
  return place === null ? `${printable(file)}: ` : `${printable(file)}:${place.line}:${place.column}: `;
}
