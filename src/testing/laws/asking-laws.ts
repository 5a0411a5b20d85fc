import type { DecimalLike } from "../../model/decimal-like.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { EndpointMemory } from "../../model/endpoint-memory.ts";
import type { Evaluation } from "../../model/evaluation.ts";
import type { Instant } from "../../model/instant.ts";
import type { MetricAverage } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { known } from "../../util/known.ts";
import { branchesOf } from "../reference/branches.ts";
import { exact, wide } from "../reference/exact.ts";
import { holdSecondsOf } from "../reference/memory.ts";
import { signalOf } from "../reference/reading.ts";
import { later } from "../reference/times.ts";
import { metOutcome } from "./met-outcome.ts";
import { type RelationalLaw, relationalLaw } from "./relational-law.ts";
import { dataText, text } from "./words.ts";

/** What is true of rules and endpoints that ask for more, seen from outside: in other cycles, at other counts, without data. */
export const askingLaws: readonly RelationalLaw[] = [
  relationalLaw(
    "a condition that has not been held throughout triggers nothing that must hold for some time",
    "Not in its first cycle, and not in the first one after a cycle without readings, unless its rule keeps the time (`onUnknown`).",
    function* (evaluate, snapshot) {
      const fresh = { ...snapshot, endpoints: withoutMemories(snapshot) };
      yield* hastyTriggers(evaluate(fresh), fresh, "in its first cycle", () => true);
      const blind = { ...snapshot, metrics: [] };
      const next = { ...snapshot, endpoints: remembering(blind, evaluate(blind)) };
      const resets = ({ onUnknown }: Rule) => onUnknown !== "keep";
      yield* hastyTriggers(evaluate(next), next, "after a cycle without readings", resets);
    },
  ),
  relationalLaw(
    "each rule's entry in a memory changes a later answer of that rule",
    "Memory is the least that suffices. With the readings as they are, some later cycle has another outcome without the entry: the rule would have to wait anew. An entry that is kept for readings to come, as `onUnknown: keep` and faults ask for, has none to show it with.",
    function* (evaluate, snapshot) {
      const evaluation = evaluate(snapshot);
      const endpoints = remembering(snapshot, evaluation);
      for (const { id, memory, fault, rules } of remembered(snapshot, evaluation, endpoints)) {
        if (fault) continue;
        for (const { ruleId, at, isBreach } of entriesOf(memory)) {
          const rule = rules.find((each) => each.id === ruleId);
          const outcome = outcomeOf(evaluation, ruleId);
          if (rule === undefined || outcome === undefined) {
            yield `endpoint ${text(id)} remembers ${text(ruleId)}, which is no rule that it evaluated`;
            continue;
          }
          if (isKeptForLater(rule, isBreach, outcome)) continue;
          const alone = { ...snapshot, endpoints, rules: [rule] };
          const later = waitedFor(alone, rule, at);
          const forgetting = { ...later, endpoints: withoutMemories(later) };
          const [kept, anew] = [later, forgetting].map((given) =>
            dataText(outcomeOf(evaluate(given), ruleId)),
          );
          if (kept === anew) yield `rule ${text(ruleId)} ends alike without its entry: ${anew}`;
        }
      }
    },
  ),
  relationalLaw(
    "under `agreement` no signal with unknown data consents to a fall",
    "Without the readings of one signal by which a rule can lower a count, the rules do not lower it. Fallbacks are consent of their own: of snapshots with them nothing is said.",
    function* (evaluate, snapshot, { combine }) {
      if (combine !== "agreement") return;
      if (snapshot.rules.some(({ onFailure }) => onFailure !== undefined)) return;
      const endpoints = snapshot.endpoints.map(withoutOwnMoves);
      for (const rule of snapshot.rules) {
        const canLower = branchesOf(rule).some(({ direction }) => direction === "in");
        if (!canLower || rule.enabled === false) continue;
        const signal = signalOf(rule, snapshot);
        // Other endpoints' too: this one's count has nothing to do with them.
        const sharing = snapshot.rules.filter((each) => signalOf(each, snapshot) === signal);
        const metrics = snapshot.metrics.filter(
          (average) => !sharing.some((each) => isReadBy(average, each)),
        );
        const delta =
          evaluate({ ...snapshot, endpoints, metrics }).deltas.get(rule.endpointId) ?? 0;
        if (delta < 0)
          yield `without readings of the signal of rule ${text(rule.id)} the count falls by ${-delta}`;
      }
    },
  ),
  relationalLaw(
    "with `settle: hold` no count moves while replicas start",
    "Neither out nor in, whatever the rules say. Only the endpoint's own bounds move it.",
    function* (evaluate, snapshot) {
      const endpoints = snapshot.endpoints.map((endpoint): Endpoint => {
        const { settleAtMostSeconds: _, ...rest } = withoutOwnMoves(endpoint);
        return { ...rest, settle: "hold", starting: 1 };
      });
      for (const { endpointId, replicas, delta } of evaluate({ ...snapshot, endpoints })
        .decisions) {
        if (replicas > 0 && delta !== 0)
          yield `endpoint ${text(endpointId)} moves by ${delta} while a replica starts`;
      }
    },
  ),
  relationalLaw(
    "a fall does not make a rule that scales per replica scale out",
    "At the lower count, with the same load on fewer replicas, the condition of none of them holds outward.",
    function* (evaluate, snapshot) {
      const endpoints = snapshot.endpoints.map(withoutOwnMoves);
      for (const { endpointId, replicas, desired } of evaluate({ ...snapshot, endpoints })
        .decisions) {
        if (desired >= replicas || desired === 0) continue;
        const marked = snapshot.rules.filter(
          (rule) => rule.scales !== undefined && rule.endpointId === endpointId,
        );
        const metrics = snapshot.metrics.map((average) => {
          return { ...average, value: shared(average.value, replicas, desired) };
        });
        const lowered = endpoints.map((each) => ({ ...each, replicas: desired }));
        const after = evaluate({ ...snapshot, endpoints: lowered, rules: marked, metrics });
        for (const outcome of outcomesOf(after)) {
          if (metOutcome(outcome)?.direction === "out")
            yield `after ${replicas} -> ${desired} rule ${text(outcome.ruleId)} scales out again`;
        }
      }
    },
  ),
];

/** Rules that triggered although they had to wait. */
function* hastyTriggers(
  { decisions }: Evaluation,
  { rules }: Snapshot,
  when: string,
  isMeant: (rule: Rule) => boolean,
): Generator<string> {
  for (const outcome of decisions.flatMap(({ outcomes }) => outcomes)) {
    const rule = rules.find(({ id }) => id === outcome.ruleId);
    if (outcome.kind !== "triggered" || rule === undefined || !isMeant(rule)) continue;
    if (holdSecondsOf(rule, outcome) > 0) yield `rule ${text(rule.id)} triggers ${when}`;
  }
}

function withoutMemories({ endpoints }: Snapshot): readonly Endpoint[] {
  return endpoints.map(({ memory: _, ...endpoint }) => endpoint);
}

/** An endpoint that only its rules move. */
function withoutOwnMoves({
  minReplicas: _,
  maxReplicas: __,
  zero: ___,
  ...endpoint
}: Endpoint): Endpoint {
  return endpoint;
}

/** Each endpoint with what it remembers after a cycle. */
function remembered(
  { rules }: Snapshot,
  { decisions }: Evaluation,
  endpoints: readonly Endpoint[],
) {
  return endpoints.map(({ id, memory = {} }) => ({
    id,
    memory,
    // Its memory stays as it was.
    fault: decisions.some((each) => each.endpointId === id && each.fault !== undefined),
    rules: rules.filter(({ endpointId }) => endpointId === id),
  }));
}

/** What is remembered of a rule: since when its condition has held, or its metric has failed. */
interface Entry {
  readonly ruleId: string;
  readonly at: Instant;
  readonly isBreach: boolean;
}

function entriesOf({ breachedSince = {}, failingSince = {} }: EndpointMemory): readonly Entry[] {
  return [
    ...Object.entries(breachedSince).map(([ruleId, { at }]) => ({ ruleId, at, isBreach: true })),
    ...Object.entries(failingSince).map(([ruleId, at]) => ({ ruleId, at, isBreach: false })),
  ];
}

/** Whether an entry waits for readings that are not there. */
function isKeptForLater({ onUnknown }: Rule, isBreach: boolean, outcome: RuleOutcome): boolean {
  if (outcome.kind === "invalid-input") return true;
  const isUnknown = metOutcome(outcome) === null || outcome.kind === "uncovered";
  return isBreach && onUnknown === "keep" && isUnknown;
}

/** A later cycle in which a rule's metric has failed for long enough, with readings as old as they are now. */
function waitedFor(snapshot: Snapshot, { onFailure }: Rule, at: Instant): Snapshot {
  const now = Math.max(later(at, onFailure?.afterSeconds ?? 0), later(snapshot.now, 1));
  const age = now - snapshot.now;
  const metrics = snapshot.metrics.map((average) => {
    return average.at === undefined ? average : { ...average, at: average.at + age };
  });
  return { ...snapshot, now, metrics };
}

function outcomesOf({ decisions }: Evaluation): readonly RuleOutcome[] {
  return decisions.flatMap(({ outcomes }) => outcomes);
}

function outcomeOf(evaluation: Evaluation, id: string): RuleOutcome | undefined {
  return outcomesOf(evaluation).find(({ ruleId }) => ruleId === id);
}

/** The endpoints with what they remember after a cycle, and nothing else of it. */
function remembering({ endpoints }: Snapshot, { memories }: Evaluation): readonly Endpoint[] {
  return endpoints.map((endpoint) => {
    const memory = memories?.get(endpoint.id);
    return memory === undefined ? endpoint : { ...endpoint, memory };
  });
}

function isReadBy(
  { ruleId, source, name, aggregation = "average" }: MetricAverage,
  rule: Rule,
): boolean {
  if (ruleId === rule.id) return true;
  const isSame = source === rule.metricSource && name === rule.metricName;
  return isSame && aggregation === (rule.aggregation ?? "average");
}

/** The average of the same load on fewer replicas; NaN where it cannot be written exactly. */
function shared(value: DecimalLike, from: number, to: number): DecimalLike {
  if (exact(value) === null) return Number.NaN;
  const load = wide(value).times(from);
  const after = known(exact(load)).div(to);
  // A quotient is rounded, and a product of as many digits could hide it.
  return wide(after).times(to).eq(load) ? after : Number.NaN;
}
