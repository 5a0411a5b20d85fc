import type { Comparator } from "../../model/comparator.ts";
import type { RuleId } from "../../model/ids.ts";
import type { MetricSource } from "../../model/metric.ts";
import type { ConditionField } from "../../model/rule-outcome.ts";
import type { CuredBy } from "../answer/fix.ts";

/** A list of readings as three lists of one length, so that it is plain data. */
export type ReadingParams = {
  readonly metrics: readonly string[];
  /** What each of them reads, as exact decimals. */
  readonly values: readonly string[];
  /** The rule whose own query answers; empty where the metric is read by its name. */
  readonly queries: readonly RuleId[];
};

/** The change of a threshold that ends what was found; null in each where none was found. */
export type RepairParams = {
  readonly repairRule: RuleId | null;
  readonly repairField: ConditionField | null;
  readonly repairValue: string | null;
  /** The rule that scales out, from how many replicas at the least, and its threshold: they decide the value. */
  readonly outRule: RuleId | null;
  readonly outCount: number | null;
  /** The greater count that then reads no less than the value, where that is more than one more. */
  readonly outTo: number | null;
  readonly outThreshold: string | null;
};

/** What a constant total load does to the count. */
export type LoadParams = RepairParams &
  CuredBy<"threshold" | "swap"> & {
    readonly metric: string;
    /** False: nobody said that the replicas share it. */
    readonly isSure: boolean;
    /** The total that is shown. */
    readonly load: string;
    /** The counts in order. */
    readonly counts: readonly number[];
    /** Every total for which it happens: `75 < L < 120`. */
    readonly loads: readonly string[];
    /** The ends of the first of them; null for no upper end. */
    readonly lowest: string;
    readonly highest: string | null;
    /** The rules that act in it and are bands with a minThreshold above their maxThreshold: these are to be fixed first. */
    readonly reversed: readonly RuleId[];
  };

/** What a constant total load does to the count while replicas start. */
export type StartupParams = {
  readonly metric: string;
  /** False: nobody said that the replicas share it. */
  readonly isSure: boolean;
  /** The total that is shown. */
  readonly load: string;
  readonly cycleSeconds: number;
  readonly startupSeconds: number;
};

/** A step that a bound refuses. */
export type RefusedParams = ReadingParams & {
  /** The rule that is shown. */
  readonly rule: RuleId;
  /** Those that are refused at the same limit. */
  readonly others: readonly RuleId[];
  readonly step: number;
  readonly from: number;
  readonly to: number;
  readonly bound: "minReplicas" | "maxReplicas";
  readonly limit: number;
  /** How far the count is from the limit. */
  readonly room: number;
};

export type ContradictionParams = ReadingParams & {
  readonly out: RuleId;
  readonly outStep: number;
  readonly back: RuleId;
  readonly backStep: number;
  readonly count: number;
  readonly after: number;
  /** How many more pairs of rules do the same. */
  readonly more: number;
};

/** Rules that may be removed where that is a cure: every count stays as it is without them. */
export type RemovableParams = CuredBy<"remove"> & { readonly rules: readonly RuleId[] };

/** Rules, and another one that acts where they do not. */
export type OtherParams = { readonly rules: readonly RuleId[]; readonly other: RuleId; readonly otherStep: number };

/** What stands in the sentences about each finding, by the key of its sentences: the code, and after a dot which of several. */
export interface FindingParams {
  readonly "zero-trap": CuredBy<"rules" | "endpoint"> & {
    /** The metrics without a reading at 0. */
    readonly metrics: readonly string[];
    /** Those that can be read there, by whose rules no step leads out. */
    readonly held: readonly string[];
    /** The rules that lead to 0. */
    readonly leading: readonly RuleId[];
  };
  readonly "zero-trap.unless-read": FindingParams["zero-trap"];
  /** Of an endpoint that goes to 0 without use. */
  readonly "zero-trap.asleep": {
    readonly idleSeconds: number;
    /** The metrics of activation conditions, and of rules that scale out, that have no reading at 0. */
    readonly metrics: readonly string[];
    /** Those of which no reading meets a condition. */
    readonly unmet: readonly string[];
    /** False: of some metric nobody said whether it can be read there. */
    readonly isSure: boolean;
  };
  readonly "zero-swing": CuredBy<"activation" | "wake" | "both"> & {
    readonly metric: string;
    /** The total that is shown. */
    readonly load: string;
    /** The counts in order, from 0 to 0. */
    readonly counts: readonly number[];
    /** The count at which the load is no use any more, and what is read there; with … where the decimal goes on. */
    readonly rest: number;
    readonly reading: string;
    readonly idleSeconds: number;
    /** A lower threshold of the activation condition, to try; null where rules do not say any. */
    readonly activation: string | null;
    readonly loads: readonly string[];
  };
  /** Rules on one metric, with a step, a direction and a condition for each. */
  readonly "inverted-step": CuredBy<"comparator" | "step"> & {
    readonly metric: string;
    readonly rules: readonly RuleId[];
    readonly steps: readonly number[];
    readonly directions: readonly ("out" | "in")[];
    readonly comparators: readonly Comparator[];
    readonly thresholds: readonly string[];
    /** The counts under a constant load, in order; empty where none shows it. */
    readonly counts: readonly number[];
    /** The comparator to use in each; empty where a band's step is to be turned. */
    readonly turned: readonly (Comparator | "")[];
    /** The step to use in each. */
    readonly turnedSteps: readonly number[];
  };
  readonly "limit-cycle.load": LoadParams;
  readonly "limit-cycle.held": ReadingParams & { readonly counts: readonly number[] };
  readonly "limit-cycle.held-timed": ReadingParams & {
    readonly counts: readonly number[];
    readonly cycleSeconds: number;
  };
  /** Readings that last, beside metrics that stay missing. */
  readonly "limit-cycle.fallback": ReadingParams & {
    readonly counts: readonly number[];
    readonly cycleSeconds: number;
    /** The rules that fall back, and what they would read. */
    readonly rules: readonly RuleId[];
    readonly missing: readonly string[];
  };
  readonly "limit-cycle.load-timed": StartupParams &
    CuredBy<"settle"> & {
      readonly counts: readonly number[];
      readonly loads: readonly string[];
    };
  readonly "runaway.load": CuredBy<"comparator"> & {
    readonly metric: string;
    readonly isSure: boolean;
    readonly from: number;
  };
  readonly "runaway.held": ReadingParams & { readonly from: number };
  readonly "runaway.held-timed": ReadingParams & { readonly from: number; readonly cycleSeconds: number };
  readonly "runaway.load-timed": StartupParams & { readonly from: number };
  readonly reversal: LoadParams;
  readonly overshoot: StartupParams &
    CuredBy<"rules" | "endpoint" | "settle"> & {
      readonly from: number;
      readonly to: number;
      /** The greatest count to which the load leads at rest, and how many more there are. */
      readonly needed: number;
      readonly excess: number;
      readonly loads: readonly string[];
      /** The rules that add replicas, by how many, and the seconds from one trigger of each to the next. */
      readonly rules: readonly RuleId[];
      readonly steps: readonly number[];
      readonly periods: readonly number[];
      /** How often the one rule adds its step too often, where that is all there is to it; null where it is not. */
      readonly times: number | null;
    };
  /** Two rules on one metric. */
  readonly contradiction: ContradictionParams;
  readonly "contradiction.two-metrics": ContradictionParams & CuredBy<"agreement">;
  /** Two rules that may read one query or two. */
  readonly "contradiction.two-queries": ContradictionParams & { readonly twins: readonly RuleId[] };
  readonly "lock-up": RefusedParams &
    CuredBy<"step" | "steps" | "fit" | "bound" | "clamp"> & {
      /** The largest step that leads to the limit from every count to which the rules then lead. */
      readonly fit: number;
    };
  readonly "wrong-side": RefusedParams & CuredBy<"no-bound">;
  readonly "dead-rule.no-threshold": RemovableParams;
  readonly "dead-rule.no-reading": RemovableParams;
  readonly "dead-rule.crossed-bounds": CuredBy<"swap"> & {
    readonly rules: readonly RuleId[];
    readonly minReplicas: number;
    readonly maxReplicas: number;
  };
  readonly "dead-rule.no-count": {
    readonly rules: readonly RuleId[];
    /** The counts that can be reached. */
    readonly counts: readonly number[];
    readonly minReplicas: number | null;
    readonly maxReplicas: number | null;
  };
  /** Rules of which another one always goes further, and which have a say all the same. */
  readonly "dead-rule.votes": OtherParams;
  readonly "dead-rule.outvoted": RemovableParams;
  readonly "dead-rule.superseded": OtherParams & CuredBy<"first" | "remove">;
  /** Rules that trigger only while another one cools down. */
  readonly "dead-rule.waits": OtherParams & CuredBy<"first">;
  readonly "no-op": ReadingParams &
    CuredBy<"bound" | "remove"> & {
      readonly rules: readonly RuleId[];
      readonly count: number;
      readonly cooldownSeconds: number;
      readonly stepSize: number;
    };
  readonly "vetoed-for-ever": {
    readonly metric: string;
    /** The total that is shown. */
    readonly load: string;
    readonly count: number;
    /** What is read at the count; with … where the decimal goes on. */
    readonly reading: string;
    /** The rules that would take replicas away. */
    readonly rules: readonly RuleId[];
    /** The rule that would add one again, and its threshold. */
    readonly out: RuleId;
    readonly threshold: string;
    /** One replica fewer, and what would be read there, likewise. */
    readonly lower: number;
    readonly wouldRead: string;
    readonly loads: readonly string[];
  };
  /** By its `minCoverage`. */
  readonly "held-by-coverage.share": CoverageParams &
    CuredBy<"share"> & {
      readonly minCoverage: string;
      /** The greatest share, to four digits, that all but one of the fewest of these replicas are. */
      readonly within: string;
    };
  /** Nobody knows what the silent replica may read at most. */
  readonly "held-by-coverage.unknown": CoverageParams;
  /** With the silent replica at the end of the metric's range the condition never holds. */
  readonly "held-by-coverage.argued": CoverageParams & {
    readonly end: "least" | "greatest";
    readonly threshold: string;
  };
  readonly "order-dependence": ReadingParams &
    CuredBy<"priorities" | "agreement"> & {
      readonly count: number;
      readonly after: number;
      /** Another order of the rules, and the count after it. */
      readonly order: readonly RuleId[];
      readonly afterInOrder: number;
    };
  readonly "no-way-back": { readonly from: number; readonly to: number };
  /** The rules that fall back on the way, and what they would read. */
  readonly "no-way-back.fallback": FindingParams["no-way-back"] & {
    readonly rules: readonly RuleId[];
    readonly missing: readonly string[];
  };
  readonly "stuck-count": { readonly counts: readonly number[] };
  readonly "unreachable-count": CuredBy<"steps"> & {
    readonly initial: readonly number[];
    readonly missing: readonly number[];
    /** How many more are missing. */
    readonly more: number;
  };
}

/** What stands in the sentences of each advice, by their key. */
export interface AdviceParams {
  readonly "none-enabled": NoParams;
  readonly "always-zero": { readonly metric: string; readonly rules: readonly RuleId[] };
  readonly "misspelt-metric": {
    readonly metric: string;
    readonly source: MetricSource;
    /** The known metric whose name is nearest. */
    readonly nearest: string;
  };
  /** A share, of a metric that reads percentages. */
  readonly "unit-mismatch.share": UnitParams & {
    /** The greatest reading; null without one, as each core counts. */
    readonly max: string | null;
  };
  /** A percentage, of a metric that reads shares. */
  readonly "unit-mismatch.percentage": UnitParams;
  readonly "inverted-step.band": CuredBy<"step"> & {
    readonly rules: readonly RuleId[];
    readonly stepSize: number;
    readonly turnedStep: number;
    /** Whether they scale out below their bands as well as in above them. */
    readonly bothEnds: boolean;
  };
  readonly "inverted-band": CuredBy<"swap"> & {
    readonly rule: RuleId;
    readonly minThreshold: string;
    readonly maxThreshold: string;
  };
  /** No reading in the metric's domain is on the threshold's side. */
  readonly "outside-domain.never": DomainParams;
  /** Every reading is. */
  readonly "outside-domain.always": DomainParams;
  readonly "bounds-conflict.crossed": CuredBy<"swap"> & {
    readonly rule: RuleId;
    readonly minReplicas: number;
    readonly maxReplicas: number;
  };
  readonly "bounds-conflict.high": BeyondParams;
  readonly "bounds-conflict.low": BeyondParams;
  readonly "negative-value.cooldown": { readonly rule: RuleId; readonly value: number };
  readonly "negative-value.bound": {
    readonly rule: RuleId;
    readonly field: "minReplicas" | "maxReplicas";
    readonly value: number;
  };
  readonly "fallback-beyond": {
    readonly rule: RuleId;
    readonly count: number;
    readonly bound: "minReplicas" | "maxReplicas";
    readonly limit: number;
  };
  readonly "duplicate-rule": CuredBy<"one"> & {
    readonly rules: readonly RuleId[];
    /** All their steps in all, where they add up; else null. */
    readonly together: number | null;
  };
  readonly "shadowed-rule": CuredBy<"first"> & { readonly rules: readonly RuleId[]; readonly earlier: RuleId };
  /** Steps that add up in one cycle. */
  readonly "additive-tiers": TierParams;
  /** Steps of which one is taken while the other cools down. */
  readonly "additive-tiers.cooling": TierParams;
  readonly "one-direction": { readonly rules: readonly RuleId[]; readonly direction: "out" | "in" };
  readonly "cooldown-under-cycle": CuredBy<"cycle" | "none"> & {
    readonly rules: readonly RuleId[];
    readonly cooldownSeconds: number;
    readonly cycleSeconds: number;
  };
  readonly overshoot: CuredBy<"cooldown"> & {
    /** The rule that goes furthest. */
    readonly rule: RuleId;
    /** Those on the same metric that go too far as well. */
    readonly others: readonly RuleId[];
    readonly step: number;
    readonly metric: string;
    /** How many replicas too many. */
    readonly excess: number;
    /** The maximum that may stop it; null for none. */
    readonly maxReplicas: number | null;
    /** Seconds from one trigger to the next. */
    readonly periodSeconds: number;
    readonly startupSeconds: number;
  };
  readonly "cooldown-under-startup": CuredBy<"cooldown"> & {
    readonly rules: readonly RuleId[];
    readonly cooldownSeconds: number;
    readonly startupSeconds: number;
  };
}

/** Thresholds in another unit than the metric. */
export type UnitParams = CuredBy<"unit"> & {
  readonly metric: string;
  /** The greatest threshold. */
  readonly threshold: string;
  /** Every threshold in the metric's unit. */
  readonly scaled: readonly string[];
};

/** A bound of a rule past the endpoint's. */
export type BeyondParams = CuredBy<"endpoint" | "none"> & {
  readonly rule: RuleId;
  readonly own: number;
  readonly endpoint: number;
};

/** A rule that one silent replica stops. */
export type CoverageParams = {
  readonly rule: RuleId;
  readonly step: number;
  readonly metric: string;
  /** The counts at which it does. */
  readonly counts: readonly number[];
  /** Those are all from which the rule leads on, but for a single replica. */
  readonly isEvery: boolean;
};

export type DomainParams = {
  readonly rule: RuleId;
  readonly metric: string;
  readonly comparator: Comparator;
  readonly threshold: string;
  /** The ends of the metric's domain; null for none. */
  readonly min: string | null;
  readonly max: string | null;
};

export type TierParams = CuredBy<"recommended"> & {
  readonly metric: string;
  /** The reading at which all of them hold. */
  readonly reading: string;
  readonly rules: readonly RuleId[];
  readonly steps: readonly number[];
  /** All steps in all. */
  readonly together: number;
};

export type NoParams = Readonly<Record<string, never>>;

/** What stands in the sentence of what was left out, by its key. */
export interface UnexploredParams {
  /** What rules and endpoint ask for that is not looked at: a field, and whose it is; empty for the endpoint's. */
  readonly asked: { readonly fields: readonly string[]; readonly rules: readonly RuleId[] };
  /** The rules that fall back to a count while what they read is missing, of which not every course was gone through. */
  readonly fallbacks: { readonly rules: readonly RuleId[] };
  /** They do so by the clock. */
  readonly "fallbacks.cycle-unknown": { readonly rules: readonly RuleId[] };
  /** What they read is missing while no replica serves. */
  readonly "fallbacks.starts": { readonly rules: readonly RuleId[] };
  /** Whether the order of rules decides the count where some fall back. */
  readonly "fallbacks.orders": { readonly rules: readonly RuleId[] };
  readonly "kinds-of-readings": { readonly explored: number; readonly total: number; readonly maxSteps: number };
  readonly counts: { readonly explored: number; readonly maxSteps: number };
  readonly orders: { readonly maxSteps: number };
  /** Which of the loads above one flap, or turn back, where some do at any height. */
  readonly "recurring-loads": {
    readonly metric: string;
    readonly above: string;
    readonly what: readonly ("cycles" | "reversals")[];
  };
  /** Loads above one, which a maximum would make finite. */
  readonly "unbounded-loads": { readonly metric: string; readonly above: string };
  /** Loads above one, for which there were no steps left. */
  readonly loads: { readonly metric: string; readonly above: string; readonly maxSteps: number };
  readonly "load-not-read": { readonly metric: string };
  readonly "load-unknown": NoParams;
  readonly "cycle-unknown": NoParams;
  readonly "courses-of-cooldowns": { readonly maxSteps: number };
  /** Loads and starts for which there were no steps left; or loads that a maximum would make finite. */
  readonly starts: { readonly maxSteps: number };
  readonly "unbounded-starts": { readonly maxSteps: number };
  /** What can happen if the queries of some rules answer differently. */
  readonly queries: {
    readonly rules: readonly RuleId[];
    readonly codes: readonly string[];
    readonly models: readonly string[];
  };
}
