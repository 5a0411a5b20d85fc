/**
 * The forms in which Backend.AI hands out one rule.
 *
 * - `table`: a row of `endpoint_auto_scaling_rules`
 * - `legacy-node`: GraphQL's `EndpointAutoScalingRuleNode`, whose comparator and threshold are derived from 26.4.2 on
 * - `strawberry`: GraphQL's `AutoScalingRule`, of 25.19 and later
 * - `rest-v1`: `/auto-scaling-rules`
 * - `rest-v2`: `/deployments/auto-scaling-rules`
 * - `command-line`: what `deployment auto-scaling-rule` takes, by the names of its options
 */
export const RULE_FORMS = /* @__PURE__ */ Object.freeze([
  "table",
  "legacy-node",
  "strawberry",
  "rest-v1",
  "rest-v2",
  "command-line",
] as const);

/** One form of a rule. */
export type RuleForm = (typeof RULE_FORMS)[number];

/** A column of the table that a rule is read from, or written to. */
export const RULE_COLUMNS = [
  "id",
  "endpoint",
  "metric_source",
  "metric_name",
  "comparator",
  "threshold",
  "min_threshold",
  "max_threshold",
  "step_size",
  "cooldown_seconds",
  "min_replicas",
  "max_replicas",
  "prometheus_query_preset_id",
  "created_at",
  "last_triggered_at",
] as const;

export type RuleColumn = (typeof RULE_COLUMNS)[number];

/** The cooldown that the table gives a rule for which nobody says one. */
export const USUAL_COOLDOWN_SECONDS = 300;

/** The names of a column in all forms, written with underscores. */
export const COLUMN_NAMES: Readonly<
  Partial<Record<string, readonly string[]>> & Record<"endpoint", readonly string[]>
> = {
  id: ["row_id", "id", "rule_id"],
  endpoint: ["endpoint", "model_deployment_id", "deployment_id", "endpoint_id"],
  cooldown_seconds: ["cooldown_seconds", "time_window"],
};

/** What a form calls a column, written with underscores. */
export function nameOfColumn(column: string, form: RuleForm): string {
  switch (form) {
    case "table":
      return column;
    case "legacy-node":
      return column === "id" ? "row_id" : column;
    case "strawberry":
    case "rest-v1":
    case "rest-v2":
    case "command-line":
      if (column === "endpoint") {
        return form === "command-line" ? "deployment_id" : "model_deployment_id";
      }
      return column === "cooldown_seconds" ? "time_window" : column;
  }
}

/** A name with underscores as a form writes it. */
export function inFormsCase(name: string, form: RuleForm): string {
  if (form === "strawberry") {
    return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  }
  return form === "command-line" ? `--${name.replaceAll("_", "-")}` : name;
}

/** A key of any form, written with underscores: `timeWindow`, `--time-window` and `time_window` are one. */
export function withUnderscores(key: string): string {
  return key
    .replace(/^--/, "")
    .replaceAll("-", "_")
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
}

/** Whether a row is one of the table of 26.4.2 and later as it stands, which most rows are. */
export function isOfTable(row: Readonly<Record<string, unknown>>): boolean {
  const has = (column: RuleColumn): boolean => Object.hasOwn(row, column);
  return (
    has("id") && has("endpoint") && has("min_threshold") && has("step_size") && !has("comparator")
  );
}
