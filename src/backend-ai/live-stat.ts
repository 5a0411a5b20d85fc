import { type LiveStat, type UnreadableStat, unreadableStat } from "../metrics/live-stat.ts";
import { show } from "../model/show.ts";
import { isRecord } from "../util/is-record.ts";

/**
 * A live stat from what Backend.AI keeps of it: the object itself, or JSON text as Python writes it, with bare `NaN` and
 * `Infinity` among its values. Null, undefined and the text `null` are no report. Anything else is a report that cannot be
 * read, which is not absent: averages over it are `unparsable`.
 *
 * @throws never
 * @example
 * readLiveStat('{"cuda_util": {"current": "81", "pct": "81.00"}}'); // { cuda_util: { current: "81", pct: "81.00" } }
 */
export function readLiveStat(payload: unknown): LiveStat | UnreadableStat | null {
  const value = typeof payload === "string" ? readPythonJson(payload) : { json: payload };
  if (value === null) return unreadableStat(`${show(payload)} is not JSON`);
  const { json } = value;
  if (json === null || json === undefined) return null;
  return isRecord(json) ? json : unreadableStat(`${show(json)} is not an object`);
}

/** Text, so that words in it stay, or a value that JSON has no number for. */
const TEXT_OR_SPECIAL = /"(?:[^"\\]|\\.)*"|-?(?:Infinity|NaN)/gs;

/** The value of JSON text as Python's json.dumps writes it; null where the text is not JSON. */
function readPythonJson(text: string): { readonly json: unknown } | null {
  return (
    parsed(text) ??
    parsed(text.replace(TEXT_OR_SPECIAL, (part) => (part.startsWith('"') ? part : `"${part}"`)))
  );
}

function parsed(text: string): { readonly json: unknown } | null {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return null;
  }
}
