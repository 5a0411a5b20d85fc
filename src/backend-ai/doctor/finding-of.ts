import { itemAt } from "../../util/item-at.ts";
import type { RuleWithRow } from "../rules-from-rows.ts";
import type { DoctorCode, DoctorFinding, Today } from "./finding.ts";
import type { Repair } from "./repair-rule.ts";

/** What is particular to a finding about rules. */
export interface FindingFacts {
  readonly code: DoctorCode;
  readonly rules: readonly RuleWithRow[];
  /** Rows of other tables that are at fault with them. */
  readonly others?: readonly unknown[];
  readonly message: string;
  /** How to fix it, without the statements. */
  readonly help: string;
  /** A statement for a person to decide on, where no repair is known. */
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
  otherwise,
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
    help: withSql(help, repair.sql ?? otherwise ?? null),
    today,
    ...repair,
  };
}

/** A help with the statements that do what it says. */
export function withSql(help: string, sql: string | null): string {
  return sql === null ? help : `${help}: ${sql.replaceAll("\n", " ")}`;
}
