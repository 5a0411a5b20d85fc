import type { Document, Node, Pair } from "yaml";
import type { Path, Place, Places } from "./document.ts";
import { lineStarts, placeAt } from "./line-starts.ts";

/** The value of YAML, or what is wrong with it and where. */
export type YamlText =
  | { readonly value: unknown; readonly places: Places; readonly wrong?: undefined }
  | { readonly wrong: string; readonly place: Place | null };

/**
 * Reads YAML. Several documents in one text are a list of them. The parser is loaded only where it is needed.
 */
export async function readYamlText(text: string): Promise<YamlText> {
  const { parseAllDocuments } = await import("yaml");
  const parsed = parseAllDocuments(text, { merge: true, logLevel: "error", prettyErrors: false });
  const documents: readonly Document[] = "empty" in parsed ? [] : parsed;
  const starts = lineStarts(text);
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) return { wrong: firstLine(error.message), place: placeAt(starts, error.pos[0]) };
  try {
    const [first, ...more] = documents;
    const value: unknown = more.length === 0 ? first?.toJS() : documents.map((each) => each.toJS());
    return { value, places: await yamlPlaces(documents, starts) };
  } catch (thrown) {
    // Aliases that would multiply without end.
    return { wrong: firstLine(thrown instanceof Error ? thrown.message : String(thrown)), place: null };
  }
}

function firstLine(message: string): string {
  return message.replace(/\n.*/s, "");
}

async function yamlPlaces(documents: readonly Document[], starts: readonly number[]): Promise<Places> {
  const { isAlias, isMap, isNode, isSeq } = await import("yaml");

  const nearest = (path: Path): { readonly node: Node | null; readonly key: Node | null } => {
    const [first] = path;
    const isStream = documents.length > 1;
    const document = documents[isStream && typeof first === "number" ? first : 0];
    let found: { node: Node | null; key: Node | null } = { node: document?.contents ?? null, key: null };
    for (const key of isStream ? path.slice(1) : path) {
      const node = document !== undefined && isAlias(found.node) ? found.node.resolve(document) : found.node;
      if (isSeq(node) && typeof key === "number") {
        const item = node.items[key];
        if (!isNode(item)) return found;
        found = { node: item, key: null };
      } else {
        const pair = isMap(node) ? node.items.find((each) => keyOf(each) === String(key)) : undefined;
        if (pair === undefined || !isNode(pair.key)) return found;
        found = { node: isNode(pair.value) ? pair.value : pair.key, key: pair.key };
      }
    }
    return found;
  };

  const placeOf = (node: Node | null): Place | null => (node?.range ? placeAt(starts, node.range[0]) : null);
  return {
    of: (path) => placeOf(nearest(path).node),
    ofKey: (path) => {
      const { node, key } = nearest(path);
      return placeOf(key ?? node);
    },
    // The parser refuses them itself.
    repeated: [],
  };
}

function keyOf({ key }: Pair): string {
  return typeof key === "object" && key !== null && "value" in key ? String(key.value) : String(key);
}
