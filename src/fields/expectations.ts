import type { Expectation, FaultParams, FormName, TypeName } from "../model/fault-params.ts";

/** A value of a kind; of an object, with these fields. */
export function aType(type: TypeName, fields: readonly string[] = []): Expectation {
  return { code: "wrong-type", params: { type, fields } };
}

/** A value of several parts; of which one has these words. */
export function aForm(form: FormName, words: readonly string[] = []): Expectation {
  return { code: "wrong-form", params: { form, words } };
}

/** One of a few words. */
export function aWord(words: readonly string[]): Expectation {
  return { code: "not-one-of", params: { words, percentiles: [] } };
}

/** An integer in a range; no limit where `max` is absent. */
export function anInteger(min: number, max: number | null = null): Expectation {
  return { code: "not-an-integer", params: { min, max } };
}

/** A number in a range; no limit where `max` is absent. */
export function aNumber(
  range: Partial<FaultParams["not-a-number"]> & { readonly min: number },
): Expectation {
  return {
    code: "not-a-number",
    params: { max: null, open: [], unit: null, or: null, ...range },
  };
}

/** A number above 0, of any size. */
export const POSITIVE = aNumber({ min: 0, open: ["min"] });

/** A number of 0 or more. */
export const FROM_0 = aNumber({ min: 0 });

/** A number of seconds, of 0 or more. */
export const SECONDS_FROM_0 = aNumber({ min: 0, unit: "seconds" });
