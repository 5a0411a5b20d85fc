import { explain } from "../explain/explain.ts";
import type { Decision } from "../model/decision.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import type { ReportScope } from "./cycle-options.ts";
import type { DecisionReport } from "./cycle-report.ts";

/** What a report says of a decision; null where it is left out. */
export function reportDecision(decision: Decision, scope: ReportScope): DecisionReport | null {
  if (scope === "all") return new LazyReport(decision, decision.outcomes, IN_JSON);
  const { delta, wouldBe = 0, fault } = decision;
  // The fault of an endpoint makes all of its rules invalid: it is said once.
  const outcomes = fault === undefined ? decision.outcomes.filter(isNoted) : [];
  if (delta === 0 && wouldBe === 0 && fault === undefined && outcomes.length === 0) return null;
  return new LazyReport(decision, outcomes, NOT_IN_JSON);
}

function isNoted({ kind }: RuleOutcome): boolean {
  return kind === "triggered" || kind === "invalid-input";
}

const DECISION = Symbol("decision");

/** A decision whose explanation is written when it is read: of a hundred thousand hardly one is. */
class LazyReport implements DecisionReport {
  readonly endpointId: string;
  readonly replicas: number;
  readonly desired: number;
  readonly delta: number;
  declare readonly wouldBe?: number;
  declare readonly fault?: string;
  readonly outcomes: DecisionReport["outcomes"];
  declare readonly explanation: string;
  declare readonly [DECISION]: Decision;

  constructor(decision: Decision, outcomes: readonly RuleOutcome[], explanation: PropertyDescriptor) {
    const { endpointId, replicas, desired, delta, wouldBe, fault } = decision;
    this.endpointId = endpointId;
    this.replicas = replicas;
    this.desired = desired;
    this.delta = delta;
    if (wouldBe !== undefined) this.wouldBe = wouldBe;
    if (fault !== undefined) this.fault = fault.message;
    this.outcomes = outcomes.map(({ ruleId, kind }) => ({ ruleId, kind }));
    // Its own property, so that it is copied and written with the others.
    Object.defineProperties(this, { explanation, [DECISION]: { value: decision } });
  }
}

/** One function for every report: with one of its own each would be of a shape of its own. */
function explanationOf(this: LazyReport): string {
  return explain(this[DECISION]);
}

const IN_JSON = { get: explanationOf, enumerable: true };
const NOT_IN_JSON = { get: explanationOf, enumerable: false };
