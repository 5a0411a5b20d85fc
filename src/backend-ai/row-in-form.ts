import { type Fault, fault } from "../model/fault.ts";
import type { ShownName } from "../model/fault-params.ts";
import type { Rule } from "../model/rule.ts";
import { SchemaError } from "../schema/schema-error.ts";
import {
  inFormsCase,
  nameOfColumn,
  RULE_COLUMNS,
  type RuleColumn,
  type RuleForm,
} from "./forms/rule-form.ts";
import type { LegacyRuleNode, RestRuleRow, StrawberryRuleNode } from "./forms/rule-rows.ts";
import {
  type BandRuleRow,
  type RowTimes,
  rowFromRule,
  type ThresholdRuleRow,
} from "./row-from-rule.ts";

/** What `deployment auto-scaling-rule create` is given, by the names of its options. */
export type RuleOptions = Readonly<Record<`--${string}`, string>>;

/**
 * A rule in any form of Backend.AI: `ruleFromRow` undoes it, but for the options of a command line, which have no id.
 *
 * @throws SchemaError where the form cannot hold the rule, by the field that would be lost: the legacy API shows one side of a
 *   band and no query preset, and all but that API and the table of 25.x have no comparator; and where no row can
 * @example
 * const body = rowInForm(rule, "rest-v2"); // { id, model_deployment_id, metric_source, …, time_window: 300, … }
 */
export function rowInForm(
  rule: Rule,
  form: "table",
  times?: RowTimes,
): ThresholdRuleRow | BandRuleRow;
export function rowInForm(rule: Rule, form: "legacy-node", times?: RowTimes): LegacyRuleNode;
export function rowInForm(rule: Rule, form: "strawberry", times?: RowTimes): StrawberryRuleNode;
export function rowInForm(rule: Rule, form: "rest-v1" | "rest-v2", times?: RowTimes): RestRuleRow;
export function rowInForm(rule: Rule, form: "command-line", times?: RowTimes): RuleOptions;
export function rowInForm(rule: Rule, form: RuleForm, times?: RowTimes): object;
export function rowInForm(rule: Rule, form: RuleForm, times: RowTimes = {}): object {
  const row = rowFromRule(rule, times);
  const lost = faultsOfLoss(rule, form);
  if (lost.length > 0) throw new SchemaError(lost);
  if (form === "table") return row;
  const columns = inColumns(row, form);
  const entries = RULE_COLUMNS.flatMap((column) => {
    const value = columns[column];
    if (value === undefined) return [];
    const name = inFormsCase(nameOfColumn(column, form), form);
    // GraphQL's enums are in capitals.
    const isEnum = column === "metric_source" && form !== "command-line";
    return [[name, isEnum ? String(value).toUpperCase() : value] as const];
  });
  if (form !== "command-line") return Object.fromEntries(entries);
  const given = entries.filter(([name, value]) => value !== null && !NO_OPTION.includes(name));
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** What a command line takes as an argument, or not at all. */
const NO_OPTION = ["--id", "--last-triggered-at"];

type Columns = Readonly<Partial<Record<RuleColumn, string | number | null>>>;

/** The columns that a form has a place for; of a band the legacy API has the side that is there, as a comparator. */
function inColumns(row: ThresholdRuleRow | BandRuleRow, form: RuleForm): Columns {
  if (form !== "legacy-node" || "comparator" in row) return row;
  const { min_threshold: min, max_threshold: max, prometheus_query_preset_id: _, ...others } = row;
  const side =
    max === null
      ? { comparator: "LESS_THAN", threshold: min }
      : { comparator: "GREATER_THAN", threshold: max };
  return { ...others, ...side };
}

/** What of a rule a form has no place for. */
function faultsOfLoss(rule: Rule, form: RuleForm): readonly Fault[] {
  const lost = (name: string, value: unknown, shown: ShownName): Fault => {
    const place = { keys: [name], value };
    return fault({ code: "not-in-form", params: { shown } }, place, { noun: "rule", id: rule.id });
  };
  switch (form) {
    case "table":
      return [];
    case "legacy-node": {
      if (rule.type === "threshold") return [];
      const { minThreshold: min, maxThreshold: max, queryPresetId = null } = rule;
      return [
        ...(min !== null && max !== null ? [lost("minThreshold", min, "max-threshold")] : []),
        ...(min === null && max === null ? [lost("maxThreshold", max, "threshold")] : []),
        ...(queryPresetId === null ? [] : [lost("queryPresetId", queryPresetId, "no-preset")]),
      ];
    }
    case "strawberry":
    case "rest-v1":
    case "rest-v2":
    case "command-line":
      return rule.type === "threshold" ? [lost("comparator", rule.comparator, "bands")] : [];
  }
}
