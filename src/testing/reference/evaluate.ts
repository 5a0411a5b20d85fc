import { type DecimalLike, decimalText } from "../../model/decimal-like.ts";
import type { Evaluation } from "../../model/evaluation.ts";
import type { Rule } from "../../model/rule.ts";
import { backendAi25, type Semantics } from "../../model/semantics.ts";
import type { Snapshot, SnapshotInput } from "../../model/snapshot.ts";
import { leastOf } from "../../util/extremes.ts";
import { isRecord } from "../../util/is-record.ts";
import { branchesOf } from "./branches.ts";
import { decide } from "./decide.ts";
import { exact } from "./exact.ts";
import { conflictFault, endpointFault } from "./faults.ts";
import { recheckOf } from "./recheck.ts";
import { groupBy, priorityOf, type Subject } from "./subject.ts";

/**
 * What `evaluate` must answer, by the plainest program that says it: the definition of the semantics. It prepares nothing,
 * does not try to be fast, and shares no code with the evaluator that it defines. Read it from here on:
 *
 *     referenceEvaluate -> decide -> sequential | first | agreement -> evaluateRule
 *
 * Its faults have the code and path of `checkSnapshot`'s, and plainer words.
 *
 * @throws never on a snapshot of the declared types
 * @example
 * expect(referenceEvaluate(snapshot, recommended).decisions[0]?.delta).toBe(1);
 */
export function referenceEvaluate(
  input: SnapshotInput,
  semantics: Semantics = backendAi25,
): Evaluation {
  const snapshot = withTimesInMap(input);
  const { now, endpoints } = snapshot;
  const rules = firstOfEach(snapshot.rules, textOf);
  const inOrder = rules.toSorted((one, other) => priorityOf(other) - priorityOf(one));
  const byEndpoint = groupBy(inOrder, ({ endpointId }) => endpointId);
  const firsts = new Set(firstOfEach(rules, ({ id }) => id));
  const differing = rules.filter((rule) => !firsts.has(rule));

  // Rules of one id that are equal are one rule; of different ones no endpoint that one of them names is decided.
  const subjects = endpoints.map((endpoint): Subject => {
    const own = byEndpoint.get(endpoint.id) ?? [];
    const twin = differing.find(({ id }) => own.some((rule) => rule.id === id));
    const conflict = twin === undefined ? null : conflictFault(twin, snapshot);
    const fault = endpointFault(endpoint, snapshot) ?? conflict;
    return { endpoint, rules: own, fault, snapshot, semantics };
  });
  const decisions = subjects.map(decide);

  const changed = decisions.filter(({ delta }) => delta !== 0);
  const outcomes = decisions.flatMap((decision) => decision.outcomes);
  const acting = outcomes.filter(({ kind }) => kind === "triggered");
  const triggered = new Set(acting.map(({ ruleId }) => ruleId));
  // Backend.AI 25 walks one list of rules, 26 the endpoints one by one.
  const isOneList = semantics.combine === "sequential";
  const order = isOneList ? inOrder.map(({ id }) => id) : [...triggered];
  const known = new Set(endpoints.map(({ id }) => id));
  const rechecks = subjects.map(recheckOf).filter((time) => time !== null);
  const memories = decisions.flatMap(({ endpointId, memory }) =>
    memory === undefined ? [] : [[endpointId, memory] as const],
  );
  return {
    decisions,
    ...(memories.length > 0 && { memories: new Map(memories) }),
    deltas: new Map(changed.map(({ endpointId, delta }) => [endpointId, delta])),
    triggered: new Map(order.filter((id) => triggered.has(id)).map((id) => [id, now])),
    orphans: rules.filter(({ endpointId }) => !known.has(endpointId)).map(({ id }) => id),
    recheckAt: rechecks.length === 0 ? null : leastOf(rechecks),
  };
}

/** Times may be a plain object too. */
function withTimesInMap(input: SnapshotInput): Snapshot {
  const { lastTriggered: times } = input;
  return { ...input, lastTriggered: isMap(times) ? times : new Map(Object.entries(times)) };
}

function isMap(times: SnapshotInput["lastTriggered"]): times is Snapshot["lastTriggered"] {
  return typeof times.get === "function";
}

function firstOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  return [...groupBy(items, keyOf).values()].flatMap((same) => same.slice(0, 1));
}

/** A rule with its defaults filled in and its thresholds read, if they can be: rules of one text are one rule. */
function textOf(rule: Rule): string {
  const { type, id, endpointId, metricSource, metricName, stepSize, cooldownSeconds } = rule;
  const { aggregation = "average", queryPresetId = null, maxAgeSeconds = "any" } = rule;
  const { minReplicas = null, maxReplicas = null, enabled = true, priority = 0 } = rule;
  const branches = branchesOf(rule).map(({ field, comparator, threshold }) => {
    return [field, comparator, decimalName(threshold)];
  });
  const { minCoverage, unreported, forSeconds, onUnknown = "reset", rearm = "keep" } = rule;
  const { onFailure, scales } = rule;
  const beyond = {
    coverage: minCoverage === undefined ? "none" : { of: decimalName(minCoverage) },
    hold: isRecord(forSeconds)
      ? [forSeconds["out"], forSeconds["in"]]
      : [forSeconds, forSeconds].map(typed),
    failure: isRecord(onFailure)
      ? [onFailure["afterSeconds"], onFailure["count"], onFailure["how"]]
      : typed(onFailure),
    words: [unreported, onUnknown, rearm, scales].map(typed),
  };
  const metric = [metricSource, metricName, aggregation, queryPresetId];
  const move = [stepSize, cooldownSeconds, minReplicas, maxReplicas, maxAgeSeconds];
  const fields = [type, id, endpointId, metric, branches, move, enabled, priority, beyond];
  // As text, NaN and infinities differ from null.
  return JSON.stringify(fields, (_, value) => (typeof value === "number" ? `${value}` : value));
}

/** One name for a decimal in any notation, and for what is no decimal. */
function decimalName(value: DecimalLike): string {
  return exact(value)?.toString() ?? `not ${decimalText(value)}`;
}

/** In JSON null is what undefined becomes in a list. */
function typed(value: unknown): unknown {
  return typeof value === "number" ? value : [typeof value, value];
}
