import { checkSnapshot } from "../../check/check-snapshot.ts";
import { endpointFaults } from "../../check/endpoint-faults.ts";
import { clockFault } from "../../check/time-faults.ts";
import { compareTied } from "../../decimal/exact.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { Evaluation } from "../../model/evaluation.ts";
import type { CycleState } from "../../model/snapshot.ts";
import { SnapshotError } from "../../model/snapshot-error.ts";
import { integerAt } from "../../util/columns.ts";
import type { Cycle } from "../judge/cycle.ts";
import { decide, NO_RULES } from "../judge/decide.ts";
import { SnapshotReadings } from "../judge/readings.ts";
import { RecheckClock } from "../judge/recheck-clock.ts";
import { orphansAmong } from "../orphans.ts";
import type { IndexedRules } from "../rules/indexed-rules.ts";
import { Visits } from "../visits.ts";
import { LateAnswer } from "./late-answer.ts";
import { LateEvaluation } from "./late-evaluation.ts";
import { type Ledger, settle } from "./settle.ts";

/**
 * A cycle that settles plain rules in columns, and makes objects of the answer when they are read: who only wants the
 * deltas does not pay for the outcomes of a hundred thousand rules. What is out of the ordinary is decided as it goes.
 *
 * The answer keeps what it needs of the state: later changes of a count, a last-triggered time or a list do not reach it.
 */
export function evaluateInColumns(indexed: IndexedRules, state: CycleState): Evaluation {
  const { rules, semantics, index, plain, rulesOf } = indexed;
  const { now, endpoints, lastTriggered } = state;
  const readings = new SnapshotReadings(index, state);
  const recheck = new RecheckClock();
  const cycle: Cycle = { now, fault: clockFault(now), semantics, readings, lastTriggered, recheck };
  const { slotOfMember } = index;
  const averageOf = (member: number) => readings.at(integerAt(slotOfMember, member));
  const ledger = {
    cycle,
    slotOfMember,
    doubles: readings.doubles(),
    compareTied: (member: number) => compareTied(averageOf(member).value, plain.ruleOf(member).threshold),
    lastTriggered: (member: number) => lastTriggered.get(plain.ruleOf(member).id),
    verdicts: new Uint8Array(index.members),
    ends: new Float64Array(index.members),
  } satisfies Ledger;

  const answer = new LateAnswer(indexed, readings, ledger, endpoints.length);
  const visits = new Visits(index.groups);
  let last = 0;
  for (let at = 0; at < endpoints.length; at += 1) {
    const endpoint = endpoints[at];
    if (endpoint === undefined) continue;
    const { id, replicas } = endpoint;
    const group = index.groupOf(id, last);
    visits.note(id, group);
    last = group ?? last;
    const isPlain = cycle.fault === null && isPlainEndpoint(endpoint) && (group === undefined || plain.hasGroup(group));
    const start = group === undefined ? 0 : index.startOf(group);
    const end = group === undefined ? 0 : index.startOf(group + 1);
    const desired = isPlain ? settle(ledger, plain, start, end, replicas) : null;
    if (desired !== null) {
      answer.settled(id, replicas, desired, start, end);
      continue;
    }
    const own = group === undefined ? NO_RULES : rulesOf(group);
    answer.decided(decide(endpoint, at, own, cycle), own);
  }
  if (visits.repeated) throw new SnapshotError(checkSnapshot({ ...state, rules }));

  const orphans = visits.missed === 0 ? [] : orphansAmong(rules, endpoints);
  return new LateEvaluation(answer, orphans, recheck.earliest());
}

/** A count and nothing that stands between it and the rules. */
function isPlainEndpoint(endpoint: Endpoint): boolean {
  return (
    endpoint.paused === undefined &&
    endpoint.pausedUntil === undefined &&
    endpoint.advisory === undefined &&
    endpoint.cooldownSeconds === undefined &&
    endpoint.minReplicas === undefined &&
    endpoint.maxReplicas === undefined &&
    endpointFaults(endpoint, 0).length === 0
  );
}
