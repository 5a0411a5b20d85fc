import type { Decision } from "../model/decision.ts";
import type { EndpointId } from "../model/endpoint.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { Instant } from "../model/instant.ts";
import type { RuleId } from "../model/rule.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import type { CycleState, Snapshot } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import { checkSnapshot, clockFault } from "./check-snapshot.ts";
import type { Cycle } from "./cycle.ts";
import { decide } from "./decide.ts";
import type { PreparedRules } from "./prepare.ts";
import { Readings } from "./readings.ts";
import { RecheckClock } from "./recheck-clock.ts";
import { type IndexedRule, indexRules, type RuleIndex } from "./rule-index.ts";

/**
 * Decides, for every endpoint of a snapshot, how many replicas it should have, and says what became of every rule.
 *
 * Pure: reads nothing but its arguments, changes none of them, and gives the same answer for the same snapshot. One bad
 * figure spoils one rule; every other decision stands.
 *
 * @param semantics - whose answers: {@link backendAi25} (the default), {@link backendAi26}, {@link recommended} or a mix
 * @throws SnapshotError where two rules, or two endpoints, have one id; for nothing else
 * @example
 * const { decisions, deltas, triggered } = evaluate(snapshot);
 * for (const [endpointId, delta] of deltas) console.log(endpointId, delta);
 * @see lablup/backend.ai, `_autoscale_endpoints` (25.x), `calculate_desired_replicas_for_deployment` (26.x)
 */
export function evaluate(snapshot: Snapshot, semantics: Semantics = backendAi25): Evaluation {
  const index = indexRules(snapshot.rules);
  if (index.ambiguous) throw new SnapshotError(checkSnapshot(snapshot));
  return evaluatePrepared({ rules: snapshot.rules, semantics, index }, snapshot);
}

/**
 * The same answer as {@link evaluate} gives, with the work that depends on the rules alone already done.
 *
 * @throws SnapshotError where two endpoints have one id; for nothing else
 * @example
 * const prepared = prepare(rules, backendAi26);
 * const evaluation = evaluatePrepared(prepared, { now, endpoints, metrics, lastTriggered });
 */
export function evaluatePrepared({ rules, semantics, index }: PreparedRules, state: CycleState): Evaluation {
  const { now, endpoints, lastTriggered } = state;
  const readings = new Readings(index, state);
  const recheck = new RecheckClock();
  const cycle: Cycle = { now, fault: clockFault(now), semantics, readings, lastTriggered, recheck };

  const decisions: Decision[] = [];
  const deltas = new Map<EndpointId, number>();
  const seen = new Set<EndpointId>();
  let matched = 0;
  for (const [at, endpoint] of endpoints.entries()) {
    seen.add(endpoint.id);
    const group = index.groups.get(endpoint.id);
    if (group !== undefined) matched += 1;
    const decision = decide(endpoint, at, group?.rules ?? NO_RULES, cycle);
    decisions.push(decision);
    if (decision.delta !== 0) deltas.set(decision.endpointId, decision.delta);
  }
  if (seen.size < endpoints.length) throw new SnapshotError(checkSnapshot({ ...state, rules }));

  const triggered = triggeredRules(decisions, semantics, index);
  return {
    decisions,
    deltas,
    triggered: new Map(triggered.map((id): [RuleId, Instant] => [id, now])),
    orphans: matched === index.groups.size ? [] : rules.filter((rule) => !seen.has(rule.endpointId)).map(({ id }) => id),
    recheckAt: recheck.earliest(),
  };
}

const NO_RULES: readonly IndexedRule[] = [];

/** The rules that triggered, in the order in which they did: `sequential` walks one list of rules, the others the endpoints. */
function triggeredRules(decisions: readonly Decision[], { combine }: Semantics, { byId }: RuleIndex): RuleId[] {
  const ids: RuleId[] = [];
  for (const { outcomes } of decisions) {
    for (const { kind, ruleId } of outcomes) if (kind === "triggered") ids.push(ruleId);
  }
  if (combine !== "sequential") return ids;
  const position = (id: RuleId): number => byId.get(id)?.position ?? 0;
  return ids.sort((one, other) => position(one) - position(other));
}
