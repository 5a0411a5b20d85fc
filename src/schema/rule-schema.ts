import * as z from "zod";
import { COMPARATORS } from "../model/comparator.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import { expects } from "./expectation.ts";
import { decimal, flag, integer, oneOf, seconds, text } from "./fields.ts";
import { object } from "./object.ts";

const BOUND = "use null for no bound";
const THRESHOLD = 'write it as digits, such as "80" or "0.75"';

/** The fields of both kinds of rule, one schema each: the schemas of stored rules, new rules and patches are made of them. */
export const RULE_FIELDS = {
  id: text("name the rule, as last-triggered times are kept by its name"),
  endpointId: text("give the id of the endpoint whose count the rule changes"),
  metricSource: oneOf(METRIC_SOURCES, "say where the average comes from"),
  metricName: text("give the name under which the source exports the metric"),
  stepSize: integer("use 2 to add two replicas, -1 to remove one"),
  cooldownSeconds: integer("use 0 for a rule that may trigger at every evaluation"),
  minReplicas: integer(BOUND).nullable(),
  maxReplicas: integer(BOUND).nullable(),
  maxAgeSeconds: seconds("leave it out to act on an average of any age"),
  enabled: flag("leave it out for an enabled rule"),
  priority: integer("leave it out for priority 0; higher goes first"),
} as const;

/** The fields of threshold rules alone. */
export const THRESHOLD_FIELDS = {
  comparator: oneOf(COMPARATORS, "say how the average must stand to the threshold"),
  threshold: decimal(THRESHOLD),
} as const;

/** The fields of band rules alone. */
export const BAND_FIELDS = {
  minThreshold: decimal(`${THRESHOLD}, or null for no lower end`).nullable(),
  maxThreshold: decimal(`${THRESHOLD}, or null for no upper end`).nullable(),
} as const;

/** What makes the two kinds of rule one union. */
export const byType = expects({
  code: "not-one-of",
  expected: "an object of type threshold or band",
  help: 'use "type": "threshold" for one comparator, "band" for a minimum and a maximum',
});

/** Absent bounds and thresholds of a stored rule are none. */
const { maxAgeSeconds, enabled, priority, minReplicas, maxReplicas, ...required } = RULE_FIELDS;
const STORED = {
  ...required,
  minReplicas: minReplicas.default(null),
  maxReplicas: maxReplicas.default(null),
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
