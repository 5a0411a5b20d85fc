import type { Endpoint } from "../../model/endpoint.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Coverage, MetricKey } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { Semantics } from "../../model/semantics.ts";

/** A metric and what it reads, as a decimal. */
export interface Reading extends MetricKey {
  /** Of a `PROMETHEUS` metric: the rule whose query it answers, where rules of one name have queries of their own. */
  readonly ruleId?: RuleId;
  readonly value: string;
  /**
   * True where a total load shared by the replicas gives a decimal without end: `value` has its first digits, as many as keep
   * it on the same side of every threshold. Absent: `value` is exact.
   */
  readonly isCut?: true;
  /** How many replicas reported it. Absent: all of them. */
  readonly coverage?: Coverage;
}

/** What is read, for people: with … where the decimal goes on. */
export function readingText({ value, isCut }: Reading): string {
  return isCut === true ? `${value}…` : value;
}

/** One rule that triggered, or fell back, in one cycle of a witness, and where it took the count. */
export interface Act {
  readonly ruleId: RuleId;
  readonly from: number;
  readonly to: number;
}

/** One cycle of a witness. */
export interface WitnessStep {
  /** Seconds from the witness's beginning. */
  readonly at: number;
  /** What can be read in this cycle; a metric that is not here has no reading. */
  readonly readings: readonly Reading[];
  /** The count before the cycle. */
  readonly before: number;
  /** How many of those do not serve yet. Absent: none. */
  readonly starting?: number;
  /** The rules that trigger, in evaluation order. */
  readonly acts: readonly Act[];
  /** The rules that fall back, as what they read has been missing for long enough. Absent: none. */
  readonly fallbacks?: readonly Act[];
  /** The count after the cycle. */
  readonly after: number;
}

/** Another order of the same rules, and where it leads from the count with which the steps begin that show it. */
export interface OtherOrder {
  readonly order: readonly RuleId[];
  readonly after: number;
}

/**
 * A run of cycles that shows a finding, complete in itself, so that {@link replay} can put it to `evaluate`.
 *
 * Cycles in which nothing can happen are left out; every other one stands in `steps`, with its time.
 */
export interface Witness {
  readonly rules: readonly Rule[];
  readonly semantics: Semantics;
  /** The bounds, cooldowns and settling of the endpoint that the rules are on. */
  readonly endpoint: Omit<Endpoint, "replicas">;
  /** The count at the beginning. */
  readonly replicas: number;
  readonly steps: readonly WitnessStep[];
  /** The step that shows it, or with which what shows it begins; what comes before leads there from an initial count. */
  readonly shownFrom: number;
  /** `steps[loopFrom]` and those after it repeat forever; null where nothing repeats. */
  readonly loopFrom: number | null;
  /** Seconds from `steps[loopFrom]` until it comes again; null where nothing repeats. */
  readonly loopSeconds: number | null;
  /**
   * Of the models of loads: the total load, as an exact decimal; every reading is its quotient by the count, or by the
   * replicas that serve.
   */
  readonly load: string | null;
  /** Of an order dependence: the other order of the rules. */
  readonly otherOrder: OtherOrder | null;
}
