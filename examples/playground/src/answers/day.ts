import type { Rule } from "autoscaling-rules";
import {
  diurnal,
  type Scenario,
  ScenarioError,
  type ServiceModel,
  scaleTrace,
  scenarioWarnings,
  simulate,
  stretchTrace,
  summarize,
  svg,
  type Trace,
} from "autoscaling-rules/simulation";
import type { Preset } from "../draft/presets.ts";
import type { RuleSetDraft } from "../draft/rule-set-draft.ts";
import type { DayDraft } from "../draft/view.ts";
import { faultTexts } from "./fault-texts.ts";
import { numberOf, ruleSetOf, SEMANTICS } from "./rules-of.ts";

/** A day under the rules, or why there is none. */
export type DayReport =
  | {
      readonly svg: string;
      readonly figures: readonly Figure[];
      readonly warnings: readonly string[];
    }
  | { readonly faults: readonly string[] };

/** One number about a day. */
export interface Figure {
  readonly name: string;
  readonly text: string;
}

const DAY_SECONDS = 86_400;

export function dayOf(draft: RuleSetDraft, preset: Preset, day: DayDraft, width: number): DayReport {
  try {
    return simulated(scenarioOf(draft, preset, day), width);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { faults: faultTexts(error) };
  }
}

function simulated(scenario: Scenario, width: number): DayReport {
  const timeline = simulate(scenario);
  const { withinObjective, p99WaitSeconds, replicaHours, changes, reversals } = summarize(timeline);
  const isQueue = typeof scenario.service !== "function" && scenario.service.model === "fluid";
  return {
    svg: svg(timeline, { width, title: timeline.name }),
    warnings: scenarioWarnings(scenario).map(({ message }) => message),
    figures: [
      ...(isQueue
        ? [
            { name: "answered within 10 s", text: percentText(withinObjective) },
            { name: "wait, 99th percentile", text: p99WaitSeconds === null ? "–" : `${p99WaitSeconds.toFixed(1)} s` },
          ]
        : []),
      { name: "replica-hours", text: replicaHours.toFixed(1) },
      { name: "changes of the count", text: String(changes) },
      { name: "changes reversed within 10 min", text: String(reversals) },
    ],
  };
}

function percentText(share: number | null): string {
  return share === null ? "–" : `${(100 * share).toFixed(2)} %`;
}

function scenarioOf(draft: RuleSetDraft, preset: Preset, day: DayDraft): Scenario {
  const { rules, endpoint, ...clock } = ruleSetOf(draft);
  const { replicas, ...others } = endpoint;
  return {
    name: day.trace?.name ?? "a day that was made up",
    rules,
    semantics: SEMANTICS[preset],
    endpoint: others,
    initialReplicas: replicas,
    trace: traceOf(day),
    service: serviceOf(rules, day),
    averaging: preset === "backend-ai-25" ? "backend-ai-25" : "backend-ai-26",
    ...clock,
  };
}

function traceOf({ trace, low, high, times, isStretched }: DayDraft): Trace {
  if (trace === null) {
    return diurnal({ low: numberOf(low), high: numberOf(high), seconds: DAY_SECONDS, binSeconds: 60 });
  }
  const { startAt, ...own } = trace;
  const scaled = scaleTrace({ ...own, ...(startAt === null ? {} : { startAt }) }, numberOf(times));
  return isStretched ? stretchTrace(scaled, DAY_SECONDS) : scaled;
}

function serviceOf(rules: readonly Rule[], { service, perReplica }: DayDraft): ServiceModel {
  if (service === "queue") return { model: "fluid", requestsPerSecond: numberOf(perReplica) };
  const first = rules.find(({ enabled }) => enabled !== false);
  const { metricSource: source, metricName: name } = first ?? { metricSource: "PROMETHEUS", metricName: "" };
  return { model: "ideal", metric: { source, name } };
}
