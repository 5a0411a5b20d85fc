/**
 * For notebooks and capacity planning: the evaluator over traffic and a model of the service, what came of it, and charts.
 *
 * @packageDocumentation
 */

export { type Backtest, type BacktestRow, backtest } from "./backtest.ts";
export type { BatchTimes } from "./batch-times.ts";
export { chart } from "./chart.ts";
export type { ChartOptions, VegaLiteSpec } from "./chart-style.ts";
export { checkScenario } from "./check-scenario.ts";
export { type Comparison, type ComparisonRow, compare, comparisonTable } from "./compare.ts";
export type { Elasticity } from "./elasticity.ts";
export { ENGINES, type Engine } from "./engine-metrics.ts";
export type { FluidService } from "./fluid.ts";
export { bursts, constant, diurnal, ramp, step, type TraceLength } from "./generators.ts";
export type { IdealService } from "./ideal.ts";
export { LENGTHS, type LlmService, ROUTINGS } from "./llm.ts";
export type { RandomStream } from "./random.ts";
export { type ReadTraceOptions, readTrace } from "./read-trace.ts";
export { type Objective, type Recommendation, type RecommendedChange, recommend } from "./recommend.ts";
export { type Parting, type Replay, replay } from "./replay.ts";
export { atSpeed, scaleTrace, sliceTrace, stretchTrace } from "./reshape-trace.ts";
export type { RuleCounts } from "./rule-counts.ts";
export { METRIC_DIVISORS, type MetricDivisor, type Scenario } from "./scenario.ts";
export { ScenarioError } from "./scenario-error.ts";
export { SERVICE_LEVELS, type ServiceLevel } from "./service-level.ts";
export type {
  CustomService,
  FigureKey,
  Interval,
  IntervalReport,
  MetricFigure,
  ServiceModel,
  ServiceSetup,
  ServiceStep,
  Stretch,
} from "./service-model.ts";
export { type SimulateOptions, simulate } from "./simulate.ts";
export { type Summary, type SummaryOptions, summarize } from "./summarize.ts";
export {
  RULE_FIELDS,
  SCENARIO_FIELDS,
  type Sweep,
  type SweepAxis,
  type SweepGrid,
  type SweepPoint,
  sweep,
} from "./sweep.ts";
export {
  type MetricColumn,
  type OutcomeColumn,
  type Steps,
  type Timeline,
  type TimelineRow,
  timelineRows,
} from "./timeline.ts";
export { type Trace, traceSeconds } from "./trace.ts";
export type { Traffic } from "./traffic.ts";
export type { WaitDistribution } from "./waits.ts";
