import { printable } from "../util/printable.ts";

/** What people call a thing: ``rule `scale-up` ``. */
export function named(noun: string, id: unknown): string {
  return `${noun} ${quoted(id)}`;
}

/** An id or a name in a sentence. */
export function quoted(id: unknown): string {
  return `\`${printable(idIn(id))}\``;
}

/** A value as a fault shows it: short, on one line, and safe for any input. */
export function show(value: unknown): string {
  return foundText(foundIn(value));
}

/** A value as JSON can hold it, whatever it is. */
export interface Found {
  /** The value, long text shortened; null where JSON has no such value, and `kind` says it all. */
  readonly found: string | number | boolean | null;
  /**
   * `text`, `number`, `boolean`, `null`, `nothing`, `object`, `array`, or the name of a class or a
   * type, such as `Map`; `unreadable` for an object that throws.
   */
  readonly kind: string;
}

/** What a value is. */
export function foundIn(value: unknown): Found {
  switch (typeof value) {
    case "string":
      return { found: short(value), kind: "text" };
    case "bigint":
      return { found: `${value}n`, kind: "number" };
    case "undefined":
      return { found: null, kind: "nothing" };
    case "number":
      // JSON has no NaN and no infinities.
      return { found: Number.isFinite(value) ? value : String(value), kind: "number" };
    case "boolean":
      return { found: value, kind: "boolean" };
    case "object":
      return { found: null, kind: value === null ? "null" : kindOf(value) };
    default:
      return { found: null, kind: typeof value };
  }
}

/** What a value is, in English. */
export function foundText({ found, kind }: Found): string {
  if (kind === "text") return printable(JSON.stringify(found));
  if (found !== null) return String(found);
  if (kind === "nothing") return "missing";
  if (kind === "null") return kind;
  if (kind === "unreadable") return "an object that cannot be read";
  return kind === "object" || kind === "array" ? `an ${kind}` : printable(`a ${kind}`);
}

/** An id in a record of JSON: of what is no text, what it is. */
export function idIn(id: unknown): string {
  return typeof id === "string" ? short(id) : show(id);
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function kindOf(value: object): string {
  try {
    if (Array.isArray(value)) return "array";
    const kind = Object.prototype.toString.call(value).slice("[object ".length, -1);
    return kind === "Object" ? "object" : short(kind);
  } catch {
    // A revoked proxy, or a toStringTag that throws.
    return "unreadable";
  }
}
