import type { Document, Node, Pair, Scalar } from "yaml";
import { writtenNumber } from "../../util/exact-numbers.ts";
import { known } from "../../util/known.ts";
import { messageOf } from "../message-of.ts";
import type { Path, Place, Places } from "./document.ts";
import { lineStarts, placeAt } from "./line-starts.ts";

/** The value of YAML, or what is wrong with it and where. */
export type YamlText =
  | { readonly value: unknown; readonly rounded: unknown; readonly places: Places; readonly wrong?: undefined }
  | { readonly wrong: string; readonly place: Place | null };

/** How YAML is parsed. */
export const YAML_OPTIONS = { merge: true, logLevel: "error", prettyErrors: false } as const;

/**
 * Reads YAML. Several documents in one text are a list of them. The parser is loaded only where it is needed.
 */
export async function readYamlText(text: string): Promise<YamlText> {
  const { parseAllDocuments } = await import("yaml");

  const documents: readonly Document.Parsed[] = parseAllDocuments(text, YAML_OPTIONS);
  const starts = lineStarts(text);
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) return { wrong: firstLine(error.message), place: placeAt(starts, error.pos[0]) };
  try {
    const rounded = contentOf(documents);
    const value = (await keepDigits(documents)) ? contentOf(documents) : rounded;
    return { value, rounded, places: await yamlPlaces(documents, starts) };
  } catch (thrown) {
    // Aliases that would multiply without end.
    return { wrong: firstLine(messageOf(thrown)), place: null };
  }
}

function contentOf([first, ...more]: readonly Document.Parsed[]): unknown {
  return more.length === 0 ? first?.toJS() : [first, ...more].map((each) => each?.toJS());
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
    const pair = isMap(node) ? node.items.find((each) => keyOf(each) === String(key)) : undefined;
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

  const placeOf = (node: Node | undefined): Place | null =>
    node === undefined ? null : placeAt(starts, known(node.range)[0]);
  return {
    of: (path) => placeOf(nearest(path)?.node),
    ofKey: (path) => placeOf(nearest(path)?.key),
    // The parser refuses them itself.
    repeated: [],
  };
}
