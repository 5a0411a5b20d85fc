import { agree } from "./agreement.mjs";
import { holds, SIGNS } from "./compare.mjs";
import { cycleOf } from "./cycle.mjs";
import { guarded, guardsOf } from "./guards.mjs";
import { outcomeOfMet } from "./outcome-of-met.mjs";
import { conditionsOf, lowers } from "./plain-objects.mjs";

// The limit where rules are compiled beforehand: grouped and sorted, thresholds as doubles and texts, averages in slots, bounds
// as numbers. The averages of a cycle are new, as decimal text. Exact, with the same outcome objects as plain-objects.mjs.

export function compileRules(rules) {
  const slots = new Map();
  const groups = new Map();
  for (const rule of rules) {
    const { endpointId } = rule;
    if (!groups.has(endpointId)) groups.set(endpointId, []);
    groups.get(endpointId).push(compileRule(rule, slots));
  }
  for (const members of groups.values()) members.sort((one, other) => other.priority - one.priority);
  return { groups: [...groups.values()], endpoints: [...groups.keys()], slots: [...slots.keys()] };
}

function compileRule(rule, slots) {
  const { id, metricSource: source, metricName: name, aggregation = "average", priority = 0 } = rule;
  const slotOf = (key) => {
    if (!slots.has(key)) slots.set(key, slots.size);
    return slots.get(key);
  };
  const conditions = conditionsOf(rule);
  return {
    id,
    metric: aggregation === "average" ? { source, name } : { source, name, aggregation },
    isEnabled: rule.enabled !== false,
    ownSlot: source === "PROMETHEUS" ? slotOf(`rule ${id}`) : -1,
    slot: slotOf(`${rule.endpointId} ${source} ${aggregation} ${name}`),
    signal: rule.queryPresetId ?? `${source} ${aggregation} ${name}`,
    maxAge: rule.maxAgeSeconds === undefined ? Number.POSITIVE_INFINITY : rule.maxAgeSeconds * 1000,
    maxAgeSeconds: rule.maxAgeSeconds ?? null,
    conditions,
    first: conditions[0],
    firstSigns: SIGNS[conditions[0].comparator],
    firstDouble: Number(conditions[0].threshold),
    second: conditions[1] ?? null,
    secondSigns: SIGNS[conditions[1]?.comparator] ?? 0,
    secondDouble: Number(conditions[1]?.threshold),
    min: rule.minReplicas ?? Number.NEGATIVE_INFINITY,
    max: rule.maxReplicas ?? Number.POSITIVE_INFINITY,
    cooldown: rule.cooldownSeconds * 1000,
    priority,
    lowers: lowers(rule),
  };
}

/** The slot of an average, or of a missing one, is found by this key. */
export function slotKey({ endpointId, source, name, aggregation = "average", ruleId }) {
  return source === "PROMETHEUS" && ruleId !== undefined
    ? `rule ${ruleId}`
    : `${endpointId} ${source} ${aggregation} ${name}`;
}

/**
 * `values` by slot, as text, undefined for none; `times` and `reasons` likewise, null for none at all; `endpoints` in the order
 * of the groups; `lastTriggered` by rule id.
 */
export function compiledLoop({ groups }, { now, values, times, reasons, endpoints, lastTriggered }, semantics) {
  const cycle = cycleOf(now, semantics);
  const readings = { values, times, reasons, doubles: values.map(Number) };
  const triggered = new Map();
  const outcomes = [];
  const counts = groups.map((members, nth) => {
    const endpoint = endpoints[nth];
    const guards = guardsOf(endpoint, cycle);
    const settle = cycle.isAgreement ? settleTogether : settleInTurn;
    const count = settle(members, endpoint.replicas, readings, guards, lastTriggered, cycle, triggered, outcomes);
    return guarded(count, endpoint.replicas, guards);
  });
  return { counts, triggered, outcomes };
}

function settleInTurn(members, replicas, readings, guards, lastTriggered, cycle, triggered, outcomes) {
  let count = replicas;
  let by = null;
  for (const rule of members) {
    if (by !== null && rule.isEnabled) {
      outcomes.push({ kind: "superseded", ruleId: rule.id, metric: rule.metric, because: "came-later", by });
      continue;
    }
    const outcome = evaluateRule(rule, count, readings, guards, lastTriggered, cycle);
    outcomes.push(outcome);
    if (outcome.kind !== "triggered") continue;
    count = outcome.to;
    triggered.set(rule.id, cycle.now);
    if (cycle.firstDecides) by = rule.id;
  }
  return count;
}

function settleTogether(members, replicas, readings, guards, lastTriggered, cycle, triggered, all) {
  const outcomes = members.map((rule) => evaluateRule(rule, replicas, readings, guards, lastTriggered, cycle));
  const directions = outcomes.map((outcome) => outcome.direction ?? null);
  const signalOf = (at) => (isAlone(members[at], readings) ? members[at].id : members[at].signal);
  const count = agree(members, outcomes, directions, replicas, signalOf, lastTriggered, guards, cycle);
  for (const outcome of outcomes) {
    all.push(outcome);
    if (outcome.kind === "triggered") triggered.set(outcome.ruleId, cycle.now);
  }
  return count;
}

/** Whether a rule has an answer of its own, or a reason for having none. */
function isAlone({ ownSlot }, { values, reasons }) {
  return ownSlot !== -1 && (values[ownSlot] !== undefined || reasons?.[ownSlot] !== undefined);
}

function evaluateRule(rule, from, { values, doubles, times, reasons }, guards, lastTriggered, cycle) {
  const { id: ruleId, metric, ownSlot } = rule;
  if (!rule.isEnabled) return { kind: "disabled", ruleId, metric };
  if (guards.paused === "both") return { kind: "paused", ruleId, metric, paused: "both", until: guards.pausedUntil };

  const slot = ownSlot !== -1 && values[ownSlot] !== undefined ? ownSlot : rule.slot;
  const value = values[slot];
  if (value === undefined) {
    const reason = reasons === null ? null : ((ownSlot === -1 ? undefined : reasons[ownSlot]) ?? reasons[slot] ?? null);
    return { kind: "no-metric", ruleId, metric, reason };
  }
  if (times !== null) {
    const at = times[slot];
    if (Math.abs(cycle.now - at) > rule.maxAge) {
      return { kind: "stale-metric", ruleId, metric, at, maxAgeSeconds: rule.maxAgeSeconds };
    }
  }

  const condition = metCondition(rule, value, doubles[slot]);
  if (condition === null) return { kind: "not-met", ruleId, metric, value, conditions: rule.conditions };

  const { min, max, cooldown } = rule;
  const last = lastTriggered.get(ruleId);
  return outcomeOfMet(ruleId, metric, value, condition, from, min, max, cooldown, last, guards, cycle);
}

function metCondition(rule, value, double) {
  const { first, second } = rule;
  if (holds(value, double, first, rule.firstDouble, rule.firstSigns)) return first;
  if (second !== null && holds(value, double, second, rule.secondDouble, rule.secondSigns)) return second;
  return null;
}
