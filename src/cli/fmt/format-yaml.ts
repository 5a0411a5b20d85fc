import type { Document, Scalar, YAMLMap } from "yaml";
import { itemAt } from "../../util/item-at.ts";
import { keepDigits, YAML_OPTIONS } from "../document/yaml-text.ts";
import { inOrder, type Layout, layoutOf, layoutUnder } from "./layout.ts";

/** More often than comments have ever moved. */
const MOST_PASSES = 8;

/**
 * YAML, with its comments, as it should be written. The text has been read without an error. What is written is read and
 * written again until it stays, as blank lines and comments can belong to another part once keys have moved.
 */
export async function formatYaml(text: string): Promise<string> {
  const { parseAllDocuments } = await import("yaml");
  const documents: readonly Document.Parsed[] = parseAllDocuments(text, YAML_OPTIONS);
  const layouts = documents.map((document) => layoutOf(document.toJS()));
  let before = text;
  let after = await arranged(before, layouts);
  for (let pass = 1; after !== before && pass < MOST_PASSES; pass += 1) {
    before = after;
    after = await arranged(before, layouts);
  }
  return after;
}

/** The comments of YAML, whatever their order. */
export async function yamlComments(text: string): Promise<string> {
  const { Lexer } = await import("yaml");
  const comments = [...new Lexer().lex(text)].filter((part) => part.startsWith("#"));
  return comments
    .map((comment) => comment.trim())
    .toSorted()
    .join("\n");
}

async function arranged(text: string, layouts: readonly Layout[]): Promise<string> {
  const { isMap, isScalar, isSeq, parseAllDocuments } = await import("yaml");

  const keyOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

  /** Puts keys in order and writes values in one way, wherever they are written out and not named by an alias. */
  const arrange = (node: unknown, layout: Layout): void => {
    if (isSeq(node)) for (const item of node.items) arrangeItem(item, layoutUnder(layout, ""));
    if (isMap(node)) arrangeKeys(node, layout);
    if (isScalar(node) && layout.kind === "coded") {
      node.value = layout.canonical(node.value);
      // In quotes where it would be read as a number without them.
      node.type = "PLAIN";
    } else if (isScalar(node)) {
      // A number is written as JSON has it: 60 for 6e1, 60.0 and 0x3c.
      delete node.format;
      delete node.minFractionDigits;
    }
  };

  const arrangeKeys = (map: YAMLMap, layout: Layout): void => {
    for (const { key, value } of map.items) arrange(value, layoutUnder(layout, keyOf(key)));
    map.items = [...inOrder(map.items, layout, ({ key }) => keyOf(key))];
    const first = firstKey(map);
    if (first !== null) first.spaceBefore = false;
  };

  /** What stands above the first key of an item stands above the item. */
  const arrangeItem = (item: unknown, layout: Layout): void => {
    arrange(item, layout);
    if (isMap(item)) putAbove(item, [item, firstKey(item)]);
  };

  /** What stands above the first key of a document is about all of it. */
  const arrangeDocument = ({ contents }: Document.Parsed, nth: number): void => {
    const first = firstKey(contents);
    arrange(contents, itemAt(layouts, nth));
    const now = firstKey(contents);
    if (now !== null && now !== first) putAbove(now, [first, now]);
  };

  const firstKey = (node: unknown): Scalar | null => {
    const key = isMap(node) ? node.items[0]?.key : null;
    return isScalar(key) ? key : null;
  };

  const documents: readonly Document.Parsed[] = parseAllDocuments(text, YAML_OPTIONS);
  await keepDigits(documents);
  documents.forEach(arrangeDocument);
  return documents.map((document) => document.toString(WRITTEN)).join("");
}

/** Puts the comments above several things above one of them. */
function putAbove(one: Commented, several: readonly (Commented | null)[]): void {
  const texts = several.flatMap((each) => each?.commentBefore ?? []);
  for (const each of several) if (each !== null) each.commentBefore = null;
  one.commentBefore = texts.length === 0 ? null : texts.join("\n");
}

interface Commented {
  commentBefore?: string | null;
}

/** Lines stay as long as they are. An alias that has come before its anchor is found when the text is read again. */
const WRITTEN = { lineWidth: 0, verifyAliasOrder: false } as const;
