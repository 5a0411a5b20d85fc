import type { ChainLink } from "../model/decision.ts";
import { OUTCOME_KINDS, type RuleOutcome } from "../model/rule-outcome.ts";
import { byteAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { known } from "../util/known.ts";

/**
 * What can become of a rule, as numbers. `match` gives those before `holds`, and `settle` turns `holds` into those after it.
 * A verdict is made into an outcome when somebody reads it.
 */
export const VERDICTS = {
  notMet: 0,
  disabled: 1,
  /** The rule, its endpoint or the clock is faulty. */
  faulty: 2,
  /** Its last-triggered time is no instant. */
  faultyTime: 3,
  pausedEndpoint: 4,
  noMetric: 5,
  notAnInstant: 6,
  stale: 7,
  conflict: 8,
  notANumber: 9,
  /** A branch holds, and nobody has asked yet what stands in its way. */
  holds: 10,
  pausedDirection: 11,
  outOfBounds: 12,
  coolingRule: 13,
  coolingEndpoint: 14,
  coolingSignal: 15,
  triggered: 16,
  cameLater: 17,
  outbid: 18,
  objected: 19,
  unconsented: 20,
  paced: 21,
  /** A branch holds, and too few replicas reported. */
  uncovered: 22,
  /** A branch holds, and has not held for long enough. */
  pending: 23,
  /** The endpoint took the move back. */
  projected: 24,
  zeroed: 25,
  unsettled: 26,
  /** Rules that trigger after it lead the count the other way. */
  countered: 27,
  /** The metric has failed for long enough: the rule proposes a count. */
  fallback: 28,
  /** It proposes the count that there is. */
  fallbackStays: 29,
  fallbackPaused: 30,
  fallbackOutOfBounds: 31,
  fallbackCooling: 32,
  fallbackOutbid: 33,
  fallbackObjected: 34,
  fallbackUnconsented: 35,
  fallbackPaced: 36,
} as const;

/** The name of a verdict. */
export type Verdict = keyof typeof VERDICTS;

/**
 * For each verdict: the kind of its outcome; its stage in the chain, if it has one; what ends it when only the clock moves on;
 * and what the rule says of its condition, for rules that vote. What ends it: its average becomes too old, or fresh; a cooldown
 * ends, its own, its endpoint's, or that of the rule that is its reason; or it has waited for long enough.
 */
const ENDINGS = {
  notMet: ["not-met", null, "age", null],
  disabled: ["disabled", null, null, null],
  faulty: ["invalid-input", null, null, null],
  faultyTime: ["invalid-input", null, null, null],
  pausedEndpoint: ["paused", null, null, null],
  noMetric: ["no-metric", null, null, null],
  notAnInstant: ["invalid-metric", null, null, null],
  stale: ["stale-metric", null, "fresh", null],
  conflict: ["invalid-metric", null, "age", null],
  notANumber: ["invalid-metric", null, "age", null],
  holds: ["triggered", null, "age", "holds"],
  pausedDirection: ["paused", "paused", "age", "holds"],
  outOfBounds: ["out-of-bounds", null, "age", "holds"],
  coolingRule: ["cooling-down", null, "own-cooldown", "holds"],
  coolingEndpoint: ["cooling-down", "cooldown", "endpoint-cooldown", "holds"],
  coolingSignal: ["cooling-down", null, "cooldown-of-reason", "holds"],
  triggered: ["triggered", "rules", "age", "holds"],
  cameLater: ["superseded", null, null, null],
  outbid: ["superseded", null, "age", "holds"],
  objected: ["superseded", null, "age", "holds"],
  unconsented: ["superseded", null, "age", "holds"],
  paced: ["superseded", null, "pace-of-reason", "holds"],
  uncovered: ["uncovered", null, "age", "may-hold"],
  pending: ["pending", null, "hold", "may-hold"],
  projected: ["superseded", "rules", "age", "holds"],
  zeroed: ["superseded", "rules", "age", "holds"],
  unsettled: ["superseded", "rules", "age", "holds"],
  countered: ["superseded", "rules", "age", "holds"],
  fallback: ["fallback", "rules", "reading", "fallback"],
  fallbackStays: ["fallback", null, "reading", "fallback"],
  fallbackPaused: ["fallback", "paused", "reading", "fallback"],
  fallbackOutOfBounds: ["fallback", null, "reading", "fallback"],
  fallbackCooling: ["fallback", "cooldown", "endpoint-cooldown", "fallback"],
  fallbackOutbid: ["fallback", null, "reading", "fallback"],
  fallbackObjected: ["fallback", null, "reading", "fallback"],
  fallbackUnconsented: ["fallback", null, "reading", "fallback"],
  fallbackPaced: ["fallback", null, "pace-of-reason", "fallback"],
} as const satisfies Record<Verdict, Ending>;

type Ending = readonly [RuleOutcome["kind"], ChainLink["stage"] | null, Wait | null, Voice | null];

/** What a rule says of its condition: that it holds; that it may hold; or nothing, and the rule proposes a count all the same. */
export type Voice = "holds" | "may-hold" | "fallback";

/** What ends a verdict. */
export type Wait =
  | "age"
  | "fresh"
  | "own-cooldown"
  | "endpoint-cooldown"
  | "cooldown-of-reason"
  | "pace-of-reason"
  | "hold"
  | "reading";

/** Something for each verdict, by its number. */
export function byCode<T>(table: Readonly<Record<Verdict, T>>): readonly T[] {
  const items: Readonly<Record<string, T>> = table;
  const list: T[] = [];
  for (const [verdict, code] of Object.entries(VERDICTS)) list[code] = known(items[verdict]);
  return list;
}

/** {@link ENDINGS} by number. */
export const ENDING_OF: readonly Ending[] = /* @__PURE__ */ byCode<Ending>(ENDINGS);

/** Whether the rule, its endpoint, the clock or its last-triggered time is faulty. */
export function isFaulty(verdict: number): boolean {
  return verdict === VERDICTS.faulty || verdict === VERDICTS.faultyTime;
}

const VOICE_OF = /* @__PURE__ */ byCode<Ending>(ENDINGS).map(([, , , voice]) => voice);

/** {@link Voice} of a verdict; null where it says nothing. */
export function voiceOf(verdict: number): Voice | null {
  return itemAt(VOICE_OF, verdict);
}

/** The kinds of the outcomes of verdicts, as places in {@link OUTCOME_KINDS}. */
export function kindsOf(verdicts: Uint8Array): Uint8Array {
  const places = Uint8Array.from(ENDING_OF, ([kind]) => OUTCOME_KINDS.indexOf(kind));
  return verdicts.map((verdict) => byteAt(places, verdict));
}
