import type { Evaluation } from "../../model/evaluation.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { anything, byKey, demandForm, ifAny, list, map, object } from "../forms.ts";

/**
 * That a snapshot can be gone through.
 *
 * @throws TypeError that names the part, what it is, what is expected, and what to do
 */
export function demandSnapshot(snapshot: Snapshot): void {
  demandForm(SNAPSHOT, snapshot, "snapshot", "read JSON with parseSnapshot");
}

/**
 * That an evaluation can be gone through: it may come from any host, and no type vouches for what that gives.
 *
 * @throws TypeError that names the part, what it is, what is expected, and what to do
 */
export function demandEvaluation(evaluation: Evaluation): void {
  demandForm(
    EVALUATION,
    evaluation,
    "evaluation",
    "give what `evaluate` gives; read JSON with parseEvaluation",
  );
}

const SNAPSHOT = object({
  endpoints: list(object()),
  rules: list(object()),
  metrics: list(object()),
  lastTriggered: map,
});

const fault = ifAny(object({ keys: list(anything) }));

const outcome = object({ metric: object(), fault, conditions: ifAny(list(object())) });

const memory = ifAny(
  object({ breachedSince: ifAny(byKey(object())), failingSince: ifAny(object()) }),
);

const EVALUATION = object({
  deltas: map,
  triggered: map,
  memories: ifAny(map),
  decisions: list(object({ outcomes: list(outcome), chain: list(object()), fault, memory })),
  orphans: list(anything),
});
