import type { RuleId } from "../../model/ids.ts";
import type { MetricKey } from "../../model/metric.ts";
import type { LoadInterval } from "../answer/finding.ts";
import type { UsedFact } from "../answer/used-fact.ts";
import type { Act, Reading } from "../answer/witness.ts";

/** A stretch of what a metric can read, as exact decimals in the metric's own unit; null: no end. */
export interface ReadingStretch {
  readonly from: string | null;
  readonly to: string | null;
  readonly fromClosed: boolean;
  readonly toClosed: boolean;
}

/** What a metric reads: anywhere in the stretches. */
export interface MetricReadings {
  readonly metric: MetricKey;
  /** The rules of either set whose one named query is meant; null where the metric is read by its name. */
  readonly queriesOf: readonly RuleId[] | null;
  readonly stretches: readonly ReadingStretch[];
}

/** What one cycle does to each of several counts: it adds so many replicas (0 for none), or it leads to one count from all of them. */
export type Effect =
  | { readonly kind: "add"; readonly replicas: number }
  | { readonly kind: "go-to"; readonly replicas: number };

/** Counts at which the old rules have one effect, and the new ones another. */
export interface CountsApart {
  readonly min: number;
  /** Null: every count from `min` on. */
  readonly max: number | null;
  readonly old: Effect;
  readonly new: Effect;
}

/** One cycle that shows a difference, to be put to `evaluate` with either rule set. */
export interface DifferenceWitness {
  readonly replicas: number;
  /** A metric that is not here has no reading. */
  readonly readings: readonly Reading[];
  readonly old: { readonly after: number; readonly acts: readonly Act[] };
  readonly new: { readonly after: number; readonly acts: readonly Act[] };
}

/** Readings at which two rule sets decide differently. */
export interface Difference {
  /** The metrics by which a rule of either set holds. By any other metric no rule holds, or it has no reading. */
  readonly readings: readonly MetricReadings[];
  /** Rising, without overlap. */
  readonly counts: readonly CountsApart[];
  /**
   * Where one metric is at work, and nothing says that replicas do not share it: the total loads that lead to these readings
   * at these counts. Where loads lie apart at counts without end, those of the first thousand counts.
   */
  readonly loads: readonly LoadInterval[];
  /** One of the counts can be reached from where the endpoint starts, under either rule set. */
  readonly reachable: boolean;
  /** At the least count that can be reached; at the least of all where none can. */
  readonly witness: DifferenceWitness;
}

/** A field that differs, and whose effect on decisions was not compared. */
export interface NotCompared {
  /** Null: the endpoint's, or the semantics'. */
  readonly ruleId: RuleId | null;
  readonly field: string;
}

/** How two rule sets differ in what they decide. */
export interface Comparison {
  /** Every kind of readings at which they differ, those first in which few metrics are at work. */
  readonly differences: readonly Difference[];
  /** What was compared is all there is: every count, and every kind of readings. False where `maxSteps` were too few. */
  readonly complete: boolean;
  /**
   * The facts of metrics that it rests on: were one of them false, the two might differ in more. Empty where they differ in
   * nothing else, whatever metrics read.
   */
  readonly restsOn: readonly UsedFact[];
  /** Fields that differ and bear on time, coverage or failure: by them decisions can differ too, while cooldowns run, say. */
  readonly notCompared: readonly NotCompared[];
}
