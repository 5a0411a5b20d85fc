import { randomUUID } from "node:crypto";
import type { Rule } from "autoscaling-rules";
import { applyRulePatch, formatRule, parseRules, type RuleInput, type RulePatch } from "autoscaling-rules/schema";
import type { Database } from "./database.ts";

/** A row of the table `rule`. */
export interface RuleRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly body: string;
  readonly last_triggered: number | null;
}

/** Stores a new rule; null where there is one of that id. Without an id it gets one. */
export function createRule(database: Database, input: RuleInput): Rule | null {
  const rule: Rule = { id: randomUUID(), ...input };
  const made = database.query(
    "insert into rule (id, endpoint_id, body) values (?, ?, ?) on conflict (id) do nothing returning id",
    rule.id,
    rule.endpointId,
    JSON.stringify(formatRule(rule)),
  );
  return made.length === 0 ? null : rule;
}

/** The rules of an endpoint, in the order in which they are tried. */
export function listRules(database: Database, endpointId: string): readonly Rule[] {
  return rulesOf(database.query("select * from rule where endpoint_id = ? order by position", endpointId));
}

export function getRule(database: Database, id: string): Rule | null {
  const [rule = null] = rulesOf(database.query("select * from rule where id = ?", id));
  return rule;
}

/** The rules of rows. One that somebody broke by hand stays as it is: it does nothing, and no other stops for it. */
export function rulesOf(rows: readonly RuleRow[]): readonly Rule[] {
  return parseRules(rows.map(({ body }) => JSON.parse(body))).rules;
}

/**
 * Changes a rule: an absent key keeps, null clears. When it last triggered stays.
 *
 * @returns the rule as it is now; null where no rule has the id
 * @throws SchemaError with every fault that the changes would bring
 */
export function updateRule(database: Database, id: string, patch: RulePatch): Rule | null {
  return database.transaction(() => {
    const rule = getRule(database, id);
    if (rule === null) return null;
    const patched = applyRulePatch(rule, patch);
    database.query(
      "update rule set endpoint_id = ?, body = ? where id = ?",
      patched.endpointId,
      JSON.stringify(formatRule(patched)),
      id,
    );
    return patched;
  });
}

/** False where there is no such rule. */
export function deleteRule(database: Database, id: string): boolean {
  return database.query("delete from rule where id = ? returning id", id).length > 0;
}
