import { evaluate } from "../evaluate/evaluate.ts";
import { explain } from "../explain/explain.ts";
import { metricRequests } from "../metrics/metric-requests.ts";
import type { CycleRecord } from "../model/cycle-record.ts";
import type { Decision } from "../model/decision.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { formatInstant, type Instant } from "../model/instant.ts";
import type { MetricAverage, MetricRequest, MetricSource, MissingMetric } from "../model/metric.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import { directionOf } from "../rules/branch.ts";
import { isRecord } from "../util/is-record.ts";
import type { CycleReport, DecisionReport, FailedCycle, SourceReport } from "./cycle-report.ts";
import type { MetricReading, MetricSourcePort } from "./metric-source.ts";
import type { CycleCommit, EndpointChange, RuleStore, StoredState } from "./rule-store.ts";
import { withDeadline } from "./with-deadline.ts";

/** What {@link runCycle} needs of its host. */
export interface CycleOptions {
  readonly store: RuleStore;
  /** A port for each source that rules use. Rules of a source without a port get `no-metric`. */
  readonly sources: Readonly<Partial<Record<MetricSource, MetricSourcePort>>>;
  /** The time, as `Date.now` tells it. */
  readonly clock: () => Instant;
  /** Absent: {@link backendAi25}. */
  readonly semantics?: Semantics;
  /** How long to wait for each source and for each call of the store, in milliseconds. Absent: 10,000. */
  readonly timeoutMs?: number;
  /** Aborted when the host is shutting down. */
  readonly signal?: AbortSignal;
  /** Told every decision, for metrics and traces. */
  readonly onDecision?: (decision: Decision) => void;
  /** Told all that the evaluation saw and what it decided, for a log that `replay` of `autoscaling-rules/simulation` reads. */
  readonly onRecord?: (record: CycleRecord) => void;
  /** Told how the cycle ended. What it throws is lost, as the report is out by then. */
  readonly onCycle?: (report: CycleReport) => void;
}

/**
 * One cycle: loads endpoints and rules, asks every source once and in parallel, evaluates, and commits what changes.
 *
 * A source that fails or is too slow costs its own rules their metrics. A store that fails ends the cycle, and the report
 * says at which stage. Two cycles at once on one store never apply a step twice: the commit of the second finds another
 * count than it expects.
 *
 * @returns a report; it does not reject, whatever the ports do
 * @example
 * setInterval(async () => console.log(JSON.stringify(await runCycle({ store, sources, clock: Date.now }))), 10_000);
 */
export async function runCycle(options: CycleOptions): Promise<CycleReport> {
  const report = await cycle(options);
  attempt(() => options.onCycle?.(report));
  return report;
}

async function cycle(options: CycleOptions): Promise<CycleReport> {
  const { store, clock, semantics = backendAi25, timeoutMs = 10_000, signal } = options;
  const now = clock();
  const base = { at: formatInstant(now), semantics };
  // What is known so far, for the report of a cycle that does not come to its end.
  let stage: FailedCycle["stage"] = "load";
  let told: Pick<CycleReport, "sources" | "decisions" | "hookErrors"> = { sources: [], decisions: [], hookErrors: [] };
  try {
    const state = await withDeadline((inner) => store.load(inner), timeoutMs, signal);

    stage = "metrics";
    const { metrics, missing, sources } = await gather(state, options, timeoutMs);
    told = { ...told, sources };

    stage = "evaluate";
    const snapshot = { ...state, now, metrics, missing };
    const evaluation = evaluate(snapshot, semantics);
    const { decisions, orphans, recheckAt } = evaluation;
    const hookErrors = [
      ...decisions.flatMap((decision) => attempt(() => options.onDecision?.(decision))),
      ...attempt(() => options.onRecord?.({ semantics, snapshot, decisions })),
    ];
    told = { sources, decisions: decisions.map(reportOf), hookErrors };

    stage = "commit";
    const commit = commitOf(state, evaluation, now);
    const { committed, conflicts } =
      commit.changes.length === 0
        ? { committed: [], conflicts: [] }
        : await withDeadline((inner) => store.commit(commit, inner), timeoutMs, signal);
    const next = recheckAt === null ? null : formatInstant(recheckAt);
    return { ...base, ...told, status: "completed", committed, conflicts, orphans, recheckAt: next };
  } catch (error) {
    return { ...base, ...told, status: "failed", stage, error: messageOf(error) };
  }
}

interface Gathered {
  readonly metrics: readonly MetricAverage[];
  readonly missing: readonly MissingMetric[];
  readonly sources: readonly SourceReport[];
}

/** Asks every source at once. */
async function gather(state: StoredState, { sources, signal }: CycleOptions, timeoutMs: number): Promise<Gathered> {
  const requests = [...metricRequests(state.rules, state.endpoints)];
  const answers = await Promise.all(
    requests.map(async ([source, wanted]) => ask(source, wanted, sources[source], timeoutMs, signal)),
  );
  return {
    metrics: answers.flatMap(({ readings }) => readings.filter(isAverage)),
    missing: answers.flatMap(({ readings }) => readings.filter(isMissing)),
    sources: answers.map(({ report }) => report),
  };
}

async function ask(
  source: MetricSource,
  wanted: readonly MetricRequest[],
  port: MetricSourcePort | undefined,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly readings: readonly MetricReading[]; readonly report: SourceReport }> {
  try {
    if (port === undefined) throw new Error("the host has no port for this source");
    const readings = await withDeadline((inner) => port.load(wanted, inner), timeoutMs, signal);
    if (!isListOfReadings(readings)) throw new TypeError("the answer is no list of readings");
    return { readings, report: { source, requested: wanted.length, answered: readings.length, error: null } };
  } catch (error) {
    const readings = wanted.map((request): MissingMetric => ({ ...request, reason: "source-failed" }));
    return { readings, report: { source, requested: wanted.length, answered: 0, error: messageOf(error) } };
  }
}

/** Ports come from outside: what they promise in types is looked at before it is used. */
function isListOfReadings(answer: unknown): boolean {
  return Array.isArray(answer) && answer.every((reading) => isRecord(reading));
}

function isAverage(reading: MetricReading): reading is MetricAverage {
  return "value" in reading;
}

function isMissing(reading: MetricReading): reading is MissingMetric {
  return !isAverage(reading);
}

/** What is to be stored: of endpoints whose count moves, or of whose rules one triggered. */
function commitOf({ lastTriggered, revisions }: StoredState, { decisions }: Evaluation, at: Instant): CycleCommit {
  const changes = decisions.flatMap((decision): EndpointChange[] => {
    const { endpointId, replicas: expectedReplicas, desired: replicas, delta, outcomes } = decision;
    const triggered = outcomes
      .filter(({ kind }) => kind === "triggered")
      .map(({ ruleId }) => ({ ruleId, expectedLastTriggered: lastTriggered.get(ruleId) ?? null }));
    if (delta === 0 && triggered.length === 0) return [];
    const revision = revisions?.get(endpointId);
    const expected = revision === undefined ? { expectedReplicas } : { expectedRevision: revision, expectedReplicas };
    return [{ endpointId, ...expected, replicas, direction: directionOf(delta), triggered, decision }];
  });
  return { at, changes };
}

function reportOf(decision: Decision): DecisionReport {
  const { endpointId, replicas, desired, delta } = decision;
  const outcomes = decision.outcomes.map(({ ruleId, kind }) => ({ ruleId, kind }));
  return { endpointId, replicas, desired, delta, outcomes, explanation: explain(decision) };
}

/** Calls a hook; what it throws, as a list of one message. */
function attempt(hook: () => void): string[] {
  try {
    hook();
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
