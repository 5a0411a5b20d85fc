import type { Alias, Document, Node, Pair, Scalar } from "yaml";
import { writtenNumber } from "../../util/exact-numbers.ts";
import { known } from "../../util/known.ts";
import { messageOf } from "../message-of.ts";
import type { Path, Place, Places } from "./document.ts";
import { lineStarts, placeAt } from "./line-starts.ts";

/** The value of YAML, or what is wrong with it and where. */
export type YamlText =
  | {
      readonly value: unknown;
      readonly documents: readonly unknown[];
      readonly rounded: unknown;
      readonly places: Places;
      readonly wrong?: undefined;
      readonly repeated?: undefined;
    }
  /** `repeated`: where keys stand twice, if nothing else is wrong. */
  | { readonly wrong: string; readonly place: Place | null; readonly repeated?: Places };

/** How YAML is parsed. */
export const YAML_OPTIONS = { merge: true, logLevel: "error", prettyErrors: false } as const;

/**
 * Reads YAML. Several documents in one text are a list of them. The parser is loaded only where it is needed.
 */
export async function readYamlText(text: string): Promise<YamlText> {
  const { parseAllDocuments } = await import("yaml");

  const documents: readonly Document.Parsed[] = parseAllDocuments(text, YAML_OPTIONS);
  const starts = lineStarts(text);
  const errors = documents.flatMap((document) => document.errors);
  const error = errors.find(({ code }) => code !== "DUPLICATE_KEY") ?? errors[0];
  if (error !== undefined) {
    const wrong = { wrong: firstLine(error.message), place: placeAt(starts, error.pos[0]) };
    return error.code === "DUPLICATE_KEY" ? { ...wrong, repeated: await yamlPlaces(documents, starts) } : wrong;
  }
  try {
    const rounded = contentsOf(documents);
    const contents = (await keepDigits(documents)) ? contentsOf(documents) : rounded;
    return {
      value: together(contents),
      documents: contents,
      rounded: together(rounded),
      places: await yamlPlaces(documents, starts),
    };
  } catch (thrown) {
    const alias = await aliasWithoutAnchor(documents);
    // Aliases that would multiply without end.
    if (alias === undefined) return { wrong: firstLine(messageOf(thrown)), place: null };
    const { source, range } = alias;
    const wrong = `*${source} has no anchor: write &${source} at what it stands for, above it`;
    return { wrong, place: placeAt(starts, known(range)[0]) };
  }
}

function contentsOf(documents: readonly Document.Parsed[]): readonly unknown[] {
  return documents.map((each): unknown => each.toJS());
}

function together(contents: readonly unknown[]): unknown {
  return contents.length > 1 ? contents : contents[0];
}

/** Makes each number that a double would change a text of its digits; says whether there was one. */
export async function keepDigits(documents: readonly Document.Parsed[]): Promise<boolean> {
  const { visit } = await import("yaml");
  let isChanged = false;
  for (const document of documents) {
    visit(document, {
      Scalar: (_, scalar) => {
        const written = numberIn(scalar);
        if (typeof written !== "string") return;
        scalar.value = written;
        isChanged = true;
      },
    });
  }
  return isChanged;
}

/** A number as it is written; what else a scalar is, as it is. */
function numberIn({ value, source = "", format }: Scalar): unknown {
  if (typeof value !== "number" || /^[+-]?\.(?:inf|nan)$/i.test(source)) return value;
  // YAML 1.1 has numbers with `_`, and in other bases than ten.
  const plain = source.replaceAll("_", "");
  if (format === undefined || format === "EXP") return writtenNumber(plain);
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  return /^0[xo]/.test(plain) ? writtenNumber(String(BigInt(plain))) : plain;
}

function firstLine(message: string): string {
  return message.replace(/\n.*/s, "");
}

/** The first alias that no anchor stands before. */
async function aliasWithoutAnchor(documents: readonly Document.Parsed[]): Promise<Alias | undefined> {
  const { visit } = await import("yaml");
  const found: Alias[] = [];
  for (const document of documents) {
    const anchors = new Set<string | undefined>();
    visit(document, {
      Value: (_, { anchor }) => void anchors.add(anchor),
      Alias: (_, alias) => void (anchors.has(alias.source) || found.push(alias)),
    });
  }
  return found[0];
}

/** A part of a document, and the key that it stands under; without a key, itself. */
interface Part {
  readonly node: Node;
  readonly key: Node;
}

async function yamlPlaces(documents: readonly Document.Parsed[], starts: readonly number[]): Promise<Places> {
  const { isAlias, isMap, isNode, isScalar, isSeq } = await import("yaml");

  const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);

  const partAt = (node: Node | undefined, key: string | number): Part | null => {
    if (isSeq(node)) {
      const item = node.items[Number(key)];
      return isNode(item) ? { node: item, key: item } : null;
    }
    const pair = isMap(node) ? node.items.findLast((each) => keyOf(each) === String(key)) : undefined;
    if (!isNode(pair?.key)) return null;
    return { node: isNode(pair.value) ? pair.value : pair.key, key: pair.key };
  };

  /** The part at a path, or the one around it; undefined of a text without a document. */
  const nearest = (path: Path): Part | undefined => {
    const [at = 0, ...way] = documents.length > 1 ? path : [0, ...path];
    const document = documents[Number(at)];
    if (!document?.contents) return undefined;
    let found: Part = { node: document.contents, key: document.contents };
    for (const key of way) {
      const node = isAlias(found.node) ? found.node.resolve(document) : found.node;
      const part = partAt(node, key);
      if (part === null) return found;
      found = part;
    }
    return found;
  };

  /** The ways to keys that begin at these offsets. */
  const keysAt = (offsets: ReadonlySet<number>, node: unknown, path: Path): readonly Path[] => {
    if (isSeq(node)) return node.items.flatMap((item, at) => keysAt(offsets, item, [...path, at]));
    if (!isMap(node)) return [];
    return node.items.flatMap((pair) => {
      const way = [...path, keyOf(pair)];
      const isThere = isNode(pair.key) && offsets.has(known(pair.key.range)[0]);
      return [...(isThere ? [way] : []), ...keysAt(offsets, pair.value, way)];
    });
  };

  const placeOf = (node: Node | undefined): Place | null =>
    node === undefined ? null : placeAt(starts, known(node.range)[0]);
  return {
    of: (path) => placeOf(nearest(path)?.node),
    ofKey: (path) => placeOf(nearest(path)?.key),
    repeated: documents.flatMap(({ contents, errors }, at) => {
      const offsets = new Set(errors.filter(({ code }) => code === "DUPLICATE_KEY").map(({ pos }) => pos[0]));
      return offsets.size === 0 ? [] : keysAt(offsets, contents, documents.length > 1 ? [at] : []);
    }),
  };
}
