import type { EndpointId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { MetricAverage, MetricKey } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { later, micros } from "../reference/times.ts";
import type { ScenarioStep } from "./scenario.ts";

/** The snapshot after a step. What a step names and the snapshot does not have is passed over. */
export function applyStep(snapshot: Snapshot, step: ScenarioStep): Snapshot {
  switch (step.kind) {
    case "wait":
      return { ...snapshot, now: later(snapshot.now, step.seconds) };
    case "wait-for-cooldown":
      return { ...snapshot, now: cooldownEnd(snapshot, step.ruleId, step.offsetMicroseconds) };
    case "metric": {
      const { average } = step;
      const others = snapshot.metrics.filter(
        (metric) => metric.ruleId !== average.ruleId || !isAverageOf(metric, average.endpointId, average),
      );
      return { ...snapshot, metrics: [...others, average] };
    }
    case "metric-gone": {
      const { endpointId, metric } = step;
      return {
        ...snapshot,
        metrics: snapshot.metrics.filter((average) => !isAverageOf(average, endpointId, metric)),
      };
    }
    case "set-replicas": {
      const { endpointId, replicas } = step;
      const endpoints = snapshot.endpoints.map((one) => (one.id === endpointId ? { ...one, replicas } : one));
      return { ...snapshot, endpoints };
    }
    case "put-rule":
      return { ...snapshot, rules: withRule(snapshot.rules, step.rule) };
    case "delete-rule":
      return { ...snapshot, rules: snapshot.rules.filter(({ id }) => id !== step.ruleId) };
  }
}

/** Near the end of a rule's cooldown; the time that it is where that end is past, or there is none. */
function cooldownEnd({ now, rules, lastTriggered }: Snapshot, ruleId: string, offset: number): Instant {
  const rule = rules.find(({ id }) => id === ruleId);
  const last = lastTriggered.get(ruleId);
  if (rule === undefined || last === undefined) return now;
  return Math.max(now, (micros(later(last, rule.cooldownSeconds)) + offset) / 1000);
}

function isAverageOf(average: MetricAverage, endpointId: EndpointId, metric: MetricKey): boolean {
  return (
    average.endpointId === endpointId &&
    average.source === metric.source &&
    average.name === metric.name &&
    (average.aggregation ?? "average") === (metric.aggregation ?? "average")
  );
}

function withRule(rules: readonly Rule[], rule: Rule): readonly Rule[] {
  const isKnown = rules.some(({ id }) => id === rule.id);
  return isKnown ? rules.map((one) => (one.id === rule.id ? rule : one)) : [...rules, rule];
}
