import { lacksQuotes, quotesHelp } from "../../fields/with-slip-help.ts";
import { type Fault, fault } from "../../model/fault.ts";
import type { FaultCode } from "../../model/fault-params.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Document, FileFaults, Path, Place, Places } from "./document.ts";
import { lineStarts } from "./line-starts.ts";

/** Faults of keys that should not be there, whatever stands behind them. */
const OF_KEYS: ReadonlySet<FaultCode> = new Set(["unknown-key", "other-type", "cannot-change"]);

/** Nothing is wrong. */
export const NO_FAULTS: FileFaults = { faults: [], total: 0 };

/** Faults of what a document says, with their places in its text. `toPath` is the way from a fault's path to the document's. */
export async function inFile(
  document: Document,
  { faults, total = faults.length }: { readonly faults: readonly Fault[]; readonly total?: number },
  toPath: (path: Path) => Path = (path) => path,
): Promise<FileFaults> {
  const places = await document.places();
  const placed = faults.map((each) => {
    // An option is in no file.
    if (each.path.startsWith("--")) return { file: null, place: null, fault: each };
    const path = toPath(each.keys);
    const place = OF_KEYS.has(each.code) ? places.ofKey(path) : places.of(path);
    return { file: document.file, place, fault: place === null ? each : inOwnDigits(each, document, place) };
  });
  return { faults: placed, total };
}

/** An id that is read as a number keeps its digits where it is put in quotes: 007 is not 7. */
function inOwnDigits(each: Fault, { text }: Document, { line, column }: Place): Fault {
  if (!lacksQuotes(each)) return each;
  const at = itemAt(lineStarts(text), line - 1) + column - 1;
  const written = text.slice(at, at + 100).replace(/[^\w.+-].*/s, "");
  const isWritten = written !== "" && Number(written) === each.params["found"];
  return isWritten ? { ...each, help: quotesHelp(written) } : each;
}

/** What is wrong by two accounts. */
export function joined(one: FileFaults, other: FileFaults): FileFaults {
  return { faults: [...one.faults, ...other.faults], total: one.total + other.total };
}

/** A fault for each key that one object of the document has twice. */
export async function repeatedKeys(document: Document): Promise<FileFaults> {
  return givenTwice(document.file, await document.places());
}

/** The same of the keys that stand twice in a text. */
export function givenTwice(file: string, places: Places): FileFaults {
  const faults = places.repeated.map((path) => ({
    file,
    place: places.of(path),
    fault: fault({ code: "given-twice", params: {} }, { keys: path }),
  }));
  return { faults, total: faults.length };
}
