import type { Node, ParseError } from "jsonc-parser";
import type { Path, Place, Places } from "./document.ts";
import { lineStarts, placeAt } from "./line-starts.ts";

/** The value of JSON with comments and trailing commas, or what is wrong with it and where. */
export type JsonText =
  | { readonly value: unknown; readonly wrong?: undefined }
  | { readonly wrong: string; readonly place: Place };

const OPTIONS = { allowTrailingComma: true, allowEmptyContent: false } as const;

/** Reads JSON with comments. The parser is loaded only where it is needed. */
export async function readJsonText(text: string): Promise<JsonText> {
  const { parse, printParseErrorCode } = await import("jsonc-parser");
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, OPTIONS);
  const [first] = errors;
  if (first === undefined) return { value };
  return { wrong: inWords(printParseErrorCode(first.error)), place: placeAt(lineStarts(text), first.offset) };
}

/** `CommaExpected` as people say it. */
function inWords(code: string): string {
  const words = code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
  return words.replace(/^close /, "closing ");
}

/** Where the parts of JSON stand. */
export async function jsonPlaces(text: string): Promise<Places> {
  const { parseTree } = await import("jsonc-parser");
  const root = parseTree(text, [], OPTIONS);
  const starts = lineStarts(text);
  const placeOf = (node: Node | undefined): Place | null => (node === undefined ? null : placeAt(starts, node.offset));
  return {
    of: (path) => placeOf(nearest(root, path).node),
    ofKey: (path) => {
      const { node, property } = nearest(root, path);
      return placeOf(property ?? node);
    },
    repeated: root === undefined ? [] : repeatedKeys(root, []),
  };
}

/** The node at a path, or the one around it; and the key that it stands under. */
function nearest(root: Node | undefined, path: Path): { readonly node: Node | undefined; readonly property?: Node } {
  let found: { node: Node | undefined; property?: Node } = { node: root };
  for (const key of path) {
    const { node } = found;
    if (node?.type === "array" && typeof key === "number") {
      const item = node.children?.[key];
      if (item === undefined) return found;
      found = { node: item };
    } else {
      // Of a key that stands twice the last one counts, as it does for JSON.parse.
      const pair = node?.type === "object" ? propertiesOf(node).findLast(([name]) => name.value === String(key)) : null;
      if (!pair) return found;
      const [property, value] = pair;
      found = { node: value, property };
    }
  }
  return found;
}

function propertiesOf(node: Node): (readonly [name: Node, value: Node])[] {
  return (node.children ?? []).flatMap(({ children: [name, value] = [] }) =>
    name === undefined || value === undefined ? [] : [[name, value] as const],
  );
}

function repeatedKeys(node: Node, path: Path): Path[] {
  if (node.type === "array") return (node.children ?? []).flatMap((item, at) => repeatedKeys(item, [...path, at]));
  if (node.type !== "object") return [];
  const seen = new Set<unknown>();
  return propertiesOf(node).flatMap(([name, value]) => {
    const key = String(name.value);
    const inside = repeatedKeys(value, [...path, key]);
    if (seen.has(key)) return [[...path, key], ...inside];
    seen.add(key);
    return inside;
  });
}
