import { after, type Instant } from "../model/instant.ts";
import { priorityOf } from "../rules/rule-index.ts";
import { DIRECTIONS, FLAGS } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt, signedByteAt } from "../util/columns.ts";
import { isCooling } from "./clock.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { STOPPED, targetOf, tryRule } from "./try-rule.ts";
import { VERDICTS } from "./verdict.ts";

/** One endpoint whose rules have to agree. */
interface Vote {
  readonly cycle: Cycle;
  readonly constraints: EndpointConstraints;
  /** Its rules, from the first up to the end. */
  readonly first: number;
  readonly end: number;
  /** Its rules that hold: in `cycle.matched`, from `first` up to here. */
  readonly matchedEnd: number;
  readonly replicas: number;
}

/**
 * Every rule starts from the endpoint's count, and their order does not matter. The highest proposal to scale out wins. The
 * count falls only where no rule objects, every signal consents and the pace allows it; then to the highest of the bids.
 *
 * @returns the count that the rules settle on
 */
export function agree(
  cycle: Cycle,
  constraints: EndpointConstraints,
  endpoint: number,
  replicas: number,
): number {
  const { firstRule } = cycle.program.index;
  const first = integerAt(firstRule, endpoint);
  const matchedEnd = first + integerAt(cycle.matchedCounts, endpoint);
  let risesFree = 0;
  let fallsFree = 0;
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(cycle.matched, nth);
    if (tryRule(cycle, constraints, rule, replicas) === STOPPED) continue;
    if (leads(cycle, rule, DIRECTIONS.out)) risesFree += 1;
    else fallsFree += 1;
  }
  if (risesFree === 0 && fallsFree === 0) return replicas;
  const end = integerAt(firstRule, endpoint + 1);
  const vote: Vote = { cycle, constraints, first, end, matchedEnd, replicas };
  const risen = risesFree === 0 ? replicas : rise(vote);
  const fallen = fallsFree === 0 ? replicas : fall(vote);
  return risen === replicas ? fallen : risen;
}

/** The highest proposal wins; one on a signal whose upper tier cools down waits for that. */
function rise(vote: Vote): number {
  const { cycle, replicas } = vote;
  const tiers = new Map<number, number>();
  for (const rule of matchedWith(vote, DIRECTIONS.out, VERDICTS.coolingRule)) {
    const signal = signalOf(cycle, rule);
    const top = tiers.get(signal);
    if (top === undefined || beats(vote, rule, top, 1)) tiers.set(signal, rule);
  }
  let winner = -1;
  for (const rule of matchedWith(vote, DIRECTIONS.out, VERDICTS.triggered)) {
    const upper = tiers.get(signalOf(cycle, rule));
    if (upper !== undefined && proposalOf(vote, upper) >= proposalOf(vote, rule))
      give(cycle, rule, VERDICTS.coolingSignal, upper);
    else if (winner < 0 || beats(vote, rule, winner, 1)) winner = rule;
  }
  if (winner < 0) return replicas;
  for (const rule of matchedWith(vote, DIRECTIONS.out, VERDICTS.triggered)) {
    if (rule !== winner) give(cycle, rule, VERDICTS.outbid, winner);
  }
  return proposalOf(vote, winner);
}

/** The highest bid wins, a signal's bid being its deepest proposal, unless something keeps the count from falling. */
function fall(vote: Vote): number {
  const { cycle, replicas } = vote;
  const free = matchedWith(vote, DIRECTIONS.in, VERDICTS.triggered);
  const obstacle = obstacleTo(vote);
  if (obstacle !== null) {
    for (const rule of free) give(cycle, rule, obstacle.verdict, obstacle.by);
    return replicas;
  }
  const bids = new Map<number, number>();
  for (const rule of free) {
    const signal = signalOf(cycle, rule);
    const deepest = bids.get(signal);
    if (deepest === undefined || beats(vote, rule, deepest, -1)) bids.set(signal, rule);
  }
  let winner = -1;
  for (const rule of bids.values()) if (winner < 0 || beats(vote, rule, winner, 1)) winner = rule;
  for (const rule of free) if (rule !== winner) give(cycle, rule, VERDICTS.outbid, winner);
  return proposalOf(vote, winner);
}

/** What keeps the count from falling: an objection, before a missing consent, before the pace. Null for nothing. */
function obstacleTo(vote: Vote): { readonly verdict: number; readonly by: number } | null {
  const { cycle, constraints, first, matchedEnd } = vote;
  let objector = -1;
  const consenting = new Set<number>();
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(cycle.matched, nth);
    if (leads(cycle, rule, DIRECTIONS.out)) objector = smallerId(cycle, objector, rule);
    else if (leads(cycle, rule, DIRECTIONS.in)) consenting.add(signalOf(cycle, rule));
  }
  if (objector >= 0) return { verdict: VERDICTS.objected, by: objector };

  let refuser = -1;
  let pacer = -1;
  for (let rule = first; rule < vote.end; rule += 1) {
    if ((byteAt(cycle.program.flags, rule) & FLAGS.canLower) === 0) continue;
    const verdict = byteAt(cycle.verdicts, rule);
    if (verdict === VERDICTS.disabled) continue;
    const isFaulty = verdict === VERDICTS.faulty || verdict === VERDICTS.faultyTime;
    if (isFaulty || !consenting.has(signalOf(cycle, rule)))
      refuser = smallerId(cycle, refuser, rule);
    const paceEnd = paceEndOf(cycle, constraints, rule);
    if (paceEnd !== null && isCooling(cycle.clock, paceEnd)) pacer = smallerId(cycle, pacer, rule);
  }
  if (refuser >= 0) return { verdict: VERDICTS.unconsented, by: refuser };
  return pacer < 0 ? null : { verdict: VERDICTS.paced, by: pacer };
}

/** When a rule lets the count fall again, counted from its own last trigger or the count's last fall; null: at any time. */
export function paceEndOf(
  { program, lastTriggered }: Cycle,
  { lastIn }: EndpointConstraints,
  rule: number,
): Instant | null {
  const last = doubleAt(lastTriggered, rule);
  if (Number.isNaN(last) && lastIn === null) return null;
  const from = Math.max(
    Number.isNaN(last) ? Number.NEGATIVE_INFINITY : last,
    lastIn ?? Number.NEGATIVE_INFINITY,
  );
  return after(from, doubleAt(program.cooldowns, rule));
}

/** The rules that hold with a branch in a direction, and have a verdict. */
function matchedWith(
  { cycle, first, matchedEnd }: Vote,
  direction: number,
  verdict: number,
): number[] {
  const rules: number[] = [];
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(cycle.matched, nth);
    if (byteAt(cycle.verdicts, rule) === verdict && leads(cycle, rule, direction)) rules.push(rule);
  }
  return rules;
}

function leads({ program, branches }: Cycle, rule: number, direction: number): boolean {
  return signedByteAt(program.directions, integerAt(branches, rule)) === direction;
}

/** The count that a rule that holds proposes. */
function proposalOf({ cycle, constraints, replicas }: Vote, rule: number): number {
  return targetOf(cycle, constraints, rule, replicas);
}

/** Whether a rule's proposal beats another's: the higher one (`sign` 1) or the deeper one (−1), priority, smaller id. */
function beats(vote: Vote, one: number, other: number, sign: 1 | -1): boolean {
  const difference = (proposalOf(vote, one) - proposalOf(vote, other)) * sign;
  if (difference !== 0) return difference > 0;
  const { index } = vote.cycle.program;
  const byPriority = priorityOf(index.ruleOf(one)) - priorityOf(index.ruleOf(other));
  return byPriority === 0 ? index.ruleOf(one).id < index.ruleOf(other).id : byPriority > 0;
}

/** The rule with the smaller id; −1 stands for no rule. */
function smallerId({ program: { index } }: Cycle, one: number, other: number): number {
  return one < 0 || index.ruleOf(other).id < index.ruleOf(one).id ? other : one;
}

function signalOf({ program, readings }: Cycle, rule: number): number {
  return program.signalOf(
    rule,
    (slot) => readings.has(slot) || readings.missingReason(slot) !== null,
  );
}

function give({ verdicts, by }: Cycle, rule: number, verdict: number, because: number): void {
  verdicts[rule] = verdict;
  by[rule] = because;
}
