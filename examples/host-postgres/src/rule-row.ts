import type { Rule } from "autoscaling-rules";
import { formatRule, parseRules } from "autoscaling-rules/schema";
import { toJson } from "./json.ts";

/** A row of the table `scaling_rule`: what it holds may have been edited by hand, so the library looks at it. */
export interface RuleRow {
  readonly [column: string]: unknown;
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly query: string | null;
  readonly last_triggered: number | null;
}

/** Each field of a rule and the column that holds it. */
const COLUMNS = {
  id: "id",
  endpointId: "endpoint_id",
  type: "type",
  metricSource: "metric_source",
  metricName: "metric_name",
  aggregation: "aggregation",
  comparator: "comparator",
  threshold: "threshold",
  minThreshold: "min_threshold",
  maxThreshold: "max_threshold",
  stepSize: "step_size",
  cooldownSeconds: "cooldown_seconds",
  minReplicas: "min_replicas",
  maxReplicas: "max_replicas",
  maxAgeSeconds: "max_age_seconds",
  enabled: "enabled",
  priority: "priority",
};

/** The fields that share the column `options`. */
const OPTIONS = ["minCoverage", "unreported", "forSeconds", "onUnknown", "rearm", "onFailure", "scales"];

/** These may be null in a rule; every other column that is null stands for an absent field. */
const NULLABLE = new Set(["minThreshold", "maxThreshold", "minReplicas", "maxReplicas"]);

/** Kept as text, so that no digit is lost. */
const DECIMALS = new Set(["threshold", "minThreshold", "maxThreshold", "minCoverage"]);

/** The columns of a rule, in the order of {@link valuesOf}. */
export const RULE_COLUMNS = [...Object.values(COLUMNS), "options"];

/** The rules of rows. One that somebody broke stays as it is: it does nothing, and decisions say why, but no other stops for it. */
export function rulesOf(rows: readonly RuleRow[]): readonly Rule[] {
  return parseRules(rows.map(fieldsOf)).rules;
}

function fieldsOf(row: RuleRow): Readonly<Record<string, unknown>> {
  const columns = Object.entries(COLUMNS)
    .map(([field, column]) => [field, row[column]] as const)
    .filter(([field, value]) => value !== null || NULLABLE.has(field));
  const options = Object.entries(row.options).filter(([field]) => OPTIONS.includes(field));
  return Object.fromEntries([...columns, ...options]);
}

export function valuesOf(rule: Rule): readonly unknown[] {
  const wire = new Map<string, unknown>(Object.entries(formatRule(rule)));
  const options = OPTIONS.filter((field) => wire.has(field)).map((field) => [field, storedValue(wire, field)]);
  return [...Object.keys(COLUMNS).map((field) => storedValue(wire, field)), toJson(Object.fromEntries(options))];
}

function storedValue(wire: ReadonlyMap<string, unknown>, field: string): unknown {
  const value = wire.get(field) ?? null;
  return value !== null && DECIMALS.has(field) ? String(value) : value;
}
