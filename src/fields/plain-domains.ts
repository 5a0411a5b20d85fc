import { AGGREGATIONS, type Aggregation, isAggregation } from "../model/aggregation.ts";
import { type HoldSeconds, holdFor } from "../model/rule.ts";
import { LEAST_INT32, MOST_INT32 } from "../util/int32.ts";
import { isObject } from "../util/is-object.ts";
import type { Limit, PlainDomain } from "./domain.ts";
import { aNumber, anInteger, aType, aWord } from "./expectations.ts";

const MOST_CHARACTERS = 512;

const SHORT: Limit = {
  accepts: (value) => typeof value !== "string" || value.length <= MOST_CHARACTERS,
  expects: { code: "too-long", params: { max: MOST_CHARACTERS } },
};

const NOT_EMPTY: Limit = {
  accepts: (value) => value !== "",
  expects: { code: "empty", params: { min: 1 } },
};

/** Ids and names. `__proto__` and the like are ordinary ones. */
export const TEXT: PlainDomain<string> = {
  accepts: (value) => typeof value === "string",
  expects: aType("text"),
  form: { type: "string", maxLength: MOST_CHARACTERS },
  limits: [SHORT],
};

/** Lists of ids or names. */
export const TEXTS: PlainDomain<readonly string[]> = {
  accepts: (value): value is readonly string[] =>
    Array.isArray(value) && value.every((each) => typeof each === "string"),
  expects: aType("texts"),
  form: { type: "array", items: { type: "string" } },
};

/** Ids and names that somebody chooses now. */
export const NAME: PlainDomain<string> = {
  ...TEXT,
  form: { type: "string", minLength: 1, maxLength: MOST_CHARACTERS },
  limits: [SHORT, NOT_EMPTY],
};

/** Yes or no. */
export const FLAG: PlainDomain<boolean> = {
  accepts: (value) => typeof value === "boolean",
  expects: aType("flag"),
  form: { type: "boolean" },
};

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]): PlainDomain<Word> {
  return {
    accepts: (value): value is Word => words.some((word) => word === value),
    expects: aWord(words),
    form: { type: "string", enum: words },
  };
}

/** How the values of several kernels or replicas become one. */
export const AGGREGATION: PlainDomain<Aggregation> = {
  accepts: isAggregation,
  expects: { code: "not-one-of", params: AGGREGATIONS },
  form: { type: "string", pattern: "^(average|min|max|sum|p[5-9][0-9])$" },
};

/** An integer within 32 bits. */
export function isInteger(value: unknown): value is number {
  return Number.isInteger(value) && isNumber(value);
}

/** A number within 32 bits, fractions included. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && value >= LEAST_INT32 && value <= MOST_INT32;
}

/** A number of replicas. */
export function isCount(value: unknown): value is number {
  return isInteger(value) && value >= 0;
}

/** A number of 0 or more within 32 bits. */
export function isDuration(value: unknown): value is number {
  return isNumber(value) && value >= 0;
}

/** Integers of either sign. */
export const INTEGER: PlainDomain<number> = {
  accepts: isInteger,
  expects: anInteger(LEAST_INT32, MOST_INT32),
  form: { type: "integer", minimum: LEAST_INT32, maximum: MOST_INT32 },
};

/** Numbers of replicas. */
export const COUNT: PlainDomain<number> = {
  accepts: isCount,
  expects: anInteger(0, MOST_INT32),
  form: { type: "integer", minimum: 0, maximum: MOST_INT32 },
};

/** Numbers of either sign. */
export const NUMBER: PlainDomain<number> = {
  accepts: isNumber,
  expects: aNumber({ min: LEAST_INT32, max: MOST_INT32 }),
  form: { type: "number", minimum: LEAST_INT32, maximum: MOST_INT32 },
};

/** Seconds, of either sign: Backend.AI's databases have negative cooldowns. */
export const SECONDS: PlainDomain<number> = {
  ...NUMBER,
  expects: aNumber({ min: LEAST_INT32, max: MOST_INT32, unit: "seconds" }),
};

/** Seconds of 0 or more. */
export const DURATION: PlainDomain<number> = {
  accepts: isDuration,
  expects: aNumber({ min: 0, max: MOST_INT32, unit: "seconds" }),
  form: { type: "number", minimum: 0, maximum: MOST_INT32 },
};

/** Seconds of 0 or more, for both directions or for each. */
export const HOLD: PlainDomain<HoldSeconds> = {
  accepts: isHold,
  expects: aNumber({ min: 0, max: MOST_INT32, unit: "seconds", or: "directions" }),
  form: {
    anyOf: [
      DURATION.form,
      {
        type: "object",
        properties: {
          out: { ...DURATION.form, description: "Seconds before it scales out." },
          in: { ...DURATION.form, description: "Seconds before it scales in." },
        },
        required: ["out", "in"],
        additionalProperties: false,
      },
    ],
  },
  isSame: (one, other) =>
    holdFor(one, "out") === holdFor(other, "out") && holdFor(one, "in") === holdFor(other, "in"),
};

function isHold(value: unknown): value is HoldSeconds {
  if (!isObject(value)) return isDuration(value);
  const isKnown = Object.keys(value).every((key) => key === "out" || key === "in");
  return isKnown && isDuration(value["out"]) && isDuration(value["in"]);
}
