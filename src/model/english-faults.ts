import { LEAST_INT32, MOST_INT32 } from "../util/int32.ts";
import { choice } from "../util/words.ts";
import type { FaultMessages } from "./fault-messages.ts";
import type {
  CommonParams,
  DocumentState,
  FaultParams,
  FormName,
  OtherMetric,
  QuantityName,
  ShownName,
  TypeName,
} from "./fault-params.ts";
import { foundText, named, quoted, show } from "./show.ts";

const TYPES: Readonly<Record<TypeName, string>> = {
  text: "text",
  texts: "a list of texts",
  flag: "true or false",
  number: "a number",
  numbers: "an array of numbers, at least one",
  object: "an object",
  array: "an array",
  conditions: "a list of conditions",
  condition: "a condition",
  memory: "a memory as decisions give it",
  times: "an object of times by rule id",
  "map-of-times": "a Map or an object of times by rule id",
  "by-id": "an object by id",
  deltas: "an object of deltas by endpoint id",
  memories: "an object of memories by endpoint id",
  facts: "an object of facts by metric name",
  log: "the text of a log",
  rules: "an array of rules",
  trace: "a trace",
  service: "a service of the model ideal, fluid or llm, or a function",
  path: "a path",
  columns: "names of columns",
  axes: "an array of axes",
  axis: "an axis",
  benchmark: "an array of rows",
};

const FORMS: Readonly<Record<FormName, (words: string) => string>> = {
  metric: (words) => `a name, and a source of ${words}`,
  objective: () => "seconds of 0 or more, or { seconds, share } with a share from 0 to 1",
  capacity: () => "an integer of 0 or more, or a list of { fromSeconds, replicas } in rising order",
  outages: (words) =>
    `a list of { source, fromSeconds, toSeconds }, each from before to after, with source ${words} or absent`,
  silences: (words) =>
    `a list of { source, fromSeconds, toSeconds, share }, each from before to after, with share from 0 to 1 and source ${words} or absent`,
  "decode-times": () => "a base above 0, a perRequest and perhaps a perCacheToken of 0 or more, in milliseconds",
  "prefill-times": () => "a base and a perToken of 0 or more, in milliseconds",
  "prefix-cache": () => "a hitShare from 0 to 1, and perhaps warmRequests above 0",
};

const OTHER_METRICS: Readonly<Record<OtherMetric, string>> = {
  histogram: "the buckets of a histogram",
  tokens: "tokens",
  time: "times",
  utilization: "a utilization",
  errors: "errors",
  users: "a number of users or replicas",
  "in-flight": "requests or connections that are open at once",
  bytes: "bytes",
};

/** How much there is of something, how much there may be, and what to do about it. */
const QUANTITIES: Readonly<
  Record<QuantityName, { readonly unit: string; readonly because: string; readonly help: string }>
> = {
  requests: {
    unit: "requests",
    because: " altogether, as the llm service follows each request",
    help: "slice or scale the trace, or use the fluid service",
  },
  cycles: { unit: "cycles long", because: "", help: "give a longer cycleSeconds, or fewer seconds" },
  combinations: { unit: "combinations", because: "", help: "use fewer values" },
};

const DOCUMENTS: Readonly<Record<DocumentState, { readonly found: string | null; readonly help: string }>> = {
  comments: { found: "text with only comments", help: "write a list of rules below them" },
  empty: { found: "empty", help: "write rules, a snapshot or a scenario into it" },
  "too-deep": { found: "nested too deeply", help: "use fewer levels" },
  unparsed: { found: "text that does not parse", help: "correct its syntax" },
  words: { found: null, help: "give rows, or an object that holds them" },
};

const SHOWN: Readonly<Record<ShownName, string>> = {
  "max-threshold": "null, as the legacy API shows maxThreshold alone",
  threshold: "a threshold, as the legacy API shows 0 where there is none",
  "no-preset": "null, as the legacy API shows no preset",
  bands: "a band rule, as this form has no comparator",
};

const ISO = "an ISO 8601 time with an offset";
const MILLISECONDS = "milliseconds since 1970";
const UNPARSED = "text that does not parse";
const LIST_RULES = "list the rules in evaluation order";

/** The English of every fault, in one place. */
export const englishFaults: FaultMessages = {
  found: foundText,
  remarks: {
    "too-large": ({ quantity, count }) => `${grouped(count)} ${QUANTITIES[quantity].unit}`,
    "wrong-length": ({ count }, value) => (count === null ? value : `an array of ${grouped(count)}`),
    hole: () => "a hole",
    "given-twice": () => "given twice",
    "conflicting-averages": ({ one }) => readingText(one),
    "ends-reversed": ({ min, max }) => `${min} to ${max}`,
    "no-json": () => "empty",
    "not-json-lines": () => UNPARSED,
    "no-document": ({ state }, value) => DOCUMENTS[state].found ?? value,
    "rules-missing": ({ beside }, value) => (beside.length === 0 ? value : `${value} beside ${shown(beside)}`),
    "rules-empty": () => "an empty list",
    "release-missing": (_, value) => `${value} without a release`,
    "not-derived": ({ release }, value) => `${value} on ${release}`,
    "no-rows": ({ beside }, value) => (beside.length === 0 ? value : `${value} with ${shown(beside)}`),
    "several-rules": ({ count }) => `an input with ${count} rules`,
    "own-rule": () => "a rule of this library",
    "one-instant": () => "the values of one instant",
    "no-samples": () => "without any samples",
    "no-requests": () => "without any requests",
    "column-missing": ({ column }) => `without ${column}`,
    "not-requests": ({ holds }) => OTHER_METRICS[holds],
    "refused-query": ({ says }) => `an error of Prometheus, ${show(says)}`,
    "partial-answer": ({ sign }) => `a part of an answer, as ${sign} says`,
    "trace-too-short": ({ lines }) => `${lines} ${lines === 1 ? "line" : "lines"} long`,
    "nothing-measured": () => "without any measurement",
    "not-a-shard": ({ index, of }) => `${index}/${of}`,
    "not-a-part": () => "not a part of a sweep",
    "parts-differ": ({ parts }) =>
      parts.length === 0 ? "none" : parts.map((part) => (part === "whole" ? "a whole sweep" : part)).join(", "),
  },
  expected: {
    "wrong-type": ({ type, fields }) => (fields.length === 0 ? TYPES[type] : `${TYPES[type]} of ${listText(fields)}`),
    "wrong-form": ({ form, words }) => FORMS[form](choice(words)),
    "not-a-decimal": ({ maxDigits, maxExponent, special }) => {
      if (special) return "a decimal number, Infinity, -Infinity or NaN";
      if (maxDigits === null || maxExponent === null) return "a decimal number";
      return `a decimal number (at most ${grouped(maxDigits)} digits, exponent within ±${grouped(maxExponent)})`;
    },
    "not-a-share": ({ above, max }) => `a decimal above ${above} and at most ${max}`,
    "not-an-integer": ({ min, max }, { found }) => `an integer${rangeText({ min, max, open: [] }, found)}`,
    "not-a-number": ({ unit, or, ...range }, { found }) =>
      `a number${unit === null ? "" : ` of ${unit}`}${rangeText(range, found)}${or === null ? "" : ALSO[or]}`,
    "not-whole-milliseconds": ({ max }) => `seconds in whole milliseconds, above 0 and at most ${grouped(max)}`,
    empty: () => "text of one character or more",
    "too-long": ({ max }) => `at most ${max} characters`,
    "too-many": ({ max }) => `at most ${grouped(max)} items`,
    "too-large": ({ quantity, max }) => `at most ${grouped(max)}${QUANTITIES[quantity].because}`,
    "wrong-length": ({ min, max }) => `an array of ${lengthText(min, max)}`,
    hole: () => "an item",
    "not-an-instant": ({ text, date }) =>
      `${text ? `${ISO}${date ? "," : ", or"} ` : ""}${MILLISECONDS}${date ? ", a Date" : ""}`,
    "no-offset": () => `${ISO}, or ${MILLISECONDS}`,
    seconds: () => MILLISECONDS,
    "not-a-day": () => "a day such as 2026-03-02",
    "not-one-of": ({ words, percentiles: [first, last] }) =>
      choice(first === undefined ? words : [...words, `p${first} to p${last}`]),
    "unknown-key": () => "a known key",
    "given-twice": () => "one value",
    "not-together": ({ fields }) => `one of ${listText(fields)}`,
    unreadable: () => "data that can be read",
    "other-type": ({ type }) => `nothing, as only ${type} rules have it`,
    "cannot-change": () => "nothing, as a patch cannot change it",
    "duplicate-id": ({ list, first }) => `a unique id: ${list}[${first}] has it too`,
    "unknown-endpoint": () => "the id of an endpoint in the snapshot",
    "other-endpoint": ({ endpoint }) => `${show(endpoint)}, the only endpoint here`,
    "unknown-rule": ({ ids }) =>
      ids.length === 0 ? "a rule's id, but there are no rules" : `a rule's id: ${choice(ids)}`,
    "unknown-metric": ({ names }) =>
      names.length === 0
        ? "a metric that an enabled rule reads, but no rule is enabled"
        : `a metric that an enabled rule reads: ${names.join(", ")}`,
    "conflicting-averages": ({ other, first }) => `${readingText(other)}, as in metrics[${first}]`,
    "bounds-reversed": ({ min }) => atLeast("minReplicas", min),
    "thresholds-reversed": ({ min }) => atLeast("minThreshold", min),
    "ends-reversed": () => "min at most max",
    "no-threshold": () => "a decimal, as minThreshold is null too",
    "zero-step": () => "an integer other than 0",
    "signed-step": ({ min }) => `an integer of ${min} or more`,
    "query-without-prometheus": () => "nothing, as only rules with metricSource PROMETHEUS have a query",
    "unreported-of-percentile": () => "nothing, as the aggregation is a percentile",
    "scales-no-average": () => "nothing, as only averages scale with the count",
    "starting-unknown": () => "the number of replicas that start, as settle is given",
    "starting-counted": () => "nothing: the simulation counts it",
    "not-json": () => "JSON",
    "no-json": () => "JSON",
    "not-json-lines": () => "JSON, or JSON Lines",
    "no-document": ({ state, form }) => {
      if (state === "comments") return "rules, a snapshot or a scenario";
      return form === null ? "JSON, YAML, or tables of a database" : form.toUpperCase();
    },
    "unreadable-file": () => "a file that can be read",
    "rules-missing": () => "an array",
    "rules-empty": () => "at least one rule",
    "no-column": ({ absent, form, column }) => {
      const rows = form === null ? "rows have no column" : `rows of ${form} have no column ${column}`;
      return `${absent === null ? "nothing" : show(absent)}, as ${rows} for it`;
    },
    "not-in-form": ({ shown: name }) => SHOWN[name],
    "half-a-row": ({ lacks }) =>
      lacks === "comparator" ? "a comparator beside the threshold" : "a threshold beside the comparator",
    "not-a-release": () => "a release of Backend.AI as text",
    "release-missing": () => "the release of the host beside a comparator",
    "not-derived": () => "LESS_THAN or GREATER_THAN, which are all that is derived from a band",
    "no-rows": () => "rules: a list, { items }, edges and nodes, or tables by name",
    "several-rules": () => "one rule",
    "own-rule": () => "a row of Backend.AI",
    "unknown-trace": () => "an answer of Prometheus or CloudWatch, samples of k6, or records of requests or bins",
    "one-instant": () => "a range of them",
    "no-samples": () => "at least two",
    "no-requests": ({ column, word }) => `lines of the ${column} ${word}`,
    "not-requests": () => "requests, counted or per second",
    "refused-query": () => "the samples of a range query",
    "partial-answer": () => "all of its pages",
    "no-log-time": () => "a time such as [10/Oct/2026:13:55:36 +0000]",
    "column-missing": ({ column }) => `a column ${column}`,
    "not-a-trace-time": () => "seconds, milliseconds since 1970, or a date and time in ISO 8601",
    "not-a-trace-figure": ({ min, max, empty }, { found }) =>
      `a number${rangeText({ min, max, open: [] }, found)}, or nothing for ${empty === "gap" ? "a gap" : "none"}`,
    "not-a-bin": ({ max }) => `seconds above 0, at most ${grouped(max)} times in the trace`,
    "trace-too-short": () => "at least two lines, or one and the option binSeconds",
    "out-of-order": ({ before }) => `a time after that of the line before, ${before}`,
    "off-grid": ({ seconds, binSeconds }) => `${seconds} s after the first, as bins are ${binSeconds} s`,
    "step-below-concurrency": ({ concurrency }) => `at least the concurrency of ${concurrency}`,
    "nothing-measured": ({ fields }) => `at least one of ${fields.join(", ")}`,
    "not-a-shard": () => "a number from 1 to the number of parts",
    "not-a-part": () => "the output of simulate --json --shard I/N",
    "parts-differ": ({ of }) =>
      of === null ? "parts of a sweep" : `each of 1/${of} to ${of}/${of} once, of one sweep`,
  },
  orNull: (expected) => `${expected}, or null`,
  inRows: (expected) => `${expected}, as rows hold no others`,
  help: {
    "wrong-type": null,
    "wrong-form": null,
    "not-a-decimal": null,
    "not-a-share": null,
    "not-an-integer": null,
    "not-a-number": null,
    "not-whole-milliseconds": null,
    empty: () => "give it a name",
    "too-long": () => "shorten it",
    "too-many": () => "split it, or fix its length",
    "too-large": ({ quantity }) => QUANTITIES[quantity].help,
    "wrong-length": null,
    hole: () => "give every item of the list, or remove the empty places",
    "not-an-instant": null,
    "no-offset": () => "say whose clock it is: end it with Z for UTC, or with an offset such as +09:00",
    seconds: () => "this looks like seconds: multiply it by 1000; a time in 1970 can be given as ISO 8601 text",
    "not-a-day": () => "write year, month and day",
    "not-one-of": null,
    "unknown-key": ({ known, near }) =>
      near === null ? `rename or remove it: the known keys are ${known.join(", ")}` : `did you mean ${quoted(near)}?`,
    "given-twice": () => "remove one of the two: the last one would count",
    "not-together": () => "ask for one at a time",
    unreadable: () => "pass plain objects and arrays: a getter or a proxy in it threw an error",
    "other-type": ({ type }) => `leave it out, or make it a ${type} rule`,
    "cannot-change": () => "leave it out, or create another rule",
    "duplicate-id": ({ list }) =>
      `rename or remove one of the two${list === "rules" ? ", or give both the same fields" : ""}`,
    "unknown-endpoint": () => "add the endpoint, or remove the rule, which is ignored",
    "other-endpoint": () => "take each endpoint alone, with its own rules",
    "unknown-rule": () => "leave it out for the scenario's own",
    "unknown-metric": () => "check its spelling, or leave it out",
    "conflicting-averages": () => "keep one of the two, or say when each was read",
    "bounds-reversed": () => "raise maxReplicas or lower minReplicas: no count is within both",
    "thresholds-reversed": () => "swap the two: between them both conditions would hold",
    "ends-reversed": () => "swap the two",
    "no-threshold": () => "give at least one of the two: a band without ends never triggers",
    "zero-step": () => "use 2 to add two replicas, -1 to remove one; enabled: false for a rule that does nothing",
    "signed-step": () => "it is added above maxThreshold and subtracted below minThreshold: give it without a sign",
    "query-without-prometheus": () => "leave it out, or set metricSource to PROMETHEUS",
    "unreported-of-percentile": () => "use minCoverage, or an average, min, max or sum",
    "scales-no-average": () => "leave it out, or aggregate by average",
    "starting-unknown": () =>
      "give the number of replicas that are wanted and do not serve yet, 0 for none; or leave settle out",
    "starting-counted": () => "leave it out",
    "not-json": ({ says }) => `a missing bracket or a stray comma is the usual cause (${says})`,
    "no-json": () => "pass the JSON text: a stream can be read only once",
    "not-json-lines": () => "give one value, or one a line",
    "no-document": ({ state, says }) => says ?? DOCUMENTS[state].help,
    "unreadable-file": ({ says }) => says,
    "rules-missing": () => LIST_RULES,
    "rules-empty": () => `${LIST_RULES}, or leave the file out: without rules there is nothing to prove`,
    "no-column": () => "store such rules elsewhere, or remove the field first",
    "not-in-rows": () => "store such rules elsewhere, or remove the field first",
    "not-in-form": () => "write the rule in another form",
    "half-a-row": () => "a row of 25.x has both; one of 26.x has min_threshold and max_threshold instead",
    "not-a-release": ({ newest }) => `write it as "25.12", "26.4.2" or "${newest}"`,
    "release-missing": ({ since }) =>
      `pass the release: LESS_THAN 10 with a step of 1 is -1 below 10 on ${since} and later, where the comparator is derived from a band, and +1 below 10 on 25.x`,
    "not-derived": ({ last }) => `pass the release that the row is of: ${last} and earlier have other comparators too`,
    "no-rows": () => "pass what Backend.AI answered, or the rows of endpoint_auto_scaling_rules",
    "several-rules": () => "read several with rulesFromRows",
    "own-rule": () => "evaluate or verify it as it is",
    "unknown-trace": () => "give the file as the program wrote it",
    "one-instant": () => "query a range: use /api/v1/query_range",
    "no-samples": () => "look at the query and its range",
    "no-requests": () => "give the file as the load test wrote it",
    "not-requests": ({ isColumn }) =>
      isColumn
        ? "name the columns of times and requests: --columns t=…,requests=…, or the option columns"
        : "query a counter of requests, such as vllm:request_success_total or http_requests_total; the option kind says otherwise",
    "refused-query": () => "correct the query",
    "partial-answer": () => "ask for the rest too, and join the values, or ask for a shorter time",
    "no-log-time": () => "remove the line, or write it as the server's log_format combined does",
    "column-missing": ({ columns, known }) =>
      `found ${columns.length === 0 ? "no columns" : shown(columns)}; the option columns names those that hold ${choice(known)}`,
    "not-a-trace-time": ({ lines }) => `write 60, 1772452800000 or 2026-03-02T12:00:00Z${likeThis(lines)}`,
    "not-a-trace-figure": ({ lines }) => `write it in plain digits, without a sign${likeThis(lines)}`,
    "not-a-bin": null,
    "trace-too-short": () => "give the start of each bin as t",
    "out-of-order": () => "remove one of the two: each bin has one line",
    "off-grid": () => "give each line the time at which its bin begins; bins without a line are gaps",
    "step-below-concurrency": () => "leave it out for 2,048, or twice the concurrency",
    "nothing-measured": () => "give what the benchmark printed, in any of its rows",
    "not-a-shard": () => "leave it out for all combinations",
    "not-a-part": ({ says }) => says ?? "give the file of a part",
    "parts-differ": () => "run the parts that are missing",
  },
  message: ({ code, path }, { noun, id }, { found, expected }) => {
    const subject = noun === null ? "" : `${named(noun, id)}: `;
    if (code === "unknown-key") return `${subject}unknown key ${quoted(path)}`;
    return `${subject}${path === "" ? "the input" : path} is ${found}, expected ${expected}`;
  },
};

type Range = Pick<FaultParams["not-a-number"], "min" | "max" | "open">;

/**
 * A range as it follows a noun: ` of 0 or more`, ` above 0 and at most 1`. An end that only a computer has is said of values
 * beyond it alone.
 */
function rangeText({ min, max, open }: Range, found: CommonParams["found"]): string {
  const value = Number(found);
  const most = max === MOST_INT32 && !(value > max) ? null : max;
  if (min === LEAST_INT32 && max === MOST_INT32) {
    if (value < min) return `, at least ${grouped(min)}`;
    return most === null ? "" : `, at most ${grouped(most)}`;
  }
  const isAbove = open.includes("min");
  if (most === null) return isAbove ? ` above ${grouped(min)}` : ` of ${grouped(min)} or more`;
  const end = `${open.includes("max") ? "below" : "at most"} ${grouped(most)}`;
  return isAbove ? ` above ${grouped(min)} and ${end}` : ` from ${grouped(min)} to ${grouped(most)}`;
}

const ALSO: Readonly<Record<NonNullable<FaultParams["not-a-number"]["or"]>, string>> = {
  directions: ", or one for out and one for in",
  list: ", or a list of them",
};

/** `1 to 10,000,000 values`, `5 values`, `at least one value`. */
function lengthText(min: number, max: number | null): string {
  if (max === null) return "at least one value";
  if (min !== max) return `${grouped(min)} to ${grouped(max)} values`;
  return min === 1 ? "1 value" : `${grouped(min)} values`;
}

/** A number with its digits in groups: `10,000,000`. */
function grouped(number: number): string {
  return Number.isInteger(number) ? String(number).replace(/\d(?=(?:\d{3})+$)/g, "$&,") : String(number);
}

/** `a, b and c`. */
function listText(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} and ${words.slice(-1).join("")}`;
}

function shown(words: readonly string[]): string {
  return words.map((each) => show(each)).join(", ");
}

/** What an average says: a value, or a coverage such as `1 of 2`. */
function readingText(parts: readonly string[]): string {
  return parts.length === 0 ? "nothing" : parts.join(" of ");
}

function likeThis(lines: number | null): string {
  return lines === null ? "" : `; all ${lines} lines are like this one`;
}

/** `5 or more, as minReplicas is 5`. */
function atLeast(field: string, min: number | string | null): string {
  return min === null ? `${field} or more` : `${min} or more, as ${field} is ${min}`;
}
