import { after, before, type Instant, isInstant, justAfter } from "../model/instant.ts";
import { FLAGS } from "../rules/rule-program.ts";
import { byteAt, doubleAt, integerAt, signedByteAt } from "../util/columns.ts";
import { itemAt } from "../util/item-at.ts";
import { paceEndOf } from "./agreement.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { type SettledEndpoint, toDecision } from "./decision.ts";
import { ruleCoolsUntil } from "./outcome.ts";
import { slotReadBy } from "./readings.ts";
import { endpointCoolsUntil } from "./try-rule.ts";
import { byCode, type Verdict } from "./verdict.ts";

/**
 * The earliest instant at which the decision for an endpoint differs, with everything but the clock as it is; Infinity for
 * never. Worked out from the verdicts: each says for what it waits.
 */
export function recheckOf(cycle: Cycle, endpoint: SettledEndpoint): Instant {
  const { constraints, first, end } = endpoint;
  let earliest = pauseEnd(cycle, endpoint);
  for (let rule = first; rule < end; rule += 1) {
    const wait = itemAt(WAITS, byteAt(cycle.verdicts, rule));
    if (wait !== null) earliest = Math.min(earliest, wait(cycle, constraints, rule));
  }
  // Past the calendar there is no instant at which anybody could look.
  return isInstant(earliest) ? earliest : NEVER;
}

/** When what a rule waits for ends; Infinity for never. */
type Wait = (cycle: Cycle, constraints: EndpointConstraints, rule: number) => Instant;

const NEVER = Number.POSITIVE_INFINITY;

/** Its average becomes too old. */
const age: Wait = ({ program, readings }, _, rule) => {
  if ((byteAt(program.flags, rule) & FLAGS.maxAge) === 0) return NEVER;
  const at = readings.timeAt(slotReadBy(program, readings, rule));
  return isInstant(at) ? justAfter(after(at, doubleAt(program.maxAges, rule))) : NEVER;
};

/** An average from the future comes of age; an old one never does. */
const fresh: Wait = ({ program, readings, clock }, _, rule) => {
  const at = readings.timeAt(slotReadBy(program, readings, rule));
  return isInstant(at) && at > clock.now ? before(at, doubleAt(program.maxAges, rule)) : NEVER;
};

/** A cooldown ends, or the average becomes too old before that. */
const cooldown = (until: (...given: Parameters<Wait>) => Instant | null): Wait => {
  return (cycle, constraints, rule) => {
    const end = until(cycle, constraints, rule);
    const free = end === null ? NEVER : cycle.clock.endsLate ? justAfter(end) : end;
    return Math.min(free, age(cycle, constraints, rule));
  };
};

const WAITS = /* @__PURE__ */ byCode<Wait | null>({
  notMet: age,
  disabled: null,
  faulty: null,
  faultyTime: null,
  pausedEndpoint: null,
  noMetric: null,
  notAnInstant: null,
  stale: fresh,
  conflict: age,
  notANumber: age,
  holds: age,
  pausedDirection: age,
  outOfBounds: age,
  coolingRule: cooldown((cycle, _, rule) => ruleCoolsUntil(cycle, rule)),
  coolingEndpoint: cooldown(({ program, branches }, constraints, rule) =>
    endpointCoolsUntil(constraints, signedByteAt(program.directions, integerAt(branches, rule))),
  ),
  coolingSignal: cooldown((cycle, _, rule) => ruleCoolsUntil(cycle, integerAt(cycle.by, rule))),
  triggered: age,
  cameLater: null,
  outbid: age,
  objected: age,
  unconsented: age,
  paced: cooldown((cycle, constraints, rule) => paceEndOf(cycle, constraints, integerAt(cycle.by, rule))),
} satisfies Record<Verdict, Wait | null>);

/** When the pause ends that held something back; Infinity where it held nothing, or never ends. */
function pauseEnd(cycle: Cycle, endpoint: SettledEndpoint): Instant {
  const { paused, pausedUntil } = endpoint.constraints;
  if (paused === null || pausedUntil === null) return NEVER;
  const held = toDecision(cycle, endpoint).chain.some(({ stage }) => stage === "paused");
  return held ? pausedUntil : NEVER;
}
