import { agree } from "./agreement.mjs";
import { holds, SIGNS } from "./compare.mjs";
import { cycleOf } from "./cycle.mjs";
import { guarded, guardsOf } from "./guards.mjs";
import { outcomeOfMet } from "./outcome-of-met.mjs";

// The limit: the same decisions by the plainest loop over the same objects that is still exact and leaves one outcome object
// a rule, with all its numbers. It checks no input, keeps no chain, and knows no time to look again.

/** The counts by endpoint, the rules that triggered, and an outcome a rule, endpoint by endpoint. */
export function plainLoop({ now, endpoints, rules, metrics, missing = [], lastTriggered }, semantics) {
  const cycle = cycleOf(now, semantics);
  const groups = groupsOf(endpoints, rules);
  const own = giveReadings(groups, metrics, missing);
  const counts = new Map();
  const triggered = new Map();
  const outcomes = [];
  for (const [endpointId, group] of groups) {
    const { endpoint, members } = group;
    const guards = guardsOf(endpoint, cycle);
    // Sorting is stable: equals keep the order of the input.
    if (group.hasPriorities) members.sort((one, other) => (other.priority ?? 0) - (one.priority ?? 0));
    const settle = cycle.isAgreement ? settleTogether : settleInTurn;
    const count = settle(group, own, guards, lastTriggered, cycle, triggered, outcomes);
    counts.set(endpointId, guarded(count, endpoint.replicas, guards));
  }
  return { counts, triggered, outcomes };
}

/** Each rule starts from the count that the rules before it left (`sequential`), or the first that triggers decides. */
function settleInTurn(
  { endpoint, members, averages, reasons },
  own,
  guards,
  lastTriggered,
  cycle,
  triggered,
  outcomes,
) {
  let count = endpoint.replicas;
  let by = null;
  for (const rule of members) {
    if (by !== null && rule.enabled !== false) {
      outcomes.push({ kind: "superseded", ruleId: rule.id, metric: metricOf(rule), because: "came-later", by });
      continue;
    }
    const outcome = evaluateRule(rule, count, averages, reasons, own, guards, lastTriggered, cycle);
    outcomes.push(outcome);
    if (outcome.kind !== "triggered") continue;
    count = outcome.to;
    triggered.set(rule.id, cycle.now);
    if (cycle.firstDecides) by = rule.id;
  }
  return count;
}

function settleTogether({ endpoint, members, averages, reasons }, own, guards, lastTriggered, cycle, triggered, all) {
  const { replicas } = endpoint;
  const outcomes = members.map((rule) => {
    return evaluateRule(rule, replicas, averages, reasons, own, guards, lastTriggered, cycle);
  });
  const directions = outcomes.map((outcome) => outcome.direction ?? null);
  const facts = members.map((rule) => {
    const { id, priority = 0, cooldownSeconds } = rule;
    return { id, priority, cooldown: cooldownSeconds * 1000, lowers: lowers(rule) };
  });
  const signalOf = (at) => signal(members[at], own);
  const count = agree(facts, outcomes, directions, replicas, signalOf, lastTriggered, guards, cycle);
  for (const outcome of outcomes) {
    all.push(outcome);
    if (outcome.kind === "triggered") triggered.set(outcome.ruleId, cycle.now);
  }
  return count;
}

function evaluateRule(rule, from, averages, reasons, own, guards, lastTriggered, cycle) {
  const ruleId = rule.id;
  const metric = metricOf(rule);
  if (rule.enabled === false) return { kind: "disabled", ruleId, metric };
  if (guards.paused === "both") return { kind: "paused", ruleId, metric, paused: "both", until: guards.pausedUntil };

  const average = readingFor(rule, averages, own?.averages);
  if (average === undefined) {
    return { kind: "no-metric", ruleId, metric, reason: readingFor(rule, reasons, own?.reasons)?.reason ?? null };
  }
  const { value, at } = average;
  const { maxAgeSeconds } = rule;
  if (maxAgeSeconds !== undefined && at !== undefined && Math.abs(cycle.now - at) > maxAgeSeconds * 1000) {
    return { kind: "stale-metric", ruleId, metric, at, maxAgeSeconds };
  }

  const conditions = conditionsOf(rule);
  const double = Number(value);
  const condition = conditions.find((each) => {
    return holds(value, double, each, Number(each.threshold), SIGNS[each.comparator]);
  });
  if (condition === undefined) return { kind: "not-met", ruleId, metric, value, conditions };

  const min = rule.minReplicas ?? Number.NEGATIVE_INFINITY;
  const max = rule.maxReplicas ?? Number.POSITIVE_INFINITY;
  const last = lastTriggered.get(ruleId);
  const cooldown = rule.cooldownSeconds * 1000;
  return outcomeOfMet(ruleId, metric, value, condition, from, min, max, cooldown, last, guards, cycle);
}

function metricOf({ metricSource: source, metricName: name, aggregation = "average" }) {
  return aggregation === "average" ? { source, name } : { source, name, aggregation };
}

/** The branches of a rule, in the order in which they are tried. */
export function conditionsOf(rule) {
  if (rule.type === "threshold") {
    const { comparator, threshold, stepSize } = rule;
    return [conditionOf(comparator, threshold, stepSize, "threshold")];
  }
  const { maxThreshold, minThreshold, stepSize } = rule;
  const conditions = [];
  if (maxThreshold !== null) conditions.push(conditionOf("GREATER_THAN", maxThreshold, stepSize, "maxThreshold"));
  if (minThreshold !== null) conditions.push(conditionOf("LESS_THAN", minThreshold, -stepSize, "minThreshold"));
  return conditions;
}

function conditionOf(comparator, threshold, step, field) {
  return { comparator, threshold, step, direction: step > 0 ? "out" : step < 0 ? "in" : null, field };
}

/** Whether a rule can lower the count at all. */
export function lowers(rule) {
  return rule.enabled !== false && conditionsOf(rule).some(({ direction }) => direction === "in");
}

/** What a rule compares, as text: a query of its own where there is an answer to it, or none to be had. */
function signal({ id, metricSource, metricName, aggregation = "average", queryPresetId = null }, own) {
  if (metricSource === "PROMETHEUS") {
    if (queryPresetId !== null) return `preset ${queryPresetId}`;
    if (own !== null && (own.averages.has(id) || own.reasons.has(id))) return `rule ${id}`;
  }
  return `${metricSource} ${aggregation} ${metricName}`;
}

function groupsOf(endpoints, rules) {
  const groups = new Map();
  for (const endpoint of endpoints) {
    groups.set(endpoint.id, { endpoint, members: [], hasPriorities: false, averages: [], reasons: [] });
  }
  for (const rule of rules) {
    const group = groups.get(rule.endpointId);
    if (group === undefined) continue; // its endpoint is gone
    group.members.push(rule);
    group.hasPriorities ||= rule.priority !== undefined;
  }
  return groups;
}

/** Gives every endpoint its averages and reasons, and returns those of the rules' own queries; null for none. */
function giveReadings(groups, metrics, missing) {
  let own = null;
  const give = (readings, kind) => {
    for (const reading of readings) {
      if (reading.source === "PROMETHEUS" && reading.ruleId !== undefined) {
        own ??= { averages: new Map(), reasons: new Map() };
        own[kind].set(reading.ruleId, reading);
      } else groups.get(reading.endpointId)?.[kind].push(reading);
    }
  };
  give(metrics, "averages");
  give(missing, "reasons");
  return own;
}

/** The reading of a rule: the answer to its own query first. */
function readingFor({ id, metricSource, metricName, aggregation = "average" }, readings, own) {
  const answer = metricSource === "PROMETHEUS" ? own?.get(id) : undefined;
  if (answer !== undefined) return answer;
  return readings.find(({ name, source, aggregation: how = "average" }) => {
    return name === metricName && source === metricSource && how === aggregation;
  });
}
