import type { LiveStat } from "../metrics/live-stat.ts";

/**
 * A live stat from what Backend.AI keeps of it: the object itself, or JSON text. Anything else is no report.
 *
 * @example
 * readLiveStat('{"cuda_util": {"current": "81", "pct": "81.00"}}'); // { cuda_util: { current: "81", pct: "81.00" } }
 */
export function readLiveStat(payload: unknown): LiveStat | null {
  const value = typeof payload === "string" ? readJson(payload) : payload;
  return isLiveStat(value) ? value : null;
}

function isLiveStat(value: unknown): value is LiveStat {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
