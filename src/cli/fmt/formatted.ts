import type { Document, FileFaults } from "../document/document.ts";
import { type ReadDocument, readDocument } from "../document/read-document.ts";
import { isOwnForm, readRuleSets } from "../read-rule-sets.ts";
import { isRows, isSnapshot } from "../read-snapshot.ts";
import { formatJson } from "./format-json.ts";
import { formatYaml, yamlComments } from "./format-yaml.ts";
import { layoutOf, meaningOf } from "./layout.ts";

/** What a file of rules should be. */
export type Formatted =
  | { readonly kind: "text"; readonly text: string }
  /** Not in a form that this library writes. */
  | { readonly kind: "foreign"; readonly what: string }
  /** An alias would stand before its anchor, or is one value of two fields that are written differently; or a comment is lost. */
  | { readonly kind: "disordered" }
  | { readonly kind: "faults"; readonly faults: FileFaults };

/** A file of rules as it should be written: what it says, with its comments, and nothing else. */
export async function formatted(text: string, file: string): Promise<Formatted> {
  const read = await readDocument(text, file);
  if (!read.success) return { kind: "faults", faults: read.error };
  const document = read.data;
  const { form, value, documents } = document;
  if (form === "tables" || form === "json-lines" || !isOwnForm(documents))
    return { kind: "foreign", what: whatIs(value) };
  const { faults } = await readRuleSets(document);
  if (faults.total > 0) return { kind: "faults", faults };
  const written = await (form === "json" ? formatJson(document.text, layoutOf(value)) : formatYaml(document.text));
  const after = written.replace(/\r?\n/g, lineBreakOf(text));
  const isSame = await saysTheSame(document, await readDocument(after, file));
  return isSame ? { kind: "text", text: after } : { kind: "disordered" };
}

/** As the lines of the file end, so that a diff does not show them all. */
function lineBreakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

async function saysTheSame({ form, text, documents }: Document, { data }: ReadDocument): Promise<boolean> {
  if (data === undefined || meaningsOf(data.documents) !== meaningsOf(documents)) return false;
  return form === "json" || (await yamlComments(data.text)) === (await yamlComments(text));
}

function meaningsOf(documents: readonly unknown[]): string {
  return documents.map((each) => meaningOf(each)).join("\n");
}

/** What a file is that has no rules in a form that this library writes. */
function whatIs(value: unknown): string {
  return isSnapshot(value) && !isRows(value) ? "is a snapshot" : "has another form of rules";
}
