import type { Rule } from "../../model/rule.ts";
import { rowFromRule } from "../row-from-rule.ts";
import { isAccepted } from "../row-warnings.ts";
import type { RuleWithRow } from "../rules-from-rows.ts";
import type { DoctorFinding } from "./finding.ts";
import type { Patient } from "./patient.ts";
import type { ReadyRule } from "./query-rules.ts";
import { soundRule } from "./sound-rule.ts";
import { type Script, updateOf } from "./sql.ts";

/** What a finding says of a repair. */
export interface Repair extends Pick<DoctorFinding, "table" | "repaired"> {
  /** Null: a person has to decide first. */
  readonly script: Script | null;
}

const TABLE = "endpoint_auto_scaling_rules";

/** No repair can be known. */
export const NO_REPAIR: Repair = { table: TABLE, repaired: null, script: null };

/**
 * The row of a rule without any of its faults, with the statement that makes it so. Where it cannot be known as a whole there
 * is no such row, and the statement repairs one fault of it.
 *
 * @param own - the rule without the one fault that a finding is of; null where that cannot be known
 */
export function repairOf(patient: Patient, each: RuleWithRow, own: Rule | null): Repair {
  const repair = storing(each, soundRule(patient, each.rule));
  if (repair.repaired !== null || own === null) return repair;
  return { ...NO_REPAIR, script: updateOf(TABLE, rowOf(each, each.rule), rowOf(each, own)) };
}

/** A rule as it should be, as a row of the table; no repair where the input parser refuses it. */
export function storing(each: RuleWithRow, ready: ReadyRule | null): Repair {
  if (ready === null || !isAccepted(ready.rule)) return NO_REPAIR;
  const repaired = rowOf(each, ready.rule);
  const update = updateOf(TABLE, rowOf(each, each.rule), repaired);
  return { table: TABLE, repaired, script: update && { ...update, before: ready.before } };
}

function rowOf({ lastTriggeredAt }: RuleWithRow, rule: Rule): Readonly<Record<string, unknown>> {
  // The table of threshold rules has no column for a query.
  const storable = rule.type === "threshold" ? { ...rule, queryPresetId: null } : rule;
  const row: Record<string, unknown> = { ...rowFromRule(storable, { lastTriggeredAt }) };
  // Of a row without such a column nothing is known: null would say that there is no query.
  if (rule.metricSource === "PROMETHEUS" && rule.queryPresetId === undefined) {
    delete row["prometheus_query_preset_id"];
  }
  return row;
}
