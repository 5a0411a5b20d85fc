import { checkSnapshot } from "../check/check-snapshot.ts";
import { clockFault } from "../check/time-faults.ts";
import type { Decision } from "../model/decision.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { EndpointId } from "../model/ids.ts";
import type { CycleState } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import { Fired } from "./fired.ts";
import type { Cycle } from "./judge/cycle.ts";
import { decide, NO_RULES } from "./judge/decide.ts";
import { SnapshotReadings } from "./judge/readings.ts";
import { RecheckClock } from "./judge/recheck-clock.ts";
import { orphansAmong } from "./orphans.ts";
import type { IndexedRules } from "./rules/indexed-rules.ts";
import { Visits } from "./visits.ts";

/** A cycle that makes every decision as it goes. */
export function evaluateAtOnce({ rules, semantics, index, rulesOf }: IndexedRules, state: CycleState): Evaluation {
  const { now, endpoints, lastTriggered } = state;
  const readings = new SnapshotReadings(index, state);
  const recheck = new RecheckClock();
  const cycle: Cycle = { now, fault: clockFault(now), semantics, readings, lastTriggered, recheck };

  // Of its final length but for holes in the list of endpoints: a list that grows takes room for sixteen.
  const decisions = new Array<Decision>(endpoints.length);
  let decided = 0;
  const deltas = new Map<EndpointId, number>();
  const fired = new Fired(now);
  const visits = new Visits(index.groups);
  let last = 0;
  for (let at = 0; at < endpoints.length; at += 1) {
    const endpoint = endpoints[at];
    if (endpoint === undefined) continue;
    const group = index.groupOf(endpoint.id, last);
    visits.note(endpoint.id, group);
    last = group ?? last;
    const own = group === undefined ? NO_RULES : rulesOf(group);
    const decision = decide(endpoint, at, own, cycle);
    decisions[decided] = decision;
    decided += 1;
    if (decision.delta !== 0) deltas.set(decision.endpointId, decision.delta);
    fired.noteOutcomes(own, decision.outcomes);
  }
  decisions.length = decided;
  if (visits.repeated) throw new SnapshotError(checkSnapshot({ ...state, rules }));

  return {
    decisions,
    deltas,
    triggered: fired.inOrder(semantics.combine),
    orphans: visits.missed === 0 ? [] : orphansAmong(rules, endpoints),
    recheckAt: recheck.earliest(),
  };
}
