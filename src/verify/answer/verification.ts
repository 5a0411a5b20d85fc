import type { RuleId } from "../../model/ids.ts";
import type { MetricKey } from "../../model/metric.ts";
import type { UnexploredParams } from "../words/remark-params.ts";
import type { Advice } from "./advice.ts";
import type { Finding, FindingCode, Model } from "./finding.ts";
import type { UsedFact } from "./used-fact.ts";
import type { Reading } from "./witness.ts";

/** Something that a rule set never does, proved by going through every case. */
export interface Proof {
  /** What never happens. */
  readonly code: FindingCode;
  readonly model: Model;
  /**
   * Over which cooldowns it was proved: where every one has ended by each cycle (`ended`), however they run (`any`), or with
   * the rules' own and a cycle every `cycleSeconds` (`as-set`).
   */
  readonly cooldowns: "ended" | "any" | "as-set";
  /** The size of the space, and what else stands in the statement. */
  readonly params: {
    readonly counts: number;
    /** Kinds of readings. */
    readonly kinds: number;
    /** The metrics that are shared loads. */
    readonly loads: readonly string[];
    /** Null: it was not given. */
    readonly cycleSeconds: number | null;
    readonly startupSeconds: number | null;
    /** Metrics can also stay missing, so that rules fall back. Absent: where none is missing, or no rule falls back. */
    readonly missing?: true;
  };
  /**
   * The facts of metrics that it rests on: were one of them false, it might not hold. Empty where it holds whatever metrics
   * read.
   */
  readonly restsOn: readonly UsedFact[];
  /** The statement in words, with the size of the space and the facts that it rests on. */
  readonly says: string;
}

/** A part that was left out. `key` says which sentence it is, and `params` is everything that stands in it. */
export type Unexplored = UnexploredFields & LeftOut;

/** The sentence about a part that was left out, and everything that stands in it. */
export type LeftOut<Key extends keyof UnexploredParams = keyof UnexploredParams> = {
  readonly [Each in Key]: { readonly key: Each; readonly params: UnexploredParams[Each] };
}[Key];

/** What every part that was left out has, whatever its sentence. */
export interface UnexploredFields {
  readonly model: Model;
  /** What was left out, and why. */
  readonly says: string;
  /** How to have it looked into. */
  readonly help: string;
}

/** What can be read in some cycle, one of the cases that were gone through: nothing else makes the rules act otherwise. */
export type ReadingClass = readonly Reading[];

/** The longest stretch of a metric's axis along which the same rules hold, or a single point; null: it has no end there. */
export interface AxisStretch {
  readonly from: string | null;
  readonly to: string | null;
  /** Whether the end itself belongs to it. */
  readonly fromClosed: boolean;
  readonly toClosed: boolean;
  /** The rules that hold, in evaluation order, and the step of each. */
  readonly rules: readonly { readonly ruleId: RuleId; readonly step: number }[];
}

/** A metric as the rules cut it up, for drawing: where no rule holds is the dead zone. */
export interface MetricAxis {
  readonly metric: MetricKey;
  /** The rules whose own queries are answered alike; null where the metric is read by its name. */
  readonly queriesOf: readonly RuleId[] | null;
  /** Rising. */
  readonly stretches: readonly AxisStretch[];
}

/** What a rule set can do and cannot do. */
export interface Verification {
  /** What it does, worst first. Complete but for what `unexplored` names. */
  readonly findings: readonly Finding[];
  /** What about the way it is written deserves a second look. */
  readonly advice: readonly Advice[];
  /** What it never does. */
  readonly proved: readonly Proof[];
  /** The counts that it can bring about from the initial ones, rising. Where it is unbounded, those up to the horizon. */
  readonly reachable: readonly number[];
  /**
   * The readings that were gone through at each of these counts: any others match the same rules as one of them. With
   * `reachable` they are the certificate of every proof: evaluating each pair again leads to no other count.
   */
  readonly readingClasses: readonly ReadingClass[];
  /** The count beyond which every count behaves alike; null where the rules keep the count below some bound. */
  readonly horizon: number | null;
  readonly unexplored: readonly Unexplored[];
  /** The metrics that enabled rules read. */
  readonly axes: readonly MetricAxis[];
}
