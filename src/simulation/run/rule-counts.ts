import type { RuleId } from "../../model/ids.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";

/** What became of one rule over many cycles. */
export interface RuleCounts {
  readonly ruleId: RuleId;
  readonly triggered: number;
  readonly outcomes: Readonly<Partial<Record<RuleOutcome["kind"], number>>>;
}

export function countsOf(ruleId: RuleId, kinds: readonly RuleOutcome["kind"][]): RuleCounts {
  const outcomes: Partial<Record<RuleOutcome["kind"], number>> = {};
  for (const kind of kinds) outcomes[kind] = (outcomes[kind] ?? 0) + 1;
  return { ruleId, triggered: outcomes.triggered ?? 0, outcomes };
}
