import { clockFault } from "../../check/time-faults.ts";
import { compareTied } from "../../decimal/exact.ts";
import type { Decision } from "../../model/decision.ts";
import type { RuleId } from "../../model/ids.ts";
import { after, type Instant } from "../../model/instant.ts";
import type { MetricRequest } from "../../model/metric.ts";
import { OUTCOME_KINDS } from "../../model/rule-outcome.ts";
import { doubleAt, integerAt } from "../../util/columns.ts";
import { itemAt } from "../../util/item-at.ts";
import { decide } from "../judge/decide.ts";
import { RecheckClock } from "../judge/recheck-clock.ts";
import type { IndexedRules } from "../rules/indexed-rules.ts";
import { ColumnReadings, valueAt, writeDoubles } from "./column-readings.ts";
import type { ColumnEvaluation, ColumnState } from "./column-state.ts";
import { canSettle, type Ledger, lastTimeOf, settle } from "./settle.ts";
import { tell } from "./tell.ts";

/** What one cycle leaves for the next, by endpoint. */
interface Past {
  readonly desired: Float64Array;
  readonly kinds: Uint8Array;
  /** When the decision will be another one by itself; Infinity for never. */
  readonly dueAt: Float64Array;
  /** The decisions that were made at once. */
  readonly decided: ReadonlyMap<number, Decision>;
}

/**
 * One state decided on in columns: every endpoint, or, after a cycle that still holds for the others, those that changed and
 * those whose decision time has changed.
 */
export function columnCycle(
  indexed: IndexedRules,
  requests: readonly MetricRequest[],
  state: ColumnState,
  past: Past | null,
  changed: Iterable<number>,
): ColumnEvaluation {
  const { index, plain, rulesOf, semantics } = indexed;
  const { now, replicas, values, lastTriggered, endpoints } = state;
  checkLength("replicas", replicas, index.groups);
  checkLength("values", values, index.slots);
  checkLength("lastTriggered", lastTriggered, index.members);
  if (state.readAt !== undefined) checkLength("readAt", state.readAt, index.slots);

  const readings = new ColumnReadings(requests, values, state.readAt);
  const recheck = new RecheckClock();
  const cycle = { now, fault: clockFault(now), semantics, readings, recheck };
  const { slotOfMember } = index;
  const desired = past === null ? new Float64Array(index.groups) : past.desired.slice();
  const kinds = past === null ? new Uint8Array(index.members) : past.kinds.slice();
  const dueAt = past === null ? new Float64Array(index.groups) : past.dueAt.slice();
  const decided = new Map(past?.decided);
  const isExact = values instanceof Float64Array;
  const doubles = isExact ? values : new Float64Array(index.slots);
  const ledger: Ledger = {
    cycle,
    slotOfMember,
    doubles,
    compareTied: isExact
      ? (member) => plain.compareDouble(member)
      : (member) => compareTied(valueAt(values, integerAt(slotOfMember, member)), plain.ruleOf(member).threshold),
    lastTriggered,
    verdicts: kinds,
    ends: null,
  };

  const isPlain = cycle.fault === null && canSettle(semantics);
  const decideOn = (group: number): void => {
    const start = index.startOf(group);
    const end = index.startOf(group + 1);
    const count = integerAt(replicas, group);
    const special = endpoints?.get(group);
    if (!isExact) writeDoubles(values, index.slotStartOf(group), index.slotStartOf(group + 1), doubles);
    const canBeSettled = isPlain && special === undefined && count >= 0 && plain.hasGroup(group);
    const settled = canBeSettled ? settle(ledger, plain, start, end, count) : null;
    if (settled === null) {
      const endpoint = { id: itemAt(index.endpoints, group), replicas: count, ...special };
      const times = new Map<RuleId, Instant>();
      for (let member = start; member < end; member += 1) {
        const time = lastTimeOf(lastTriggered, member);
        if (time !== undefined) times.set(index.ruleOf(member).id, time);
      }
      const decision = decide(endpoint, group, rulesOf(group), { ...cycle, lastTriggered: times });
      decided.set(group, decision);
      desired[group] = decision.desired;
      decision.outcomes.forEach(({ kind }, nth) => {
        kinds[start + nth] = OUTCOME_KINDS.indexOf(kind);
      });
    } else {
      decided.delete(group);
      desired[group] = settled;
    }
    dueAt[group] = recheck.take() ?? Number.POSITIVE_INFINITY;
  };

  let earliest = Number.POSITIVE_INFINITY;
  for (const group of changed) decideOn(group);
  for (let group = 0; group < index.groups; group += 1) {
    if (past === null || doubleAt(dueAt, group) <= now) decideOn(group);
    earliest = Math.min(earliest, doubleAt(dueAt, group));
  }

  return {
    desired,
    kinds,
    recheckAt: earliest === Number.POSITIVE_INFINITY ? null : earliest,
    decisionOf(group) {
      const known = decided.get(group);
      if (known !== undefined) return known;
      const cooldowns = {
        endOf: (member: number) => after(doubleAt(lastTriggered, member), integerAt(plain.cooldowns, member)),
      };
      const start = index.startOf(group);
      const end = index.startOf(group + 1);
      const id = itemAt(index.endpoints, group);
      return tell(plain, index, readings, kinds, cooldowns, start, end, id, integerAt(replicas, group));
    },
    update(next, others) {
      // A clock that was set back, or is none, leaves nothing of what was decided by it.
      if (cycle.fault !== null || !(next.now >= now)) return columnCycle(indexed, requests, next, null, []);
      return columnCycle(indexed, requests, next, { desired, kinds, dueAt, decided }, others);
    },
  };
}

function checkLength(name: keyof ColumnState, { length }: { readonly length: number }, expected: number): void {
  if (length !== expected) throw new RangeError(`${name} has ${length} entries, expected ${expected}`);
}
