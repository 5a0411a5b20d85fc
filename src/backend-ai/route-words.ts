import * as z from "zod";
import { oneOf } from "../schema/zod/values.ts";

/** The statuses of a route in 26.x. */
export const ROUTE_STATUSES_26 = [
  "provisioning",
  "running",
  "terminating",
  "terminated",
  "failed_to_start",
] as const;

/** The health of a route in 26.x. */
export const ROUTE_HEALTHS_26 = ["not_checked", "healthy", "unhealthy", "degraded"] as const;

/** Whether a route of 26.x takes traffic. */
export const ROUTE_TRAFFICS_26 = ["active", "inactive"] as const;

/** Whether text is one of some words, in either case. */
export function isWord(text: string, words: readonly string[]): boolean {
  return words.includes(text.toLowerCase());
}

/** A word of a column, in either case. Any other is a fault: whether such a route counts is not known. */
export function routeWord<const Word extends string>(words: readonly Word[], help: string) {
  const inLowerCase = (value: unknown): unknown =>
    typeof value === "string" ? value.toLowerCase() : value;
  return z.preprocess(inLowerCase, oneOf(words, help));
}
