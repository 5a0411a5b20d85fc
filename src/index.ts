/**
 * Decides how many replicas each model-serving endpoint should have: pure, exact and explained.
 *
 * {@include README.md}
 *
 * @packageDocumentation
 */
export { checkSnapshot } from "./check/check-snapshot.ts";
export { applyEvaluation } from "./evaluate/apply-evaluation.ts";
export type { ValueColumn } from "./evaluate/column-readings.ts";
export type { ColumnEvaluation, ColumnState, RuleColumns } from "./evaluate/columns.ts";
export type { EndpointSettings } from "./evaluate/constraints.ts";
export { evaluate } from "./evaluate/evaluate.ts";
export { evaluatePrepared, type PreparedRules, prepare } from "./evaluate/prepare.ts";
export type { PreparedEndpoints } from "./evaluate/prepared-endpoints.ts";
export { explain } from "./explain/explain.ts";
export { explainOutcome } from "./explain/explain-outcome.ts";
export { aggregate } from "./metrics/aggregate.ts";
export type { Average } from "./metrics/average.ts";
export { averageInferenceMetric } from "./metrics/average-inference-metric.ts";
export { type AverageOptions, averageKernelMetric } from "./metrics/average-kernel-metric.ts";
export {
  type LiveMetric,
  type LiveStat,
  liveStats25,
  liveStats26,
  type UnreadableStat,
  type ValueReading,
} from "./metrics/live-stat.ts";
export { metricRequests } from "./metrics/metric-requests.ts";
export {
  type PrometheusAnswer,
  type PrometheusOptions,
  type PrometheusReason,
  readPrometheusAnswer,
} from "./metrics/read-prometheus-answer.ts";
export type { Aggregation } from "./model/aggregation.ts";
export { COMPARATORS, type Comparator } from "./model/comparator.ts";
export type { CycleRecord } from "./model/cycle-record.ts";
export type { DecimalLike } from "./model/decimal-like.ts";
export type { ChainLink, Decision } from "./model/decision.ts";
export type { ActivationCondition, Direction, Endpoint, ZeroPolicy } from "./model/endpoint.ts";
export type { Breach, EndpointMemory } from "./model/endpoint-memory.ts";
export { englishFaults } from "./model/english-faults.ts";
export type { Evaluation } from "./model/evaluation.ts";
export { type FactsGround, factsOfMetric, type GroundedFacts } from "./model/facts-of-metric.ts";
export { type Fault, translatedFault } from "./model/fault.ts";
export type { FaultFacts, FaultMessages, FaultWords, OwnCode, RemarkCode } from "./model/fault-messages.ts";
export {
  type CommonParams,
  type DocumentState,
  FAULT_CODES,
  type FaultCode,
  type FaultParams,
  type FormName,
  type NumberParams,
  type OtherMetric,
  type QuantityName,
  type ShownName,
  type TypeName,
  type WantedParams,
} from "./model/fault-params.ts";
export type { Keys } from "./model/fault-place.ts";
export type { EndpointId, RuleId } from "./model/ids.ts";
export { formatInstant, type Instant } from "./model/instant.ts";
export { KNOWN_METRICS, type KnownMetric } from "./model/known-metrics.ts";
export {
  type Coverage,
  METRIC_SOURCES,
  type MetricAverage,
  type MetricKey,
  type MetricRequest,
  type MetricSource,
  MISSING_REASONS,
  type MissingDetail,
  type MissingMetric,
  type MissingReason,
} from "./model/metric.ts";
export type { MetricFacts } from "./model/metric-facts.ts";
export type { Param, Params } from "./model/params.ts";
export {
  type Lifecycle,
  ROUTE_STATUSES,
  type Route,
  type RouteId,
  type RoutePlan,
  type RouteStatus,
  type WaitReason,
} from "./model/route.ts";
export type {
  BandRule,
  FailurePolicy,
  HoldSeconds,
  Rule,
  ThresholdRule,
} from "./model/rule.ts";
export type * from "./model/rule-outcome.ts";
export { OUTCOME_KINDS } from "./model/rule-outcome.ts";
export type { RuleTimes } from "./model/rule-times.ts";
export { backendAi25, backendAi26, recommended, type Semantics } from "./model/semantics.ts";
export type { CycleState, Snapshot, SnapshotInput } from "./model/snapshot.ts";
export { SnapshotError } from "./model/snapshot-error.ts";
export { planRoutes, type RoutePlanInput } from "./plan/plan-routes.ts";
