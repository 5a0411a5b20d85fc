/**
 * For notebooks and capacity planning: the evaluator over traffic and a model of the service, what came of it, and charts.
 *
 * {@include README.md}
 *
 * @packageDocumentation
 */

export { AVERAGINGS, ENGINES, LENGTHS, LLM_PRESETS, ROUTINGS, SERVICE_LEVELS } from "../fields/scenario-domains.ts";
export { chart, html, type Shown, svg } from "./charts/chart.ts";
export type { ChartOptions } from "./charts/chart-options.ts";
export type { VegaLiteSpec } from "./charts/to-vega-lite.ts";
export { checkScenario } from "./check-scenario.ts";
export { type Comparison, type ComparisonRow, compare, comparisonTable } from "./choice/compare.ts";
export { mergeSweeps } from "./choice/merge-sweeps.ts";
export {
  type Objective,
  type Recommendation,
  type RecommendedChange,
  recommend,
  recommendSteps,
} from "./choice/recommend.ts";
export {
  type ServiceCurve,
  type ServiceCurveOptions,
  type ServiceCurveRow,
  serviceCurve,
  serviceCurveTable,
} from "./choice/service-curve.ts";
export type { ServiceLevel } from "./choice/service-level.ts";
export {
  RULE_FIELDS,
  SCENARIO_FIELDS,
  type Sweep,
  type SweepAxis,
  type SweepGrid,
  type SweepPoint,
  type SweepShard,
  sweep,
  sweepSteps,
} from "./choice/sweep.ts";
export type { RandomStream } from "./numbers/random.ts";
export type { CompleteObjective, LatencyObjective, Objectives } from "./objectives.ts";
export type { Progress } from "./progress.ts";
export { type Backtest, type BacktestRow, backtest } from "./run/backtest.ts";
export type { Elasticity } from "./run/elasticity.ts";
export { type Parting, type Replay, replay } from "./run/replay.ts";
export type { RuleCounts } from "./run/rule-counts.ts";
export { type SimulateOptions, simulate, simulateSteps } from "./run/simulate.ts";
export {
  type LatencySummary,
  type ObjectiveResult,
  type Summary,
  type SummaryOptions,
  summarize,
} from "./run/summarize.ts";
export {
  type KeptColumn,
  type MetricColumn,
  type OutcomeColumn,
  type StageColumn,
  type Steps,
  type Timeline,
  type TimelineRow,
  type TimelineStage,
  timelineRows,
} from "./run/timeline.ts";
export { timelinesCsv } from "./run/timeline-csv.ts";
export type {
  Averaging,
  Capacity,
  Outage,
  Scenario,
  Silence,
  TimeWindow,
} from "./scenario.ts";
export { ScenarioError } from "./scenario-error.ts";
export { type ScenarioWarning, scenarioWarnings } from "./scenario-warnings.ts";
export type { BatchTimes } from "./service/batch-times.ts";
export type { Engine } from "./service/engine-metrics.ts";
export {
  type BenchmarkRow,
  type FitResidual,
  type FittedService,
  fitService,
  type Measure,
} from "./service/fit-service.ts";
export type { FluidService } from "./service/fluid.ts";
export type { IdealService } from "./service/ideal.ts";
export { type Distribution, LATENCIES, type Latency } from "./service/latencies.ts";
export { LLM_PRESET_VALUES, type LlmPreset, type PresetValues } from "./service/llm-presets.ts";
export type { LlmService, PrefixCache } from "./service/llm-service.ts";
export type { CustomService, ServiceModel } from "./service/service-model.ts";
export type {
  FigureKey,
  Interval,
  IntervalReport,
  MetricFigure,
  ReplicaFigure,
  ServiceSetup,
  ServiceStep,
  Stretch,
  ValueFigure,
} from "./service/service-step.ts";
export { bursts, constant, diurnal, ramp, step, type TraceLength } from "./traffic/generators.ts";
export { readTrace } from "./traffic/read-trace.ts";
export { type ReadTraceOptions, TRACE_COLUMNS, type TraceColumn } from "./traffic/read-trace-options.ts";
export { atSpeed, scaleTrace, sliceTrace, stretchTrace } from "./traffic/reshape-trace.ts";
export type { Sample } from "./traffic/spans.ts";
export { type Trace, traceSeconds } from "./traffic/trace.ts";
export {
  type RequestTokens,
  type TraceOfRequestsOptions,
  type TraceOfSamplesOptions,
  traceOfRequests,
  traceOfSamples,
} from "./traffic/trace-of.ts";
export type { Traffic } from "./traffic/traffic.ts";
