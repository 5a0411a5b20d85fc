import { Decimal } from "decimal.js";

// The limit where rules are compiled beforehand: thresholds as doubles and texts, averages in slots, bounds as numbers. The
// averages of a cycle are new, as decimal text. Exact, one outcome object a rule, as little in it as plain-objects.mjs has.

const SIGNS = { LESS_THAN: 1, LESS_THAN_OR_EQUAL: 3, GREATER_THAN: 4, GREATER_THAN_OR_EQUAL: 6 };

export function compileRules(rules) {
  const slots = new Map();
  const endpoints = new Map();
  const compiled = rules.map((rule) => {
    const { endpointId, metricSource, metricName, threshold, minReplicas, maxReplicas } = rule;
    const metric = `${endpointId} ${metricSource} ${metricName}`;
    if (!slots.has(metric)) slots.set(metric, slots.size);
    if (!endpoints.has(endpointId)) endpoints.set(endpointId, endpoints.size);
    return {
      id: rule.id,
      slot: slots.get(metric),
      endpoint: endpoints.get(endpointId),
      signs: SIGNS[rule.comparator],
      threshold,
      double: Number(threshold),
      step: rule.stepSize,
      min: minReplicas ?? Number.NEGATIVE_INFINITY,
      max: maxReplicas ?? Number.POSITIVE_INFINITY,
      cooldown: rule.cooldownSeconds * 1000,
    };
  });
  return { compiled, slots, endpoints };
}

/** `values` by slot, as text; `counts` by endpoint; `lastTriggered` by rule id. */
export function compiledLoop({ compiled }, { now, values, counts, lastTriggered }) {
  const replicas = counts.slice();
  const doubles = values.map(Number);
  const triggered = new Map();
  const outcomes = [];
  for (const { id: ruleId, slot, endpoint, signs, threshold, double, step, min, max, cooldown } of compiled) {
    const value = values[slot];
    const average = doubles[slot];
    const sign = average < double ? 0 : average > double ? 2 : new Decimal(value).cmp(threshold) + 1;
    if ((signs & (1 << sign)) === 0) {
      outcomes.push({ kind: "not-met", ruleId, value });
      continue;
    }
    const from = replicas[endpoint];
    const to = Math.max(0, from + step);
    if (to < min || to > max) {
      outcomes.push({ kind: "out-of-bounds", ruleId, value, from, proposed: to });
      continue;
    }
    const last = lastTriggered.get(ruleId);
    if (last !== undefined && now <= last + cooldown) {
      outcomes.push({ kind: "cooling-down", ruleId, value, from, until: last + cooldown });
      continue;
    }
    outcomes.push({ kind: "triggered", ruleId, value, from, to });
    replicas[endpoint] = to;
    triggered.set(ruleId, now);
  }
  return { replicas, triggered, outcomes };
}
