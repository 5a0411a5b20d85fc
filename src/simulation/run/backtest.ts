import { evaluatePrepared, prepare } from "../../evaluate/prepare.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { EndpointMemory } from "../../model/endpoint-memory.ts";
import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Rule } from "../../model/rule.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import { backendAi25, type Semantics } from "../../model/semantics.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { countsOf, type RuleCounts } from "./rule-counts.ts";

/** What other rules would have decided for one endpoint in one recorded cycle. */
export interface BacktestRow {
  readonly now: Instant;
  readonly endpointId: EndpointId;
  /** The recorded count. */
  readonly replicas: number;
  readonly desired: number;
  readonly delta: number;
}

/** Other rules over a recorded run. */
export interface Backtest {
  /** One for each endpoint and cycle, in the order of the record. */
  readonly rows: readonly BacktestRow[];
  /** How often each rule would have come to each outcome. */
  readonly rules: readonly RuleCounts[];
  /** How many rows would have changed a count. */
  readonly changes: number;
}

/**
 * Evaluates other rules over recorded snapshots. Counts and averages stay those of the record, as an average belongs to the
 * count that it was measured at; what carries over from cycle to cycle are the other rules' own cooldowns, and since when their
 * conditions have held. It says what they would have asked for at each moment, not what would have come of it: that is
 * {@link simulate}'s to say.
 *
 * @throws SnapshotError where two rules, or two endpoints of a snapshot, have one id
 * @example
 * const { changes, rules } = backtest(parseLog(text).map(({ snapshot }) => snapshot), others, recommended);
 */
export function backtest(
  snapshots: Iterable<Snapshot>,
  rules: readonly Rule[],
  semantics: Semantics = backendAi25,
): Backtest {
  const prepared = prepare(rules, semantics);
  const kinds = new Map<RuleId, RuleOutcome["kind"][]>(rules.map(({ id }) => [id, []]));
  const lastTriggered = new Map<RuleId, Instant>();
  const rows: BacktestRow[] = [];
  const memories = new Map<EndpointId, EndpointMemory>();
  for (const snapshot of snapshots) {
    const endpoints = snapshot.endpoints.map((endpoint) => withClocks(endpoint, memories.get(endpoint.id)));
    const evaluation = evaluatePrepared(prepared, { ...snapshot, endpoints, lastTriggered });
    for (const { endpointId, replicas, desired, delta, outcomes } of evaluation.decisions) {
      rows.push({ now: snapshot.now, endpointId, replicas, desired, delta });
      for (const { ruleId, kind } of outcomes) kinds.get(ruleId)?.push(kind);
    }
    for (const [id, at] of evaluation.triggered) lastTriggered.set(id, at);
    for (const [id, memory] of evaluation.memories ?? []) memories.set(id, memory);
  }
  return {
    rows,
    rules: [...kinds].map(([ruleId, each]) => countsOf(ruleId, each)),
    changes: rows.filter(({ delta }) => delta !== 0).length,
  };
}

/** The recorded endpoint, with the clocks of the other rules in the place of those of the recorded ones. */
function withClocks({ memory: recorded, ...endpoint }: Endpoint, own: EndpointMemory | undefined): Endpoint {
  const { breachedSince: _, failingSince: __, ...use } = recorded ?? {};
  const { breachedSince, failingSince } = own ?? {};
  const clocks = { ...(breachedSince && { breachedSince }), ...(failingSince && { failingSince }) };
  const memory = { ...use, ...clocks };
  return Object.keys(memory).length === 0 ? endpoint : { ...endpoint, memory };
}
