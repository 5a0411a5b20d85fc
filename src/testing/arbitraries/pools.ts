import type { Arbitrary } from "fast-check";
import type { Aggregation } from "../../model/aggregation.ts";
import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { later, micros } from "../reference/times.ts";
import type { FastCheck } from "./fast-check.ts";

/** Of a choice: what fails in any way is tried in the first, the simplest, so that counterexamples end up plain. */
export const TO_THE_FIRST = { withCrossShrink: true } as const;

/** The clock of generated snapshots unless another is asked for: everything in them happens around it. */
export const USUAL_NOW: Instant = 1_768_103_854_495.123;

/** Few endpoints, so that they get several rules; the names that trip objects up among them. */
export const ENDPOINT_IDS: readonly EndpointId[] = ["chat", "__proto__", "constructor", "a b"];

/** One of a few endpoints, mostly the first, so that its rules meet. */
export function endpointIdsFrom(fc: FastCheck, ids: readonly EndpointId[]): Arbitrary<EndpointId> {
  return fc.oneof(
    TO_THE_FIRST,
    { weight: 3, arbitrary: fc.constantFrom(...ids.slice(0, 1)) },
    { weight: 2, arbitrary: fc.constantFrom(...ids) },
  );
}

/** Few metrics, so that rules share them. */
export const METRIC_NAMES = ["cuda_util", "mem", "toString"] as const;

/** The ends of what databases keep. */
export const INT32_MAX = 2_147_483_647;
export const INT32_MIN = -2_147_483_648;

/** Rule ids: short to read, and sometimes such as no program expects. */
export function ruleIds(fc: FastCheck): Arbitrary<RuleId> {
  return fc.oneof(
    TO_THE_FIRST,
    { weight: 8, arbitrary: fc.nat({ max: 20 }).map((nth) => `r${nth}`) },
    { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "", "é", "e\u0301", "R0") },
    { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
  );
}

/** How several values become one: mostly as Backend.AI does. */
export function aggregations(fc: FastCheck): Arbitrary<Aggregation> {
  return fc.constantFrom<Aggregation>("average", "average", "max", "p95");
}

/** Microseconds about a boundary: on it, one to either side, and further off. */
export function offsets(fc: FastCheck): Arbitrary<number> {
  return fc.constantFrom(0, 0, 0, 1, -1, 1, -1, 250, -250, 1000, -1000, 1_000_000);
}

/** The instant so many seconds before another, and some microseconds off. */
export function ago(now: Instant, seconds: number, offset: number): Instant {
  return (micros(later(now, -seconds)) + offset) / 1000;
}

/** Instants around the ends of the usual cooldowns, to the microsecond. */
export function recently(fc: FastCheck, now: Instant): Arbitrary<Instant> {
  return fc
    .tuple(fc.constantFrom(0, 1, 60, 300, 3600), offsets(fc))
    .map(([seconds, offset]) => ago(now, seconds, offset));
}
