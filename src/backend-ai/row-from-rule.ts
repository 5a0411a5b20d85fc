import { lastTriggeredFault } from "../check/time-faults.ts";
import { type Fault, fault, named, show } from "../model/fault.ts";
import { type Instant, isInstant, isoText } from "../model/instant.ts";
import type { BandRule, Rule, ThresholdRule } from "../model/rule.ts";
import { formatBy } from "../schema/parse.ts";
import { ruleSchema } from "../schema/rule-schema.ts";
import { SchemaError } from "../schema/schema-error.ts";

interface RowColumns {
  readonly id: string;
  readonly endpoint: string;
  readonly metric_source: string;
  readonly metric_name: string;
  readonly step_size: number;
  readonly cooldown_seconds: number;
  readonly min_replicas: number | null;
  readonly max_replicas: number | null;
  readonly last_triggered_at: string | number | null;
}

/** A threshold rule in the form of 25.x. */
export interface ThresholdRuleRow extends RowColumns {
  readonly comparator: string;
  readonly threshold: string;
}

/** A band rule in the form of 26.x, which writes its enums in lower case. */
export interface BandRuleRow extends RowColumns {
  readonly min_threshold: string | null;
  readonly max_threshold: string | null;
}

/** What a row holds beside the rule. */
export interface RowTimes {
  /** When the rule last triggered; null or absent for never. */
  readonly lastTriggeredAt?: Instant | null;
}

/**
 * The row of a rule, in the form of the release that has such rules: {@link ruleFromRow} undoes it.
 *
 * @throws SchemaError where a row cannot hold the rule: a number past 32 bits or, as Backend.AI has no such columns and the
 *   row would decide otherwise, a rule that is disabled, has a priority or an aggregation, or limits the age
 *   of its metric
 */
export function rowFromRule(rule: ThresholdRule, times?: RowTimes): ThresholdRuleRow;
export function rowFromRule(rule: BandRule, times?: RowTimes): BandRuleRow;
export function rowFromRule(rule: Rule, times?: RowTimes): ThresholdRuleRow | BandRuleRow;
export function rowFromRule(rule: Rule, { lastTriggeredAt = null }: RowTimes = {}): ThresholdRuleRow | BandRuleRow {
  formatBy(ruleSchema, rule);
  const lost = [...faultsOfLoss(rule), ...faultsOfTime(rule, lastTriggeredAt)];
  if (lost.length > 0) throw new SchemaError(lost);
  const columns = {
    id: rule.id,
    endpoint: rule.endpointId,
    metric_name: rule.metricName,
    step_size: rule.stepSize,
    cooldown_seconds: rule.cooldownSeconds,
    min_replicas: rule.minReplicas,
    max_replicas: rule.maxReplicas,
    last_triggered_at: lastTriggeredAt === null ? null : (isoText(lastTriggeredAt) ?? lastTriggeredAt),
  };
  if (rule.type === "threshold") {
    const { metricSource, comparator, threshold } = rule;
    return { ...columns, metric_source: metricSource, comparator, threshold: String(threshold) };
  }
  const { minThreshold, maxThreshold } = rule;
  return {
    ...columns,
    metric_source: rule.metricSource.toLowerCase(),
    min_threshold: minThreshold === null ? null : String(minThreshold),
    max_threshold: maxThreshold === null ? null : String(maxThreshold),
  };
}

/** What a rule says that no column holds, and that a row would decide differently without. */
function faultsOfLoss({
  id,
  aggregation = "average",
  enabled = true,
  priority = 0,
  maxAgeSeconds,
  cooldownSeconds,
}: Rule): readonly Fault[] {
  const help = "keep such a rule in a store of your own, or leave the field out first";
  const noColumn = (path: string, value: unknown, expected: string): Fault =>
    fault({ code: "no-column", path, found: show(value), expected, help }, named("rule", id));
  return [
    ...(aggregation === "average"
      ? []
      : [noColumn("aggregation", aggregation, "average, as rows have no column for it")]),
    ...(enabled ? [] : [noColumn("enabled", enabled, "true, as rows have no column for it")]),
    ...(priority === 0 ? [] : [noColumn("priority", priority, "0, as rows have no column for it")]),
    ...(maxAgeSeconds === undefined
      ? []
      : [noColumn("maxAgeSeconds", maxAgeSeconds, "nothing, as rows have no column for it")]),
    ...(Number.isInteger(cooldownSeconds)
      ? []
      : [noColumn("cooldownSeconds", cooldownSeconds, "whole seconds, as rows have no others")]),
  ];
}

function faultsOfTime({ id }: Rule, lastTriggeredAt: Instant | null): readonly Fault[] {
  return lastTriggeredAt === null || isInstant(lastTriggeredAt) ? [] : [lastTriggeredFault(id, lastTriggeredAt)];
}
