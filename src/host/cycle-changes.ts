import type { Decision } from "../model/decision.ts";
import type { EndpointMemory } from "../model/endpoint-memory.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { named } from "../model/show.ts";
import { directionOf } from "../rules/branch.ts";
import { isRecord } from "../util/is-record.ts";
import type { CommitReport, CycleCommit, EndpointChange, StoredState } from "./rule-store.ts";

/** What a decision changes about its endpoint; null for nothing. */
export function changeOf(
  decision: Decision,
  { lastTriggered, revisions }: StoredState,
  memories: ReadonlyMap<EndpointId, EndpointMemory>,
): EndpointChange | null {
  const { endpointId, replicas: expectedReplicas, desired: replicas, delta, outcomes, memory } = decision;
  const triggered = outcomes
    .filter(({ kind }) => kind === "triggered")
    .map(({ ruleId }) => ({ ruleId, expectedLastTriggered: lastTriggered.get(ruleId) ?? null }));
  if (delta === 0 && triggered.length === 0 && memory === undefined) return null;
  const revision = revisions?.get(endpointId);
  const expected = revision === undefined ? { expectedReplicas } : { expectedRevision: revision, expectedReplicas };
  const expectedMemory = memories.get(endpointId);
  return {
    endpointId,
    ...expected,
    replicas,
    direction: directionOf(delta),
    ...(expectedMemory !== undefined && { expectedMemory }),
    ...(memory !== undefined && { memory }),
    triggered,
    decision,
  };
}

/** What endpoints have to remember, of those that do. */
export function memoriesOf({ endpoints }: StoredState): ReadonlyMap<EndpointId, EndpointMemory> {
  return new Map(endpoints.flatMap(({ id, memory }) => (memory === undefined ? [] : [[id, memory]])));
}

/** What is wrong with a change that cannot be stored, as the store has not said what it was decided on; null for nothing. */
export function revisionFault(
  { endpointId, expectedRevision }: EndpointChange,
  { revisions }: StoredState,
): string | null {
  if (revisions === undefined || expectedRevision !== undefined) return null;
  return `${named("endpoint", endpointId)} has no revision, so its change was not stored`;
}

/** What a commit comes to where all of it is stored, in the form that `applyEvaluation` takes. */
export function deltasOf({ at, changes }: CycleCommit): {
  readonly deltas: ReadonlyMap<EndpointId, number>;
  readonly triggered: ReadonlyMap<RuleId, Instant>;
  readonly memories: ReadonlyMap<EndpointId, EndpointMemory>;
} {
  return {
    deltas: new Map(changes.map(({ endpointId, decision }) => [endpointId, decision.delta])),
    triggered: new Map(changes.flatMap(({ triggered }) => triggered.map(({ ruleId }) => [ruleId, at]))),
    memories: new Map(
      changes.flatMap(({ endpointId, memory }) => (memory === undefined ? [] : [[endpointId, memory]])),
    ),
  };
}

/**
 * A store's report on a commit, if it names every change in one of its lists, once, and nothing else.
 *
 * @throws TypeError where it does not: then nobody knows what is stored
 */
export function checkedReport({ changes }: CycleCommit, report: CommitReport): CommitReport {
  const { committed, conflicts } = withLists(report);
  const left = new Set(changes.map(({ endpointId }) => endpointId));
  for (const endpointId of [...committed, ...conflicts.map((conflict) => conflict?.endpointId)]) {
    if (left.delete(endpointId)) continue;
    throw new TypeError(`the store's report on the commit names ${named("endpoint", endpointId)} twice, or unasked`);
  }
  const [first] = left;
  if (first === undefined) return report;
  const others = left.size === 1 ? "" : ` and ${left.size - 1} more`;
  throw new TypeError(
    `the store's report on the commit does not say what became of ${named("endpoint", first)}${others}`,
  );
}

/** @throws TypeError where a report is no report at all */
export function withLists(report: CommitReport): CommitReport {
  if (isRecord(report) && Array.isArray(report.committed) && Array.isArray(report.conflicts)) return report;
  throw new TypeError("the store's report on the commit has no lists of committed and conflicts");
}
