import type { Io } from "./io.ts";

/** The files that operands name, each once; standard input where there are none, an error where one names no file. */
export async function filesOf(operands: readonly string[], io: Io): Promise<readonly string[] | Error> {
  const files = new Set<string>();
  for (const operand of operands.length === 0 ? ["-"] : operands) {
    const found = await io.find(operand);
    if (found.length === 0) return new Error(nothingFound(operand));
    for (const file of found) files.add(file);
  }
  return [...files];
}

function nothingFound(operand: string): string {
  if (/[*?[{]/.test(operand)) return `no file matches ${operand}`;
  return `${operand} has no files of rules: .json, .jsonc, .yaml or .yml`;
}
