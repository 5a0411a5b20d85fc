import type { Node, ParseError } from "jsonc-parser";
import { withExactNumbers } from "../../util/exact-numbers.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Path, Place, Places } from "./document.ts";
import { lineStarts, placeAt } from "./line-starts.ts";

/** The value of JSON with comments and trailing commas, or what is wrong with it and where. */
export type JsonText =
  | { readonly value: unknown; readonly rounded: unknown; readonly wrong?: undefined }
  | { readonly wrong: string; readonly place: Place };

/** How JSON with comments is parsed. */
export const JSON_OPTIONS = { allowTrailingComma: true, allowEmptyContent: false } as const;

/** Reads JSON with comments. The parser is loaded only where it is needed. */
export async function readJsonText(text: string): Promise<JsonText> {
  const { parse, printParseErrorCode } = await import("jsonc-parser");
  const errors: ParseError[] = [];
  const rounded: unknown = parse(text, errors, JSON_OPTIONS);
  const [first] = errors;
  if (first === undefined) {
    const exact = withExactNumbers(text);
    return { value: exact === text ? rounded : parse(exact, [], JSON_OPTIONS), rounded };
  }
  return { wrong: inWords(printParseErrorCode(first.error)), place: placeAt(lineStarts(text), first.offset) };
}

/** `CommaExpected` as people say it. */
function inWords(code: string): string {
  const words = code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
  return words.replace(/^close /, "closing ");
}

/** Where the parts of JSON stand. The text has been read without an error. */
export async function jsonPlaces(text: string): Promise<Places> {
  const { parseTree } = await import("jsonc-parser");
  const root = known(parseTree(text, [], JSON_OPTIONS));
  const starts = lineStarts(text);
  const placeOf = (node: Node): Place => placeAt(starts, node.offset);
  return {
    of: (path) => placeOf(contentOf(nearest(root, path))),
    ofKey: (path) => placeOf(nearest(root, path)),
    repeated: repeatedKeys(root, []),
  };
}

/** What stands at a path, or around it: a property of an object, which begins with its key, an item of a list, or the root. */
function nearest(root: Node, path: Path): Node {
  let found = root;
  for (const key of path) {
    const part = partAt(contentOf(found), key);
    if (part === undefined) return found;
    found = part;
  }
  return found;
}

function partAt({ type, children }: Node, key: string | number): Node | undefined {
  if (type === "array") return children?.[Number(key)];
  // Of a key that stands twice the last one counts, as it does for JSON.parse.
  return children?.findLast((property) => keyOf(property) === String(key));
}

function keyOf({ children }: Node): string {
  return String(itemAt(known(children), 0).value);
}

function contentOf(part: Node): Node {
  return part.type === "property" ? itemAt(known(part.children), 1) : part;
}

function repeatedKeys({ type, children = [] }: Node, path: Path): Path[] {
  if (type === "array") return children.flatMap((item, at) => repeatedKeys(item, [...path, at]));
  const seen = new Set<string>();
  return children.flatMap((property) => {
    const key = keyOf(property);
    const inside = repeatedKeys(contentOf(property), [...path, key]);
    if (seen.has(key)) return [[...path, key], ...inside];
    seen.add(key);
    return inside;
  });
}
