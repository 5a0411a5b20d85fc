import { aNumber, anInteger, aWord, POSITIVE } from "../../fields/expectations.ts";
import { SERVICE_LEVELS } from "../../fields/scenario-domains.ts";
import { fault } from "../../model/fault.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Rule } from "../../model/rule.ts";
import { greatestOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Finding, FindingCode } from "../../verify/answer/finding.ts";
import { finish, type Progress, type WorkOptions } from "../progress.ts";
import { simulateSteps } from "../run/simulate.ts";
import { type Summary, type SummaryOptions, summarize } from "../run/summarize.ts";
import type { Scenario } from "../scenario.ts";
import { ScenarioError } from "../scenario-error.ts";
import { closesGap } from "./gap.ts";
import { differences, replaced, without } from "./rule-differences.ts";
import { errorsOf } from "./rule-errors.ts";
import { repairsOf } from "./rule-repairs.ts";
import { alternatives, rounder, STYLES, styled } from "./rule-variants.ts";
import { defaultServiceLevel, type ServiceLevel, serviceLevelOf } from "./service-level.ts";
import { withFigure } from "./sweep.ts";

/** What recommended rules are to reach. */
export interface Objective extends SummaryOptions, WorkOptions {
  /** The service level to keep, 0 to 1. Absent: 0.99, or 1 of `objectives`, which have shares of their own. */
  readonly target?: number;
  /** What counts as service. Absent: `objectives` where the scenario has any, else `within-objective`. */
  readonly serviceLevel?: ServiceLevel;
  /** Most changes of the count per hour, on average. Absent: no limit. */
  readonly changesPerHour?: number;
  /** Most simulations to search with; to round and prove each change takes a few more. Absent: 300. */
  readonly mostRuns?: number;
}

/** One value that should be another, and what it is good for. */
export interface RecommendedChange {
  readonly ruleId: RuleId;
  readonly field: string;
  readonly from: string;
  readonly to: string;
  /** What would be without this change, all others made. */
  readonly why: string;
}

/** Rules that reach the objective at the lowest cost that was found. */
export interface Recommendation {
  readonly rules: readonly Rule[];
  /** Whether they reach it, and the verifier finds no error in them. */
  readonly isMet: boolean;
  readonly changes: readonly RecommendedChange[];
  /** The errors that the verifier finds in the rules: those of the given rules that could not be removed. */
  readonly errors: readonly Finding[];
  readonly before: Summary;
  readonly after: Summary;
  /** How many simulations it took. */
  readonly runs: number;
}

/**
 * A rule set that was tried. The smaller the score, the better: first what is missing and how badly, then cost, then changes.
 * One with fewer errors is better whatever the scores, one with an error of a new code is worse.
 */
interface Trial {
  readonly rules: readonly Rule[];
  readonly summary: Summary;
  /** The greatest count that the rules asked for. */
  readonly most: number;
  /** The errors that the verifier finds, worked out when somebody asks. */
  readonly errors: () => readonly Finding[];
  /** Whether it reaches neither the target nor keeps to the changes per hour. */
  readonly meetsNothing: boolean;
  readonly score: readonly [missing: number, meanWait: number, replicaHours: number, changes: number];
}

/**
 * Searches thresholds, steps and cooldowns for rules that reach a service level at the fewest replica-hours: a coarse grid
 * over all rules, then one value at a time as long as anything gets better; then every change has to prove itself: those
 * without effect are undone, and thresholds are as round as can be. What adds replicas stays above what removes them.
 *
 * Errors that the verifier finds in the given rules are removed, if need be by bounds: a maximum of twice the greatest count
 * that the traffic led to, a minimum of 1. `errors` has those that could not be removed; no error of another code comes in.
 *
 * Where nothing that it tries meets the target or keeps to `changesPerHour`, the given rules are left as they are.
 *
 * The answer fits the traffic of the scenario. Try it on other traffic, and on another seed, before you trust it.
 *
 * @throws ScenarioError with every fault of the objective, or of the scenario, at once
 * @example
 * const { rules, changes } = recommend(scenario, { target: 0.995, objectiveSeconds: 5 });
 * for (const { ruleId, field, from, to, why } of changes) console.log(`${ruleId}: ${field} ${from} -> ${to} (${why})`);
 */
export function recommend(scenario: Scenario, objective: Objective = {}): Recommendation {
  return finish(recommendSteps(scenario, objective), objective);
}

/** {@link recommend} a step at a time: after each simulation, and now and then within one. */
export function* recommendSteps(scenario: Scenario, objective: Objective = {}): Generator<Progress, Recommendation> {
  const faults = OBJECTIVE.flatMap(({ field, accepts, expects, help }) => {
    const value = objective[field];
    return value === undefined || accepts(value) ? [] : fault(expects, { keys: ["objective", field], value, help });
  });
  if (faults.length > 0) throw new ScenarioError(faults, "the objective is invalid:");
  const search = new Search(scenario, objective);
  const before = yield* search.run(scenario.rules);
  const repaired = yield* search.repair(before);
  const surveyed = yield* search.survey(repaired);
  const improved = yield* search.improve(surveyed);
  // Of two limits that are both missed one can be nearer while the other is further away than with the given rules.
  const found = improved.meetsNothing
    ? repaired
    : yield* search.simplify(yield* search.round(yield* search.simplify(improved)));
  const changes = yield* search.explain(found);
  const { rules, summary: after, score } = found;
  const errors = found.errors();
  const isMet = score[0] === 0 && errors.length === 0;
  return { rules, isMet, changes, errors, before: before.summary, after, runs: search.runs };
}

/** A part of a search, step by step. */
type Steps<Result> = Generator<Progress, Result>;

const isNumber = (value: unknown, least: number, most: number): boolean =>
  typeof value === "number" && value >= least && value <= most;

/** What an objective must be. */
const OBJECTIVE = [
  {
    field: "target",
    accepts: (value: unknown) => isNumber(value, 0, 1),
    expects: aNumber({ min: 0, max: 1 }),
    help: "leave it out for 0.99",
  },
  {
    field: "serviceLevel",
    accepts: (value: unknown) => SERVICE_LEVELS.some((each) => each === value),
    expects: aWord(SERVICE_LEVELS),
    help: "leave it out for the scenario's objectives",
  },
  {
    field: "changesPerHour",
    accepts: (value: unknown) => isNumber(value, 1e-9, Number.POSITIVE_INFINITY),
    expects: POSITIVE,
    help: "leave it out for no limit",
  },
  {
    field: "mostRuns",
    accepts: (value: unknown) => Number.isInteger(value) && isNumber(value, 1, 1e6),
    expects: anInteger(1, 1e6),
    help: "leave it out for 300",
  },
] as const;

class Search {
  runs = 0;
  readonly #scenario: Scenario;
  readonly #objective: Objective;
  readonly #most: number;
  readonly #level: ServiceLevel;
  readonly #tried = new Map<string, Trial>();
  readonly #errors = new Map<string, readonly Finding[]>();
  #givenCodes: ReadonlySet<FindingCode> | null = null;

  constructor(scenario: Scenario, objective: Objective) {
    this.#scenario = scenario;
    this.#objective = objective;
    this.#most = objective.mostRuns ?? 300;
    this.#level = objective.serviceLevel ?? defaultServiceLevel(scenario);
  }

  *run(rules: readonly Rule[]): Steps<Trial> {
    const key = JSON.stringify(rules);
    const known = this.#tried.get(key);
    if (known !== undefined) return known;
    const trial = yield* this.#try(rules);
    this.#tried.set(key, trial);
    return trial;
  }

  *#try(rules: readonly Rule[]): Steps<Trial> {
    const { target = this.#level === "objectives" ? 1 : 0.99, changesPerHour = Number.POSITIVE_INFINITY } =
      this.#objective;
    const steps = simulateSteps({ ...this.#scenario, rules });
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) yield this.#progress;
    const summary = summarize(step.value, this.#objective);
    this.runs += 1;
    yield this.#progress;
    const short = Math.max(0, target - serviceLevelOf(summary, this.#level));
    const hours = summary.seconds / 3600;
    const busy = hours === 0 ? 0 : Math.max(0, summary.changes / hours / changesPerHour - 1);
    const missing = short + busy;
    // On the way to the objective shorter waits show the way, where the level does not move yet.
    const wait = missing > 0 ? summary.meanWaitSeconds : 0;
    return {
      rules,
      summary,
      most: greatestOf([this.#scenario.initialReplicas, ...step.value.desired]),
      errors: onceAsked(() => this.#errorsOf(rules)),
      meetsNothing: short > 0 && busy > 0,
      score: [missing, wait, summary.replicaHours, summary.changes],
    };
  }

  get #progress(): Progress {
    return { done: Math.min(this.runs, this.#most), total: this.#most };
  }

  /** The rules without the errors that repairs and bounds remove. */
  *repair(from: Trial): Steps<Trial> {
    let { rules } = from;
    for (let errors = from.errors(); errors.length > 0; errors = this.#errorsOf(rules)) {
      const better = repairsOf(rules, errors, 2 * from.most).find(
        (each) => this.#burden(this.#errorsOf(each)) < this.#burden(errors),
      );
      if (better === undefined) break;
      rules = better;
    }
    return yield* this.run(rules);
  }

  #errorsOf(rules: readonly Rule[]): readonly Finding[] {
    const key = JSON.stringify(rules);
    const errors = this.#errors.get(key) ?? errorsOf(rules, this.#scenario);
    this.#errors.set(key, errors);
    return errors;
  }

  /** How many errors there are; more than any number of them are those of a code that the given rules have none of. */
  #burden(errors: readonly Finding[]): number {
    this.#givenCodes ??= new Set(this.#errorsOf(this.#scenario.rules).map(({ code }) => code));
    const given = this.#givenCodes;
    return errors.every(({ code }) => given.has(code)) ? errors.length : Number.POSITIVE_INFINITY;
  }

  /** The best of a coarse grid over all rules at once, as one value alone may do nothing while another is in its way. */
  *survey(from: Trial): Steps<Trial> {
    let best = from;
    const grid = STYLES.map((style) => from.rules.map((rule) => styled(rule, style)));
    for (const rules of grid.filter((each) => !closesGap(each, from.rules))) {
      if (this.runs >= this.#most) break;
      const trial = yield* this.run(rules);
      if (this.#isBetter(trial, best)) best = trial;
    }
    return best;
  }

  /** Takes the first value that makes things better, and begins again until none does. */
  *improve(from: Trial): Steps<Trial> {
    let best = from;
    for (let improved = true; improved; ) {
      improved = false;
      for (const [at, rule] of best.rules.entries()) {
        for (const { field, value } of alternatives(rule)) {
          if (this.runs >= this.#most) break;
          const rules = replaced(best.rules, at, withFigure(itemAt(best.rules, at), field, value));
          if (closesGap(rules, this.#scenario.rules)) continue;
          const trial = yield* this.run(rules);
          if (!this.#isBetter(trial, best)) continue;
          best = trial;
          improved = true;
        }
      }
    }
    return best;
  }

  /** Undoes every change that does no good, until each that is left does some. */
  *simplify(found: Trial): Steps<Trial> {
    const { rules: original } = this.#scenario;
    let best = found;
    for (const { at, field } of differences(original, found.rules)) {
      const rules = without(best.rules, original, at, field);
      if (closesGap(rules, original)) continue;
      const trial = yield* this.run(rules);
      if (!this.#isWorth(best, trial)) best = trial;
    }
    return best === found ? found : yield* this.simplify(best);
  }

  /** Gives every threshold that was changed the roundest value with which the rules are as good. */
  *round(found: Trial): Steps<Trial> {
    let best = found;
    for (const { at, field, to } of differences(this.#scenario.rules, found.rules)) {
      if (!field.toLowerCase().includes("threshold")) continue;
      const { rules: given } = best;
      const rounded = rounder(Number(to)).map((value) =>
        replaced(given, at, withFigure(itemAt(given, at), field, value)),
      );
      for (const rules of rounded.filter((each) => !closesGap(each, this.#scenario.rules))) {
        const trial = yield* this.run(rules);
        if (this.#isWorth(best, trial)) continue;
        best = trial;
        break;
      }
    }
    return best;
  }

  /** Every change that is left, and what would be without it. */
  *explain(found: Trial): Steps<readonly RecommendedChange[]> {
    const { rules: original } = this.#scenario;
    const changes: RecommendedChange[] = [];
    for (const { at, ruleId, field, from, to } of differences(original, found.rules)) {
      const rules = without(found.rules, original, at, field);
      const loss = closesGap(rules, original)
        ? "no gap is left between what adds replicas and what removes some"
        : this.#loss(yield* this.run(rules), found);
      changes.push({ ruleId, field, from, to, why: `without it ${loss}` });
    }
    return changes;
  }

  #loss(without: Trial, found: Trial): string {
    const [worst] = without.errors();
    const isWorse = worst !== undefined && this.#burden(without.errors()) > this.#burden(found.errors());
    return isWorse ? `the verifier finds an error (${worst.code}): ${worst.message}` : this.#difference(without, found);
  }

  #difference({ summary: without }: Trial, { summary: found, score }: Trial): string {
    const level = (summary: Summary) => `${(100 * serviceLevelOf(summary, this.#level)).toFixed(2)} %`;
    const wait = (summary: Summary) => `${summary.meanWaitSeconds.toFixed(1)} s`;
    const words = LEVEL_WORDS[this.#level](found);
    const isMissed = score[0] > 0;
    const parts = [
      `${level(without)} ${words} instead of ${level(found)}`,
      ...(isMissed ? [`after a mean wait of ${wait(without)} instead of ${wait(found)}`] : []),
      `at ${without.replicaHours.toFixed(1)} replica-hours instead of ${found.replicaHours.toFixed(1)}`,
      `with ${without.changes} changes instead of ${found.changes}`,
    ];
    return parts.join(", ");
  }

  /** Whether one is so much better that people would tell the two apart: half a percent of the cost is not. */
  #isWorth(one: Trial, other: Trial): boolean {
    const [errors, otherErrors] = [this.#burden(one.errors()), this.#burden(other.errors())];
    if (errors !== otherErrors) return errors < otherErrors;
    const [missing, wait, hours, changes] = one.score;
    const [otherMissing, otherWait, otherHours, otherChanges] = other.score;
    const isMet = missing === 0;
    if (isMet !== (otherMissing === 0)) return isMet;
    if (Math.abs(missing - otherMissing) > 0.0005) return missing < otherMissing;
    if (missing > 0 && Math.abs(wait - otherWait) > 0.005 * otherWait) return wait < otherWait;
    if (Math.abs(hours - otherHours) > 0.005 * otherHours) return hours < otherHours;
    return changes < otherChanges - 1;
  }

  #isBetter(one: Trial, other: Trial): boolean {
    const most = this.#burden(other.errors());
    // Nothing is better than rules without errors but rules without errors: most trials need not be verified.
    if (most === 0) return hasLessScore(one, other) && one.errors().length === 0;
    const errors = this.#burden(one.errors());
    return errors === most ? hasLessScore(one, other) : errors < most;
  }
}

const LEVEL_WORDS = {
  "within-objective": ({ objectiveSeconds }) => `are served within ${objectiveSeconds} s`,
  objectives: () => "of the objectives are kept",
  "enough-replicas": () => "of the time has enough replicas",
} as const satisfies Readonly<Record<ServiceLevel, (summary: Summary) => string>>;

function onceAsked<Result>(work: () => Result): () => Result {
  let known: Result | null = null;
  return () => {
    known ??= work();
    return known;
  };
}

function hasLessScore({ score }: Trial, { score: other }: Trial): boolean {
  for (const [at, figure] of score.entries()) {
    const against = itemAt(other, at);
    if (Math.abs(figure - against) > 1e-9) return figure < against;
  }
  return false;
}
