import * as z from "zod";
import { lastTriggeredFault } from "../check/time-faults.ts";
import { type Fault, fault, named, show } from "../model/fault.ts";
import { type Instant, isInstant, isoText } from "../model/instant.ts";
import type { BandRule, Rule, ThresholdRule } from "../model/rule.ts";
import { accepting, expects } from "../schema/expectation.ts";
import { readInstant } from "../schema/fields.ts";
import { object } from "../schema/object.ts";
import { formatBy, parseBy } from "../schema/parse.ts";
import { BAND_FIELDS, RULE_FIELDS, ruleSchema, THRESHOLD_FIELDS } from "../schema/rule-schema.ts";
import { SchemaError } from "../schema/schema-error.ts";

/** An enum column: releases write its words in either case. */
function word<Word extends string>(schema: z.ZodType<Word>) {
  return z.preprocess(
    (value) => (typeof value === "string" ? value.toUpperCase().replaceAll("-", "_") : value),
    schema,
  );
}

const TIME = expects({
  code: "not-an-instant",
  expected: "an ISO 8601 time with an offset, milliseconds since 1970, a Date, or null",
  help: "use null for a rule that never triggered",
});

/** A time column: drivers hand over text or a Date. */
const time = accepting<string | number | Date | null | undefined>(
  (value) => value === null || value === undefined || read(value) !== null,
  TIME,
)
  .optional()
  .transform((value) => read(value));

function read(value: unknown): Instant | null {
  return readInstant(value instanceof Date ? value.getTime() : value);
}

/** A column that the other form of the row does not have. */
const absent = <T, Wire>(schema: z.ZodType<T, Wire>) => schema.nullish().transform((value) => value ?? null);

const INCOMPLETE = {
  comparator: expects({
    code: "missing",
    expected: "a comparator beside the threshold",
    help: "a row of 25.x has both; one of 26.x has min_threshold and max_threshold instead",
  }),
  threshold: expects({
    code: "missing",
    expected: "a threshold beside the comparator",
    help: "a row of 25.x has both; one of 26.x has min_threshold and max_threshold instead",
  }),
};

/** A row of `endpoint_auto_scaling_rules` in either form, as a rule and the time at which it last triggered. */
export const ruleRowSchema = object(
  {
    id: RULE_FIELDS.id,
    endpoint: RULE_FIELDS.endpointId,
    metric_source: word(RULE_FIELDS.metricSource),
    metric_name: RULE_FIELDS.metricName,
    comparator: absent(word(THRESHOLD_FIELDS.comparator)),
    threshold: absent(THRESHOLD_FIELDS.threshold),
    min_threshold: absent(BAND_FIELDS.minThreshold),
    max_threshold: absent(BAND_FIELDS.maxThreshold),
    step_size: RULE_FIELDS.stepSize,
    cooldown_seconds: RULE_FIELDS.cooldownSeconds,
    min_replicas: absent(RULE_FIELDS.minReplicas),
    max_replicas: absent(RULE_FIELDS.maxReplicas),
    last_triggered_at: time,
  },
  "a row",
).transform((row, context) => {
  const { comparator, threshold, min_threshold: minThreshold, max_threshold: maxThreshold } = row;
  const common = {
    id: row.id,
    endpointId: row.endpoint,
    metricSource: row.metric_source,
    metricName: row.metric_name,
    stepSize: row.step_size,
    cooldownSeconds: row.cooldown_seconds,
    minReplicas: row.min_replicas,
    maxReplicas: row.max_replicas,
  };
  const read = (rule: Rule) => ({ rule, lastTriggeredAt: row.last_triggered_at });
  const isBand = minThreshold !== null || maxThreshold !== null || (comparator === null && threshold === null);
  if (isBand) return read({ type: "band", ...common, minThreshold, maxThreshold });
  if (comparator !== null && threshold !== null) return read({ type: "threshold", ...common, comparator, threshold });
  const field = comparator === null ? "comparator" : "threshold";
  context.issues.push({ code: "custom", input: row, path: [field], message: INCOMPLETE[field].error });
  return z.NEVER;
});

/** A row of `endpoint_auto_scaling_rules`, as a database driver hands it over. Other columns may be there too. */
export interface RuleRow {
  readonly id: string;
  /** The endpoint's id. */
  readonly endpoint: string;
  /** In either case. */
  readonly metric_source: string;
  readonly metric_name: string;
  /** Of 25.x, with `threshold`; in either case. */
  readonly comparator?: string | null;
  readonly threshold?: string | number | null;
  /** Of 26.x, with `max_threshold`. */
  readonly min_threshold?: string | number | null;
  readonly max_threshold?: string | number | null;
  readonly step_size: number;
  readonly cooldown_seconds: number;
  readonly min_replicas?: number | null;
  readonly max_replicas?: number | null;
  /** ISO 8601 text with an offset, milliseconds since 1970, or a Date. */
  readonly last_triggered_at?: string | number | Date | null;
}

/** Something about a row that decides as it always did and is hardly what its author meant. */
export interface RowWarning {
  /** `inverted-step`: the step of a band rule is negative, so that it scales out below the band and in above it. */
  readonly code: "inverted-step";
  readonly ruleId: string;
  readonly message: string;
  readonly help: string;
  /** The rule as its author meant it. */
  readonly repaired: Rule;
}

/** A rule as a row holds it. */
export interface RuleOfRow {
  /** Decides as Backend.AI decides on the row. */
  readonly rule: Rule;
  /** Null: it never triggered. */
  readonly lastTriggeredAt: Instant | null;
  readonly warnings: readonly RowWarning[];
}

/**
 * Reads a rule row: of 25.x (`threshold` and `comparator`) or of 26.x (`min_threshold` and `max_threshold`).
 *
 * @throws SchemaError with every fault at once
 * @example
 * const { rule, lastTriggeredAt, warnings } = ruleFromRow(row);
 * @see lablup/backend.ai, `EndpointAutoScalingRuleRow`
 */
export function ruleFromRow(row: RuleRow): RuleOfRow {
  const { rule, lastTriggeredAt } = parseBy(ruleRowSchema, row);
  return { rule, lastTriggeredAt, warnings: rowWarnings(rule) };
}

/**
 * What is odd about a rule that came from a row. Upstream's migration to 26.4 made "below the threshold, step −1" a band
 * rule with a negative step, which adds below the band.
 */
export function rowWarnings(rule: Rule): readonly RowWarning[] {
  if (rule.type !== "band" || rule.stepSize >= 0) return [];
  const { id: ruleId, stepSize } = rule;
  const step = -stepSize;
  return [
    {
      code: "inverted-step",
      ruleId,
      message: `rule \`${ruleId}\`: a step of ${stepSize} adds ${step} below the band and takes ${step} away above it`,
      help: `store a step of ${step} if it was meant the other way round`,
      repaired: { ...rule, stepSize: step },
    },
  ];
}

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
 *   row would decide otherwise, a rule that is disabled, has a priority, or limits the age of its metric
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
function faultsOfLoss({ id, enabled = true, priority = 0, maxAgeSeconds, cooldownSeconds }: Rule): readonly Fault[] {
  const help = "keep such a rule in a store of your own, or leave the field out first";
  const noColumn = (path: string, value: unknown, expected: string): Fault =>
    fault({ code: "no-column", path, found: show(value), expected, help }, named("rule", id));
  return [
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
