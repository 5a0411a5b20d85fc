import { isSoundButThresholds, ruleAsksForMore, ruleFaults } from "../check/rule-faults.ts";
import { compareTied, nearestDouble } from "../decimal/exact.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { Fault } from "../model/fault.ts";
import type { EndpointId } from "../model/ids.ts";
import { RULE_TYPES, type Rule } from "../model/rule.ts";
import type { Condition } from "../model/rule-outcome.ts";
import { byteAt, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import {
  branchesOf,
  conditionOf,
  directionOf,
  eachBranch,
  HOLDS_ON,
  type OnBranch,
} from "./branch.ts";
import { distinctRules } from "./distinct-rules.ts";
import { RuleIndex } from "./rule-index.ts";

/** How a rule differs from the usual one, which is enabled and sound, has one branch and reads its endpoint's average of any age. */
export const FLAGS = {
  /** Switched off. */
  disabled: 1,
  /** Faulty; {@link RuleProgram.faultOf} says how. */
  faulty: 2,
  /** It has no branch, or several. */
  branches: 4,
  /** It may have an answer to a query of its own. */
  ownQuery: 8,
  /** It has a greatest age of its average. */
  maxAge: 16,
  /** It can lower the count, or it is faulty and might. Only `agreement` looks at it. */
  canLower: 32,
  /** Every rule has it. */
  rule: 64,
  /** It asks how many replicas its average covers. */
  coverage: 128,
} as const;

/** What the rules of an endpoint ask for beyond those of Backend.AI. */
export const NEEDS = {
  /** One of them has to remember something. */
  memory: 1,
  /** A fall has to be checked against one of them. */
  projection: 2,
} as const;

/** The flags of a rule that does not simply compare the average of its metric, if there is one. */
export const UNUSUAL = FLAGS.disabled | FLAGS.faulty | FLAGS.ownQuery | FLAGS.coverage;

/** The flags of a rule that does more than to compare that average with one threshold. */
export const NOT_PLAIN = UNUSUAL | FLAGS.branches | FLAGS.maxAge;

/** A direction as a number, for columns. */
export const DIRECTIONS = { out: 1, none: 0, in: -1 } as const;

/**
 * The rules of many endpoints, compiled: all that they say, in columns, which match and settle read.
 *
 * Made once for rules that are evaluated many times. Rule `r` has the branches from `firstBranch[r]` up to
 * `firstBranch[r + 1]`, in the order in which they are tried.
 */
export class RuleProgram {
  readonly index: RuleIndex;
  /** By rule. */
  readonly flags: Uint8Array;
  readonly firstBranch: Int32Array;
  /** By rule: its bounds; an absent one is infinite. */
  readonly floors: Float64Array;
  readonly ceilings: Float64Array;
  /** By rule, in seconds. */
  readonly cooldowns: Float64Array;
  readonly maxAges: Float64Array;
  /** By branch: on which signs of average − threshold it holds, a bit for each: below, equal, above. */
  readonly holdsOn: Uint8Array;
  /** By branch: the double next to the threshold. */
  readonly thresholds: Float64Array;
  /** By branch: what it adds to the count. Of a band the step the other way may be 2^31. */
  readonly steps: Float64Array;
  /** By branch: one of {@link DIRECTIONS}. */
  readonly directions: Int8Array;
  /** By endpoint: {@link NEEDS}. Null: no endpoint needs anything. */
  readonly needs: Uint8Array | null;
  /** Endpoints whose rules contradict each other, with the fault. */
  readonly spoiled: ReadonlyMap<EndpointId, Fault>;

  /** By rule of the index: its place in the input; null where none was left out. */
  readonly #inputs: readonly number[] | null;
  readonly #faults = new Map<number, Fault>();
  readonly #conditions: (readonly Condition[] | undefined)[];
  /** By branch: how the double next to its threshold stands to the threshold: 1 below, 2 equal, 3 above; 0: not asked yet. */
  readonly #roundings: Uint8Array;
  /** By rule: the slot that stands for the query that it names; −1 where it names none. Null: no rule names one. */
  readonly #querySignals: Int32Array | null;

  constructor(given: readonly Rule[]) {
    const { rules, inputs, spoiled } = distinctRules(given);
    this.spoiled = spoiled;
    this.#inputs = inputs;
    this.index = new RuleIndex(rules);
    const { ruleCount } = this.index;
    const branchCount = countBranches(rules);
    this.flags = new Uint8Array(ruleCount);
    this.firstBranch = new Int32Array(ruleCount + 1);
    this.floors = new Float64Array(ruleCount);
    this.ceilings = new Float64Array(ruleCount);
    this.cooldowns = new Float64Array(ruleCount);
    this.maxAges = new Float64Array(ruleCount);
    this.holdsOn = new Uint8Array(branchCount);
    this.thresholds = new Float64Array(branchCount);
    this.steps = new Float64Array(branchCount);
    this.directions = new Int8Array(branchCount);
    this.#conditions = new Array(ruleCount);
    this.#roundings = new Uint8Array(branchCount);
    const { isAsking, namesQueries } = this.#write();
    this.needs = isAsking ? this.#findNeeds() : null;
    this.#querySignals = namesQueries ? this.#numberQueries() : null;
  }

  /** The index of a rule in the input. */
  inputOf(rule: number): number {
    const place = integerAt(this.index.inputs, rule);
    return this.#inputs === null ? place : itemAt(this.#inputs, place);
  }

  /** What is wrong with a rule whose flags say `faulty`. */
  faultOf(rule: number): Fault | undefined {
    return this.#faults.get(rule);
  }

  /** A rule's branches as outcomes show them: the same objects however often they are asked for. */
  conditionsOf(rule: number): readonly Condition[] {
    const known = this.#conditions[rule];
    if (known !== undefined) return known;
    const conditions = branchesOf(this.index.ruleOf(rule)).map(conditionOf);
    this.#conditions[rule] = conditions;
    return conditions;
  }

  /** One of a rule's branches as outcomes show it. */
  conditionOf(rule: number, branch: number): Condition {
    return itemAt(this.conditionsOf(rule), branch - integerAt(this.firstBranch, rule));
  }

  /** The sign of average − threshold where the double next to the average is that next to the threshold of a branch. */
  signOfTie(rule: number, branch: number, average: DecimalLike): number {
    if (typeof average !== "number") {
      return Math.sign(compareTied(average, this.conditionOf(rule, branch).threshold));
    }
    if (byteAt(this.#roundings, branch) === 0) {
      this.#roundings[branch] =
        Math.sign(compareTied(average, this.conditionOf(rule, branch).threshold)) + 2;
    }
    return byteAt(this.#roundings, branch) - 2;
  }

  /**
   * The signal that a rule compares, by a slot that stands for it: rules of one signal have the same.
   *
   * @param said - what is known of slots: a rule's own query counts where there is an average, or a reason for none
   */
  signalOf(
    rule: number,
    said: { has(slot: number): boolean; missingReason(slot: number): unknown },
  ): number {
    const own = integerAt(this.index.ownSlots, rule);
    const shared = integerAt(this.index.slots, rule);
    if (own < 0) return shared;
    const query = this.#querySignals === null ? -1 : integerAt(this.#querySignals, rule);
    if (query >= 0) return query;
    return said.has(own) || said.missingReason(own) !== null ? own : shared;
  }

  /** Fills the columns, and says whether any rule asks for more than those of Backend.AI, and whether any names its query. */
  #write(): { readonly isAsking: boolean; readonly namesQueries: boolean } {
    let isAsking = false;
    let namesQueries = false;
    let branch = 0;
    let flags = 0;
    let isDecimal = true;
    const add: OnBranch = (_, comparator, threshold, step) => {
      const double = nearestDouble(threshold);
      isDecimal &&= !Number.isNaN(double);
      this.thresholds[branch] = double;
      // What is no text may throw where it is made a key.
      this.holdsOn[branch] = typeof comparator === "string" ? HOLDS_ON[comparator] : 0;
      const by = typeof step === "number" ? step : 0;
      this.steps[branch] = by;
      this.directions[branch] = DIRECTIONS[directionOf(by) ?? "none"];
      // A step that is no number might lower the count.
      if (typeof step !== "number" || !(step >= 0)) flags |= FLAGS.canLower;
      branch += 1;
    };
    for (let rule = 0; rule < this.index.ruleCount; rule += 1) {
      const given = this.index.ruleOf(rule);
      const first = branch;
      flags = FLAGS.rule;
      isDecimal = true;
      this.firstBranch[rule] = branch;
      eachBranch(given, add);
      if (branch !== first + 1) flags |= FLAGS.branches;
      if (given.enabled === false) flags |= FLAGS.disabled;
      if (integerAt(this.index.ownSlots, rule) >= 0) {
        flags |= FLAGS.ownQuery;
        namesQueries ||= namesQuery(given);
      }
      if (given.maxAgeSeconds !== undefined) flags |= FLAGS.maxAge;
      const asks = ruleAsksForMore(given);
      isAsking ||= asks;
      if (asks && asksForCoverage(given)) flags |= FLAGS.coverage;
      const fault =
        isDecimal && isSoundButThresholds(given, asks)
          ? undefined
          : ruleFaults(given, this.inputOf(rule))[0];
      if (fault === undefined) {
        this.floors[rule] = given.minReplicas ?? Number.NEGATIVE_INFINITY;
        this.ceilings[rule] = given.maxReplicas ?? Number.POSITIVE_INFINITY;
        this.cooldowns[rule] = given.cooldownSeconds;
        this.maxAges[rule] = given.maxAgeSeconds ?? Number.POSITIVE_INFINITY;
      } else {
        this.#faults.set(rule, fault);
        flags |= FLAGS.faulty;
        // A rule of unknown type might lower the count.
        if (!RULE_TYPES.includes(given.type)) flags |= FLAGS.canLower;
      }
      this.flags[rule] = flags;
    }
    this.firstBranch[this.index.ruleCount] = branch;
    return { isAsking, namesQueries };
  }

  #findNeeds(): Uint8Array | null {
    const { endpoints, firstRule } = this.index;
    let needs: Uint8Array | null = null;
    for (let endpoint = 0; endpoint < endpoints.length; endpoint += 1) {
      const end = integerAt(firstRule, endpoint + 1);
      for (let rule = integerAt(firstRule, endpoint); rule < end; rule += 1) {
        const own = needsOf(this.index.ruleOf(rule));
        if (own === 0) continue;
        needs ??= new Uint8Array(endpoints.length);
        needs[endpoint] = byteAt(needs, endpoint) | own;
      }
    }
    return needs;
  }

  /** For each rule that names a query, the slot of the first rule of its endpoint that names the same one. */
  #numberQueries(): Int32Array {
    const { endpoints, firstRule, ownSlots, ruleCount } = this.index;
    const signals = new Int32Array(ruleCount).fill(-1);
    for (let endpoint = 0; endpoint < endpoints.length; endpoint += 1) {
      const first = new Map<string, number>();
      const end = integerAt(firstRule, endpoint + 1);
      for (let rule = integerAt(firstRule, endpoint); rule < end; rule += 1) {
        const given = this.index.ruleOf(rule);
        if (!namesQuery(given)) continue;
        const signal = first.get(given.queryPresetId) ?? integerAt(ownSlots, rule);
        first.set(given.queryPresetId, signal);
        signals[rule] = signal;
      }
    }
    return signals;
  }
}

/** How many branches rules have together. */
function countBranches(rules: readonly Rule[]): number {
  let count = 0;
  const add: OnBranch = () => {
    count += 1;
  };
  for (let index = 0; index < rules.length; index += 1) eachBranch(itemAt(rules, index), add);
  return count;
}

function asksForCoverage({ minCoverage, unreported }: Rule): boolean {
  return minCoverage !== undefined || unreported !== undefined;
}

function needsOf({ forSeconds, onFailure, scales, enabled }: Rule): number {
  if (enabled === false) return 0;
  const remembers = forSeconds !== undefined || onFailure !== undefined;
  return (remembers ? NEEDS.memory : 0) | (scales === undefined ? 0 : NEEDS.projection);
}

/** Whether a rule is answered by a query of its own name, which only rules on PROMETHEUS are. */
export function namesQuery(rule: Rule): rule is Rule & { readonly queryPresetId: string } {
  return rule.metricSource === "PROMETHEUS" && typeof rule.queryPresetId === "string";
}
