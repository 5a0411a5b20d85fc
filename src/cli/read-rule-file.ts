import type { RowOptions } from "../backend-ai/forms/table-row.ts";
import { printable } from "../util/printable.ts";
import type { Document, FileFaults } from "./document/document.ts";
import { readDocument } from "./document/read-document.ts";
import type { Io } from "./io.ts";
import { type ReadRuleSet, readRuleSets } from "./read-rule-sets.ts";
import { readText } from "./read-text.ts";

/** A rule set, and the file that it was in. */
export interface RuleSetInFile extends ReadRuleSet {
  readonly document: Document;
}

/** The rule sets of a file, and what is wrong with others. */
export interface RuleFile {
  readonly sets: readonly RuleSetInFile[];
  readonly faults: FileFaults;
}

/** The rule sets of a file; an error where it cannot be read. What is odd about rows in it is printed as a warning. */
export async function readRuleFile(file: string, options: RowOptions, io: Io): Promise<RuleFile | Error> {
  const text = await readText(file, io);
  if (text instanceof Error) return text;
  const read = await readDocument(text, file);
  if (!read.success) return { sets: [], faults: read.error };
  const document = read.data;
  const { sets, faults } = await readRuleSets(document, options);
  for (const { message, help } of sets.flatMap(({ warnings }) => warnings)) {
    io.err(`warning: ${printable(message)}; ${printable(help)}\n`);
  }
  return { sets: sets.map((set) => ({ ...set, document })), faults };
}
