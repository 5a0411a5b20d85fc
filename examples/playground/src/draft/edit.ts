import { type EndpointField, NEW_RULE, type RuleDraft, type RuleField, type RuleSetDraft } from "./rule-set-draft.ts";

/** A change of one field of one rule, as a finding proposes it. */
export interface Change {
  readonly ruleId: string;
  readonly field: RuleField;
  readonly value: string;
}

export function setRule(draft: RuleSetDraft, at: number, changes: Partial<RuleDraft>): RuleSetDraft {
  return { ...draft, rules: draft.rules.map((rule, place) => (place === at ? { ...rule, ...changes } : rule)) };
}

export function setEndpoint(draft: RuleSetDraft, field: EndpointField, value: string): RuleSetDraft {
  return { ...draft, endpoint: { ...draft.endpoint, [field]: value } };
}

/** Applies what a finding proposes. */
export function repaired(draft: RuleSetDraft, changes: readonly Change[]): RuleSetDraft {
  const rules = draft.rules.map((rule) => {
    const own = changes.filter(({ ruleId }) => ruleId === rule.id).map(({ field, value }) => [field, value]);
    return { ...rule, ...Object.fromEntries(own) };
  });
  return { ...draft, rules };
}

/** Adds a rule on the metric of the last one, under an id that is free. */
export function withRule(draft: RuleSetDraft, type: RuleDraft["type"]): RuleSetDraft {
  const { metricSource, metricName, aggregation } = draft.rules.at(-1) ?? NEW_RULE;
  const id = freeId(draft, type === "band" ? "band" : "rule");
  return { ...draft, rules: [...draft.rules, { ...NEW_RULE, type, id, metricSource, metricName, aggregation }] };
}

function freeId({ rules }: RuleSetDraft, stem: string): string {
  for (let nth = 1; ; nth += 1) {
    const id = `${stem}-${nth}`;
    if (!rules.some((rule) => rule.id === id)) return id;
  }
}

export function withoutRule(draft: RuleSetDraft, at: number): RuleSetDraft {
  return { ...draft, rules: draft.rules.filter((_, place) => place !== at) };
}

/** Moves a rule one place up or down: rules are evaluated in this order. */
export function movedRule(draft: RuleSetDraft, at: number, by: -1 | 1): RuleSetDraft {
  const rules = [...draft.rules];
  const [moved] = rules.splice(at, 1);
  if (moved === undefined || at + by < 0 || at + by > rules.length) return draft;
  rules.splice(at + by, 0, moved);
  return { ...draft, rules };
}

/** The direction of a step, and how far it goes: the sentence has a word for the one and a field for the other. */
export function stepParts(stepSize: string): { readonly verb: "add" | "remove"; readonly amount: string } {
  return stepSize.startsWith("-") ? { verb: "remove", amount: stepSize.slice(1) } : { verb: "add", amount: stepSize };
}

export function stepOf(verb: string, amount: string): string {
  return verb === "remove" ? `-${amount}` : amount;
}
