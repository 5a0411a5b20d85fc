import * as z from "zod";
import { RULE_HELP } from "../check/field-help.ts";
import { COMPARATORS } from "../model/comparator.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import { expects } from "./expectation.ts";
import { aggregation, decimal, flag, integer, number, oneOf, text } from "./fields.ts";
import { object } from "./object.ts";

/** The fields of both kinds of rule, one schema each: the schemas of stored rules, new rules and patches are made of them. */
export const RULE_FIELDS = {
  id: text(RULE_HELP.id),
  endpointId: text(RULE_HELP.endpointId),
  metricSource: oneOf(METRIC_SOURCES, RULE_HELP.metricSource),
  metricName: text(RULE_HELP.metricName),
  aggregation: aggregation(RULE_HELP.aggregation),
  stepSize: integer(RULE_HELP.stepSize),
  cooldownSeconds: number("a number of seconds", RULE_HELP.cooldownSeconds),
  minReplicas: integer(RULE_HELP.bound).nullable(),
  maxReplicas: integer(RULE_HELP.bound).nullable(),
  maxAgeSeconds: number("a number of seconds", RULE_HELP.maxAgeSeconds, 0),
  enabled: flag(RULE_HELP.enabled),
  priority: number("a number", RULE_HELP.priority),
} as const;

/** The fields of threshold rules alone. */
export const THRESHOLD_FIELDS = {
  comparator: oneOf(COMPARATORS, RULE_HELP.comparator),
  threshold: decimal(RULE_HELP.threshold),
} as const;

/** The fields of band rules alone. */
export const BAND_FIELDS = {
  minThreshold: decimal(`${RULE_HELP.threshold}, or null for no lower end`).nullable(),
  maxThreshold: decimal(`${RULE_HELP.threshold}, or null for no upper end`).nullable(),
} as const;

/** What makes the two kinds of rule one union. */
export const byType = expects({
  code: "not-one-of",
  expected: "an object of type threshold or band",
  help: RULE_HELP.type,
});

/** Absent bounds and thresholds of a stored rule are none. */
const { aggregation: how, maxAgeSeconds, enabled, priority, minReplicas, maxReplicas, ...required } = RULE_FIELDS;
const STORED = {
  ...required,
  minReplicas: minReplicas.default(null),
  maxReplicas: maxReplicas.default(null),
  aggregation: z.exactOptional(how),
  maxAgeSeconds: z.exactOptional(maxAgeSeconds),
  enabled: z.exactOptional(enabled),
  priority: z.exactOptional(priority),
};

/**
 * A stored rule, read leniently: what Backend.AI accepted must load, a step of 0 and a minimum above the maximum
 * included. Keys that it does not know are left out.
 */
export const ruleSchema = z.discriminatedUnion(
  "type",
  [
    object({ type: z.literal("threshold"), ...STORED, ...THRESHOLD_FIELDS }, "a rule"),
    object(
      {
        type: z.literal("band"),
        ...STORED,
        minThreshold: BAND_FIELDS.minThreshold.default(null),
        maxThreshold: BAND_FIELDS.maxThreshold.default(null),
      },
      "a rule",
    ),
  ],
  byType,
);
