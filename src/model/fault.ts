import { englishFaults } from "./english-faults.ts";
import type { FaultFacts, FaultMessages, FaultWords, OwnCode } from "./fault-messages.ts";
import type { CommonParams, Expectation, FaultCode } from "./fault-params.ts";
import { type Keys, pathOf } from "./fault-place.ts";
import type { Params } from "./params.ts";
import { foundIn, idIn } from "./show.ts";

/** One thing wrong with an input: where it is, what was found, what is expected, and how to fix it. */
export interface Fault extends FaultFacts, FaultWords {}

/** Whose fault it is, for people: ``rule `scale-up` ``. */
export interface Subject {
  readonly noun: "rule" | "endpoint" | "metric";
  readonly id: unknown;
}

/** Where a fault is, and what stands there. */
export interface FaultPlace {
  readonly keys: Keys;
  /** The place in words, where code would write it in another way. */
  readonly path?: string;
  readonly value?: unknown;
  readonly nullable?: boolean;
  /** What to do about it, where that depends on the field. */
  readonly help?: string;
}

/** A fault: what was expected, and what stands where. `subject` names the thing at fault for people. */
export function fault(
  { code, params }: Expectation,
  { keys, path = pathOf(keys), value, nullable = false, help = "" }: FaultPlace,
  subject?: Subject,
): Fault {
  const all = { ...params, ...foundIn(value), ...NOBODY, ...subjectIn(subject), nullable };
  return worded({ code, path, keys, params: all, help }, englishFaults);
}

/**
 * The same fault in another language: what was found and expected, help and message made anew by a table of
 * {@link FaultMessages}.
 *
 * @example
 * const { message, help } = translatedFault(fault, germanFaults);
 */
export function translatedFault(fault: FaultFacts, messages: FaultMessages): Fault {
  return worded(fault, messages);
}

/** A fault of a part, with the place that the part has in the whole. `path` says it where code would write it otherwise. */
export function placedAt(keys: Keys, part: Fault, path: string = pathOf(keys)): Fault {
  return worded({ ...part, path, keys }, englishFaults);
}

/** A fault of a part, with the keys that lead to the part in the whole in front of its own. */
export function within(keys: Keys, part: Fault, subject?: Subject): Fault {
  return placedAt([...keys, ...part.keys], { ...part, params: { ...part.params, ...subjectIn(subject) } });
}

function worded(facts: FaultFacts, messages: FaultMessages): Fault {
  const { code, path, keys, params } = facts;
  const common = commonOf(params);
  const value = messages.found(common);
  const found = remarkOf(messages.remarks, code)?.(params, value) ?? value;
  const expected = expectedOf(facts, messages);
  const help = helpOf(facts, messages);
  const message = messages.message(facts, common, { found, expected });
  return { code, path, keys, params, found, expected, help, message };
}

function expectedOf(facts: FaultFacts, { expected, orNull, inRows }: FaultMessages): string {
  const { code, params } = facts;
  const common = commonOf(params);
  const wanted = saying(expected[wantedOf(facts)])(params, common);
  const inFull = code === "not-in-rows" ? inRows(wanted) : wanted;
  return common.nullable ? orNull(inFull) : inFull;
}

function helpOf(facts: FaultFacts, { help }: FaultMessages): string {
  const own = help[facts.code === "not-in-rows" ? facts.code : wantedOf(facts)];
  return own === null ? facts.help : saying(own)(facts.params, facts.keys);
}

/** The code whose words say what should stand there. */
function wantedOf({ code, params }: FaultFacts): OwnCode {
  return code === "missing" || code === "not-in-rows" ? wantedIn(params) : code;
}

/** Both have the code of what is wanted among their parameters. */
function wantedIn(params: Params): OwnCode;
function wantedIn({ wanted }: Params): unknown {
  return wanted;
}

/** A fault has the parameters of its code, as {@link fault} is given no others. */
function saying<Others extends readonly unknown[]>(
  say: (params: never, ...others: Others) => string,
): (params: Params, ...others: Others) => string;
function saying(say: object): object {
  return say;
}

type Remark = (params: Params, value: string) => string;

/** What is said of faults of a code, where more is said than what value was found. */
function remarkOf(remarks: FaultMessages["remarks"], code: FaultCode): Remark | undefined;
function remarkOf(remarks: Readonly<Record<string, unknown>>, code: FaultCode): unknown {
  return remarks[code];
}

/** Every fault has these. */
function commonOf(params: Params): CommonParams;
function commonOf(params: object): object {
  return params;
}

const NOBODY = { noun: null, id: null } as const;

/** Whose fault it is, as parameters; none where that is not said. */
function subjectIn(subject: Subject | undefined): Params {
  return subject === undefined ? {} : { noun: subject.noun, id: idIn(subject.id) };
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
