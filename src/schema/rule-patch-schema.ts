import * as z from "zod";
import { strictObject } from "./object.ts";
import { NEW_RULE_FIELDS } from "./rule-input-schema.ts";
import { BAND_FIELDS, RULE_FIELDS, THRESHOLD_FIELDS } from "./rule-schema.ts";

/**
 * Changes to a rule: an absent key keeps what is there, null clears a bound, a band's threshold or the age limit.
 * Which rule a patch is for, and so which thresholds it may name, shows when it is applied.
 */
export const rulePatchSchema = strictObject(
  {
    metricSource: z.exactOptional(NEW_RULE_FIELDS.metricSource),
    metricName: z.exactOptional(NEW_RULE_FIELDS.metricName),
    aggregation: z.exactOptional(NEW_RULE_FIELDS.aggregation),
    comparator: z.exactOptional(THRESHOLD_FIELDS.comparator),
    threshold: z.exactOptional(THRESHOLD_FIELDS.threshold),
    minThreshold: z.exactOptional(BAND_FIELDS.minThreshold),
    maxThreshold: z.exactOptional(BAND_FIELDS.maxThreshold),
    stepSize: z.exactOptional(RULE_FIELDS.stepSize),
    cooldownSeconds: z.exactOptional(NEW_RULE_FIELDS.cooldownSeconds),
    minReplicas: z.exactOptional(NEW_RULE_FIELDS.minReplicas),
    maxReplicas: z.exactOptional(NEW_RULE_FIELDS.maxReplicas),
    maxAgeSeconds: z.exactOptional(NEW_RULE_FIELDS.maxAgeSeconds.nullable()),
    enabled: z.exactOptional(NEW_RULE_FIELDS.enabled),
    priority: z.exactOptional(NEW_RULE_FIELDS.priority),
  },
  "the changes",
);
