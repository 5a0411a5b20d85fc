import type { Instant } from "../../src/model/instant.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { Semantics } from "../../src/model/semantics.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { decide, type ModelDecision, priorityOf } from "./decide.ts";
import { recheck } from "./recheck.ts";

export interface ModelEvaluation {
  readonly decisions: readonly ModelDecision[];
  readonly deltas: ReadonlyMap<string, number>;
  readonly triggered: ReadonlyMap<string, Instant>;
  readonly orphans: readonly string[];
  readonly recheckAt: Instant | null;
}

/**
 * The model: a second evaluator, for clarity alone, written from DESIGN.md. It shares nothing with src but types, prepares
 * nothing, and costs what it costs. Ids must be unique.
 */
export function modelEvaluate(snapshot: Snapshot, semantics: Semantics): ModelEvaluation {
  const { now, endpoints, rules } = snapshot;
  const inOrder = rules.toSorted((a, b) => priorityOf(b) - priorityOf(a));
  const rulesOf = (id: string): Rule[] => inOrder.filter(({ endpointId }) => endpointId === id);

  const decisions = endpoints.map((endpoint) => decide(endpoint, rulesOf(endpoint.id), snapshot, semantics));
  const fired = decisions
    .flatMap(({ outcomes }) => outcomes)
    .filter(({ kind }) => kind === "triggered")
    .map(({ ruleId }) => ruleId);
  const inListOrder = inOrder.map(({ id }) => id).filter((id) => fired.includes(id));

  return {
    decisions,
    deltas: new Map(decisions.filter(({ delta }) => delta !== 0).map(({ endpointId, delta }) => [endpointId, delta])),
    triggered: new Map((semantics.combine === "sequential" ? inListOrder : fired).map((id) => [id, now])),
    orphans: rules.filter(({ endpointId }) => !endpoints.some(({ id }) => id === endpointId)).map(({ id }) => id),
    recheckAt: recheck(snapshot, decisions, (later, endpoint) =>
      decide(endpoint, rulesOf(endpoint.id), later, semantics),
    ),
  };
}
