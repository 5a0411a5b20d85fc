import {
  backendAi25,
  backendAi26,
  type Endpoint,
  factsOfMetric,
  type MetricFacts,
  type MetricKey,
  type Rule,
  recommended,
  type Semantics,
} from "autoscaling-rules";
import type { VerifyInput } from "autoscaling-rules/verify";
import type { Preset } from "../draft/presets.ts";
import type { EndpointDraft, RuleDraft, RuleSetDraft } from "../draft/rule-set-draft.ts";

/** What the library knows of a draft. Text that is no number becomes NaN, which its checks report with the place. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly endpoint: Endpoint;
  readonly cycleSeconds?: number;
  readonly startupSeconds?: number;
}

/** All that the verifier is to know: rules and what their file says beyond them. */
export interface FullInput extends VerifyInput {
  readonly endpoint: Endpoint;
  readonly semantics: Semantics;
}

export const SEMANTICS: Readonly<Record<Preset, Semantics>> = {
  "backend-ai-25": backendAi25,
  "backend-ai-26": backendAi26,
  recommended,
};

export function ruleSetOf(draft: RuleSetDraft): RuleSet {
  const { endpoint, rules, cycleSeconds, startupSeconds } = draft;
  return {
    rules: rules.map((rule) => ruleOf(rule, endpoint.id)),
    endpoint: endpointOf(endpoint),
    ...(cycleSeconds.trim() === "" ? {} : { cycleSeconds: numberOf(cycleSeconds) }),
    ...(startupSeconds.trim() === "" ? {} : { startupSeconds: numberOf(startupSeconds) }),
  };
}

export function inputOf(draft: RuleSetDraft, preset: Preset): FullInput {
  return { ...draft.more, ...ruleSetOf(draft), semantics: SEMANTICS[preset] };
}

/** What is known of a metric, and what the file states about it, as the verifier takes it. */
export function factsIn({ metrics, domain }: VerifyInput, metric: MetricKey): MetricFacts {
  const stated = { ...factsOfMetric(metric).facts, ...metrics?.[metric.name] };
  const range = domain?.[metric.name];
  return range === undefined ? stated : { ...stated, min: 0, max: null, ...range };
}

function ruleOf(draft: RuleDraft, endpointId: string): Rule {
  const { id, metricSource, metricName, aggregation, isEnabled, more } = draft;
  const common = {
    ...more,
    id,
    endpointId,
    metricSource,
    metricName,
    ...(aggregation === "average" ? {} : { aggregation }),
    ...(isEnabled ? {} : { enabled: false }),
    stepSize: numberOf(draft.stepSize),
    cooldownSeconds: numberOf(draft.cooldownSeconds),
    minReplicas: boundOf(draft.minReplicas),
    maxReplicas: boundOf(draft.maxReplicas),
  };
  const { comparator, threshold, minThreshold, maxThreshold } = draft;
  const rule =
    draft.type === "band"
      ? { ...common, type: "band", minThreshold: endOf(minThreshold), maxThreshold: endOf(maxThreshold) }
      : { ...common, type: "threshold", comparator, threshold: threshold.trim() };
  // Whatever was typed: the library checks every field before it uses it.
  return rule as unknown as Rule;
}

function endpointOf({ id, replicas, minReplicas, maxReplicas, more }: EndpointDraft): Endpoint {
  return {
    ...more,
    id,
    replicas: numberOf(replicas),
    minReplicas: boundOf(minReplicas),
    maxReplicas: boundOf(maxReplicas),
  };
}

/** An empty field is no number: `Number("")` would be 0. */
export function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

/** An empty field is no bound. */
function boundOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}

/** An empty end of a band never matches. */
function endOf(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}
