import type { CommonParams, FaultCode, FaultParams } from "./fault-params.ts";
import type { Keys } from "./fault-place.ts";
import type { Params } from "./params.ts";

/** What the words of a fault are made of. JSON keeps all of it. */
export interface FaultFacts {
  /** A stable name for the kind of fault, such as `not-an-integer`. It has one meaning, whatever the field. */
  readonly code: FaultCode;
  /** The place, as code would write it: `rules[3].threshold`. Empty for the input as a whole. */
  readonly path: string;
  /** The place as the keys that lead there: `["rules", 3, "threshold"]`. */
  readonly keys: Keys;
  /** Every number, name and limit in the sentence: {@link FaultParams} of the code, and {@link CommonParams}. */
  readonly params: Params;
  /** What to do about it. */
  readonly help: string;
}

/** The words of a fault. */
export interface FaultWords {
  /** What stands there, shortened: `"abc"`, `-5`, `missing`. */
  readonly found: string;
  /** What should stand there: `an integer of 0 or more`. */
  readonly expected: string;
  /** What to do about it. */
  readonly help: string;
  /** All of it in one line, without the help. */
  readonly message: string;
}

/** Faults that say themselves what should stand there: in the others' params, `wanted` is one of these. */
export type OwnCode = Exclude<FaultCode, "missing" | "not-in-rows">;

/** Faults of which more is said than what value was found: their code says what it is. */
export type RemarkCode =
  | "too-large"
  | "wrong-length"
  | "hole"
  | "given-twice"
  | "conflicting-averages"
  | "ends-reversed"
  | "no-json"
  | "not-json-lines"
  | "no-document"
  | "rules-missing"
  | "rules-empty"
  | "release-missing"
  | "not-derived"
  | "no-rows"
  | "several-rules"
  | "own-rule"
  | "one-instant"
  | "no-samples"
  | "no-requests"
  | "not-requests"
  | "refused-query"
  | "partial-answer"
  | "column-missing"
  | "trace-too-short"
  | "nothing-measured"
  | "not-a-shard"
  | "not-a-part"
  | "parts-differ";

/**
 * Everything that is said of faults, in one language: a sentence for each code, made from its params alone.
 *
 * `englishFaults` is the one that the library speaks; {@link translatedFault} says the same in another.
 */
export interface FaultMessages {
  /** What value was found: `"abc"`, `-5`, `missing`. */
  readonly found: (params: CommonParams) => string;
  /** What was found, where that is more than a value: `12000000 cycles long`. `value` is what `found` says. */
  readonly remarks: { readonly [Code in RemarkCode]: (params: FaultParams[Code], value: string) => string };
  /** What should stand there, for each code: `an integer of 0 or more`. What was found decides which limits need saying. */
  readonly expected: { readonly [Code in OwnCode]: (params: FaultParams[Code], common: CommonParams) => string };
  /** That null is allowed as well: `a decimal, or null`. */
  readonly orNull: (expected: string) => string;
  /** That the columns of rows hold nothing else: `an integer, as rows hold no others`. */
  readonly inRows: (expected: string) => string;
  /** What to do about it, for each code; null where that depends on the field, so that the English help stays. */
  readonly help: {
    readonly [Code in OwnCode | "not-in-rows"]: ((params: FaultParams[Code], keys: Keys) => string) | null;
  };
  /** All of it in one line, without the help. */
  readonly message: (
    facts: Omit<FaultFacts, "help">,
    common: CommonParams,
    words: Pick<FaultWords, "found" | "expected">,
  ) => string;
}
