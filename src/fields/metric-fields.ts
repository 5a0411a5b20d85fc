import {
  METRIC_SOURCES,
  type MetricAverage,
  MISSING_REASONS,
  type MissingMetric,
} from "../model/metric.ts";
import { isRecord } from "../util/is-record.ts";
import { READING } from "./decimal-domains.ts";
import type { FieldTable, ObjectDomain, TableOf } from "./domain.ts";
import { aType } from "./expectations.ts";
import { INSTANT } from "./instant-domain.ts";
import { AGGREGATION, COUNT, oneOf, TEXT, TEXTS } from "./plain-domains.ts";
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

const COVERAGE_HELP = "give a number of kernels or replicas";

/** How many of those that should report a metric have reported it. */
const COVERAGE = objectOf({
  reported: {
    domain: COUNT,
    ...REQUIRED,
    help: COVERAGE_HELP,
    description: "How many have reported the metric.",
  },
  of: {
    domain: COUNT,
    ...REQUIRED,
    help: COVERAGE_HELP,
    description: "How many should report it.",
  },
} as const);

const DETAIL_HELP = "leave it out where it is not known";

/** What is known beyond the reason for a missing average. */
export const MISSING_DETAIL = objectOf({
  names: {
    domain: TEXTS,
    ...OPTIONAL,
    help: DETAIL_HELP,
    description: "Names of metrics that were reported, the most similar ones first.",
  },
  from: {
    domain: TEXTS,
    ...OPTIONAL,
    help: DETAIL_HELP,
    description: "The ids of those whose reports cannot be read.",
  },
  reason: {
    domain: oneOf(["no-data"]),
    ...OPTIONAL,
    help: DETAIL_HELP,
    description: "A query was answered, and no series matched it.",
  },
  says: {
    domain: TEXT,
    ...OPTIONAL,
    help: DETAIL_HELP,
    description: "What the source itself said.",
  },
} as const);

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
  coverage: {
    domain: COVERAGE,
    ...OPTIONAL,
    help: "leave it out where it is not known how many have reported the metric",
    description: "How many of those that should report the metric have reported it.",
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
  detail: {
    domain: MISSING_DETAIL,
    ...OPTIONAL,
    help: "leave it out where nothing is known beyond the reason",
    description: "What is known beyond the reason.",
  },
} as const satisfies TableOf<MissingMetric>;

function objectOf<Parts extends FieldTable>(parts: Parts): ObjectDomain<Parts> {
  return { accepts: isRecord, expects: aType("object", Object.keys(parts)), parts };
}
