import { isSoundRule } from "../../check/rule-faults.ts";
import { compareTied, nearestDouble } from "../../decimal/exact.ts";
import type { Comparator } from "../../model/comparator.ts";
import type { Rule, ThresholdRule } from "../../model/rule.ts";
import type { Condition } from "../../model/rule-outcome.ts";
import { byteAt, doubleAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import type { RuleIndex } from "../rules/rule-index.ts";

/** On which signs of average − threshold a comparator holds, a bit for each: below, equal, above. */
const HOLDS_ON: Readonly<Record<Comparator, number>> = {
  LESS_THAN: 0b001,
  LESS_THAN_OR_EQUAL: 0b011,
  GREATER_THAN: 0b100,
  GREATER_THAN_OR_EQUAL: 0b110,
};

/** What is known of a group. */
const UNREAD = 0;
const PLAIN = 1;
const SPECIAL = 2;

/**
 * The rules of an index that are as most are, in columns by member, as {@link settle} walks them: one threshold, nothing
 * wrong, switched on, and looking at the endpoint's average of any age. Read group by group, when a group is asked for.
 */
export class PlainRules {
  readonly holdsOn: Uint8Array;
  /** The double next to the threshold. */
  readonly thresholds: Float64Array;
  readonly steps: Int32Array;
  /** Bounds, infinite where there is none. */
  readonly floors: Float64Array;
  readonly ceilings: Float64Array;
  readonly cooldowns: Int32Array;

  /** How the double next to a threshold stands to the threshold: 1 below, 2 equal, 3 above; 0 where nobody has asked yet. */
  readonly #roundings: Uint8Array;
  readonly #conditions: (readonly Condition[])[];
  readonly #index: RuleIndex;
  readonly #groups: Uint8Array;
  readonly #rules: ThresholdRule[];

  constructor(index: RuleIndex) {
    this.#index = index;
    this.#groups = new Uint8Array(index.groups);
    const { members } = index;
    this.#rules = new Array(members);
    this.#roundings = new Uint8Array(members);
    this.#conditions = new Array(members);
    this.holdsOn = new Uint8Array(members);
    this.thresholds = new Float64Array(members);
    this.steps = new Int32Array(members);
    this.floors = new Float64Array(members);
    this.ceilings = new Float64Array(members);
    this.cooldowns = new Int32Array(members);
  }

  /** Whether all rules of a group are plain. */
  hasGroup(group: number): boolean {
    if (this.#groups[group] === UNREAD) this.#groups[group] = this.#read(group) ? PLAIN : SPECIAL;
    return this.#groups[group] === PLAIN;
  }

  /** A member of a group that is plain. */
  ruleOf(member: number): ThresholdRule {
    return itemAt(this.#rules, member);
  }

  /** How an average that is the very double next to a member's threshold stands to the threshold: below 0, 0 or above 0. */
  compareDouble(member: number): number {
    if (this.#roundings[member] === 0) {
      const sign = Math.sign(compareTied(doubleAt(this.thresholds, member), this.ruleOf(member).threshold));
      this.#roundings[member] = sign + 2;
    }
    return byteAt(this.#roundings, member) - 2;
  }

  /** A member's one condition, the same object however often it is told of. */
  conditionsOf(member: number): readonly Condition[] {
    const known = this.#conditions[member];
    if (known !== undefined) return known;
    const { comparator, threshold, stepSize: step } = this.ruleOf(member);
    const conditions = [{ comparator, threshold, step }];
    this.#conditions[member] = conditions;
    return conditions;
  }

  #read(group: number): boolean {
    const end = this.#index.startOf(group + 1);
    for (let member = this.#index.startOf(group); member < end; member += 1) {
      if (!this.#write(member, this.#index.ruleOf(member))) return false;
    }
    return true;
  }

  #write(member: number, rule: Rule): boolean {
    if (rule.type !== "threshold" || rule.metricSource === "PROMETHEUS" || rule.enabled === false) return false;
    const threshold = nearestDouble(rule.threshold);
    if (!isSoundRule(rule) || !Number.isInteger(rule.cooldownSeconds)) return false;
    if (rule.maxAgeSeconds !== undefined || !Number.isInteger(rule.priority ?? 0)) return false;
    if ((rule.aggregation ?? "average") !== "average") return false;
    this.#rules[member] = rule;
    this.holdsOn[member] = HOLDS_ON[rule.comparator];
    this.thresholds[member] = threshold;
    this.steps[member] = rule.stepSize;
    this.floors[member] = rule.minReplicas ?? Number.NEGATIVE_INFINITY;
    this.ceilings[member] = rule.maxReplicas ?? Number.POSITIVE_INFINITY;
    this.cooldowns[member] = rule.cooldownSeconds;
    return true;
  }
}
