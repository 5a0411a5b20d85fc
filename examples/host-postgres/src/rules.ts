import { randomUUID } from "node:crypto";
import type { Rule } from "autoscaling-rules";
import { applyRulePatch, type RuleInput, type RulePatch } from "autoscaling-rules/schema";
import type { Database } from "./database.ts";
import { RULE_COLUMNS, type RuleRow, rulesOf, valuesOf } from "./rule-row.ts";

/** What a user asked for cannot be done. */
export class RuleError extends Error {
  /** The field at fault, as the API names it. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = "RuleError";
    this.field = field;
  }
}

/**
 * Makes a rule. Without an id it gets one.
 *
 * @param promql - the query of a PROMETHEUS rule; null for any other
 * @throws RuleError
 */
export async function createRule(database: Database, input: RuleInput, promql: string | null = null): Promise<Rule> {
  const rule: Rule = { id: randomUUID(), ...input };
  requireQuery(rule, promql);
  const columns = [...RULE_COLUMNS, "query"];
  const places = columns.map((_, nth) => `$${nth + 1}`);
  try {
    await database.query(`insert into scaling_rule (${columns.join(", ")}) values (${places.join(", ")})`, [
      ...valuesOf(rule),
      promql,
    ]);
  } catch (error) {
    throw explained(error, rule);
  }
  return rule;
}

/** The rules of one endpoint, in the order in which they are tried. */
export async function listRules(database: Database, endpointId: string): Promise<readonly Rule[]> {
  const rows = await database.query<RuleRow>("select * from scaling_rule where endpoint_id = $1 order by position", [
    endpointId,
  ]);
  return rulesOf(rows);
}

export async function getRule(database: Database, id: string): Promise<Rule | null> {
  const [rule = null] = rulesOf(await database.query<RuleRow>("select * from scaling_rule where id = $1", [id]));
  return rule;
}

/**
 * Changes a rule: an absent key keeps, null clears. When it last triggered stays.
 *
 * @param promql - another query, of a PROMETHEUS rule
 * @returns the rule as it is now; null where no rule has the id
 * @throws SchemaError with every fault that the changes would bring; RuleError
 */
export function updateRule(database: Database, id: string, patch: RulePatch, promql?: string): Promise<Rule | null> {
  return database.transaction(async ({ query }) => {
    const rows = await query<RuleRow>("select * from scaling_rule where id = $1 for update", [id]);
    const [old] = rulesOf(rows);
    if (old === undefined) return null;
    const rule = applyRulePatch(old, patch);
    const kept = rule.metricSource === "PROMETHEUS" ? (rows[0]?.query ?? null) : null;
    requireQuery(rule, promql ?? kept);
    const settings = [...RULE_COLUMNS, "query"].map((column, nth) => `${column} = $${nth + 1}`);
    await query(`update scaling_rule set ${settings.join(", ")} where id = $1`, [...valuesOf(rule), promql ?? kept]);
    return rule;
  });
}

/** False where there is no such rule. */
export async function deleteRule(database: Database, id: string): Promise<boolean> {
  const rows = await database.query("delete from scaling_rule where id = $1 returning id", [id]);
  return rows.length > 0;
}

function requireQuery({ id, metricSource }: Rule, promql: string | null): void {
  if (metricSource === "PROMETHEUS" && promql === null) {
    throw new RuleError("query", `rule \`${id}\`: query is missing, expected what to ask Prometheus`);
  }
  if (metricSource !== "PROMETHEUS" && promql !== null) {
    throw new RuleError("query", `rule \`${id}\`: query is there, expected none; its metricSource is ${metricSource}`);
  }
}

const FOREIGN_KEY = "23503";
const UNIQUE = "23505";

/** What constraints refuse, in the user's words; anything else as it is. */
function explained(error: unknown, { id, endpointId }: Rule): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === FOREIGN_KEY)
    return new RuleError("endpointId", `rule \`${id}\`: there is no endpoint \`${endpointId}\``);
  if (code === UNIQUE) return new RuleError("id", `there is a rule \`${id}\` already`);
  return error;
}
