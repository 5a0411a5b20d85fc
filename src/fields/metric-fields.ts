import {
  METRIC_SOURCES,
  type MetricAverage,
  MISSING_REASONS,
  type MissingMetric,
} from "../model/metric.ts";
import { READING } from "./decimal-domains.ts";
import type { TableOf } from "./domain.ts";
import { INSTANT } from "./instant-domain.ts";
import { AGGREGATION, oneOf, TEXT } from "./plain-domains.ts";
import { RULE_FIELDS } from "./rule-fields.ts";

const REQUIRED = { nullable: false, stored: "required" } as const;
const OPTIONAL = { nullable: false, stored: "optional" } as const;

/** What names a metric of an endpoint. */
const KEY = {
  endpointId: {
    domain: TEXT,
    ...REQUIRED,
    help: "give the id of the endpoint that the average is of",
    description: "The id of the endpoint that the metric is of.",
  },
  source: {
    domain: oneOf(METRIC_SOURCES),
    ...REQUIRED,
    help: RULE_FIELDS.metricSource.help,
    description: RULE_FIELDS.metricSource.description,
  },
  name: {
    domain: TEXT,
    ...REQUIRED,
    help: RULE_FIELDS.metricName.help,
    description: RULE_FIELDS.metricName.description,
  },
  aggregation: {
    domain: AGGREGATION,
    ...OPTIONAL,
    absent: "average",
    help: RULE_FIELDS.aggregation.help,
    description: RULE_FIELDS.aggregation.description,
  },
  ruleId: {
    domain: TEXT,
    ...OPTIONAL,
    help: "leave it out unless the average answers one rule's own query",
    description: "Of a PROMETHEUS metric: the id of the one rule whose query it answers.",
  },
} as const;

/** Every field of a metric average. */
export const METRIC_FIELDS = {
  ...KEY,
  value: {
    domain: READING,
    ...REQUIRED,
    help: "leave out an average that is not known",
    description: "The average, as a decimal.",
  },
  at: {
    domain: INSTANT,
    ...OPTIONAL,
    help: "leave it out for an average that cannot be stale",
    description: "When the average was read. Default: not known, so that it is never stale.",
  },
} as const satisfies TableOf<MetricAverage>;

/** Every field of a metric that has no average. */
export const MISSING_FIELDS = {
  ...KEY,
  reason: {
    domain: oneOf(MISSING_REASONS),
    ...REQUIRED,
    help: "say why there is no average",
    description: "Why there is no average.",
  },
} as const satisfies TableOf<MissingMetric>;
