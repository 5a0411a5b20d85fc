import { after, before, isInstant, microseconds } from "../model/instant.ts";
import { FLAGS, UNUSUAL } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt } from "../util/columns.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { slotReadBy } from "./readings.ts";
import { VERDICTS } from "./verdict.ts";

/**
 * The first phase, which knows no count: whether a branch of each rule holds, and which. Writes verdicts and branches of
 * the rules from `first` up to `end`, and the list of those that hold.
 *
 * @returns how many hold
 */
export function match(cycle: Cycle, constraints: EndpointConstraints, first: number, end: number): number {
  const { program, readings, verdicts, branches, held } = cycle;
  const { flags, firstBranch, thresholds, holdsOn, index } = program;
  const { slots } = index;
  const { doubles } = readings;
  const isUsual = cycle.faultyTimes === null && constraints.fault === null && constraints.paused !== "both";
  let count = 0;
  for (let rule = first; rule < end; rule += 1) {
    held[count] = rule;
    const slot = integerAt(slots, rule);
    const double = doubleAt(doubles, slot);
    if (!isUsual || (byteAt(flags, rule) & UNUSUAL) !== 0 || Number.isNaN(double)) {
      const verdict = matchUnusual(cycle, constraints, rule);
      verdicts[rule] = verdict;
      if (verdict === VERDICTS.holds) count += 1;
      continue;
    }
    const branch = integerAt(firstBranch, rule);
    const threshold = doubleAt(thresholds, branch);
    // Rounding to a double keeps the order, so that only equal doubles need the decimals.
    const sign = double < threshold ? -1 : double > threshold ? 1 : signOfTie(cycle, rule, branch, slot);
    if ((byteAt(holdsOn, branch) & (1 << (sign + 1))) === 0) {
      verdicts[rule] = VERDICTS.notMet;
      continue;
    }
    verdicts[rule] = VERDICTS.holds;
    branches[rule] = branch;
    count += 1;
  }
  return count;
}

/** One rule with all that may be out of the ordinary, in the order of DESIGN: what stops it first is its verdict. */
function matchUnusual(cycle: Cycle, constraints: EndpointConstraints, rule: number): number {
  const { program, readings } = cycle;
  const flags = byteAt(program.flags, rule);
  if ((flags & FLAGS.disabled) !== 0) return VERDICTS.disabled;
  if (constraints.fault !== null || (flags & FLAGS.faulty) !== 0) return VERDICTS.faulty;
  if (cycle.faultyTimes?.has(program.index.ruleOf(rule).id) === true) return VERDICTS.faultyTime;
  if (constraints.paused === "both") return VERDICTS.pausedEndpoint;

  const slot = slotReadBy(program, readings, rule);
  if (!readings.has(slot)) return VERDICTS.noMetric;
  if ((flags & FLAGS.maxAge) !== 0) {
    const verdict = ageVerdict(cycle, rule, slot);
    if (verdict !== null) return verdict;
  }
  if (readings.isContested(slot)) return VERDICTS.conflict;
  return compare(cycle, rule, slot);
}

/** What is wrong with the age of a rule's average; null for nothing. One from the future is no younger than one as old. */
function ageVerdict({ program, readings, clock }: Cycle, rule: number, slot: number): number | null {
  const at = readings.timeAt(slot);
  if (at === undefined) return null;
  if (!isInstant(at)) return VERDICTS.notAnInstant;
  const maxAge = doubleAt(program.maxAges, rule);
  const isFresh = clock.micros <= microseconds(after(at, maxAge)) && clock.micros >= microseconds(before(at, maxAge));
  return isFresh ? null : VERDICTS.stale;
}

/** The first of a rule's branches that holds is the one that counts. */
function compare(cycle: Cycle, rule: number, slot: number): number {
  const { program, readings } = cycle;
  const first = integerAt(program.firstBranch, rule);
  const end = integerAt(program.firstBranch, rule + 1);
  const double = doubleAt(readings.doubles, slot);
  // A rule that compares nothing finds nothing wrong with NaN.
  if (Number.isNaN(double) && first < end) return VERDICTS.notANumber;
  for (let branch = first; branch < end; branch += 1) {
    const threshold = doubleAt(program.thresholds, branch);
    const sign = double < threshold ? -1 : double > threshold ? 1 : signOfTie(cycle, rule, branch, slot);
    if ((byteAt(program.holdsOn, branch) & (1 << (sign + 1))) === 0) continue;
    cycle.branches[rule] = branch;
    return VERDICTS.holds;
  }
  return VERDICTS.notMet;
}

function signOfTie({ program, readings }: Cycle, rule: number, branch: number, slot: number): number {
  return program.signOfTie(rule, branch, readings.valueAt(slot));
}
