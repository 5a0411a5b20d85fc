import { checkSnapshot } from "../check/check-snapshot.ts";
import { clockFault } from "../check/time-faults.ts";
import type { Decision } from "../model/decision.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import type { Semantics } from "../model/semantics.ts";
import type { CycleState } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import type { Cycle } from "./cycle.ts";
import { decide } from "./decide.ts";
import type { IndexedRule } from "./indexed-rule.ts";
import { Readings } from "./readings.ts";
import { RecheckClock } from "./recheck-clock.ts";
import type { RuleIndex } from "./rule-index.ts";

/** Rules in an index, and how to come by one group's. */
export interface IndexedRules {
  readonly rules: readonly Rule[];
  readonly semantics: Semantics;
  readonly index: RuleIndex;
  readonly rulesOf: (group: number) => readonly IndexedRule[];
}

/** One cycle over indexed rules. Throws a SnapshotError where two endpoints have one id. */
export function evaluateIndexed({ rules, semantics, index, rulesOf }: IndexedRules, state: CycleState): Evaluation {
  const { now, endpoints, lastTriggered } = state;
  const readings = new Readings(index, state);
  const recheck = new RecheckClock();
  const cycle: Cycle = { now, fault: clockFault(now), semantics, readings, lastTriggered, recheck };

  const decisions: Decision[] = [];
  const deltas = new Map<EndpointId, number>();
  const fired: IndexedRule[] = [];
  const visits = new Visits(index.groups);
  for (let at = 0; at < endpoints.length; at += 1) {
    const endpoint = endpoints[at];
    if (endpoint === undefined) continue;
    const group = index.groupOf(endpoint.id);
    visits.note(endpoint.id, group);
    const own = group === undefined ? NO_RULES : rulesOf(group);
    const decision = decide(endpoint, at, own, cycle);
    decisions.push(decision);
    if (decision.delta !== 0) deltas.set(decision.endpointId, decision.delta);
    noteFired(fired, own, decision.outcomes);
  }
  if (visits.repeated) throw new SnapshotError(checkSnapshot({ ...state, rules }));

  return {
    decisions,
    deltas,
    triggered: triggeredAt(now, fired, semantics),
    orphans: visits.missed === 0 ? [] : orphansAmong(rules, endpoints),
    recheckAt: recheck.earliest(),
  };
}

const NO_RULES: readonly IndexedRule[] = [];

/** Which endpoints a cycle has come by. */
class Visits {
  /** Two endpoints have one id, so that a count does not say whose it is. */
  repeated = false;
  /** How many groups of rules have had no endpoint. */
  missed: number;

  readonly #groups: Uint8Array;
  readonly #withoutRules = new Set<EndpointId>();

  constructor(groups: number) {
    this.missed = groups;
    this.#groups = new Uint8Array(groups);
  }

  note(endpoint: EndpointId, group: number | undefined): void {
    if (group === undefined) {
      this.repeated ||= this.#withoutRules.has(endpoint);
      this.#withoutRules.add(endpoint);
    } else {
      this.repeated ||= this.#groups[group] === 1;
      this.#groups[group] = 1;
      this.missed -= 1;
    }
  }
}

function noteFired(fired: IndexedRule[], rules: readonly IndexedRule[], outcomes: readonly RuleOutcome[]): void {
  for (let at = 0; at < rules.length; at += 1) {
    const rule = rules[at];
    if (rule !== undefined && outcomes[at]?.kind === "triggered") fired.push(rule);
  }
}

/** In the order in which the rules fired: `sequential` walks one list of rules, the others go endpoint by endpoint. */
function triggeredAt(now: Instant, fired: IndexedRule[], { combine }: Semantics): Map<RuleId, Instant> {
  if (combine === "sequential") fired.sort((one, other) => one.position - other.position);
  const triggered = new Map<RuleId, Instant>();
  for (const { id } of fired) triggered.set(id, now);
  return triggered;
}

function orphansAmong(rules: readonly Rule[], endpoints: readonly Endpoint[]): RuleId[] {
  const known = new Set(endpoints.map(({ id }) => id));
  return rules.filter(({ endpointId }) => !known.has(endpointId)).map(({ id }) => id);
}
