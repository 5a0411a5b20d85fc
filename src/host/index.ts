/**
 * For managers: the ports to metrics and to a database, and the cycle that runs between them.
 *
 * {@include README.md}
 *
 * @packageDocumentation
 */
export type { MetricRequest } from "../model/metric.ts";
export type { CycleOptions, ReportScope } from "./cycle-options.ts";
export type {
  AbortedCycle,
  CompletedCycle,
  CycleReport,
  CycleStage,
  DecisionReport,
  FailedCycle,
  SourceReport,
} from "./cycle-report.ts";
export { type AskOne, type EachRequestOptions, eachRequest } from "./each-request.ts";
export { type AuditEntry, createMemoryStore, type MemoryStore } from "./memory-store.ts";
export type { MetricReading, MetricSourcePort } from "./metric-source.ts";
export type {
  CommitReport,
  Conflict,
  ConflictReason,
  CycleCommit,
  EndpointChange,
  RuleStore,
  StoredState,
  TriggeredRule,
} from "./rule-store.ts";
export { runCycle } from "./run-cycle.ts";
export { type LoopOptions, runLoop } from "./run-loop.ts";
export { DeadlineError } from "./with-deadline.ts";
