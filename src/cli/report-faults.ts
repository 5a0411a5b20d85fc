import { printable } from "../util/printable.ts";
import { counted } from "./counted.ts";
import type { FileFault, FileFaults, Place } from "./document/document.ts";
import { EXIT, type ExitCode, type Io } from "./io.ts";

/** Prints what is wrong with a file, for people and, on request, for programs. */
export function reportFaults({ faults, total }: FileFaults, json: boolean, io: Io): ExitCode {
  if (json) io.out(`${JSON.stringify({ faults: faults.map(faultJson), total }, null, 2)}\n`);
  sayFaults({ faults, total }, io);
  return EXIT.faultyInput;
}

/** Prints what is wrong, for people. */
export function sayFaults({ faults, total }: FileFaults, io: Io): void {
  for (const each of faults) io.err(faultText(each));
  if (total > faults.length) io.err(`and ${counted(total - faults.length, "more fault")}\n`);
}

/** A fault for programs: with the file and, where they are known, line and column. */
export function faultJson({ file, place, fault }: FileFault) {
  return { file, ...placeJson(place), ...fault };
}

/** A place for programs. */
export function placeJson(place: Place | null) {
  return { line: place?.line ?? null, column: place?.column ?? null };
}

/** `rules.json:3:5: fault: …`. */
function faultText({ file, place, fault: { message, help } }: FileFault): string {
  return `${placeText(file, place)}fault: ${printable(message)}; ${printable(help)}\n`;
}

/** `rules.json:3:5: `, as editors and terminals follow it. */
export function placeText(file: string | null, place: Place | null): string {
  if (file === null) return "";
  return place === null ? `${fileText(file)}: ` : `${fileText(file)}:${place.line}:${place.column}: `;
}

/** What a file is called. */
export function fileText(file: string): string {
  return file === "-" ? "standard input" : printable(file);
}
