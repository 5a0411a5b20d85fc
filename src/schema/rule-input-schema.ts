import * as z from "zod";
import { ENDPOINT_HELP, RULE_HELP } from "../check/field-help.ts";
import { compareDecimals } from "../decimal/exact.ts";
import { expects } from "./expectation.ts";
import { integer, isFigure } from "./fields.ts";
import { strictObject } from "./object.ts";
import { BAND_FIELDS, byType, RULE_FIELDS, THRESHOLD_FIELDS } from "./rule-schema.ts";

const { id, endpointId, metricSource, metricName, aggregation, stepSize, maxAgeSeconds, enabled } = RULE_FIELDS;

const NAMED = expects({ code: "out-of-range", expected: "text of one character or more", help: "give it a name" });

const bound = integer(RULE_HELP.bound, 0).nullable();

/** The common fields, as strictly as a new rule must have them. */
export const NEW_RULE_FIELDS = {
  id: id.min(1, NAMED),
  endpointId: endpointId.min(1, NAMED),
  metricSource,
  metricName: metricName.min(1, NAMED),
  aggregation,
  cooldownSeconds: integer(RULE_HELP.cooldownSeconds, 0),
  minReplicas: bound,
  maxReplicas: bound,
  maxAgeSeconds,
  enabled,
  priority: integer(RULE_HELP.priority),
} as const;

/** What may be left out of a new rule. */
const OPTIONAL = {
  id: z.exactOptional(NEW_RULE_FIELDS.id),
  minReplicas: bound.default(null),
  maxReplicas: bound.default(null),
  aggregation: z.exactOptional(aggregation),
  maxAgeSeconds: z.exactOptional(maxAgeSeconds),
  enabled: z.exactOptional(enabled),
  priority: z.exactOptional(NEW_RULE_FIELDS.priority),
};

const EFFECTIVE_STEP = expects({
  code: "out-of-range",
  expected: "an integer other than 0",
  help: `${RULE_HELP.stepSize}; enabled: false for a rule that does nothing`,
});

const BAND_STEP = expects({
  code: "out-of-range",
  expected: "an integer of 1 or more",
  help: "the step is added above maxThreshold and taken away below minThreshold: give it without a sign",
});

const BOUNDS_IN_ORDER = expects({
  code: "out-of-range",
  expected: "minReplicas or more",
  help: ENDPOINT_HELP.boundsInOrder,
});

const SOME_THRESHOLD = expects({
  code: "missing",
  expected: "a decimal, as minThreshold is null too",
  help: "give at least one of the two: a band without ends never triggers",
});

const THRESHOLDS_IN_ORDER = expects({
  code: "out-of-range",
  expected: "minThreshold or more",
  help: "swap the two: between them both would hold, and only the upper one would count",
});

/** Checks of two fields together run whether or not other fields have faults, so that all faults come at once. */
const always = { when: () => true };

interface BoundFields {
  readonly minReplicas?: unknown;
  readonly maxReplicas?: unknown;
}

function boundsInOrder({ minReplicas: min, maxReplicas: max }: BoundFields): boolean {
  return typeof min !== "number" || typeof max !== "number" || min <= max;
}

function thresholdsInOrder({
  minThreshold: min,
  maxThreshold: max,
}: {
  minThreshold?: unknown;
  maxThreshold?: unknown;
}) {
  return !isFigure(min) || !isFigure(max) || !(compareDecimals(min, max) > 0);
}

/**
 * What a user may create. Strict: no unknown keys, no step of 0, no bounds or thresholds out of order, no band rule that
 * is upside down. The id may be left to the host.
 */
export const ruleInputSchema = z.discriminatedUnion(
  "type",
  [
    strictObject(
      {
        type: z.literal("threshold"),
        ...NEW_RULE_FIELDS,
        ...OPTIONAL,
        ...THRESHOLD_FIELDS,
        stepSize: stepSize.refine((step) => step !== 0, EFFECTIVE_STEP).meta({ ...stepSize.meta() }),
      },
      "a rule",
    ).refine(boundsInOrder, { ...BOUNDS_IN_ORDER, ...always, path: ["maxReplicas"] }),
    strictObject(
      {
        type: z.literal("band"),
        ...NEW_RULE_FIELDS,
        ...OPTIONAL,
        minThreshold: BAND_FIELDS.minThreshold.default(null),
        maxThreshold: BAND_FIELDS.maxThreshold.default(null),
        stepSize: stepSize.refine((step) => step > 0, BAND_STEP).meta({ ...stepSize.meta() }),
      },
      "a rule",
    )
      .refine(boundsInOrder, { ...BOUNDS_IN_ORDER, ...always, path: ["maxReplicas"] })
      .refine(({ minThreshold, maxThreshold }) => minThreshold !== null || maxThreshold !== null, {
        ...SOME_THRESHOLD,
        ...always,
        path: ["maxThreshold"],
      })
      .refine(thresholdsInOrder, { ...THRESHOLDS_IN_ORDER, ...always, path: ["maxThreshold"] }),
  ],
  byType,
);
