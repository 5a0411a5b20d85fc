import type { LiveStat } from "../metrics/live-stat.ts";
import { readJson } from "../schema/parse.ts";
import { isRecord } from "../util/is-record.ts";

/**
 * A live stat from what Backend.AI keeps of it: the object itself, or JSON text. Anything else is no report.
 *
 * @example
 * readLiveStat('{"cuda_util": {"current": "81", "pct": "81.00"}}'); // { cuda_util: { current: "81", pct: "81.00" } }
 */
export function readLiveStat(payload: unknown): LiveStat | null {
  const value = typeof payload === "string" ? readJson(payload).data : payload;
  return isRecord(value) ? value : null;
}
