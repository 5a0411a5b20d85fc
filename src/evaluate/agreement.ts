import { after, type Instant } from "../model/instant.ts";
import { priorityOf } from "../rules/rule-index.ts";
import { DIRECTIONS, FLAGS } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt } from "../util/columns.ts";
import { isCooling } from "./clock.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { directionOf, STOPPED, targetOf, tryRule } from "./try-rule.ts";
import { isFaulty, VERDICTS, voiceOf } from "./verdict.ts";

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
    if (directionOf(cycle, rule, replicas) === DIRECTIONS.out) risesFree += 1;
    else fallsFree += 1;
  }
  if (risesFree === 0 && fallsFree === 0) return replicas;
  const end = integerAt(firstRule, endpoint + 1);
  const vote: Vote = { cycle, constraints, first, end, matchedEnd, replicas };
  const raiser = risesFree === 0 ? NO_RULE : rise(vote);
  const lowerer = fallsFree === 0 ? NO_RULE : fall(vote, raiser);
  const winner = raiser === NO_RULE ? lowerer : raiser;
  return winner === NO_RULE ? replicas : proposalOf(vote, winner);
}

const NO_RULE = -1;

/**
 * The highest proposal wins; one on a signal whose upper tier cools down waits for that.
 *
 * @returns the rule that wins; {@link NO_RULE} for none
 */
function rise(vote: Vote): number {
  const { cycle } = vote;
  const tiers = new Map<number, number>();
  for (const rule of matchedWith(vote, DIRECTIONS.out, VERDICTS.coolingRule)) {
    const signal = signalOf(cycle, rule);
    const top = tiers.get(signal);
    if (top === undefined || beats(vote, rule, top, 1)) tiers.set(signal, rule);
  }
  for (const rule of matchedWith(vote, DIRECTIONS.out, VERDICTS.triggered)) {
    const upper = tiers.get(signalOf(cycle, rule));
    if (upper !== undefined && proposalOf(vote, upper) >= proposalOf(vote, rule))
      give(cycle, rule, VERDICTS.coolingSignal, upper);
  }
  const free = freeIn(vote, DIRECTIONS.out);
  let winner = NO_RULE;
  for (const rule of free) if (winner === NO_RULE || beats(vote, rule, winner, 1)) winner = rule;
  for (const rule of free) if (rule !== winner) supersede(cycle, rule, "outbid", winner);
  return winner;
}

/**
 * The highest bid wins, a signal's bid being its deepest proposal, unless something keeps the count from falling.
 *
 * @param raiser - the rule that raises the count, and so outbids all of them; {@link NO_RULE} for none
 * @returns the rule that wins; {@link NO_RULE} for none
 */
function fall(vote: Vote, raiser: number): number {
  const { cycle } = vote;
  const free = freeIn(vote, DIRECTIONS.in);
  const obstacle = obstacleTo(vote);
  if (obstacle !== null) {
    for (const rule of free) supersede(cycle, rule, obstacle.reason, obstacle.by);
    return NO_RULE;
  }
  const bids = new Map<number, number>();
  for (const rule of free) {
    const signal = signalOf(cycle, rule);
    const deepest = bids.get(signal);
    if (deepest === undefined || beats(vote, rule, deepest, -1)) bids.set(signal, rule);
  }
  let winner = raiser;
  if (raiser === NO_RULE)
    for (const rule of bids.values())
      if (winner === NO_RULE || beats(vote, rule, winner, 1)) winner = rule;
  for (const rule of free) if (rule !== winner) supersede(cycle, rule, "outbid", winner);
  return winner;
}

/** Why a proposal did not win, and the verdict of a rule that holds, or falls back. */
const REASONS = {
  outbid: [VERDICTS.outbid, VERDICTS.fallbackOutbid],
  objected: [VERDICTS.objected, VERDICTS.fallbackObjected],
  unconsented: [VERDICTS.unconsented, VERDICTS.fallbackUnconsented],
  paced: [VERDICTS.paced, VERDICTS.fallbackPaced],
} as const;

type Reason = keyof typeof REASONS;

function supersede(cycle: Cycle, rule: number, reason: Reason, because: number): void {
  const [ofCondition, ofFallback] = REASONS[reason];
  const isFallback = byteAt(cycle.verdicts, rule) === VERDICTS.fallback;
  give(cycle, rule, isFallback ? ofFallback : ofCondition, because);
}

/** What keeps the count from falling: an objection, before a missing consent, before the pace. Null for nothing. */
function obstacleTo(vote: Vote): { readonly reason: Reason; readonly by: number } | null {
  const { cycle, constraints, first, matchedEnd, replicas } = vote;
  let objector = -1;
  const consenting = new Set<number>();
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(cycle.matched, nth);
    const voice = voiceOf(byteAt(cycle.verdicts, rule));
    const direction = directionOf(cycle, rule, replicas);
    // A condition that may hold is enough to object, and too little to consent. One that proposes without data never objects.
    if (direction === DIRECTIONS.out && voice !== "fallback")
      objector = smallerId(cycle, objector, rule);
    else if (direction === DIRECTIONS.in && voice !== "may-hold")
      consenting.add(signalOf(cycle, rule));
  }
  if (objector >= 0) return { reason: "objected", by: objector };

  let refuser = -1;
  let pacer = -1;
  for (let rule = first; rule < vote.end; rule += 1) {
    if ((byteAt(cycle.program.flags, rule) & FLAGS.canLower) === 0) continue;
    const verdict = byteAt(cycle.verdicts, rule);
    if (verdict === VERDICTS.disabled) continue;
    if (isFaulty(verdict) || !consenting.has(signalOf(cycle, rule)))
      refuser = smallerId(cycle, refuser, rule);
    const paceEnd = paceEndOf(cycle, constraints, rule);
    if (paceEnd !== null && isCooling(cycle.clock, paceEnd)) pacer = smallerId(cycle, pacer, rule);
  }
  if (refuser >= 0) return { reason: "unconsented", by: refuser };
  return pacer < 0 ? null : { reason: "paced", by: pacer };
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

/** The rules that lead in a direction, and have a verdict. */
function matchedWith(
  { cycle, first, matchedEnd, replicas }: Vote,
  direction: number,
  ...wanted: readonly number[]
): number[] {
  const rules: number[] = [];
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(cycle.matched, nth);
    if (
      wanted.includes(byteAt(cycle.verdicts, rule)) &&
      directionOf(cycle, rule, replicas) === direction
    )
      rules.push(rule);
  }
  return rules;
}

/** The rules that nothing but the other rules keeps from leading in a direction. */
function freeIn(vote: Vote, direction: number): number[] {
  return matchedWith(vote, direction, VERDICTS.triggered, VERDICTS.fallback);
}

/** The count that a rule proposes. */
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
