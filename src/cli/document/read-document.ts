import { fault } from "../../model/fault.ts";
import type { DocumentState } from "../../model/fault-params.ts";
import { withExactNumbers } from "../../util/exact-numbers.ts";
import type { Document, FileFaults, Place, Places } from "./document.ts";
import { givenTwice } from "./file-faults.ts";
import { isTooDeep } from "./is-too-deep.ts";
import { jsonPlaces, readJsonText } from "./json-text.ts";
import { readTables } from "./tables/read-tables.ts";
import { readYamlText } from "./yaml-text.ts";

/** A document, or why a text is not one. */
export type ReadDocument =
  | { readonly success: true; readonly data: Document; readonly error?: undefined }
  | { readonly success: false; readonly data?: undefined; readonly error: FileFaults };

/**
 * What a file says: JSON, JSON with comments, a line of JSON for each row, YAML, or tables as databases print them.
 *
 * @param file - its name, by which messages call it
 */
export async function readDocument(text: string, file: string): Promise<ReadDocument> {
  const plain = text.replace(/^\uFEFF/, "");
  if (plain.trim() === "") return refused(file, plain, "empty");
  if (hasCommentsAlone(plain)) return refused(file, plain, "comments");
  if (isTooDeep(plain)) return refused(file, plain, "too-deep");
  const json = parsedJson(plain);
  if (json !== null) return found({ file, text: plain, form: "json", ...json, places: () => jsonPlaces(plain) });
  const rows = jsonLines(plain);
  if (rows !== null) return found({ file, text: plain, form: "json-lines", ...rows, places: linePlaces(plain) });
  const tables = readTables(plain);
  if (tables !== null) {
    const { value, places } = tables;
    return found({ file, text: plain, form: "tables", value, rounded: value, places: async () => places });
  }
  if (/^\s*(?:[{["]|\/[/*])/.test(plain)) return readJsonOrFlow(plain, file);
  const yaml = await readYamlText(plain);
  if (yaml.repeated !== undefined) return { success: false, error: givenTwice(file, yaml.repeated) };
  if (yaml.wrong !== undefined) return refused(file, plain, "unparsed", yaml);
  // Any line of words is a text in YAML.
  if (typeof yaml.value === "string") {
    return refused(file, plain, "words", { place: { line: 1, column: 1 } });
  }
  const { places, ...values } = yaml;
  return found({ file, text: plain, form: "yaml", ...values, places: async () => places });
}

/** What begins like JSON: JSON with comments, or YAML that is written so, where its name does not say that it is JSON. */
async function readJsonOrFlow(text: string, file: string): Promise<ReadDocument> {
  const json = await readJsonText(text);
  if (json.wrong === undefined) {
    const { value, rounded } = json;
    return found({ file, text, form: "json", value, rounded, places: () => jsonPlaces(text) });
  }
  if (formOf(file) === "json") return refused(file, text, "unparsed", json);
  const yaml = await readYamlText(text);
  if (yaml.repeated !== undefined) return { success: false, error: givenTwice(file, yaml.repeated) };
  if (yaml.wrong !== undefined || typeof yaml.value !== "object") {
    const isYaml = formOf(file) === "yaml" && yaml.wrong !== undefined;
    return refused(file, text, "unparsed", isYaml ? yaml : json);
  }
  const { places, ...values } = yaml;
  return found({ file, text, form: "yaml", ...values, places: async () => places });
}

/** Its places are looked for once, whoever asks for them. */
function found(document: Omit<Document, "documents"> & Partial<Pick<Document, "documents">>): ReadDocument {
  let places: Promise<Places> | null = null;
  const once = (): Promise<Places> => {
    places ??= document.places();
    return places;
  };
  return { success: true, data: { documents: [document.value], ...document, places: once } };
}

/** Where a parser stopped, and what it said. */
interface Stop {
  readonly place?: Place | null;
  readonly wrong?: string;
}

function refused(file: string, text: string, state: DocumentState, stop: Stop = {}): ReadDocument {
  const { place = null, wrong = null } = stop;
  const params = { state, form: state === "unparsed" ? formOf(file) : null, says: wrong };
  const reason = fault({ code: "no-document", params }, { keys: [], value: text });
  return { success: false, error: { faults: [{ file, place, fault: reason }], total: 1 } };
}

/** What a file is by its name; null where that does not say it. */
function formOf(file: string): "json" | "yaml" | null {
  if (/\.jsonc?$/.test(file)) return "json";
  return /\.ya?ml$/.test(file) ? "yaml" : null;
}

function hasCommentsAlone(text: string): boolean {
  return text.split(/\r\n|\n|\r/).every((line) => /^\s*(?:#|\/\/|$)/.test(line));
}

/** A value, with and without the digits that a double does not hold. */
type Values = Pick<Document, "value" | "rounded">;

function parsedJson(text: string): Values | null {
  try {
    const rounded: unknown = JSON.parse(text);
    const exact = withExactNumbers(text);
    return { value: exact === text ? rounded : JSON.parse(exact), rounded };
  } catch {
    return null;
  }
}

/** The rows of a text that has one on each line. */
function jsonLines(text: string): Values | null {
  const lines = text.trim().split(/\r?\n/);
  if (lines.length === 1) return null;
  const rows: Values[] = [];
  for (const line of lines) {
    const row = parsedJson(line);
    if (row === null) return null;
    rows.push(row);
  }
  return { value: rows.map(({ value }) => value), rounded: rows.map(({ rounded }) => rounded) };
}

/** Where the rows of such a text stand. */
function linePlaces(text: string): () => Promise<Places> {
  const above = text.slice(0, text.length - text.trimStart().length).split("\n").length - 1;
  const of: Places["of"] = ([row]) => ({ line: above + (typeof row === "number" ? row : 0) + 1, column: 1 });
  return async () => ({ of, ofKey: of, repeated: [] });
}
