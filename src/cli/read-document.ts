import { fault, show } from "../model/fault.ts";
import { type Parsed, readJson } from "../schema/parse.ts";
import { SchemaError } from "../schema/schema-error.ts";
import { messageOf } from "./message-of.ts";
import { firstLineOf, parseYaml } from "./parse-yaml.ts";
import { readTableText } from "./read-table-text.ts";

/**
 * The value of a file: JSON, a line of JSON for each row, YAML, or tables as databases print them. Whatever begins like JSON
 * is faulty JSON where it does not parse.
 */
export async function readDocument(text: string): Promise<Parsed<unknown>> {
  const plain = text.replace(/^\uFEFF/, "");
  const json = readJson(plain);
  if (json.success || plain.trim() === "") return json;
  const lines = plain.trim().split(/\r?\n/);
  const rows = lines.map((line) => readJson(line));
  if (lines.length > 1 && rows.every(({ success }) => success)) {
    return { success: true, data: rows.map(({ data }) => data) };
  }
  if (/^\s*[{["]/.test(plain)) return json;
  const tables = readTableText(plain);
  if (tables !== null) return { success: true, data: tables };
  try {
    const data = await parseYaml(plain);
    // Any line of words is a text in YAML.
    return typeof data === "string"
      ? refused(plain, "give rows, or an object that holds them")
      : { success: true, data };
  } catch (error) {
    return refused(plain, firstLineOf(messageOf(error)));
  }
}

function refused(text: string, help: string): Parsed<never> {
  const facts = { code: "not-json", path: "", found: show(text), help } as const;
  const expected = "JSON, YAML, or tables of a database";
  return { success: false, error: new SchemaError([fault({ ...facts, expected })]) };
}
