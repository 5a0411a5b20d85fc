import * as z from "zod";
import { compareDecimals } from "../decimal/exact.ts";
import { expects } from "./expectation.ts";
import { strictObject } from "./object.ts";
import { BAND_FIELDS, byType, RULE_FIELDS, THRESHOLD_FIELDS } from "./rule-schema.ts";

const { id, endpointId, metricSource, metricName, stepSize, cooldownSeconds, minReplicas, maxReplicas } = RULE_FIELDS;
const { maxAgeSeconds, enabled, priority } = RULE_FIELDS;

const named = { code: "out-of-range", expected: "text of one character or more", help: "give it a name" } as const;
const nonNegative = { code: "out-of-range", expected: "0 or more" } as const;
const NO_NEGATIVE_BOUND = expects({ ...nonNegative, help: "use null for no bound" });

/** The common fields, as strictly as a new rule must have them. */
export const NEW_RULE_FIELDS = {
  id: z.exactOptional(id.min(1, expects(named))),
  endpointId: endpointId.min(1, expects(named)),
  metricSource,
  metricName: metricName.min(1, expects(named)),
  cooldownSeconds: cooldownSeconds.min(
    0,
    expects({ ...nonNegative, help: "use 0 for a rule that may trigger at every evaluation" }),
  ),
  minReplicas: minReplicas.refine((bound) => bound === null || bound >= 0, NO_NEGATIVE_BOUND).default(null),
  maxReplicas: maxReplicas.refine((bound) => bound === null || bound >= 0, NO_NEGATIVE_BOUND).default(null),
  maxAgeSeconds: z.exactOptional(maxAgeSeconds),
  enabled: z.exactOptional(enabled),
  priority: z.exactOptional(priority),
};

const EFFECTIVE_STEP = expects({
  code: "out-of-range",
  expected: "an integer other than 0",
  help: "use 2 to add two replicas, -1 to remove one; enabled: false for a rule that does nothing",
});

const BAND_STEP = expects({
  code: "out-of-range",
  expected: "an integer of 1 or more",
  help: "the step is added above maxThreshold and taken away below minThreshold: give it without a sign",
});

const BOUNDS_IN_ORDER = expects({
  code: "out-of-range",
  expected: "minReplicas or more",
  help: "raise maxReplicas or lower minReplicas: no count is within both",
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
  const order = isFigure(min) && isFigure(max) ? compareDecimals(min, max) : null;
  return order === null || order <= 0;
}

function isFigure(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
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
        ...THRESHOLD_FIELDS,
        stepSize: stepSize.refine((step) => step !== 0, EFFECTIVE_STEP),
      },
      "a rule",
    ).refine(boundsInOrder, { ...BOUNDS_IN_ORDER, ...always, path: ["maxReplicas"] }),
    strictObject(
      {
        type: z.literal("band"),
        ...NEW_RULE_FIELDS,
        minThreshold: BAND_FIELDS.minThreshold.default(null),
        maxThreshold: BAND_FIELDS.maxThreshold.default(null),
        stepSize: stepSize.refine((step) => step > 0, BAND_STEP),
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
