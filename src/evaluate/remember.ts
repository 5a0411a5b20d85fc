import {
  type Breach,
  type EndpointMemory,
  entryOf,
  isSameMemory,
  NO_MEMORY,
} from "../model/endpoint-memory.ts";
import type { RuleId } from "../model/ids.ts";
import { after, type Instant } from "../model/instant.ts";
import { holdFor, type Rule } from "../model/rule.ts";
import type { Failure } from "../model/rule-outcome.ts";
import { DIRECTIONS, NEEDS, type RuleProgram } from "../rules/rule-program.ts";
import { byteAt, integerAt } from "../util/columns.ts";
import { isReached } from "./clock.ts";
import { type EndpointConstraints, sinceWhen, type ZeroState } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { branchDirection, directionName } from "./directions.ts";
import type { Recollection } from "./recollection.ts";
import { isFaulty, VERDICTS, voiceOf } from "./verdict.ts";

/** Of an endpoint of which nothing has to be remembered. */
const NOTHING_LEARNED: Recollection = {
  breachedSince: new Map(),
  failingSince: new Map(),
  asksForMore: false,
};

/**
 * The last part of match, of endpoints whose rules remember something: rules wait until their conditions have held for long
 * enough, or fall back once their metrics have failed for long enough. It looks at every rule, also at those that `first`
 * does not reach.
 */
export function remember(
  cycle: Cycle,
  constraints: EndpointConstraints,
  endpoint: number,
): Recollection {
  const { program, verdicts, matched, matchedCounts } = cycle;
  const { index } = program;
  const breachedSince = new Map<RuleId, Breach>();
  const failingSince = new Map<RuleId, Instant>();
  const first = integerAt(index.firstRule, endpoint);
  const end = integerAt(index.firstRule, endpoint + 1);
  let asksForMore = false;
  let next = first;
  for (let rule = first; rule < end; rule += 1) {
    const given = index.ruleOf(rule);
    const breach = breachOf(cycle, constraints, rule, given);
    if (breach !== null) breachedSince.set(given.id, breach);
    const failing = failureOf(cycle, constraints, rule, given);
    if (failing !== null) failingSince.set(given.id, failing);
    const voice = voiceOf(byteAt(verdicts, rule));
    if (voice === null) continue;
    asksForMore ||= voice !== "fallback" && branchDirection(cycle, rule) === DIRECTIONS.out;
    matched[next] = rule;
    next += 1;
  }
  matchedCounts[endpoint] = next - first;
  return { breachedSince, failingSince, asksForMore };
}

/** Since when a rule's condition has held, if it has to know; where that is not long enough, the rule is `pending`. */
function breachOf(
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  given: Rule,
): Breach | null {
  const { forSeconds, onUnknown } = given;
  if (forSeconds === undefined) return null;
  const { clock, verdicts } = cycle;
  const known = entryOf(constraints.memory.breachedSince, given.id) ?? null;
  const verdict = byteAt(verdicts, rule);
  // Nothing is lost to a rule that is at fault.
  if (isFaulty(verdict)) return known;
  if (verdict !== VERDICTS.holds) {
    if (known === null || onUnknown !== "keep" || !isUnknown(verdict)) return null;
    return waitsFor(cycle, rule, known) && !isPausedFor(constraints, known) ? known : null;
  }
  const direction = directionName(branchDirection(cycle, rule));
  // Else it would act as soon as the pause ends.
  if (direction !== null && direction === constraints.paused) return null;
  const seconds = holdFor(forSeconds, direction);
  if (seconds === 0) return null;
  const at = heldSince(cycle, constraints, rule);
  if (!isReached(clock, after(at, seconds))) verdicts[rule] = VERDICTS.pending;
  return { at, direction };
}

/** Whether a rule still waits for what a breach is of: it may have been edited since. */
function waitsFor({ program }: Cycle, rule: number, breach: Breach): boolean {
  const { forSeconds = 0 } = program.index.ruleOf(rule);
  if (holdFor(forSeconds, breach.direction) === 0) return false;
  return program.conditionsOf(rule).some(({ direction }) => direction === breach.direction);
}

function isPausedFor({ paused }: EndpointConstraints, { direction }: Breach): boolean {
  return paused !== null && paused === direction;
}

/** Since when a rule has had nothing to compare, if it has to know; where that is long enough, the rule falls back. */
function failureOf(
  cycle: Cycle,
  constraints: EndpointConstraints,
  rule: number,
  { id, onFailure }: Rule,
): Instant | null {
  const { clock, verdicts } = cycle;
  if (onFailure === undefined) return null;
  const verdict = byteAt(verdicts, rule);
  if (isFaulty(verdict)) return entryOf(constraints.memory.failingSince, id) ?? null;
  if (!FAILURES.has(verdict)) return null;
  const since = failingSince(cycle, constraints, rule);
  if (isReached(clock, after(since, onFailure.afterSeconds))) verdicts[rule] = VERDICTS.fallback;
  return since;
}

/** The verdicts of rules that have nothing to compare. */
export const FAILURES: ReadonlyMap<number, Failure> = /* @__PURE__ */ new Map([
  [VERDICTS.noMetric, "no-metric"],
  [VERDICTS.notAnInstant, "invalid-metric"],
  [VERDICTS.stale, "stale-metric"],
  [VERDICTS.conflict, "invalid-metric"],
  [VERDICTS.notANumber, "invalid-metric"],
]);

function isUnknown(verdict: number): boolean {
  return FAILURES.has(verdict) || verdict === VERDICTS.uncovered;
}

/** Since when the condition has held that holds for a rule. */
export function heldSince(cycle: Cycle, { memory }: EndpointConstraints, rule: number): Instant {
  return sinceWhen(rememberedBreach(cycle, memory, rule)?.at, cycle.clock);
}

/** Since when a rule has had nothing to compare. */
export function failingSince(
  { program, clock }: Cycle,
  { memory }: EndpointConstraints,
  rule: number,
): Instant {
  return sinceWhen(entryOf(memory.failingSince, program.index.ruleOf(rule).id), clock);
}

/** When a rule that is pending may act, if its condition has held before; null where it holds for the first time. */
export function heldUntil(
  cycle: Cycle,
  { memory }: EndpointConstraints,
  rule: number,
): Instant | null {
  const breach = rememberedBreach(cycle, memory, rule);
  if (breach === undefined) return null;
  const { forSeconds = 0 } = cycle.program.index.ruleOf(rule);
  return after(breach.at, holdFor(forSeconds, breach.direction));
}

/** When a rule that has nothing to compare falls back, if its metric has failed before; null where it fails for the first time. */
export function failedUntil(
  { program, verdicts }: Cycle,
  { memory }: EndpointConstraints,
  rule: number,
): Instant | null {
  const { id, onFailure } = program.index.ruleOf(rule);
  const since = entryOf(memory.failingSince, id);
  if (onFailure === undefined || since === undefined) return null;
  return FAILURES.has(byteAt(verdicts, rule)) ? after(since, onFailure.afterSeconds) : null;
}

/** A breach of the condition that holds; one of another condition does not count. */
function rememberedBreach(cycle: Cycle, memory: EndpointMemory, rule: number): Breach | undefined {
  const breach = entryOf(memory.breachedSince, cycle.program.index.ruleOf(rule).id);
  const direction = directionName(branchDirection(cycle, rule));
  return breach?.direction === direction ? breach : undefined;
}

/** What the rules of an endpoint need: {@link NEEDS}. */
export function needsOf({ needs }: RuleProgram, endpoint: number): number {
  return needs === null || endpoint < 0 ? 0 : byteAt(needs, endpoint);
}

/** What an endpoint has learned in a cycle. */
function learnedBy({ learned }: Cycle, endpoint: number): Recollection {
  return learned[endpoint] ?? NOTHING_LEARNED;
}

/** Whether an endpoint is in use: by its activation metrics, or because one of its rules asks for more. */
export function useOf(cycle: Cycle, endpoint: number, { use }: ZeroState): ZeroState["use"] {
  return learnedBy(cycle, endpoint).asksForMore ? "active" : use;
}

/** An endpoint of a cycle that is settled. */
interface Remembering {
  /** Its number in the program; −1 where it has no rules. */
  readonly number: number;
  readonly constraints: EndpointConstraints;
  /** Its rules, from the first up to the end. */
  readonly first: number;
  readonly end: number;
  readonly replicas: number;
}

/** Whether anything of an endpoint may have to be remembered, or forgotten: most have nothing to do with memory. */
export function remembers(
  { program }: Cycle,
  endpoint: number,
  { memory, zero }: EndpointConstraints,
): boolean {
  if (memory !== NO_MEMORY || zero !== null) return true;
  return (needsOf(program, endpoint) & NEEDS.memory) !== 0;
}

/** What an endpoint has to remember after a cycle that led to a count; null where that is what it remembers already. */
export function memoryAfter(
  cycle: Cycle,
  { number, constraints, first, end, replicas }: Remembering,
  desired: number,
): EndpointMemory | null {
  const { memory, zero } = constraints;
  if (!remembers(cycle, number, constraints)) return null;
  const learned = learnedBy(cycle, number);
  const breachedSince = new Map(learned.breachedSince);
  for (let rule = first; rule < end; rule += 1) {
    const { id, rearm } = cycle.program.index.ruleOf(rule);
    const hasTriggered = byteAt(cycle.verdicts, rule) === VERDICTS.triggered;
    if (rearm === "restart" && hasTriggered) breachedSince.delete(id);
  }
  const isIdle = zero !== null && useOf(cycle, number, zero) === "idle";
  const sleeps =
    zero !== null && desired === 0 && (replicas === 0 ? zero.isAsleep : isIdle && zero.isOver);
  const next: EndpointMemory = {
    ...(breachedSince.size > 0 && { breachedSince: Object.fromEntries(breachedSince) }),
    ...(learned.failingSince.size > 0 && {
      failingSince: Object.fromEntries(learned.failingSince),
    }),
    ...(isIdle && replicas > 0 && !sleeps && { idleSince: zero.idleSince }),
    ...(sleeps && { zeroBy: "rules" as const }),
  };
  return isSameMemory(memory, next) ? null : next;
}
