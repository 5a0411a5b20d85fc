import * as z from "zod";
import type { Instant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import { accepting, expects } from "../schema/expectation.ts";
import { readInstant } from "../schema/fields.ts";
import { object } from "../schema/object.ts";
import { BAND_FIELDS, RULE_FIELDS, THRESHOLD_FIELDS } from "../schema/rule-schema.ts";

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
  (value) => value === null || read(value) !== null,
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
