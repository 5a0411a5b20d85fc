import type * as z from "zod";
import { RULE_FIELDS } from "../fields/rule-fields.ts";
import type { Fault } from "../model/fault.ts";
import type { Rule } from "../model/rule.ts";
import { formatBy, parseBy, safeParseBy } from "./parse.ts";
import { ruleInputSchema } from "./rule-input-schema.ts";
import { rulePatchSchema } from "./rule-patch-schema.ts";
import { ruleSchema } from "./rule-schema.ts";
import { SchemaError } from "./schema-error.ts";

type WireRule = z.input<typeof ruleSchema>;

/** Changes to a rule, as {@link parseRulePatch} reads them. */
export type RulePatch = z.output<typeof rulePatchSchema>;

/**
 * A rule with changes made to it: an absent key keeps, null clears.
 *
 * The result must be as sound as a new rule, except for what was already wrong with the old one: a
 * rule that an older release stored may keep its faults, and a patch may not add any.
 *
 * @throws SchemaError with every fault that the patch adds, such as a comparator for a band rule
 * @example
 * const { maxReplicas } = applyRulePatch(rule, parseRulePatch({ maxReplicas: null })); // null: no bound any more
 */
export function applyRulePatch(rule: Rule, patch: RulePatch): Rule {
  const stored = formatBy(ruleSchema, rule);
  const patched = patchedRule(stored, formatBy(rulePatchSchema, patch));

  const old = new Set(newRuleFaults(stored).map(keyOf));
  const added = newRuleFaults(patched).filter((fault) => !old.has(keyOf(fault)));
  if (added.length > 0) throw new SchemaError(added);
  return parseBy(ruleSchema, patched);
}

/** A stored rule with other values. Null removes a field that a rule need not have. */
function patchedRule(stored: WireRule, patch: object): Readonly<Record<string, unknown>> {
  const changes: readonly [string, unknown][] = Object.entries(patch);
  const removed = changes.flatMap(([name, value]) =>
    value === null && OPTIONAL.has(name) ? name : [],
  );
  const all: readonly [string, unknown][] = Object.entries({ ...stored, ...patch });
  return Object.fromEntries(all.filter(([name]) => !removed.includes(name)));
}

const OPTIONAL: ReadonlySet<string> = new Set(
  Object.entries(RULE_FIELDS).flatMap(([name, { stored }]) => (stored === "optional" ? name : [])),
);

/** What keeps a rule from being accepted as a new one. */
function newRuleFaults(rule: unknown): readonly Fault[] {
  const parsed = safeParseBy(ruleInputSchema, rule);
  return parsed.success ? [] : parsed.error.faults;
}

/** What else a message says of a fault, such as the bound that another one is compared with, may change. */
function keyOf({ code, path, found }: Fault): string {
  return JSON.stringify([code, path, found]);
}
