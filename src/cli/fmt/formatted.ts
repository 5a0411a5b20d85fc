import { fault } from "../../model/fault.ts";
import type { Document, FileFaults } from "../document/document.ts";
import { type ReadDocument, readDocument } from "../document/read-document.ts";
import { isOwnForm, readRuleSets } from "../read-rule-sets.ts";
import { formatJson } from "./format-json.ts";
import { formatYaml, yamlComments } from "./format-yaml.ts";
import { layoutOf, meaningOf } from "./layout.ts";

/** What a file of rules should be. */
export type Formatted =
  | { readonly kind: "text"; readonly text: string }
  /** Not in a form that this library writes. */
  | { readonly kind: "foreign" }
  | { readonly kind: "faults"; readonly faults: FileFaults };

/** A file of rules as it should be written: what it says, with its comments, and nothing else. */
export async function formatted(text: string, file: string): Promise<Formatted> {
  const read = await readDocument(text, file);
  if (!read.success) return { kind: "faults", faults: read.error };
  const document = read.data;
  const { form, value } = document;
  if (form === "tables" || form === "json-lines" || !isOwnForm(value)) return { kind: "foreign" };
  const { faults } = await readRuleSets(document);
  if (faults.total > 0) return { kind: "faults", faults };
  const after = await (form === "json" ? formatJson(document.text, layoutOf(value)) : formatYaml(document.text));
  const isSame = await saysTheSame(document, await readDocument(after, file));
  return isSame ? { kind: "text", text: after } : { kind: "faults", faults: notInOrder(document) };
}

async function saysTheSame({ form, text, value }: Document, { data }: ReadDocument): Promise<boolean> {
  if (data === undefined || meaningOf(data.value) !== meaningOf(value)) return false;
  return form === "json" || (await yamlComments(data.text)) === (await yamlComments(text));
}

/** An alias stands before its anchor once keys are in order, or for two fields that are written differently. */
function notInOrder({ file }: Document): FileFaults {
  const wrong = fault({
    code: "conflict",
    path: "",
    found: "a document whose aliases or comments would not stay what they are",
    expected: "one that can be put in order",
    help: "write out what each alias stands for, and put each comment above a key",
  });
  return { faults: [{ file, place: null, fault: wrong }], total: 1 };
}
