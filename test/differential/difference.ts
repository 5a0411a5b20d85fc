import type { Evaluation } from "../../src/index.ts";

/** The first place in which the library's answer is not the reference's; null for none. */
export function difference(library: Evaluation, reference: Evaluation): string | null {
  return firstDifference(comparable(library), comparable(reference), "");
}

function comparable({ decisions, deltas, triggered, memories, orphans, recheckAt }: Evaluation) {
  const lists = { deltas: [...deltas], triggered: [...triggered], memories: memories && [...memories] };
  return { decisions, ...lists, orphans, recheckAt };
}

/** What the reference leaves to the library: the words of faults, and what they are made of. */
const WORDS = new Set(["params", "found", "expected", "help", "message"]);

function firstDifference(left: unknown, right: unknown, path: string): string | null {
  // −0 and 0 are one count.
  if (left === right || (Number.isNaN(left) && Number.isNaN(right))) return null;
  if (!isPlain(left) || !isPlain(right)) {
    return `${path}: library ${String(left)}, reference ${String(right)}`;
  }
  const isFault = path.endsWith("fault");
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (isFault && WORDS.has(key)) continue;
    const place = path === "" ? key : `${path}.${key}`;
    const found = firstDifference(left[key], right[key], place);
    if (found !== null) return found;
  }
  return null;
}

/** An array or a plain object, and no Decimal: those are the snapshot's own, passed on. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
