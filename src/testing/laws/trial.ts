import { checkSnapshot } from "../../check/check-snapshot.ts";
import { lastTriggeredFault } from "../../check/time-faults.ts";
import type { Decision } from "../../model/decision.ts";
import type { Direction, Endpoint } from "../../model/endpoint.ts";
import type { Evaluation } from "../../model/evaluation.ts";
import { type Fault, quoted } from "../../model/fault.ts";
import type { RuleId } from "../../model/ids.ts";
import { isInstant } from "../../model/instant.ts";
import type { Rule } from "../../model/rule.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import type { Semantics } from "../../model/semantics.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { itemAt } from "../../util/item-at.ts";
import { ticksOf } from "../exact/ticks.ts";

/** An evaluation before the laws: each decision beside its endpoint, each outcome beside its rule. */
export interface Trial {
  readonly snapshot: Snapshot;
  readonly evaluation: Evaluation;
  readonly semantics: Semantics;
  /** The decisions whose endpoint is in the snapshot. */
  readonly decisions: readonly DecisionTrial[];
  /** The outcomes of all of them whose rule is in the snapshot. */
  readonly rules: readonly RuleTrial[];
}

/** One decision before the laws. */
export interface DecisionTrial {
  readonly snapshot: Snapshot;
  readonly semantics: Semantics;
  /** What messages call it. */
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly decision: Decision;
  /** What keeps the endpoint from a decision, by the snapshot. */
  readonly fault: Fault | null;
  /** The pause in force, by the snapshot. */
  readonly paused: Direction | "both" | null;
  readonly rules: readonly RuleTrial[];
}

/** One outcome before the laws. */
export interface RuleTrial {
  /** What messages call it. */
  readonly name: string;
  readonly rule: Rule;
  readonly outcome: RuleOutcome;
  /** What keeps the rule from being judged, by the snapshot. */
  readonly fault: Fault | null;
  /** What is wrong with the time at which it last triggered, by the snapshot. */
  readonly timeFault: Fault | null;
  readonly on: Omit<DecisionTrial, "rules">;
}

export function trialOf(snapshot: Snapshot, evaluation: Evaluation, semantics: Semantics): Trial {
  const faults = faultsByPlace(snapshot);
  const endpointAt = indexById(snapshot.endpoints);
  const ruleAt = indexById(snapshot.rules);
  const decisions = evaluation.decisions.flatMap((decision): DecisionTrial[] => {
    const index = endpointAt.get(decision.endpointId);
    if (index === undefined) return [];
    const endpoint = itemAt(snapshot.endpoints, index);
    const name = `endpoint ${quoted(endpoint.id)}`;
    const fault = faults.get("now") ?? faults.get(`endpoints[${index}]`) ?? null;
    const on = { snapshot, semantics, name, endpoint, decision, fault, paused: pauseOf(endpoint, snapshot) };
    return [{ ...on, rules: decision.outcomes.flatMap((outcome) => ruleTrial(outcome, on, faults, ruleAt)) }];
  });
  return { snapshot, evaluation, semantics, decisions, rules: decisions.flatMap(({ rules }) => rules) };
}

function ruleTrial(
  outcome: RuleOutcome,
  on: Omit<DecisionTrial, "rules">,
  faults: ReadonlyMap<string, Fault>,
  ruleAt: ReadonlyMap<RuleId, number>,
): RuleTrial[] {
  const { rules, lastTriggered } = on.snapshot;
  const index = ruleAt.get(outcome.ruleId);
  if (index === undefined) return [];
  const rule = itemAt(rules, index);
  const fault = on.fault ?? faults.get(`rules[${index}]`) ?? null;
  const last = lastTriggered.get(rule.id);
  const timeFault = last === undefined || isInstant(last) ? null : lastTriggeredFault(rule.id, last);
  return [{ name: `${on.name}, rule ${quoted(rule.id)}`, rule, outcome, fault, timeFault, on }];
}

function indexById(items: readonly { readonly id: string }[]): ReadonlyMap<string, number> {
  return new Map(items.map(({ id }, index) => [id, index]));
}

/** The first fault of each thing in the snapshot that keeps it from being judged, by its path. */
function faultsByPlace(snapshot: Snapshot): ReadonlyMap<string, Fault> {
  const faults = new Map<string, Fault>();
  for (const fault of checkSnapshot(snapshot)) {
    const [place = ""] = /^(?:(?:endpoints|rules)\[\d+\]|now)/.exec(fault.path) ?? [];
    if (!faults.has(place)) faults.set(place, fault);
  }
  return faults;
}

function pauseOf({ paused, pausedUntil }: Endpoint, { now }: Snapshot): Direction | "both" | null {
  if (paused === undefined) return null;
  return pausedUntil === undefined || ticksOf(now) < ticksOf(pausedUntil) ? paused : null;
}
