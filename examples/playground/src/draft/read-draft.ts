import {
  DRAFT_FIELDS,
  ENDPOINT_FIELDS,
  type EndpointDraft,
  type Fields,
  NEW_RULE,
  type RuleDraft,
  type RuleSetDraft,
} from "./rule-set-draft.ts";

/**
 * Reads rules of a link or a file: a list of rules, or a rule set, of one endpoint.
 *
 * @returns null where it is neither (each rule names a metric), has several endpoints, or cannot be given to the verifier
 */
export function readRuleSet(value: unknown): RuleSetDraft | null {
  const set = Array.isArray(value) ? { rules: value } : value;
  if (!isFields(set) || !Array.isArray(set["rules"]) || !set["rules"].every(isRule)) return null;
  const { rules, endpoint, endpoints } = set;
  const given = isFields(endpoint) ? [endpoint] : Array.isArray(endpoints) ? endpoints.filter(isFields) : [];
  const [id = "service", ...otherIds] = idsOf(given, rules);
  const more = others(set, SET_FIELDS);
  if (given.length > 1 || otherIds.length > 0 || !isReadable(more)) return null;
  return {
    endpoint: readEndpoint({ id, ...given[0] }),
    cycleSeconds: textOf(set["cycleSeconds"]) ?? "",
    startupSeconds: textOf(set["startupSeconds"]) ?? "",
    rules: rules.map(readRule),
    more,
  };
}

/** The ids of the endpoints that are given, or that rules are on. */
function idsOf(endpoints: readonly Fields[], rules: readonly Fields[]): string[] {
  const ids = [...endpoints.map(({ id }) => id), ...rules.map(({ endpointId }) => endpointId)];
  return [...new Set(ids.flatMap((id) => textOf(id) ?? []))];
}

/** What stands elsewhere in a draft or a link. */
const SET_FIELDS = ["rules", "endpoint", "endpoints", "semantics", "cycleSeconds", "startupSeconds", "view"];

/** What the verifier reads of the other fields has the form that it expects; what stands in it, the verifier checks. */
function isReadable({ initial = [], counts = {}, domain = {}, metrics = {}, load = null }: Fields): boolean {
  const areFacts = [domain, metrics].every((facts) => isFields(facts) && Object.values(facts).every(isFields));
  const isStart = typeof initial === "number" || Array.isArray(initial);
  return areFacts && isStart && isFields(counts) && (load === null || isFields(load));
}

function isRule(value: unknown): value is Fields {
  return isFields(value) && textOf(value["metricName"]) !== null;
}

function readEndpoint(fields: Fields): EndpointDraft {
  const [id, replicas, minReplicas, maxReplicas] = ENDPOINT_FIELDS.map((name) => textOf(fields[name]));
  return {
    id: id ?? "service",
    replicas: replicas ?? "1",
    minReplicas: minReplicas ?? "",
    maxReplicas: maxReplicas ?? "",
    more: others(fields, ENDPOINT_FIELDS),
  };
}

function readRule(fields: Fields): RuleDraft {
  const isBand = fields["type"] === "band";
  const own = DRAFT_FIELDS.flatMap((name) => {
    const text = textOf(fields[name]);
    return text === null ? [] : [[name, text] as const];
  });
  const { comparator, threshold, minThreshold, maxThreshold } = NEW_RULE;
  return {
    ...NOTHING,
    // What only a rule of the other kind has: for the author who changes the kind.
    ...(isBand ? { comparator, threshold } : { minThreshold, maxThreshold }),
    ...Object.fromEntries(own),
    type: isBand ? "band" : "threshold",
    isEnabled: fields["enabled"] !== false && fields["isEnabled"] !== false,
    more: others(fields, [...DRAFT_FIELDS, "type", "enabled", "isEnabled", "endpointId"]),
  };
}

/** A rule of which a file says nothing. */
const NOTHING: Readonly<Record<(typeof DRAFT_FIELDS)[number], string>> = {
  id: "",
  metricSource: "",
  metricName: "",
  aggregation: "average",
  comparator: "",
  threshold: "",
  minThreshold: "",
  maxThreshold: "",
  stepSize: "",
  cooldownSeconds: "",
  minReplicas: "",
  maxReplicas: "",
};

/** What stands beside the fields of this page; a link has it under `more`. */
function others(fields: Fields, known: readonly string[]): Fields {
  const { more, ...rest } = fields;
  const entries = Object.entries(rest).filter(([name]) => !known.includes(name));
  return { ...Object.fromEntries(entries), ...(isFields(more) ? more : {}) };
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
