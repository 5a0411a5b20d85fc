import { LONGEST } from "../fields/scenario-domains.ts";

/** What the verifier takes: an option out of this range is no fault of any file. */
const LEAST = 0.000001;

/** The number of an option; undefined where it is not given, null where it is not a number of seconds. */
export function readSeconds(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  const number = Number(text);
  return text.trim() !== "" && number >= LEAST && number <= LONGEST ? number : null;
}

/** What is wrong with such an option. */
export function notSeconds(option: string, text: string | undefined): string {
  return `${option} is ${text}, expected a number of seconds, from a microsecond to 1e9`;
}
