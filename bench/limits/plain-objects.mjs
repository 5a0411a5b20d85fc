import { Decimal } from "decimal.js";

// The limit: Backend.AI 25's decisions by the plainest loop over the same objects that is still exact and leaves one
// outcome object a rule. It checks no input, knows one semantics, and tells no figures but those it has at hand.

function compare(left, right) {
  const a = Number(left);
  const b = Number(right);
  if (a !== b) return a < b ? -1 : 1;
  return left === right ? 0 : new Decimal(left).cmp(right);
}

function holds(order, comparator) {
  switch (comparator) {
    case "LESS_THAN":
      return order < 0;
    case "LESS_THAN_OR_EQUAL":
      return order <= 0;
    case "GREATER_THAN":
      return order > 0;
    default:
      return order >= 0;
  }
}

export function plainLoop({ now, endpoints, rules, metrics, lastTriggered }) {
  const counts = new Map();
  for (const { id, replicas } of endpoints) counts.set(id, replicas);
  const averages = new Map();
  for (const metric of metrics) {
    const own = averages.get(metric.endpointId);
    if (own === undefined) averages.set(metric.endpointId, [metric]);
    else own.push(metric);
  }
  const triggered = new Map();
  const outcomes = [];
  for (const rule of rules) {
    const { id: ruleId, stepSize, minReplicas, maxReplicas } = rule;
    const average = averages
      .get(rule.endpointId)
      ?.find(({ name, source }) => name === rule.metricName && source === rule.metricSource);
    if (average === undefined) {
      outcomes.push({ kind: "no-metric", ruleId });
      continue;
    }
    const { value } = average;
    if (!holds(compare(value, rule.threshold), rule.comparator)) {
      outcomes.push({ kind: "not-met", ruleId, value });
      continue;
    }
    const from = counts.get(rule.endpointId);
    const to = Math.max(0, from + stepSize);
    if ((minReplicas !== null && to < minReplicas) || (maxReplicas !== null && to > maxReplicas)) {
      outcomes.push({ kind: "out-of-bounds", ruleId, value, from, proposed: to });
      continue;
    }
    const last = lastTriggered.get(ruleId);
    if (last !== undefined && now <= last + rule.cooldownSeconds * 1000) {
      outcomes.push({ kind: "cooling-down", ruleId, value, from, until: last + rule.cooldownSeconds * 1000 });
      continue;
    }
    outcomes.push({ kind: "triggered", ruleId, value, from, to });
    counts.set(rule.endpointId, to);
    triggered.set(ruleId, now);
  }
  return { counts, triggered, outcomes };
}
