import type { Params } from "./params.ts";
import type { Found } from "./show.ts";

/** A kind of value, as `wrong-type` names what is expected. */
export type TypeName =
  | "text"
  | "texts"
  | "flag"
  | "number"
  | "numbers"
  | "object"
  | "array"
  | "conditions"
  | "condition"
  | "memory"
  | "times"
  | "map-of-times"
  | "by-id"
  | "deltas"
  | "memories"
  | "facts"
  | "log"
  | "rules"
  | "trace"
  | "service"
  | "path"
  | "columns"
  | "axes"
  | "axis"
  | "benchmark";

/** A value of several parts, as `wrong-form` names what is expected. */
export type FormName =
  | "metric"
  | "objective"
  | "capacity"
  | "outages"
  | "silences"
  | "decode-times"
  | "prefill-times"
  | "prefix-cache";

/** What a metric that is no traffic holds, as its name says. */
export type OtherMetric = "histogram" | "tokens" | "time" | "utilization" | "errors" | "users" | "in-flight" | "bytes";

/** What there can be too much of, as `too-large` names it. */
export type QuantityName = "requests" | "cycles" | "combinations";

/** Every kind of fault. */
export const FAULT_CODES = /* @__PURE__ */ Object.freeze([
  // Of any value.
  "missing",
  "wrong-type",
  "wrong-form",
  "not-a-decimal",
  "not-a-share",
  "not-an-integer",
  "not-a-number",
  "not-whole-milliseconds",
  "empty",
  "too-long",
  "too-many",
  "too-large",
  "wrong-length",
  "hole",
  "not-an-instant",
  "no-offset",
  "seconds",
  "not-a-day",
  "not-one-of",
  "unknown-key",
  "given-twice",
  "not-together",
  "unreadable",
  // Of rules, endpoints and metrics.
  "other-type",
  "cannot-change",
  "duplicate-id",
  "unknown-endpoint",
  "other-endpoint",
  "unknown-rule",
  "unknown-metric",
  "conflicting-averages",
  "bounds-reversed",
  "thresholds-reversed",
  "ends-reversed",
  "no-threshold",
  "zero-step",
  "signed-step",
  "query-without-prometheus",
  "unreported-of-percentile",
  "scales-no-average",
  "starting-unknown",
  "starting-counted",
  // Of texts and files.
  "not-json",
  "no-json",
  "not-json-lines",
  "no-document",
  "unreadable-file",
  "rules-missing",
  "rules-empty",
  // Of Backend.AI's rows.
  "no-column",
  "not-in-rows",
  "not-in-form",
  "half-a-row",
  "not-a-release",
  "release-missing",
  "not-derived",
  "no-rows",
  "several-rules",
  "own-rule",
  // Of traffic, services and searches.
  "unknown-trace",
  "one-instant",
  "no-samples",
  "no-requests",
  "not-requests",
  "refused-query",
  "partial-answer",
  "no-log-time",
  "column-missing",
  "not-a-trace-time",
  "not-a-trace-figure",
  "not-a-bin",
  "trace-too-short",
  "out-of-order",
  "off-grid",
  "step-below-concurrency",
  "nothing-measured",
  "not-a-shard",
  "not-a-part",
  "parts-differ",
] as const);

/** One kind of fault. */
export type FaultCode = (typeof FAULT_CODES)[number];

/** No numbers and no names. */
type Nothing = Readonly<Record<string, never>>;

/** What the sentence about each kind of fault names, besides the place, what was found there, and whose it is. */
export interface FaultParams {
  /** Nothing stands there: `wanted` is the code of any other wrong value, whose parameters are there too. */
  readonly missing: WantedParams;
  /** `fields`: those that the object should have; empty where they are many. */
  readonly "wrong-type": { readonly type: TypeName; readonly fields: readonly string[] };
  /** A part of the value is missing, or is not what it should be. `words`: those that a part may have; empty for none. */
  readonly "wrong-form": { readonly form: FormName; readonly words: readonly string[] };
  /** The most digits and the greatest exponent, null for no limit. `special`: infinities and NaN are allowed. */
  readonly "not-a-decimal": {
    readonly maxDigits: number | null;
    readonly maxExponent: number | null;
    readonly special: boolean;
  };
  /** Not a decimal above `above` and at most `max`. */
  readonly "not-a-share": { readonly above: number; readonly max: number };
  /** Not an integer from `min` to `max`; a `max` of null: no limit. */
  readonly "not-an-integer": { readonly min: number; readonly max: number | null };
  readonly "not-a-number": NumberParams;
  /** Not a number of seconds above 0, at most `max`, in whole milliseconds. */
  readonly "not-whole-milliseconds": { readonly max: number };
  readonly empty: { readonly min: number };
  /** Text of more than `max` characters. */
  readonly "too-long": { readonly max: number };
  /** A list of more than `max` items. */
  readonly "too-many": { readonly max: number };
  /** More than can be computed in a reasonable time: `count`, where at most `max` is allowed. */
  readonly "too-large": { readonly quantity: QuantityName; readonly count: number; readonly max: number };
  /** A list of `count` values instead of `min` to `max`, null for no limit; a `count` of null: no list. */
  readonly "wrong-length": { readonly count: number | null; readonly min: number; readonly max: number | null };
  /** A place of a list with nothing in it. */
  readonly hole: Nothing;
  /** `text`: text in ISO 8601 is allowed, and not milliseconds alone. `date`: a Date is allowed. */
  readonly "not-an-instant": { readonly text: boolean; readonly date: boolean };
  /** A time in ISO 8601 that does not say whose clock it is. */
  readonly "no-offset": Nothing;
  /** A time in seconds where milliseconds belong. */
  readonly seconds: Nothing;
  readonly "not-a-day": Nothing;
  /** `percentiles`: from p`first` to p`last` are allowed; empty for none. */
  readonly "not-one-of": {
    readonly words: readonly string[];
    readonly percentiles: readonly number[];
  };
  /** `near`: the known key that was most likely meant; null for none. */
  readonly "unknown-key": {
    readonly key: string;
    readonly known: readonly string[];
    readonly near: string | null;
  };
  /** A key that one object has twice. */
  readonly "given-twice": Nothing;
  /** One of several keys of which an object can have one. */
  readonly "not-together": { readonly fields: readonly string[] };
  /** Data that throws when it is read. */
  readonly unreadable: Nothing;

  /** A field of a rule that only rules of another `type` have. */
  readonly "other-type": { readonly type: string };
  /** A field that no patch can change. */
  readonly "cannot-change": Nothing;
  /** `first`: the place in the list of the first one with this id. */
  readonly "duplicate-id": { readonly list: string; readonly first: number };
  /** The endpoint of a rule is not in the snapshot. */
  readonly "unknown-endpoint": Nothing;
  /** A rule on another endpoint than the one that is looked at. */
  readonly "other-endpoint": { readonly endpoint: string };
  /** `ids`: those of the rules that there are. */
  readonly "unknown-rule": { readonly ids: readonly string[] };
  /** `names`: those of the metrics that enabled rules read. */
  readonly "unknown-metric": { readonly names: readonly string[] };
  /**
   * Two averages of one metric and one time that differ: what this one says, and what the one at `first` says. Their
   * values; or how many replicas reported of how many; or nothing.
   */
  readonly "conflicting-averages": {
    readonly one: readonly string[];
    readonly other: readonly string[];
    readonly first: number;
  };
  /** A greatest count below the least one, which is `min`; null: whichever that is. */
  readonly "bounds-reversed": { readonly min: number | null };
  /** The same of thresholds. */
  readonly "thresholds-reversed": { readonly min: string | null };
  /** A range of counts or readings whose least is above its greatest. */
  readonly "ends-reversed": { readonly min: string; readonly max: string };
  readonly "no-threshold": Nothing;
  readonly "zero-step": Nothing;
  /** The step of a band, which has no sign. */
  readonly "signed-step": { readonly min: number };
  readonly "query-without-prometheus": Nothing;
  readonly "unreported-of-percentile": Nothing;
  readonly "scales-no-average": Nothing;
  readonly "starting-unknown": Nothing;
  /** A scenario that says how many replicas start, which the simulation counts. */
  readonly "starting-counted": Nothing;

  /** `says`: what the parser said. */
  readonly "not-json": { readonly says: string };
  /** No text at all where JSON belongs. */
  readonly "no-json": Nothing;
  readonly "not-json-lines": Nothing;
  /** A file in no form that the bin reads. `form`: what it is, null where that is not known. `says`: what the parser said, if anything. */
  readonly "no-document": {
    readonly state: DocumentState;
    readonly form: "json" | "yaml" | null;
    readonly says: string | null;
  };
  /** `says`: what the system said. */
  readonly "unreadable-file": { readonly says: string };
  /** `beside`: the keys that are there. */
  readonly "rules-missing": { readonly beside: readonly string[] };
  readonly "rules-empty": Nothing;

  /** `absent`: what it means that a rule does not say it. The form and the column are null where no release has a column for it. */
  readonly "no-column": {
    readonly absent: string | number | boolean | null;
    readonly form: string | null;
    readonly column: string | null;
  };
  /** A value that a column has no type for: `wanted` is the code of any other wrong value, whose parameters are there too. */
  readonly "not-in-rows": WantedParams;
  /** What a form of Backend.AI's answers does not show. */
  readonly "not-in-form": { readonly shown: ShownName };
  /** A row of 25.x that has a threshold and no comparator, or the other way round. */
  readonly "half-a-row": { readonly lacks: "comparator" | "threshold" };
  readonly "not-a-release": { readonly newest: string };
  /** A comparator that means one thing up to a release and another thing `since` it. */
  readonly "release-missing": { readonly since: string };
  /** A comparator that `release` does not derive from a band. `last`: the last release that has others. */
  readonly "not-derived": { readonly release: string; readonly last: string };
  /** `beside`: the keys that are there. */
  readonly "no-rows": { readonly beside: readonly string[] };
  readonly "several-rules": { readonly count: number };
  readonly "own-rule": Nothing;

  readonly "unknown-trace": Nothing;
  readonly "one-instant": Nothing;
  readonly "no-samples": Nothing;
  /** `column` and `word`: how the lines of requests are marked. */
  readonly "no-requests": { readonly column: string; readonly word: string };
  /** A column, or a metric of Prometheus, whose name says that it holds something else. */
  readonly "not-requests": { readonly holds: OtherMetric; readonly isColumn: boolean };
  /** An answer of Prometheus that has an error in place of samples. `says`: the error. */
  readonly "refused-query": { readonly says: string };
  /** An answer of CloudWatch that says that there is more. `sign`: by which word. */
  readonly "partial-answer": { readonly sign: string };
  readonly "no-log-time": Nothing;
  /** `columns`: those that are there. `known`: what a column can hold. */
  readonly "column-missing": {
    readonly column: string;
    readonly columns: readonly string[];
    readonly known: readonly string[];
  };
  /** `lines`: how many there are, where all are like this one; else null. */
  readonly "not-a-trace-time": { readonly lines: number | null };
  /** `empty`: what an empty cell means: a gap, or none. */
  readonly "not-a-trace-figure": {
    readonly min: number;
    readonly max: number;
    readonly empty: "gap" | "none";
    readonly lines: number | null;
  };
  /** Not a length of bins above 0 that cuts the trace into at most `max` of them. */
  readonly "not-a-bin": { readonly max: number };
  readonly "trace-too-short": { readonly lines: number };
  /** `before`: the time of the line before. */
  readonly "out-of-order": { readonly before: string };
  /** Not `seconds` after the first line, where the grid has the next one. */
  readonly "off-grid": { readonly seconds: number; readonly binSeconds: number };
  readonly "step-below-concurrency": { readonly concurrency: number };
  readonly "nothing-measured": { readonly fields: readonly string[] };
  readonly "not-a-shard": { readonly index: string; readonly of: string };
  /** A file that is not a part of a sweep. `says`: what the parser said, where there is one. */
  readonly "not-a-part": { readonly says: string | null };
  /** Not the parts 1 to `of`, each once. An `of` of null: the files are no parts of a sweep. A part is `2/3`, or `whole` for a whole sweep. */
  readonly "parts-differ": { readonly parts: readonly string[]; readonly of: number | null };
}

/** Not a number from `min` to `max`; a `max` of null: no limit. */
export interface NumberParams {
  readonly min: number;
  readonly max: number | null;
  /** Ends that do not belong to the range. */
  readonly open: readonly ("min" | "max")[];
  readonly unit: "seconds" | null;
  /** What is allowed too: one for out and one for in, or a list of such numbers. */
  readonly or: "directions" | "list" | null;
}

/** Parameters of another code, which says what should stand there. */
export type WantedParams = Params & { readonly wanted: string };

/** What is wrong with a file as a whole. */
export type DocumentState = "empty" | "comments" | "too-deep" | "unparsed" | "words";

/** What a form of Backend.AI's answers shows: a band's greatest threshold alone, 0 for none, no query, bands alone. */
export type ShownName = "max-threshold" | "threshold" | "no-preset" | "bands";

/** What should stand somewhere: the code of the fault that anything else is, and what its sentence names. */
export type Expectation = {
  readonly [Code in FaultCode]: { readonly code: Code; readonly params: FaultParams[Code] };
}[FaultCode];

/** What the sentence about every fault names. */
export interface CommonParams extends Found {
  /** Whose fault it is: `rule`, `endpoint` or `metric`; null where the place says it. */
  readonly noun: string | null;
  /** The id or name of the one whose fault it is; null where it has none that is text. */
  readonly id: string | null;
  /** Whether null is allowed as well. */
  readonly nullable: boolean;
}
