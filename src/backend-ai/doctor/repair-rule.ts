import type { BandRule, Rule } from "../../model/rule.ts";
import { rowFromRule } from "../row-from-rule.ts";
import { isAccepted } from "../row-warnings.ts";
import type { RuleWithRow } from "../rules-from-rows.ts";
import type { DoctorFinding } from "./finding.ts";
import { updateSql } from "./sql.ts";

/** What a finding says of a repair. */
export type Repair = Pick<DoctorFinding, "table" | "repaired" | "sql">;

const TABLE = "endpoint_auto_scaling_rules";

/** No repair can be known. */
export const NO_REPAIR: Repair = { table: TABLE, repaired: null, sql: null };

/**
 * A rule as it should be, as a row of the table, with the statement that makes it so; no repair where the input parser
 * refuses it.
 *
 * @param before - statements that have to be run first
 */
export function repairedBy(
  { rule, lastTriggeredAt }: RuleWithRow,
  repaired: Rule | null,
  before: readonly string[] = [],
): Repair {
  if (repaired === null || !isAccepted(repaired)) return NO_REPAIR;
  const [stored, after] = [rule, repaired].map((each) =>
    rowFromRule(withoutLostQuery(each), { lastTriggeredAt }),
  );
  const update = updateSql(TABLE, { ...stored }, { ...after });
  const sql = update === null ? null : [...before, update].join("\n");
  return { table: TABLE, repaired: { ...after }, sql };
}

/** The table of threshold rules has no column for a query. */
function withoutLostQuery(rule: Rule): Rule {
  return rule.type === "threshold" ? { ...rule, queryPresetId: null } : rule;
}

/** A band rule with some fields changed; null for a rule of another type. */
export function withBand(rule: Rule, changes: Partial<Omit<BandRule, "type">>): Rule | null {
  return rule.type === "band" ? { ...rule, ...changes } : null;
}
