import type { Fault } from "../model/fault.ts";
import { printable } from "../util/printable.ts";
import { nearestName } from "./nearest-name.ts";
import { noSuchTime } from "./no-such-time.ts";

/** The same fault, with how to repair what people often write in the place of such a value, where it is that. */
export function withSlipHelp(each: Fault): Fault {
  const help = slipHelp(each);
  return help === null ? each : { ...each, help };
}

function slipHelp({ code, keys, params }: Fault): string | null {
  const { found, kind } = params;
  const key = String(keys.at(-1));
  if (lacksQuotes({ code, keys, params })) return quotesHelp(String(found));
  if (kind !== "text" || typeof found !== "string") return null;
  switch (code) {
    case "not-one-of":
      return wordHelp(found, params["words"]);
    case "not-a-decimal":
      return PERCENT.test(found) ? `write ${found.replace(/\s*%$/, "")}, without %` : null;
    case "wrong-type":
      return key === "load" && params["type"] === "object"
        ? `write load: {metric: ${printable(found)}}`
        : null;
    case "not-an-integer":
    case "not-a-number":
    case "not-whole-milliseconds":
      return /seconds$/i.test(key) ? secondsHelp(found) : null;
    case "not-a-day":
    case "not-an-instant":
    case "not-a-trace-time":
      return noSuchTime(found);
    default:
      return null;
  }
}

/** Whether a number stands where the text of an id or a name belongs. */
export function lacksQuotes({
  code,
  keys,
  params,
}: Pick<Fault, "code" | "keys" | "params">): boolean {
  const isText = code === "wrong-type" && params["type"] === "text";
  return isText && params["kind"] === "number" && OF_NAMES.test(String(keys.at(-1)));
}

/** How to make a text of a number, as it is written. */
export function quotesHelp(written: string): string {
  return `put it in quotes: "${written}"`;
}

/** Fields of ids and names, which people give numbers. */
const OF_NAMES = /(?:id|name|endpoint)$/i;

function wordHelp(found: string, words: unknown): string | null {
  const known = [words].flat().map((each) => ({ name: String(each) }));
  const near = nearestName(found, known);
  return near === null ? null : `did you mean ${near}?`;
}

const PERCENT = /^\d{1,9}(?:\.\d{1,9})?\s*%$/;
const DURATION = /^(\d{1,9})\s*(s|m|h)(?:ec|in|r|ours?|onds?|econds?|inutes?)?s?$/i;
const UNITS: Readonly<Record<string, readonly [number, string]>> = {
  s: [1, "second"],
  m: [60, "minute"],
  h: [3600, "hour"],
};

/** `write seconds: 300 for 5 minutes`. */
function secondsHelp(found: string): string | null {
  const [, count = "", letter = ""] = DURATION.exec(found.trim()) ?? [];
  const unit = UNITS[letter.toLowerCase()];
  if (unit === undefined) return null;
  const [seconds, word] = unit;
  return `write seconds: ${Number(count) * seconds} for ${count} ${word}${Number(count) === 1 ? "" : "s"}`;
}
