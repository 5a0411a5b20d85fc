import { itemAt } from "../../util/item-at.ts";
import type { RuleWithRow } from "../rules-from-rows.ts";
import type { DoctorCode, DoctorFinding, Today } from "./finding.ts";
import type { Repair } from "./repair-rule.ts";
import { deleteSql } from "./sql.ts";

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
}: FindingFacts): DoctorFinding {
  const first = itemAt(rules, 0);
  return {
    code,
    path: first.row.path,
    endpointId: first.rule.endpointId,
    rules: rules.map(({ rule }) => rule.id),
    rows: [...rules.map(({ row }) => row.source), ...others],
    message,
    help: withSql(help, repair.sql ?? otherwise),
    today,
    ...repair,
  };
}

/** A help with the statements that do what it says. */
export function withSql(help: string, sql: string): string {
  return `${help}: ${sql.replaceAll("\n", " ")}`;
}
