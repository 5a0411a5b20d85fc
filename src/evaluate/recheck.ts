import type { ChainLink } from "../model/decision.ts";
import {
  after,
  before,
  type Instant,
  isInstant,
  justAfter,
  microseconds,
} from "../model/instant.ts";
import { FLAGS, NEEDS } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { known } from "../util/known.ts";
import { paceEndOf } from "./agreement.ts";
import type { EndpointConstraints, ZeroState } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { type SettledEndpoint, toDecision } from "./decision.ts";
import { branchDirection } from "./directions.ts";
import { readingFaultOf, ruleObstacle } from "./match.ts";
import { slotReadBy } from "./readings.ts";
import { failedUntil, heldUntil, needsOf, useOf } from "./remember.ts";
import { endpointCoolsUntil, ruleCoolsUntil } from "./try-rule.ts";
import { ENDING_OF, VERDICTS, voiceOf, type Wait } from "./verdict.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** The instant to look again; null where it is past the end of the calendar. */
export function recheckAtOf(earliest: Instant): Instant | null {
  return isInstant(earliest) ? earliest : null;
}

/**
 * The earliest instant at which the decision for an endpoint differs, with everything but the clock as it is; Infinity for
 * never. Worked out from the verdicts: each says what it waits for.
 */
export function recheckOf(cycle: Cycle, endpoint: SettledEndpoint): Instant {
  const { number, constraints, first, end } = endpoint;
  const needs = needsOf(cycle.program, number);
  const remembersRules = (needs & NEEDS.memory) !== 0;
  // There the endpoint itself looks at what its rules read, whatever becomes of them.
  const looks = constraints.zero !== null || (needs & NEEDS.projection) !== 0;
  const isWatched = looks && constraints.paused !== "both";
  let earliest = stagesEnd(cycle, endpoint);
  for (let rule = first; rule < end; rule += 1) {
    const [, , wait] = itemAt(ENDING_OF, byteAt(cycle.verdicts, rule));
    if (wait !== null) earliest = Math.min(earliest, WAITS[wait](cycle, constraints, rule));
    if (remembersRules)
      earliest = Math.min(earliest, failedUntil(cycle, constraints, rule) ?? NEVER);
    if (isWatched) earliest = Math.min(earliest, readingEnd(cycle, constraints, rule));
  }
  return earliest;
}

/** When a wait is over; Infinity for never. */
type WaitEnd = (cycle: Cycle, constraints: EndpointConstraints, rule: number) => Instant;

/** Its average becomes too old. */
const age: WaitEnd = ({ program, readings }, _, rule) => {
  const at = readings.timeAt(slotReadBy(program, readings, rule));
  if ((byteAt(program.flags, rule) & FLAGS.maxAge) === 0 || !isInstant(at)) return NEVER;
  const seconds = doubleAt(program.maxAges, rule);
  return firstFrom(
    after(at, seconds),
    (then) => microseconds(then) - microseconds(at) > Math.round(seconds * 1e6),
  );
};

/** An average from the future becomes fresh; an old one never does. */
const fresh: WaitEnd = ({ program, readings, clock }, _, rule) => {
  const at = readings.timeAt(slotReadBy(program, readings, rule));
  if (!isInstant(at) || at <= clock.now) return NEVER;
  const seconds = doubleAt(program.maxAges, rule);
  return firstFrom(
    before(at, seconds),
    (then) => microseconds(at) - microseconds(then) <= Math.round(seconds * 1e6),
  );
};

/** When what a rule reads becomes too old, or fresh, whatever became of the rule. */
const readingEnd: WaitEnd = (cycle, constraints, rule) => {
  if (constraints.fault !== null || ruleObstacle(cycle, rule) !== null) return NEVER;
  return reading(cycle, constraints, rule);
};

/** What a rule compares becomes too old; what it cannot compare now it can compare later, or cannot for another reason. */
const reading: WaitEnd = (cycle, constraints, rule) => {
  const fault = readingFaultOf(cycle, rule);
  if (fault === null) return age(cycle, constraints, rule);
  const [, , wait] = itemAt(ENDING_OF, fault);
  return wait === null ? NEVER : WAITS[wait](cycle, constraints, rule);
};

/** The first instant, from this one on, at which something is true; from 2248 on doubles are too coarse for microseconds. */
function firstFrom(instant: Instant, isTrue: (then: Instant) => boolean): Instant {
  let then = instant;
  while (!isTrue(then)) then = justAfter(then);
  return then;
}

/** A cooldown ends, or the average becomes too old before that. */
function cooldown(until: (...given: Parameters<WaitEnd>) => Instant | null): WaitEnd {
  return (cycle, constraints, rule) => {
    const end = known(until(cycle, constraints, rule));
    const free = cycle.clock.endsLate ? justAfter(end) : end;
    const hasFailed = voiceOf(byteAt(cycle.verdicts, rule)) === "fallback";
    return Math.min(free, (hasFailed ? reading : age)(cycle, constraints, rule));
  };
}

const WAITS: Readonly<Record<Wait, WaitEnd>> = {
  age,
  fresh,
  "own-cooldown": cooldown((cycle, _, rule) => ruleCoolsUntil(cycle, rule)),
  "endpoint-cooldown": cooldown((cycle, constraints, rule) => {
    const isFallback = byteAt(cycle.verdicts, rule) === VERDICTS.fallbackCooling;
    const direction = isFallback ? integerAt(cycle.by, rule) : branchDirection(cycle, rule);
    return endpointCoolsUntil(constraints, direction);
  }),
  "cooldown-of-reason": cooldown((cycle, _, rule) =>
    ruleCoolsUntil(cycle, integerAt(cycle.by, rule)),
  ),
  "pace-of-reason": cooldown((cycle, constraints, rule) =>
    paceEndOf(cycle, constraints, integerAt(cycle.by, rule)),
  ),
  hold: (cycle, constraints, rule) =>
    Math.min(heldUntil(cycle, constraints, rule) ?? NEVER, age(cycle, constraints, rule)),
  reading,
};

/** When what the endpoint does to the count ends: a pause that held something back, replicas that start, or a use; Infinity for never. */
function stagesEnd(cycle: Cycle, endpoint: SettledEndpoint): Instant {
  const { paused, pausedUntil, settling, zero } = endpoint.constraints;
  const pauseEnd = paused === null || pausedUntil === null ? NEVER : pausedUntil;
  if (pauseEnd === NEVER && settling === null && zero === null) return NEVER;
  const { chain } = toDecision(cycle, endpoint);
  const has = (stage: ChainLink["stage"]) => chain.some((link) => link.stage === stage);
  return Math.min(
    has("paused") ? pauseEnd : NEVER,
    has("settling") ? known(settling).until : NEVER,
    zero === null ? NEVER : idleEnd(cycle, endpoint, zero, chain),
  );
}

/** When an endpoint goes to 0 that has been idle before; Infinity where something else keeps it from that. */
function idleEnd(
  cycle: Cycle,
  { number, replicas }: SettledEndpoint,
  zero: ZeroState,
  chain: readonly ChainLink[],
): Instant {
  const { isOver, rememberedUntil } = zero;
  const isIdle = useOf(cycle, number, zero) === "idle";
  if (!isIdle || isOver || rememberedUntil === null || replicas === 0) return NEVER;
  const ofRules = chain.findLast(({ stage }) => stage === "rules");
  if (ofRules !== undefined && ofRules.to > replicas) return NEVER;
  return cycle.clock.endsLate ? justAfter(rememberedUntil) : rememberedUntil;
}
