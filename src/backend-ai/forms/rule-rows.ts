import type { RuleRow } from "../rule-row-schema.ts";

/** A threshold or another decimal of a row, as text or as a number; null for none. */
export type RowDecimal = string | number | null;

/** A time of a row: ISO 8601 text with an offset, milliseconds since 1970, or a Date; null for never. */
export type RowTime = string | number | Date | null;

/** GraphQL's `EndpointAutoScalingRuleNode`. From 26.4.2 on its comparator and threshold are derived from a band. */
export interface LegacyRuleNode {
  /** A global id. */
  readonly id?: string;
  readonly row_id?: string;
  readonly endpoint: string;
  readonly metric_source: string;
  readonly metric_name: string;
  readonly comparator: string;
  readonly threshold: string | number;
  readonly step_size: number;
  readonly cooldown_seconds: number;
  readonly min_replicas?: number | null;
  readonly max_replicas?: number | null;
  readonly created_at?: RowTime;
  readonly last_triggered_at?: RowTime;
}

/** GraphQL's `AutoScalingRule`, of 25.19 and later. */
export interface StrawberryRuleNode {
  readonly id: string;
  /** Absent in answers of one deployment, which is then passed as `endpoint`. */
  readonly modelDeploymentId?: string;
  readonly metricSource: string;
  readonly metricName: string;
  readonly minThreshold?: RowDecimal;
  readonly maxThreshold?: RowDecimal;
  readonly stepSize: number;
  readonly timeWindow: number;
  readonly minReplicas?: number | null;
  readonly maxReplicas?: number | null;
  readonly prometheusQueryPresetId?: string | null;
  readonly createdAt?: RowTime;
  readonly lastTriggeredAt?: RowTime;
}

/** A rule of `/auto-scaling-rules` and of `/deployments/auto-scaling-rules`. */
export interface RestRuleRow {
  readonly id: string;
  readonly model_deployment_id?: string;
  readonly metric_source: string;
  readonly metric_name: string;
  readonly min_threshold?: RowDecimal;
  readonly max_threshold?: RowDecimal;
  readonly step_size: number;
  readonly time_window: number;
  readonly min_replicas?: number | null;
  readonly max_replicas?: number | null;
  readonly prometheus_query_preset_id?: string | null;
  readonly created_at?: RowTime;
  readonly last_triggered_at?: RowTime;
}

/** A rule in any form of Backend.AI. */
export type AnyRuleRow = RuleRow | LegacyRuleNode | StrawberryRuleNode | RestRuleRow;
