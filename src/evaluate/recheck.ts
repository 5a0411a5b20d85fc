import {
  after,
  before,
  type Instant,
  isInstant,
  justAfter,
  microseconds,
} from "../model/instant.ts";
import { FLAGS } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt, signedByteAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { paceEndOf } from "./agreement.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { type SettledEndpoint, toDecision } from "./decision.ts";
import { slotReadBy } from "./readings.ts";
import { endpointCoolsUntil, ruleCoolsUntil } from "./try-rule.ts";
import { ENDING_OF, type Wait } from "./verdict.ts";

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
  const { constraints, first, end } = endpoint;
  let earliest = pauseEnd(cycle, endpoint);
  for (let rule = first; rule < end; rule += 1) {
    const [, , wait] = itemAt(ENDING_OF, byteAt(cycle.verdicts, rule));
    if (wait !== null) earliest = Math.min(earliest, WAITS[wait](cycle, constraints, rule));
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

/** The first instant, from this one on, at which something is true; from 2248 on doubles are too coarse for microseconds. */
function firstFrom(instant: Instant, isTrue: (then: Instant) => boolean): Instant {
  let then = instant;
  while (!isTrue(then)) then = justAfter(then);
  return then;
}

/** A cooldown ends, or the average becomes too old before that. */
function cooldown(until: (...given: Parameters<WaitEnd>) => Instant | null): WaitEnd {
  return (cycle, constraints, rule) => {
    const end = until(cycle, constraints, rule) ?? NEVER;
    const free = end !== NEVER && cycle.clock.endsLate ? justAfter(end) : end;
    return Math.min(free, age(cycle, constraints, rule));
  };
}

const WAITS: Readonly<Record<Wait, WaitEnd>> = {
  age,
  fresh,
  "own-cooldown": cooldown((cycle, _, rule) => ruleCoolsUntil(cycle, rule)),
  "endpoint-cooldown": cooldown(({ program, branches }, constraints, rule) =>
    endpointCoolsUntil(constraints, signedByteAt(program.directions, integerAt(branches, rule))),
  ),
  "cooldown-of-reason": cooldown((cycle, _, rule) =>
    ruleCoolsUntil(cycle, integerAt(cycle.by, rule)),
  ),
  "pace-of-reason": cooldown((cycle, constraints, rule) =>
    paceEndOf(cycle, constraints, integerAt(cycle.by, rule)),
  ),
};

/** When the pause ends, if it held something back; Infinity where it did not, or never ends. */
function pauseEnd(cycle: Cycle, endpoint: SettledEndpoint): Instant {
  const { paused, pausedUntil } = endpoint.constraints;
  if (paused === null || pausedUntil === null) return NEVER;
  const held = toDecision(cycle, endpoint).chain.some(({ stage }) => stage === "paused");
  return held ? pausedUntil : NEVER;
}
