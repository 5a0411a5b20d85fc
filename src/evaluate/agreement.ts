import { after, type Instant } from "../model/instant.ts";
import { priorityOf } from "../rules/rule-index.ts";
import { DIRECTIONS, FLAGS } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
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
  let canRise = false;
  let canFall = false;
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(cycle.matched, nth);
    if (tryRule(cycle, constraints, rule, replicas) === STOPPED) continue;
    if (directionOf(cycle, rule, replicas) === DIRECTIONS.out) canRise = true;
    else canFall = true;
  }
  if (!canRise && !canFall) return replicas;
  const end = integerAt(firstRule, endpoint + 1);
  const vote: Vote = { cycle, constraints, first, end, matchedEnd, replicas };
  const raiser = canRise ? rise(vote) : NO_RULE;
  const lowerer = canFall ? fall(vote, raiser) : NO_RULE;
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
  const cooling = matchedWith(vote, DIRECTIONS.out, isCoolingRule);
  if (cooling.length > 0) waitForTiers(vote, cooling);
  const free = matchedWith(vote, DIRECTIONS.out, isFree);
  let winner = NO_RULE;
  for (const rule of free) if (winner === NO_RULE || beats(vote, rule, winner, 1)) winner = rule;
  for (const rule of free) if (rule !== winner) supersede(cycle, rule, "outbid", winner);
  return winner;
}

/** Stops proposals to scale out that lead no further than a tier of their signal that cools down. */
function waitForTiers(vote: Vote, cooling: readonly number[]): void {
  const { cycle } = vote;
  const tiers = bestBySignal(vote, cooling, 1);
  for (const rule of matchedWith(vote, DIRECTIONS.out, hasTriggered)) {
    const upper = tiers.get(signalOf(cycle, rule));
    if (upper !== undefined && proposalOf(vote, upper) >= proposalOf(vote, rule))
      give(cycle, rule, VERDICTS.coolingSignal, upper);
  }
}

/** The rule of each signal that goes furthest: the highest proposal (`sign` 1), or the deepest (−1). */
function bestBySignal(
  vote: Vote,
  rules: readonly number[],
  sign: 1 | -1,
): ReadonlyMap<number, number> {
  const best = new Map<number, number>();
  for (const rule of rules) {
    const signal = signalOf(vote.cycle, rule);
    const other = best.get(signal);
    if (other === undefined || beats(vote, rule, other, sign)) best.set(signal, rule);
  }
  return best;
}

/**
 * The highest bid wins, a signal's bid being its deepest proposal, unless something keeps the count from falling.
 *
 * @param raiser - the rule that raises the count, and so outbids all of them; {@link NO_RULE} for none
 * @returns the rule that wins; {@link NO_RULE} for none
 */
function fall(vote: Vote, raiser: number): number {
  const { cycle } = vote;
  const free = matchedWith(vote, DIRECTIONS.in, isFree);
  const obstacle = obstacleTo(vote);
  if (obstacle !== null) {
    for (const rule of free) supersede(cycle, rule, obstacle.reason, obstacle.by);
    return NO_RULE;
  }
  const winner = raiser === NO_RULE ? highestBid(vote, free) : raiser;
  for (const rule of free) if (rule !== winner) supersede(cycle, rule, "outbid", winner);
  return winner;
}

/** The highest of the signals' bids; of rules of which there is one at least. */
function highestBid(vote: Vote, free: readonly number[]): number {
  if (free.length === 1) return itemAt(free, 0);
  let winner = NO_RULE;
  for (const rule of bestBySignal(vote, free, -1).values())
    if (winner === NO_RULE || beats(vote, rule, winner, 1)) winner = rule;
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
  const { cycle, constraints, first } = vote;
  const objector = objectorIn(vote);
  if (objector !== NO_RULE) return { reason: "objected", by: objector };
  const consenting = consentingSignals(vote);
  let refuser = NO_RULE;
  let pacer = NO_RULE;
  for (let rule = first; rule < vote.end; rule += 1) {
    if ((byteAt(cycle.program.flags, rule) & FLAGS.canLower) === 0) continue;
    const verdict = byteAt(cycle.verdicts, rule);
    if (verdict === VERDICTS.disabled) continue;
    if (isFaulty(verdict) || !consenting.has(signalOf(cycle, rule)))
      refuser = smallerId(cycle, refuser, rule);
    const paceEnd = paceEndOf(cycle, constraints, rule);
    if (paceEnd !== null && isCooling(cycle.clock, paceEnd)) pacer = smallerId(cycle, pacer, rule);
  }
  if (refuser !== NO_RULE) return { reason: "unconsented", by: refuser };
  return pacer === NO_RULE ? null : { reason: "paced", by: pacer };
}

/** A rule that may hold and leads out, unless it proposes without data: then it never objects. */
function objectorIn({ cycle, first, matchedEnd, replicas }: Vote): number {
  let objector = NO_RULE;
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(cycle.matched, nth);
    if (directionOf(cycle, rule, replicas) !== DIRECTIONS.out) continue;
    if (voiceOf(byteAt(cycle.verdicts, rule)) !== "fallback")
      objector = smallerId(cycle, objector, rule);
  }
  return objector;
}

/** The signals with a rule that leads in. That a condition may hold is too little for that. */
function consentingSignals({ cycle, first, matchedEnd, replicas }: Vote): ReadonlySet<number> {
  const consenting = new Set<number>();
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(cycle.matched, nth);
    if (directionOf(cycle, rule, replicas) !== DIRECTIONS.in) continue;
    if (voiceOf(byteAt(cycle.verdicts, rule)) !== "may-hold") consenting.add(signalOf(cycle, rule));
  }
  return consenting;
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

/** The rules that lead in a direction, with verdicts of some kind. */
function matchedWith(
  { cycle, first, matchedEnd, replicas }: Vote,
  direction: number,
  isWanted: (verdict: number) => boolean,
): number[] {
  const rules: number[] = [];
  for (let nth = first; nth < matchedEnd; nth += 1) {
    const rule = integerAt(cycle.matched, nth);
    if (isWanted(byteAt(cycle.verdicts, rule)) && directionOf(cycle, rule, replicas) === direction)
      rules.push(rule);
  }
  return rules;
}

const isCoolingRule = (verdict: number): boolean => verdict === VERDICTS.coolingRule;

const hasTriggered = (verdict: number): boolean => verdict === VERDICTS.triggered;

/** Nothing but the other rules keeps it from leading the count. */
const isFree = (verdict: number): boolean =>
  verdict === VERDICTS.triggered || verdict === VERDICTS.fallback;

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

/** The rule with the smaller id, of which the first may be {@link NO_RULE}. */
function smallerId({ program: { index } }: Cycle, one: number, other: number): number {
  return one === NO_RULE || index.ruleOf(other).id < index.ruleOf(one).id ? other : one;
}

function signalOf({ program, readings }: Cycle, rule: number): number {
  return program.signalOf(rule, readings);
}

function give({ verdicts, by }: Cycle, rule: number, verdict: number, because: number): void {
  verdicts[rule] = verdict;
  by[rule] = because;
}
