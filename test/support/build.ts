import type { BandRule, Endpoint, MetricAverage, Rule, Semantics, Snapshot, ThresholdRule } from "../../src/index.ts";
import { type Decision, evaluate, type RuleOutcome } from "../../src/index.ts";

/** Noon of a day on which nothing else happens. */
export const NOON = Date.parse("2026-03-02T12:00:00.000Z");

/** A rule that adds one replica to `chat` above 80, with no bounds and no cooldown. */
export function rule(changes: Partial<Omit<ThresholdRule, "type">> = {}): ThresholdRule {
  return {
    type: "threshold",
    id: "out",
    endpointId: "chat",
    metricSource: "KERNEL",
    metricName: "cuda_util",
    comparator: "GREATER_THAN",
    threshold: "80",
    stepSize: 1,
    cooldownSeconds: 0,
    minReplicas: null,
    maxReplicas: null,
    ...changes,
  };
}

/** A rule that removes one replica from `chat` below 20. */
export function inRule(changes: Partial<Omit<ThresholdRule, "type">> = {}): ThresholdRule {
  return rule({ id: "in", comparator: "LESS_THAN", threshold: "20", stepSize: -1, ...changes });
}

/** A band rule that keeps `chat` between 20 and 80, with no bounds and no cooldown. */
export function bandRule(changes: Partial<Omit<BandRule, "type">> = {}): BandRule {
  const { threshold: _, comparator: __, ...common } = rule();
  return { ...common, type: "band", id: "band", minThreshold: "20", maxThreshold: "80", ...changes };
}

/** The average of `cuda_util` on `chat`. */
export function average(value: MetricAverage["value"], changes: Partial<MetricAverage> = {}): MetricAverage {
  return { endpointId: "chat", source: "KERNEL", name: "cuda_util", value, ...changes };
}

/** `chat` with three replicas, at noon. */
export function snapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return { now: NOON, endpoints: [endpoint()], rules: [], metrics: [], lastTriggered: new Map(), ...changes };
}

export function endpoint(changes: Partial<Endpoint> = {}): Endpoint {
  return { id: "chat", replicas: 3, ...changes };
}

/** What becomes of `chat`. */
export function decide(changes: Partial<Snapshot>, semantics?: Semantics): Decision {
  const [decision] = evaluate(snapshot(changes), semantics).decisions;
  if (decision === undefined) throw new Error("the snapshot has no endpoint");
  return decision;
}

/** What becomes of the first rule tried on `chat`, at an average of 90 unless told otherwise. */
export function outcomeOf(one: Rule, changes: Partial<Snapshot> = {}, semantics?: Semantics): RuleOutcome {
  const [outcome] = decide({ rules: [one], metrics: [average("90")], ...changes }, semantics).outcomes;
  if (outcome === undefined) throw new Error("the rule has no outcome");
  return outcome;
}
