import { OUTCOME_KINDS, type RuleOutcome } from "../model/rule-outcome.ts";
import { byteAt } from "../util/columns.ts";

/**
 * What can become of a rule, as a number a rule: match gives those before `holds`, settle turns `holds` into those after
 * it. An outcome is made of a verdict when somebody reads it.
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

/** The kind of outcome that each verdict becomes. */
const KINDS = {
  notMet: "not-met",
  disabled: "disabled",
  faulty: "invalid-input",
  faultyTime: "invalid-input",
  pausedEndpoint: "paused",
  noMetric: "no-metric",
  notAnInstant: "invalid-metric",
  stale: "stale-metric",
  conflict: "invalid-metric",
  notANumber: "invalid-metric",
  holds: "triggered",
  pausedDirection: "paused",
  outOfBounds: "out-of-bounds",
  coolingRule: "cooling-down",
  coolingEndpoint: "cooling-down",
  coolingSignal: "cooling-down",
  triggered: "triggered",
  cameLater: "superseded",
  outbid: "superseded",
  objected: "superseded",
  unconsented: "superseded",
  paced: "superseded",
} as const satisfies Record<Verdict, RuleOutcome["kind"]>;

/** Something for each verdict, by its number. */
export function byCode<T>(table: Readonly<Record<Verdict, T>>): readonly T[] {
  const list: T[] = [];
  for (const [verdict, item] of Object.entries<T>(table)) {
    if (isVerdict(verdict)) list[VERDICTS[verdict]] = item;
  }
  return list;
}

function isVerdict(name: string): name is Verdict {
  return Object.hasOwn(VERDICTS, name);
}

/** By verdict: the place of its kind in {@link OUTCOME_KINDS}. */
const KIND_PLACES = /* @__PURE__ */ Uint8Array.from(
  /* @__PURE__ */ byCode<RuleOutcome["kind"]>(KINDS),
  (kind) => OUTCOME_KINDS.indexOf(kind),
);

/** The kinds of the outcomes of verdicts, as places in {@link OUTCOME_KINDS}. */
export function kindsOf(verdicts: Uint8Array): Uint8Array {
  const kinds = new Uint8Array(verdicts.length);
  for (let rule = 0; rule < verdicts.length; rule += 1) {
    kinds[rule] = byteAt(KIND_PLACES, byteAt(verdicts, rule));
  }
  return kinds;
}
