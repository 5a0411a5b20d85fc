import { printable } from "../util/printable.ts";

/** One thing wrong with an input: where it is, what was found, what is expected, and how to fix it. */
export interface Fault {
  /** A stable name for the kind of fault, such as `not-an-integer`. */
  readonly code: FaultCode;
  /** The place, as code would write it: `rules[3].threshold`. Empty for the input as a whole. */
  readonly path: string;
  /** What stands there, shortened: `"abc"`, `-5`, `nothing`. */
  readonly found: string;
  /** What should stand there: `an integer of 0 or more`. */
  readonly expected: string;
  /** What to do about it. */
  readonly help: string;
  /** All of it in one line, without the help. */
  readonly message: string;
}

/** Every kind of fault. */
export const FAULT_CODES = /* @__PURE__ */ Object.freeze([
  "missing",
  "wrong-type",
  "not-a-decimal",
  "not-an-integer",
  "not-an-instant",
  "seconds",
  "not-one-of",
  "out-of-range",
  "too-long",
  "unknown-key",
  "duplicate-id",
  "unknown-endpoint",
  "conflict",
  "not-json",
  "no-column",
] as const);

/** One kind of fault. */
export type FaultCode = (typeof FAULT_CODES)[number];

/** A fault without its message: what a check provides. */
export type FaultFacts = Omit<Fault, "message">;

/** Completes a fault. `subject` names the thing at fault for people, such as ``rule `scale-up` ``. */
export function fault(facts: FaultFacts, subject?: string): Fault {
  const { code, path, found, expected, help } = facts;
  const prefix = subject === undefined ? "" : `${subject}: `;
  return { code, path, found, expected, help, message: `${prefix}${sentence(facts)}` };
}

function sentence({ code, path, found, expected }: FaultFacts): string {
  if (code === "unknown-key") return `unknown key ${quoted(path)}`;
  return `${path === "" ? "the input" : path} is ${found}, expected ${expected}`;
}

/** A fault of a part, with the path that the part has in the whole. */
export function placedAt(path: string, part: Fault): Fault {
  const subject = part.message.slice(0, -fault(part).message.length);
  return { ...part, path, message: subject + fault({ ...part, path }).message };
}

/** What people call a thing: ``rule `scale-up` ``. */
export function named(noun: string, id: unknown): string {
  return `${noun} ${quoted(id)}`;
}

/** An id or a name in a sentence. */
export function quoted(id: unknown): string {
  return `\`${typeof id === "string" ? printable(short(id)) : show(id)}\``;
}

/** A value as a fault shows it: short, on one line, and safe for any input. */
export function show(value: unknown): string {
  switch (typeof value) {
    case "string":
      return printable(JSON.stringify(short(value)));
    case "bigint":
      return `${value}n`;
    case "undefined":
      return "nothing";
    case "number":
    case "boolean":
      return String(value);
    case "object":
      return value === null ? "null" : objectName(value);
    default:
      return `a ${typeof value}`;
  }
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** `an object`, or what kind of one: `an array`, `a Map`, `a Date`. */
function objectName(value: object): string {
  try {
    if (Array.isArray(value)) return "an array";
    const kind = Object.prototype.toString.call(value).slice("[object ".length, -1);
    return kind === "Object" ? "an object" : printable(`a ${short(kind)}`);
  } catch {
    // A revoked proxy, or a toStringTag that throws.
    return "an object that cannot be read";
  }
}

/** How many faults an error lists. */
export const MOST_LISTED = 1000;

/** The faults that an error lists, and its message: a line for each, and how many more there are of `total`. */
export function listed(
  title: string,
  faults: readonly Fault[],
  total: number = faults.length,
): { readonly faults: readonly Fault[]; readonly message: string } {
  const first = faults.slice(0, MOST_LISTED);
  const lines = first.map(({ message, help }) => `- ${message}; ${help}`);
  const rest = total - first.length;
  return { faults: first, message: [title, ...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n") };
}
