import type { ChainLink } from "../model/decision.ts";
import { OUTCOME_KINDS, type RuleOutcome } from "../model/rule-outcome.ts";
import { byteAt } from "../util/columns.ts";
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
} as const;

/** The name of a verdict. */
export type Verdict = keyof typeof VERDICTS;

/**
 * For each verdict: the kind of its outcome; its stage in the chain, if it has one; and what ends it when only the clock moves
 * on. Its average becomes too old, or fresh; or a cooldown ends: its own, its endpoint's, or that of the rule that is its
 * reason.
 */
const ENDINGS = {
  notMet: ["not-met", null, "age"],
  disabled: ["disabled", null, null],
  faulty: ["invalid-input", null, null],
  faultyTime: ["invalid-input", null, null],
  pausedEndpoint: ["paused", null, null],
  noMetric: ["no-metric", null, null],
  notAnInstant: ["invalid-metric", null, null],
  stale: ["stale-metric", null, "fresh"],
  conflict: ["invalid-metric", null, "age"],
  notANumber: ["invalid-metric", null, "age"],
  holds: ["triggered", null, "age"],
  pausedDirection: ["paused", "paused", "age"],
  outOfBounds: ["out-of-bounds", null, "age"],
  coolingRule: ["cooling-down", null, "own-cooldown"],
  coolingEndpoint: ["cooling-down", "cooldown", "endpoint-cooldown"],
  coolingSignal: ["cooling-down", null, "cooldown-of-reason"],
  triggered: ["triggered", "rules", "age"],
  cameLater: ["superseded", null, null],
  outbid: ["superseded", null, "age"],
  objected: ["superseded", null, "age"],
  unconsented: ["superseded", null, "age"],
  paced: ["superseded", null, "pace-of-reason"],
} as const satisfies Record<Verdict, Ending>;

type Ending = readonly [RuleOutcome["kind"], ChainLink["stage"] | null, Wait | null];

/** What ends a verdict. */
export type Wait =
  | "age"
  | "fresh"
  | "own-cooldown"
  | "endpoint-cooldown"
  | "cooldown-of-reason"
  | "pace-of-reason";

/** Something for each verdict, by its number. */
export function byCode<T>(table: Readonly<Record<Verdict, T>>): readonly T[] {
  const items: Readonly<Record<string, T>> = table;
  const list: T[] = [];
  for (const [verdict, code] of Object.entries(VERDICTS)) list[code] = known(items[verdict]);
  return list;
}

/** {@link ENDINGS} by number. */
export const ENDING_OF: readonly Ending[] = /* @__PURE__ */ byCode<Ending>(ENDINGS);

/** The kinds of the outcomes of verdicts, as places in {@link OUTCOME_KINDS}. */
export function kindsOf(verdicts: Uint8Array): Uint8Array {
  const places = Uint8Array.from(ENDING_OF, ([kind]) => OUTCOME_KINDS.indexOf(kind));
  return verdicts.map((verdict) => byteAt(places, verdict));
}
