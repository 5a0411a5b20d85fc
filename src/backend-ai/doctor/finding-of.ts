import { itemAt } from "../../util/item-at.ts";
import type { RuleWithRow } from "../rules-from-rows.ts";
import type { DoctorCode, DoctorFinding, Today } from "./finding.ts";
import type { Repair } from "./repair-rule.ts";
import { deleteSql, type Script, statementsOf } from "./sql.ts";

/** A finding with what a list of findings says once for several of them. */
export interface Found {
  readonly finding: DoctorFinding;
  /** How to fix it, without the statements of its script. */
  readonly advice: string;
  /** What repairs the row, which other findings of the row may have in common; null where a person has to decide first. */
  readonly script: Script | null;
}

/** What is particular to a finding about rules. */
export interface FindingFacts {
  readonly code: DoctorCode;
  readonly rules: readonly RuleWithRow[];
  /** Rows of other tables that are at fault with them. */
  readonly others?: readonly unknown[];
  readonly message: string;
  /** How to fix it, without the statements. */
  readonly help: string;
  /** A statement for a person to decide on, where no repair is known. Absent: it deletes the last of the rules. */
  readonly otherwise?: string;
  readonly today: readonly Today[];
  readonly repair: Repair;
}

/** A finding about rules of one endpoint. */
export function findingOf({
  code,
  rules,
  others = [],
  message,
  help,
  otherwise = deleteSql("endpoint_auto_scaling_rules", itemAt(rules, rules.length - 1).rule.id),
  today,
  repair,
}: FindingFacts): Found {
  const first = itemAt(rules, 0);
  const { script, ...repaired } = repair;
  const sql = script === null ? null : statementsOf(script).join("\n");
  const finding = {
    code,
    path: first.row.path,
    endpointId: first.rule.endpointId,
    rules: rules.map(({ rule }) => rule.id),
    rows: [...rules.map(({ row }) => row.source), ...others],
    message,
    help: withSql(help, sql ?? otherwise),
    today,
    ...repaired,
    sql,
  };
  return { finding, advice: sql === null ? finding.help : help, script };
}

/** A help with the statements that do what it says. */
export function withSql(help: string, sql: string): string {
  return `${help}: ${sql.replaceAll("\n", " ")}`;
}
