import { compareDecimals } from "../decimal/exact.ts";
import type { FaultCode } from "../model/fault.ts";
import type { Rule } from "../model/rule.ts";
import { isDecimal } from "./decimal-domains.ts";
import type { JsonForm } from "./domain.ts";
import { isInteger } from "./plain-domains.ts";
import { RULE_FIELDS } from "./rule-fields.ts";

/** The fields that stand in relation to others, of whatever record. */
export interface RelatedFields {
  readonly metricSource?: unknown;
  readonly queryPresetId?: unknown;
  readonly stepSize?: unknown;
  readonly minThreshold?: unknown;
  readonly maxThreshold?: unknown;
  readonly minReplicas?: unknown;
  readonly maxReplicas?: unknown;
  readonly aggregation?: unknown;
  readonly unreported?: unknown;
  readonly scales?: unknown;
  readonly settle?: unknown;
  readonly starting?: unknown;
}

/** A condition on several fields of a record. */
export interface Relation {
  /** The field that the fault is reported at. */
  readonly field: keyof RelatedFields;
  /** A record passes whose fields have faults of their own. */
  readonly holds: (record: RelatedFields) => boolean;
  readonly code: FaultCode;
  readonly expected: string;
  readonly help: string;
  /** The same of the record in JSON Schema, where that can say it: it compares no two values. */
  readonly form?: JsonForm;
}

const BOUNDS_IN_ORDER: Relation = {
  field: "maxReplicas",
  holds: ({ minReplicas: min, maxReplicas: max }) =>
    typeof min !== "number" || typeof max !== "number" || min <= max,
  code: "out-of-range",
  expected: "minReplicas or more",
  help: "raise maxReplicas or lower minReplicas: no count is within both",
};

const QUERY_OF_PROMETHEUS: Relation = {
  field: "queryPresetId",
  holds: ({ metricSource, queryPresetId: preset }) =>
    metricSource === "PROMETHEUS" || preset === undefined || preset === null,
  code: "conflict",
  expected: "nothing, as only rules with metricSource PROMETHEUS have a query",
  help: "leave it out, or set metricSource to PROMETHEUS",
  form: {
    if: { required: ["queryPresetId"], properties: { queryPresetId: { type: "string" } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { metricSource: { const: "PROMETHEUS" } } },
  },
};

const STARTING_KNOWN: Relation = {
  field: "starting",
  holds: ({ settle, starting }) => settle === undefined || starting !== undefined,
  code: "missing",
  expected: "the number of replicas that start, as settle is given",
  help: "give the number of replicas that are wanted and do not serve yet, 0 for none; or leave settle out",
};

/** Of which aggregations it is known what a replica that did not report can change. */
const ARGUE: readonly unknown[] = ["average", "min", "max", "sum"];

const NO_PERCENTILE_ARGUES: Relation = {
  field: "unreported",
  holds: ({ unreported, aggregation = "average" }) =>
    unreported === undefined || ARGUE.includes(aggregation),
  code: "conflict",
  expected: "nothing, as the aggregation is a percentile",
  help: "use minCoverage, or an average, min, max or sum",
  form: { dependentSchemas: { unreported: { properties: { aggregation: { enum: ARGUE } } } } },
};

const AVERAGES_SCALE: Relation = {
  field: "scales",
  holds: ({ scales, aggregation = "average" }) => scales === undefined || aggregation === "average",
  code: "conflict",
  expected: "nothing, as only averages scale with the count",
  help: "leave it out, or aggregate by average",
  form: { dependentSchemas: { scales: { properties: { aggregation: { const: "average" } } } } },
};

/** What every endpoint must keep to. */
export const ENDPOINT_RELATIONS: readonly Relation[] = [BOUNDS_IN_ORDER, STARTING_KNOWN];

/** What every rule must keep to. */
export const RULE_RELATIONS: readonly Relation[] = [NO_PERCENTILE_ARGUES, AVERAGES_SCALE];

/** What a new rule of each type must keep to. Stored rules may do otherwise, as Backend.AI's do. */
export const NEW_RULE_RELATIONS: Readonly<Record<Rule["type"], readonly Relation[]>> = {
  threshold: [
    {
      field: "stepSize",
      holds: ({ stepSize }) => stepSize !== 0,
      code: "out-of-range",
      expected: "an integer other than 0",
      help: `${RULE_FIELDS.stepSize.help}; enabled: false for a rule that does nothing`,
      form: { properties: { stepSize: { not: { const: 0 } } } },
    },
    QUERY_OF_PROMETHEUS,
    BOUNDS_IN_ORDER,
    ...RULE_RELATIONS,
  ],
  band: [
    {
      field: "stepSize",
      holds: ({ stepSize }) => !isInteger(stepSize) || stepSize > 0,
      code: "out-of-range",
      expected: "an integer of 1 or more",
      help: "it is added above maxThreshold and subtracted below minThreshold: give it without a sign",
      form: { properties: { stepSize: { minimum: 1 } } },
    },
    QUERY_OF_PROMETHEUS,
    BOUNDS_IN_ORDER,
    ...RULE_RELATIONS,
    {
      field: "maxThreshold",
      holds: ({ minThreshold: min, maxThreshold: max }) => min !== null || max !== null,
      code: "missing",
      expected: "a decimal, as minThreshold is null too",
      help: "give at least one of the two: a band without ends never triggers",
      form: {
        anyOf: ["minThreshold", "maxThreshold"].map((end) => ({
          required: [end],
          properties: { [end]: { not: { type: "null" } } },
        })),
      },
    },
    {
      field: "maxThreshold",
      holds: ({ minThreshold: min, maxThreshold: max }) =>
        !isDecimal(min) || !isDecimal(max) || compareDecimals(min, max) <= 0,
      code: "out-of-range",
      expected: "minThreshold or more",
      help: "swap the two: between them both conditions would hold",
    },
  ],
};
