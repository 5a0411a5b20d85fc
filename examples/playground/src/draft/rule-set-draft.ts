/** Rules as the author types them: every field is the text that stands in it, sound or not, so that nothing typed is lost. */
export interface RuleSetDraft {
  readonly endpoint: EndpointDraft;
  readonly cycleSeconds: string;
  readonly startupSeconds: string;
  readonly rules: readonly RuleDraft[];
  /** What a file says beyond the fields of this page, such as `domain`: kept, and given to the verifier. */
  readonly more: Fields;
}

export interface EndpointDraft extends Readonly<Record<EndpointField, string>> {
  /** What a file says of the endpoint beyond the fields of this page: kept and used as it is. */
  readonly more: Fields;
}

export interface RuleDraft extends Readonly<Record<RuleField, string>> {
  readonly type: "threshold" | "band";
  readonly isEnabled: boolean;
  /** What a file says of the rule beyond the fields of this page: kept and used as it is. */
  readonly more: Fields;
}

/** Fields of which this page knows nothing, as JSON has them. */
export type Fields = Readonly<Record<string, unknown>>;

export const ENDPOINT_FIELDS = ["id", "replicas", "minReplicas", "maxReplicas"] as const;
export type EndpointField = (typeof ENDPOINT_FIELDS)[number];

export const DRAFT_FIELDS = [
  "id",
  "metricSource",
  "metricName",
  "aggregation",
  "comparator",
  "threshold",
  "minThreshold",
  "maxThreshold",
  "stepSize",
  "cooldownSeconds",
  "minReplicas",
  "maxReplicas",
] as const;
export type RuleField = (typeof DRAFT_FIELDS)[number];

/** A threshold rule that scales out, for new ones to begin with. */
export const NEW_RULE: RuleDraft = {
  type: "threshold",
  id: "out",
  isEnabled: true,
  metricSource: "KERNEL",
  metricName: "cuda_util",
  aggregation: "average",
  comparator: "GREATER_THAN",
  threshold: "80",
  minThreshold: "40",
  maxThreshold: "80",
  stepSize: "1",
  cooldownSeconds: "180",
  minReplicas: "",
  maxReplicas: "",
  more: {},
};
