import { formatRule, formatSnapshot } from "../../src/schema/index.ts";
import { average, rule, snapshot } from "../support/build.ts";
import type { EntryName } from "./entries.ts";

/** What becomes of a hostile input: it is read, or it has a fault of this code at this place. */
export type Answer = "read" | { readonly code: string; readonly path: string };

export interface CorpusEntry {
  readonly name: string;
  readonly to: EntryName;
  readonly input: unknown;
  readonly answer: Answer;
}

const wire = formatSnapshot(snapshot({ rules: [rule()], metrics: [average("90")] }));
const sound = formatRule(rule());

const at = (now: unknown, answer: Answer): CorpusEntry => ({
  name: `the time ${String(now).slice(0, 40)}`,
  to: "snapshot",
  input: { ...wire, now },
  answer,
});

const threshold = (value: unknown, answer: Answer): CorpusEntry => ({
  name: `the threshold ${String(value).slice(0, 30)}`,
  to: "rule",
  input: { ...sound, threshold: value },
  answer,
});

const field = (name: string, value: unknown, answer: Answer): CorpusEntry => ({
  name: `${name} ${Object.is(value, -0) ? "-0" : JSON.stringify(value)?.slice(0, 30)}`,
  to: "rule",
  input: { ...sound, [name]: value },
  answer,
});

const text = (name: string, input: string, code = "not-json"): CorpusEntry => ({
  name,
  to: "snapshot",
  input,
  answer: { code, path: "" },
});

const noDecimal = { code: "not-a-decimal", path: "threshold" };
const noInstant = { code: "not-an-instant", path: "now" };

/** Hostile inputs, each with its answer. */
export const CORPUS: readonly CorpusEntry[] = [
  // Keys.
  { name: "an own __proto__ beside the fields", to: "rule", input: withProto(sound), answer: "read" },
  {
    name: "an own __proto__ in a new rule",
    to: "rule-input",
    input: withProto(sound),
    answer: { code: "unknown-key", path: '["__proto__"]' },
  },
  {
    name: "an own constructor in a new rule",
    to: "rule-input",
    input: { ...sound, constructor: { prototype: { polluted: true } } },
    answer: { code: "unknown-key", path: "constructor" },
  },
  {
    name: "__proto__ as a rule's id in the times",
    to: "snapshot",
    input: JSON.stringify(wire).replace('"lastTriggered":{}', '"lastTriggered":{"__proto__":0}'),
    answer: "read",
  },
  {
    name: "a time of __proto__ that is none",
    to: "snapshot",
    input: JSON.stringify(wire).replace('"lastTriggered":{}', '"lastTriggered":{"__proto__":"x"}'),
    answer: { code: "not-an-instant", path: 'lastTriggered["__proto__"]' },
  },
  ...[
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "",
    "0",
    "-0",
    "length",
    "\ud800",
    "é",
    "e\u0301",
  ].flatMap((id) => [field("id", id, "read"), field("metricName", id, "read"), field("endpointId", id, "read")]),
  field("id", "x".repeat(1_000_000), { code: "too-long", path: "id" }),
  { name: "fields that are inherited", to: "rule", input: Object.create(sound), answer: "read" },
  { name: "a rule without a prototype", to: "rule", input: Object.assign(Object.create(null), sound), answer: "read" },
  {
    name: "a new rule with an empty id",
    to: "rule-input",
    input: { ...sound, id: "" },
    answer: { code: "empty", path: "id" },
  },
  // Decimals.
  ...[
    "nan",
    "sNaN",
    "Infinity",
    "-inf",
    "1_000",
    "0x10",
    " 1 ",
    "1\n",
    "１",
    "١",
    "\u22121",
    "",
    "1,5",
    "e5",
    ".",
    "1e",
  ].map((value) => threshold(value, noDecimal)),
  ...["+1", "1.", ".5", "1e3", "1E+3", "-0", "0e5", "1e9999", "1e-9999", "9".repeat(1000)].map((value) =>
    threshold(value, "read"),
  ),
  ...["1e10000", "1e-10000", "1e999999999", "1e-999999999", "9".repeat(1001), "8".repeat(1_000_000)].map((value) =>
    threshold(value, noDecimal),
  ),
  ...[null, true, 1n, Number.NaN, Number.POSITIVE_INFINITY].map((value) => threshold(value, noDecimal)),
  ...[-0, 5e-324, 2 ** 53 + 1, 0.1 + 0.2].map((value) => threshold(value, "read")),
  // Integers.
  ...[0, -0, -(2 ** 31), 2 ** 31 - 1].map((value) => field("stepSize", value, "read")),
  ...[1.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, "1", Number.NaN, Number.NEGATIVE_INFINITY].map((value) =>
    field("stepSize", value, { code: "not-an-integer", path: "stepSize" }),
  ),
  ...[1e308, 2 ** 31, "300", Number.NaN].map((value) =>
    field("cooldownSeconds", value, { code: "not-a-number", path: "cooldownSeconds" }),
  ),
  field("cooldownSeconds", -1, "read"),
  field("minReplicas", 5, "read"),
  // Times.
  at("2026-03-02T12:00:00", { code: "no-offset", path: "now" }),
  ...["2026-03-02", "12:00", "0000-00-01T00:00:00Z", "+275760-09-13T00:00:00.001Z"].map((now) => at(now, noInstant)),
  ...["2026-02-29T00:00:00Z", "2016-12-31T23:59:60Z", "-000000-01-01T00:00:00+24:00", 8.64e15 + 1, Number.NaN].map(
    (now) => at(now, noInstant),
  ),
  ...["0000-01-01T00:00:00Z", "+275760-09-13T00:00:00Z", "-271821-04-20T00:00:00Z", -8.64e15, 8.64e15, -0, -0.5].map(
    (now) => at(now, "read"),
  ),
  at(`2026-03-02T12:00:00.${"0".repeat(1_000_000)}Z`, noInstant),
  // Text that is no JSON, or too deep for most readers of it.
  text("nothing", "", "no-json"),
  text("blanks", " \n\t", "no-json"),
  text("half a snapshot", JSON.stringify(wire).slice(0, -20)),
  text("NaN", '{"now": NaN}'),
  text("brackets without end", "[".repeat(1_000_000)),
  text("brackets a hundred thousand deep", "[".repeat(100_000) + "]".repeat(100_000), "wrong-type"),
  text("null", "null", "wrong-type"),
  text("a byte order mark", `\ufeff${JSON.stringify(wire)}`),
  { name: "a number past all doubles", to: "snapshot", input: '{"now": 1e999}', answer: noInstant },
  // Lists.
  {
    name: "a list of holes",
    to: "snapshot",
    input: { ...wire, rules: new Array(5) },
    answer: { code: "hole", path: "rules[0]" },
  },
  {
    name: "a list with four thousand million holes",
    to: "snapshot",
    input: { ...wire, rules: new Array(4_294_967_295) },
    answer: { code: "too-many", path: "rules" },
  },
  {
    name: "a hole in a list within a list",
    to: "evaluation",
    input: { decisions: [{ outcomes: new Array(2) }], deltas: {}, triggered: {}, orphans: [], recheckAt: null },
    answer: { code: "hole", path: "decisions[0].outcomes[0]" },
  },
  {
    name: "a domain of __proto__",
    to: "rule-set",
    input: JSON.parse('{"rules": [], "domain": {"__proto__": {"min": "x"}}}'),
    answer: { code: "not-a-decimal", path: 'domain["__proto__"].min' },
  },
];

/** The same with a key that assignment would take for the prototype, as `JSON.parse` makes it. */
function withProto(value: object): unknown {
  return JSON.parse(`{"__proto__": {"polluted": true}, ${JSON.stringify(value).slice(1)}`);
}
