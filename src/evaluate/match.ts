import { isSoundCoverage } from "../check/metric-faults.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import { isInstant, microseconds } from "../model/instant.ts";
import type { Coverage } from "../model/metric.ts";
import { FLAGS, NOT_PLAIN, type RuleProgram, UNUSUAL } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt } from "../util/columns.ts";
import type { EndpointConstraints } from "./constraints.ts";
import { coverageGap } from "./coverage.ts";
import type { Cycle } from "./cycle.ts";
import { slotReadBy } from "./readings.ts";
import { isFaulty, VERDICTS } from "./verdict.ts";

/**
 * The first phase, which looks at no count: finds whether a branch of each rule holds, and which. Writes the verdicts and
 * branches of the rules of the endpoints from `first` up to `end`, and lists the rules that hold.
 */
export function match(cycle: Cycle, first: number, end: number): void {
  const { program, readings, verdicts, branches, matched, matchedCounts } = cycle;
  const { flags, firstBranch, index } = program;
  const { slots, firstRule } = index;
  const { doubles } = readings;
  const notPlain = cycle.faultyTimes === null ? NOT_PLAIN : FLAGS.rule;
  let rule = integerAt(firstRule, first);
  for (let endpoint = first; endpoint < end; endpoint += 1) {
    const last = integerAt(firstRule, endpoint + 1);
    let next = rule;
    const start = rule;
    for (; rule < last; rule += 1) {
      const slot = integerAt(slots, rule);
      const double = doubleAt(doubles, slot);
      if ((byteAt(flags, rule) & notPlain) !== 0 || Number.isNaN(double)) {
        const verdict = matchNotPlain(cycle, rule, slot, double);
        verdicts[rule] = verdict;
        if (verdict === VERDICTS.holds || verdict === VERDICTS.uncovered) {
          matched[next] = rule;
          next += 1;
        }
        continue;
      }
      const branch = integerAt(firstBranch, rule);
      if (!holds(cycle, rule, branch, slot, double)) {
        verdicts[rule] = VERDICTS.notMet;
        continue;
      }
      verdicts[rule] = VERDICTS.holds;
      branches[rule] = branch;
      matched[next] = rule;
      next += 1;
    }
    matchedCounts[endpoint] = next - start;
  }
}

/** One rule of any kind. Most of them compare the average of their metric, with one threshold or two, and look at its age. */
function matchNotPlain(cycle: Cycle, rule: number, slot: number, double: number): number {
  const { program, branches, faultyTimes } = cycle;
  const flags = byteAt(program.flags, rule);
  if ((flags & UNUSUAL) !== 0 || faultyTimes !== null || Number.isNaN(double))
    return matchUnusual(cycle, rule);
  const age = (flags & FLAGS.maxAge) === 0 ? null : ageVerdict(cycle, rule, slot);
  if (age !== null) return age;
  const branch = branchHeld(cycle, rule, slot, double);
  if (branch === NO_BRANCH) return VERDICTS.notMet;
  branches[rule] = branch;
  return VERDICTS.holds;
}

/** The first of a rule's branches that holds for the average of a slot, whose double is not NaN. */
function branchHeld(cycle: Cycle, rule: number, slot: number, double: number): number {
  const { firstBranch } = cycle.program;
  const end = integerAt(firstBranch, rule + 1);
  for (let branch = integerAt(firstBranch, rule); branch < end; branch += 1) {
    if (holds(cycle, rule, branch, slot, double)) return branch;
  }
  return NO_BRANCH;
}

/** Whether a branch holds for the average of a slot, whose double is not NaN. */
function holds(cycle: Cycle, rule: number, branch: number, slot: number, double: number): boolean {
  const { program } = cycle;
  const side = sideOf(program, branch, double);
  return holdsOn(program, branch, side === TIED ? signOfTie(cycle, rule, branch, slot) : side);
}

/** What {@link sideOf} gives where the doubles are equal, so that the decimals have to be compared. */
const TIED = 0;

/** On which side of the threshold of a branch a double is: −1 below, 1 above. Rounding to a double keeps the order. */
function sideOf({ thresholds }: RuleProgram, branch: number, double: number): number {
  const threshold = doubleAt(thresholds, branch);
  return double < threshold ? -1 : double > threshold ? 1 : TIED;
}

/** Whether a branch holds on a side of its threshold. */
function holdsOn(program: RuleProgram, branch: number, side: number): boolean {
  return (byteAt(program.holdsOn, branch) & (1 << (side + 1))) !== 0;
}

/** One rule with all that may be out of the ordinary, in the order of work: what stops it first is its verdict. */
function matchUnusual(cycle: Cycle, rule: number): number {
  const { program, readings } = cycle;
  const obstacle = ruleObstacle(cycle, rule);
  if (obstacle !== null) return obstacle;
  const slot = slotReadBy(program, readings, rule);
  return readingFault(cycle, rule, slot) ?? compare(cycle, rule, slot);
}

/** What keeps a rule from being evaluated at all; null for nothing. */
export function ruleObstacle({ program, faultyTimes }: Cycle, rule: number): number | null {
  const flags = byteAt(program.flags, rule);
  if ((flags & FLAGS.disabled) !== 0) return VERDICTS.disabled;
  if ((flags & FLAGS.faulty) !== 0) return VERDICTS.faulty;
  const hasFaultyTime = faultyTimes?.has(program.index.ruleOf(rule).id) === true;
  return hasFaultyTime ? VERDICTS.faultyTime : null;
}

/** What keeps a rule from comparing the average of a slot: it is missing, too old, contradicted, or its coverage is invalid; null for nothing. */
function readingFault(cycle: Cycle, rule: number, slot: number): number | null {
  const { program, readings } = cycle;
  if (!readings.has(slot)) return VERDICTS.noMetric;
  const flags = byteAt(program.flags, rule);
  const isContested = readings.isContested(slot);
  // Of averages that contradict each other none says how many replicas reported.
  const isAsked = (flags & FLAGS.coverage) !== 0 && !isContested;
  const coverage = isAsked ? coverageFault(readings.coverageAt(slot)) : null;
  if (coverage !== null) return coverage;
  const age = (flags & FLAGS.maxAge) === 0 ? null : ageVerdict(cycle, rule, slot);
  if (age !== null) return age;
  if (isContested) return VERDICTS.conflict;
  // A rule that compares nothing finds nothing wrong with NaN.
  const isNumber = !Number.isNaN(doubleAt(readings.doubles, slot));
  return isNumber || !hasBranches(program, rule) ? null : VERDICTS.notANumber;
}

/** What keeps a rule from comparing its average, whatever became of the rule; null for nothing. */
export function readingFaultOf(cycle: Cycle, rule: number): number | null {
  return readingFault(cycle, rule, slotReadBy(cycle.program, cycle.readings, rule));
}

/** For a rule that asks how many replicas reported, an average over no replica is no average. */
function coverageFault(coverage: Coverage | undefined): number | null {
  if (coverage === undefined) return null;
  if (!isSoundCoverage(coverage)) return VERDICTS.notANumber;
  const { reported, of } = coverage;
  return Math.min(reported, of) === 0 ? VERDICTS.noMetric : null;
}

/** What is wrong with the age of a rule's average; null for nothing. One from the future is as old as it is ahead. */
function ageVerdict(
  { program, readings, clock }: Cycle,
  rule: number,
  slot: number,
): number | null {
  const at = readings.timeAt(slot);
  if (at === undefined) return null;
  if (!isInstant(at)) return VERDICTS.notAnInstant;
  const age = Math.abs(clock.micros - microseconds(at));
  return age <= Math.round(doubleAt(program.maxAges, rule) * 1e6) ? null : VERDICTS.stale;
}

function compare(cycle: Cycle, rule: number, slot: number): number {
  const { program, readings, branches } = cycle;
  const branch = branchHeld(cycle, rule, slot, doubleAt(readings.doubles, slot));
  if (branch === NO_BRANCH) return VERDICTS.notMet;
  branches[rule] = branch;
  if ((byteAt(program.flags, rule) & FLAGS.coverage) === 0) return VERDICTS.holds;
  const condition = program.conditionOf(rule, branch);
  const value = readings.valueAt(slot);
  const gap = coverageGap(program.index.ruleOf(rule), condition, value, readings.coverageAt(slot));
  return gap === null ? VERDICTS.holds : VERDICTS.uncovered;
}

function hasBranches({ firstBranch }: RuleProgram, rule: number): boolean {
  return integerAt(firstBranch, rule) < integerAt(firstBranch, rule + 1);
}

/** What stands for a branch where none holds. */
const NO_BRANCH = -1;

/** The first of a rule's branches that holds for an average, given with the double next to it, which is not NaN. */
export function branchThatHolds(
  program: RuleProgram,
  rule: number,
  double: number,
  average: DecimalLike,
): number {
  const end = integerAt(program.firstBranch, rule + 1);
  for (let branch = integerAt(program.firstBranch, rule); branch < end; branch += 1) {
    const side = sideOf(program, branch, double);
    if (holdsOn(program, branch, side === TIED ? program.signOfTie(rule, branch, average) : side))
      return branch;
  }
  return NO_BRANCH;
}

function signOfTie(
  { program, readings }: Cycle,
  rule: number,
  branch: number,
  slot: number,
): number {
  return program.signOfTie(rule, branch, readings.valueAt(slot));
}

/**
 * Changes the verdicts of the rules of an endpoint that is faulty, or paused in both directions: none of them holds then, and
 * nothing is learned.
 */
export function block(
  { program, verdicts, matchedCounts, learned }: Cycle,
  { fault }: EndpointConstraints,
  endpoint: number,
): void {
  // What it had learned before the second of two endpoints with its id was found, or before its pause.
  if (endpoint < learned.length) learned[endpoint] = undefined;
  const { firstRule } = program.index;
  const end = integerAt(firstRule, endpoint + 1);
  for (let rule = integerAt(firstRule, endpoint); rule < end; rule += 1) {
    const verdict = byteAt(verdicts, rule);
    if (verdict === VERDICTS.disabled) continue;
    if (fault !== null) verdicts[rule] = VERDICTS.faulty;
    else if (!isFaulty(verdict)) verdicts[rule] = VERDICTS.pausedEndpoint;
  }
  matchedCounts[endpoint] = 0;
}
