import { parseExactJson } from "../../util/exact-numbers.ts";

/** What a text says if it is JSON of an object or a list, as answers in logs and columns of JSON are; else the value itself. */
export function fromJsonText(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return parseExactJson(value);
  } catch {
    return value;
  }
}
