import { compareDecimals } from "../decimal/exact.ts";
import { AGGREGATIONS } from "../model/aggregation.ts";
import { decimalText } from "../model/decimal-like.ts";
import type { Expectation } from "../model/fault-params.ts";
import type { Rule } from "../model/rule.ts";
import { idIn } from "../model/show.ts";
import { isDecimal } from "./decimal-domains.ts";
import type { JsonForm } from "./domain.ts";
import { isInteger } from "./plain-domains.ts";

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
  /** What is expected, of this record; of one without fields, of any. */
  readonly expects: (record: RelatedFields) => Expectation;
  /** The same of the record in JSON Schema, where that can say it: it compares no two values. */
  readonly form?: JsonForm;
}

const BOUNDS_IN_ORDER: Relation = {
  field: "maxReplicas",
  holds: ({ minReplicas: min, maxReplicas: max }) =>
    typeof min !== "number" || typeof max !== "number" || min <= max,
  expects: ({ minReplicas: min }) => ({
    code: "bounds-reversed",
    params: { min: typeof min === "number" ? min : null },
  }),
};

const QUERY_OF_PROMETHEUS: Relation = {
  field: "queryPresetId",
  holds: ({ metricSource, queryPresetId: preset }) =>
    metricSource === "PROMETHEUS" || preset === undefined || preset === null,
  expects: () => ({ code: "query-without-prometheus", params: {} }),
  form: {
    if: { required: ["queryPresetId"], properties: { queryPresetId: { type: "string" } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { metricSource: { const: "PROMETHEUS" } } },
  },
};

const STARTING_KNOWN: Relation = {
  field: "starting",
  holds: ({ settle, starting }) => settle === undefined || starting !== undefined,
  expects: () => ({ code: "starting-unknown", params: {} }),
};

/** Of which aggregations it is known what a replica that did not report can change. */
const ARGUE: readonly unknown[] = AGGREGATIONS.words;

const NO_PERCENTILE_ARGUES: Relation = {
  field: "unreported",
  holds: ({ unreported, aggregation = "average" }) =>
    unreported === undefined || ARGUE.includes(aggregation),
  expects: () => ({ code: "unreported-of-percentile", params: {} }),
  form: { dependentSchemas: { unreported: { properties: { aggregation: { enum: ARGUE } } } } },
};

const AVERAGES_SCALE: Relation = {
  field: "scales",
  holds: ({ scales, aggregation = "average" }) => scales === undefined || aggregation === "average",
  expects: () => ({ code: "scales-no-average", params: {} }),
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
      expects: () => ({ code: "zero-step", params: {} }),
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
      expects: () => ({ code: "signed-step", params: { min: 1 } }),
      form: { properties: { stepSize: { minimum: 1 } } },
    },
    QUERY_OF_PROMETHEUS,
    BOUNDS_IN_ORDER,
    ...RULE_RELATIONS,
    {
      field: "maxThreshold",
      holds: ({ minThreshold: min, maxThreshold: max }) => min !== null || max !== null,
      expects: () => ({ code: "no-threshold", params: {} }),
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
      expects: ({ minThreshold: min }) => ({
        code: "thresholds-reversed",
        params: { min: isDecimal(min) ? idIn(decimalText(min)) : null },
      }),
    },
  ],
};
