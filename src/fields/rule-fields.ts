import { COMPARATORS } from "../model/comparator.ts";
import { METRIC_SOURCES } from "../model/metric.ts";
import {
  type BandRule,
  FALLBACKS,
  ON_UNKNOWN,
  REARM,
  RULE_TYPES,
  type Rule,
  SCALINGS,
  type ThresholdRule,
  UNREPORTED,
} from "../model/rule.ts";
import { isObject } from "../util/is-object.ts";
import { DECIMAL, SHARE } from "./decimal-domains.ts";
import type { Domain, Field, FieldOf, Presence } from "./domain.ts";
import { aType } from "./expectations.ts";
import {
  AGGREGATION,
  COUNT,
  DURATION,
  FLAG,
  HOLD,
  INTEGER,
  NAME,
  NUMBER,
  oneOf,
  SECONDS,
  TEXT,
} from "./plain-domains.ts";

/** The forms of Backend.AI's rows: of 25.1 with one threshold, of 26.x with a band. */
export type RowForm = "25.1" | "26.x";

/** One field of a rule. */
export interface RuleField extends Field {
  /** The types of rule that have it. */
  readonly types: readonly Rule["type"][];
  /** What a new rule does without it. */
  readonly created: Presence;
  /** What a new rule may have, where that is less than a stored one may. */
  readonly newDomain?: Domain;
  /** What a patch may do: nothing, give another value, or also clear it with null. */
  readonly patch: "never" | "change" | "clear";
  /** The column in each form of row; null where the form has no such column. */
  readonly columns: Readonly<Record<RowForm, string | null>>;
  /** What a row may have, where that is less than the core accepts. */
  readonly rowDomain?: Domain;
  /** Other names that people try. The names of columns count too. */
  readonly aliases?: readonly string[];
}

const REQUIRED = { nullable: false, stored: "required", created: "required" } as const;
const OPTIONAL = { nullable: false, stored: "optional", created: "optional" } as const;
const FILLED = { nullable: true, stored: "filled", created: "filled", absent: null } as const;

const FAILURE = {
  accepts: isObject,
  expects: aType("object", ["afterSeconds", "count", "how"]),
  parts: {
    afterSeconds: {
      domain: DURATION,
      nullable: false,
      stored: "required",
      help: "use 0 to fall back in the first cycle without a reading",
      description: "Seconds without a reading that can be compared.",
    },
    count: {
      domain: COUNT,
      nullable: false,
      stored: "required",
      help: "give the count to propose",
      description: "The count to propose.",
    },
    how: {
      domain: oneOf(FALLBACKS),
      nullable: false,
      stored: "required",
      help: "choose how the count is used: static always, if-higher or if-lower only then, current to stay",
      description:
        "static: propose the count; current: stay; if-higher, if-lower: the count if it is more, or less, than the current one.",
    },
  },
} as const;

const BOTH = RULE_TYPES;
const THRESHOLD = ["threshold"] as const;
const BAND = ["band"] as const;

const BOUND_HELP = "use null for no bound";
const DECIMAL_HELP = 'write it as digits, such as "80" or "0.75"';

/** Every field of a rule. */
export const RULE_FIELDS = {
  type: {
    domain: oneOf(RULE_TYPES),
    ...REQUIRED,
    types: BOTH,
    patch: "never",
    columns: { "25.1": null, "26.x": null },
    help: 'use "type": "threshold" for one comparator, "band" for a minimum and a maximum',
    description: "The kind of rule: one threshold with a comparator, or a band.",
  },
  id: {
    domain: TEXT,
    newDomain: NAME,
    ...REQUIRED,
    created: "optional",
    types: BOTH,
    patch: "never",
    columns: { "25.1": "id", "26.x": "id" },
    help: "give the rule an id: its last-triggered time is stored under it",
    description: "The rule's id, unique among all rules.",
  },
  endpointId: {
    domain: TEXT,
    newDomain: NAME,
    ...REQUIRED,
    types: BOTH,
    patch: "never",
    columns: { "25.1": "endpoint", "26.x": "endpoint" },
    help: "give the id of the endpoint whose count the rule changes",
    description: "The id of the endpoint whose replica count the rule changes.",
  },
  metricSource: {
    domain: oneOf(METRIC_SOURCES),
    ...REQUIRED,
    types: BOTH,
    patch: "change",
    columns: { "25.1": "metric_source", "26.x": "metric_source" },
    aliases: ["source"],
    help: "say where the average comes from",
    description: "Where the average comes from.",
  },
  metricName: {
    domain: TEXT,
    newDomain: NAME,
    ...REQUIRED,
    types: BOTH,
    patch: "change",
    columns: { "25.1": "metric_name", "26.x": "metric_name" },
    aliases: ["metric", "name"],
    help: "give the name under which the source exports the metric",
    description: "The name under which the source exports the metric.",
  },
  aggregation: {
    domain: AGGREGATION,
    ...OPTIONAL,
    absent: "average",
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    help: "leave it out for the average",
    description: "How the values of several kernels or replicas become one. Default: average.",
  },
  queryPresetId: {
    domain: TEXT,
    newDomain: NAME,
    ...OPTIONAL,
    nullable: true,
    absent: null,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": "prometheus_query_preset_id" },
    aliases: ["presetId", "preset", "query"],
    help: "leave it out where the query is not known",
    description: "Of PROMETHEUS rules: the id of the query preset that answers the rule.",
  },
  comparator: {
    domain: oneOf(COMPARATORS),
    ...REQUIRED,
    types: THRESHOLD,
    patch: "change",
    columns: { "25.1": "comparator", "26.x": null },
    aliases: ["operator"],
    help: "write GREATER_THAN for >, LESS_THAN for <",
    description: "How the average compares with the threshold when the rule's condition holds.",
  },
  threshold: {
    domain: DECIMAL,
    ...REQUIRED,
    types: THRESHOLD,
    patch: "change",
    columns: { "25.1": "threshold", "26.x": null },
    help: DECIMAL_HELP,
    description: "The exact decimal that the average is compared with.",
  },
  minThreshold: {
    domain: DECIMAL,
    ...FILLED,
    types: BAND,
    patch: "clear",
    columns: { "25.1": null, "26.x": "min_threshold" },
    help: `${DECIMAL_HELP}; use null for no lower end`,
    description: "Below it the step is subtracted; null: never.",
  },
  maxThreshold: {
    domain: DECIMAL,
    ...FILLED,
    types: BAND,
    patch: "clear",
    columns: { "25.1": null, "26.x": "max_threshold" },
    help: `${DECIMAL_HELP}; use null for no upper end`,
    description: "Above it the step is added; null: never.",
  },
  stepSize: {
    domain: INTEGER,
    ...REQUIRED,
    types: BOTH,
    patch: "change",
    columns: { "25.1": "step_size", "26.x": "step_size" },
    aliases: ["step"],
    help: "use 2 to add two replicas, -1 to remove one",
    description: "Replicas to add when the rule triggers; below 0 removes.",
  },
  cooldownSeconds: {
    domain: SECONDS,
    newDomain: COUNT,
    rowDomain: INTEGER,
    ...REQUIRED,
    types: BOTH,
    patch: "change",
    columns: { "25.1": "cooldown_seconds", "26.x": "cooldown_seconds" },
    aliases: ["cooldown", "timeWindow"],
    help: "use 0 for a rule that may trigger at every evaluation",
    description: "Seconds after a trigger during which the rule may not trigger again.",
  },
  minReplicas: {
    domain: INTEGER,
    newDomain: COUNT,
    ...FILLED,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": "min_replicas", "26.x": "min_replicas" },
    aliases: ["min"],
    help: BOUND_HELP,
    description: "Fewest replicas that the rule may leave; null for no bound.",
  },
  maxReplicas: {
    domain: INTEGER,
    newDomain: COUNT,
    ...FILLED,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": "max_replicas", "26.x": "max_replicas" },
    aliases: ["max", "limit"],
    help: BOUND_HELP,
    description: "Most replicas that the rule may leave; null for no bound.",
  },
  maxAgeSeconds: {
    domain: DURATION,
    ...OPTIONAL,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    aliases: ["maxAge"],
    help: "leave it out to act on an average of any age",
    description: "Seconds after which an average is too old to act on. Default: no limit.",
  },
  enabled: {
    domain: FLAG,
    ...OPTIONAL,
    absent: true,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    help: "leave it out for an enabled rule",
    description: "False: the rule is not evaluated. Default: true.",
  },
  priority: {
    domain: NUMBER,
    newDomain: INTEGER,
    ...OPTIONAL,
    absent: 0,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    help: "leave it out for priority 0; higher goes first",
    description: "Rules of higher priority are evaluated first, equals in input order. Default: 0.",
  },
  minCoverage: {
    domain: SHARE,
    ...OPTIONAL,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    aliases: ["coverage"],
    help: "use 0.5 to act where half of the replicas have reported; leave it out to act in any case",
    description: "Share of the replicas that must have reported for the rule to act. Default: any.",
  },
  unreported: {
    domain: oneOf(UNREPORTED),
    ...OPTIONAL,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    help: "leave it out to compare what was reported alone",
    description:
      "With argue the rule acts only if its condition also holds with every replica that did not report counted against it. Default: they are left out.",
  },
  forSeconds: {
    domain: HOLD,
    ...OPTIONAL,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    aliases: ["for", "holdSeconds"],
    help: "use 60 for a condition that must have held for a minute, { out: 60, in: 300 } for a time of each direction; leave it out to act at once",
    description: "Seconds for which the condition must have held. Default: it may act at once.",
  },
  onUnknown: {
    domain: oneOf(ON_UNKNOWN),
    ...OPTIONAL,
    absent: "reset",
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    help: "leave it out to count forSeconds anew after a cycle without a reading",
    description:
      "Whether a cycle without a known reading starts the time of forSeconds anew (reset) or not (keep). Default: reset.",
  },
  rearm: {
    domain: oneOf(REARM),
    ...OPTIONAL,
    absent: "keep",
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    help: "leave it out to let the cooldown alone space the triggers",
    description:
      "Whether the time of forSeconds goes on after a trigger (keep) or starts anew (restart). Default: keep.",
  },
  onFailure: {
    domain: FAILURE,
    ...OPTIONAL,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    aliases: ["fallback"],
    help: 'give { afterSeconds: 300, count: 3, how: "if-higher" }, or leave it out to do nothing',
    description: "What to propose once the metric has failed for some time. Default: nothing.",
  },
  scales: {
    domain: oneOf(SCALINGS),
    ...OPTIONAL,
    types: BOTH,
    patch: "clear",
    columns: { "25.1": null, "26.x": null },
    help: "leave it out where the reading does not depend on the count",
    description:
      "With per-replica the average rises as the count falls, and a fall stops where the rule would scale out again. Default: no such check.",
  },
} as const satisfies RuleTable;

/**
 * A rule of either type has an entry for each of its fields, whose types are those that have it.
 */
export type RuleTable = {
  readonly [Name in RuleFieldName]: RuleField & FieldOf<ValueOf<Name>> & { types: TypesOf<Name> };
};

/** The name of a field of a rule. */
type RuleFieldName = keyof ThresholdRule | keyof BandRule;

type ValueOf<Name> =
  | (Name extends keyof ThresholdRule ? ThresholdRule[Name] : never)
  | (Name extends keyof BandRule ? BandRule[Name] : never);

type TypesOf<Name> = Name extends keyof ThresholdRule & keyof BandRule
  ? typeof BOTH
  : Name extends keyof ThresholdRule
    ? typeof THRESHOLD
    : typeof BAND;

/** The fields of rules of one type. */
export type RuleFieldsOf<Type extends Rule["type"]> = {
  readonly [Name in RuleFieldName as Type extends (typeof RULE_FIELDS)[Name]["types"][number]
    ? Name
    : never]: (typeof RULE_FIELDS)[Name];
};

/** The entries of the fields that rules of one type have. */
export function ruleFieldsOf<Type extends Rule["type"]>(type: Type): RuleFieldsOf<Type>;
export function ruleFieldsOf(type: Rule["type"]): Readonly<Record<string, RuleField>> {
  const fields: readonly [string, RuleField][] = Object.entries(RULE_FIELDS);
  return Object.fromEntries(fields.filter(([, { types }]) => types.includes(type)));
}
