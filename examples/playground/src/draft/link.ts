import { isPreset } from "./presets.ts";
import { isFields, readRuleSet, textOf } from "./read-draft.ts";
import type { RuleSetDraft } from "./rule-set-draft.ts";
import { type DayDraft, NEW_VIEW, type TraceDraft, type View } from "./view.ts";

/** All that a link holds. */
export interface Linked {
  readonly draft: RuleSetDraft;
  readonly view: View;
}

/** Browsers and chats take links of this length; longer traffic stays out of them. */
const MOST_LETTERS = 60_000;

/** The part of the address after `#`, which no browser sends to a server. */
export interface Link {
  readonly text: string;
  /** False: the traffic is too long for it, and left out. */
  readonly isWhole: boolean;
}

export function toLink({ draft, view }: Linked): Link {
  const whole = encoded({ ...draft, view });
  if (view.day.trace === null || whole.length <= MOST_LETTERS) return { text: whole, isWhole: true };
  return { text: encoded({ ...draft, view: withoutTrace(view) }), isWhole: false };
}

function withoutTrace(view: View): View {
  return { ...view, day: { ...view.day, trace: null } };
}

/** Reads the part after `#`; null where nothing can be read of it. What is missing is as on a new page. */
export function fromLink(hash: string): Linked | null {
  try {
    const bytes = Uint8Array.from(atob(hash.replace(/^#/, "").replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const draft = readRuleSet(value);
    return draft === null || !isFields(value) ? null : { draft, view: readView(value["view"]) };
  } catch {
    return null;
  }
}

function encoded(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function readView(value: unknown): View {
  if (!isFields(value)) return NEW_VIEW;
  const { preset, load, run, day } = value;
  return {
    preset: isPreset(preset) ? preset : NEW_VIEW.preset,
    load: isFields(load) ? { metric: textOf(load["metric"]) ?? "", total: textOf(load["total"]) ?? "" } : null,
    run: textOf(run),
    day: isFields(day) ? readDay(day) : NEW_VIEW.day,
  };
}

function readDay(day: Readonly<Record<string, unknown>>): DayDraft {
  const { low, high, perReplica, times } = NEW_VIEW.day;
  return {
    isShown: day["isShown"] === true,
    low: textOf(day["low"]) ?? low,
    high: textOf(day["high"]) ?? high,
    service: day["service"] === "shared" ? "shared" : "queue",
    perReplica: textOf(day["perReplica"]) ?? perReplica,
    trace: readTraceDraft(day["trace"]),
    times: textOf(day["times"]) ?? times,
    isStretched: day["isStretched"] === true,
  };
}

function readTraceDraft(value: unknown): TraceDraft | null {
  if (!isFields(value)) return null;
  const { name, binSeconds, startAt, requests } = value;
  if (typeof binSeconds !== "number" || !Array.isArray(requests) || !requests.every(isCount)) return null;
  return {
    name: textOf(name) ?? "traffic",
    binSeconds,
    startAt: typeof startAt === "number" ? startAt : null,
    requests,
  };
}

function isCount(value: unknown): value is number | null {
  return value === null || typeof value === "number";
}
