import { randomUUID } from "node:crypto";
import { applyRulePatch, parseRuleInput, parseRulePatch } from "autoscaling-rules/schema";
import { RULE_COLUMNS, ruleOf, valuesOf } from "./rule-row.mjs";

/** @typedef {import("autoscaling-rules").Rule} Rule @typedef {import("./database.mjs").Database} Database */

/** What a user asked for cannot be done, in words for the user. */
export class RuleError extends Error {
  name = "RuleError";
}

/**
 * Makes a rule of what a user wrote.
 *
 * @param {Database} database
 * @param {unknown} input - see `parseRuleInput`; without an id it gets one
 * @param {string | null} [promql] - the query of a PROMETHEUS rule; null for any other
 * @returns {Promise<Rule>}
 * @throws SchemaError with every fault of the input; RuleError
 */
export async function createRule(database, input, promql = null) {
  const rule = { id: randomUUID(), ...parseRuleInput(input) };
  requireQuery(rule, promql);
  const columns = [...RULE_COLUMNS, "query"];
  const places = columns.map((_, at) => `$${at + 1}`);
  await explained(rule, () =>
    database.query(`insert into scaling_rule (${columns.join(", ")}) values (${places.join(", ")})`, [
      ...valuesOf(rule),
      promql,
    ]),
  );
  return rule;
}

/**
 * The rules of one endpoint, or of all, in the order in which they are tried.
 *
 * @param {Database} database
 * @param {string | null} [endpointId]
 * @returns {Promise<Rule[]>}
 */
export async function listRules(database, endpointId = null) {
  const rows = await database.query(
    "select * from scaling_rule where $1::text is null or endpoint_id = $1 order by position",
    [endpointId],
  );
  return rows.map(ruleOf);
}

/** @param {Database} database @param {string} id @returns {Promise<Rule | null>} */
export async function getRule(database, id) {
  const [row] = await database.query("select * from scaling_rule where id = $1", [id]);
  return row === undefined ? null : ruleOf(row);
}

/**
 * Changes a rule: an absent key keeps, null clears a bound. When it last triggered stays.
 *
 * @param {Database} database
 * @param {string} id
 * @param {unknown} changes - see `parseRulePatch`
 * @param {string} [promql] - another query, of a PROMETHEUS rule
 * @returns {Promise<Rule | null>} the rule as it is now; null where there is none
 * @throws SchemaError with every fault of the changes; RuleError
 */
export function updateRule(database, id, changes, promql) {
  const patch = parseRulePatch(changes);
  return database.transaction(async ({ query }) => {
    const [row] = await query("select * from scaling_rule where id = $1 for update", [id]);
    if (row === undefined) return null;
    const rule = applyRulePatch(ruleOf(row), patch);
    const kept = rule.metricSource === "PROMETHEUS" ? row.query : null;
    requireQuery(rule, promql ?? kept);
    const columns = [...RULE_COLUMNS, "query"];
    const settings = columns.map((column, at) => `${column} = $${at + 1}`);
    await query(`update scaling_rule set ${settings.join(", ")} where id = $1`, [...valuesOf(rule), promql ?? kept]);
    return rule;
  });
}

/** @param {Database} database @param {string} id @returns {Promise<boolean>} false where there is none */
export async function deleteRule(database, id) {
  const rows = await database.query("delete from scaling_rule where id = $1 returning id", [id]);
  return rows.length > 0;
}

function requireQuery({ id, metricSource }, promql) {
  if (metricSource === "PROMETHEUS" && promql === null) {
    throw new RuleError(`rule \`${id}\`: query is missing, expected what to ask Prometheus`);
  }
  if (metricSource !== "PROMETHEUS" && promql !== null) {
    throw new RuleError(`rule \`${id}\`: query is there, expected none; its metricSource is ${metricSource}`);
  }
}

const FOREIGN_KEY = "23503";
const UNIQUE = "23505";

/** Runs a statement; what its constraints refuse, in the user's words. */
async function explained({ id, endpointId }, run) {
  try {
    return await run();
  } catch (error) {
    if (error.code === FOREIGN_KEY) throw new RuleError(`rule \`${id}\`: there is no endpoint \`${endpointId}\``);
    if (error.code === UNIQUE) throw new RuleError(`rule \`${id}\`: there is one of that id already`);
    throw error;
  }
}
