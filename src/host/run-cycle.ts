import { applyEvaluation } from "../evaluate/apply-evaluation.ts";
import { eachDecision } from "../evaluate/evaluation-of.ts";
import { evaluatePrepared, type PreparedRules, prepare } from "../evaluate/prepare.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { formatInstant, type Instant, isInstant } from "../model/instant.ts";
import { show } from "../model/show.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { checkedState } from "./checked-state.ts";
import { changeOf, checkedReport, deltasOf, memoriesOf, revisionFault } from "./cycle-changes.ts";
import { type CheckedOptions, type CycleOptions, checkedOptions } from "./cycle-options.ts";
import type { CycleReport, DecisionReport, SourceReport } from "./cycle-report.ts";
import { errorText } from "./error-text.ts";
import { gather } from "./gather.ts";
import { HookCalls } from "./hook-calls.ts";
import { reportDecision } from "./report-decision.ts";
import type { CommitReport, CycleCommit, EndpointChange, StoredState } from "./rule-store.ts";
import { StageTimer } from "./stage-timer.ts";
import { withDeadline } from "./with-deadline.ts";

/**
 * One cycle: loads endpoints and rules, asks every source once and in parallel, evaluates, and commits what changes.
 *
 * A source that fails or is too slow costs its own rules their metrics. A store that fails ends the cycle, and the report
 * says at which stage. Several cycles at once on one store never apply a step twice: the commit of the second finds another
 * revision than it expects.
 *
 * @returns a report, whatever ports, clock and hooks do
 * @throws TypeError, RangeError where the options themselves cannot be meant, such as a `timeoutMs` of NaN
 * @example
 * const report = await runCycle({ store, sources: { PROMETHEUS: prometheus }, clock: Date.now });
 * @see runLoop, for one cycle after another
 */
export async function runCycle(options: CycleOptions): Promise<CycleReport> {
  const checked = checkedOptions(options);
  const report = await cycle(checked);
  const calls = new HookCalls();
  calls.call(checked.onCycle, report);
  const errors = await calls.ended(checked.timeoutMs);
  return errors.length === 0 ? report : { ...report, hookErrors: [...report.hookErrors, ...errors] };
}

/** What is known so far, for the report of a cycle that does not come to its end. */
interface Known {
  readonly at: string | null;
  readonly sources: readonly SourceReport[];
  readonly decided: number;
  readonly decisions: readonly DecisionReport[];
}

async function cycle(options: CheckedOptions): Promise<CycleReport> {
  const { store, semantics, timeoutMs, signal } = options;
  const timer = new StageTimer();
  const hooks = new HookCalls();
  let known: Known = { at: null, sources: [], decided: 0, decisions: [] };
  const ended = async () => ({
    ...known,
    semantics,
    durationsMs: timer.durationsMs(),
    hookErrors: await hooks.ended(timeoutMs),
  });
  try {
    const now = timeOf(options);
    const at = formatInstant(now);
    known = { ...known, at };

    timer.enter("load");
    const state = checkedState(await withDeadline((inner) => store.load(inner), timeoutMs, signal));

    timer.enter("metrics");
    const { sources, ...readings } = await gather(state, options);
    known = { ...known, sources };
    signal?.throwIfAborted();

    timer.enter("evaluate");
    const { endpoints, rules, lastTriggered } = state;
    const snapshot: Snapshot = { now, endpoints, rules, lastTriggered, ...readings };
    const prepared = prepare(rules, semantics);
    const evaluation = evaluatePrepared(prepared, snapshot);
    const { reports, changes, storeFaults } = goThrough(evaluation, state, options, hooks);
    known = { ...known, decided: endpoints.length, decisions: reports };
    if (options.onRecord !== undefined)
      hooks.call(options.onRecord, { semantics, snapshot, decisions: evaluation.decisions });
    signal?.throwIfAborted();

    timer.enter("commit");
    const commit: CycleCommit = { at: now, changes };
    const { committed, conflicts } = await committedBy(options, commit);
    const recheckAt = conflicts.length > 0 ? now : recheckAfter(prepared, snapshot, evaluation, commit);
    const next = recheckAt === null ? null : formatInstant(recheckAt);
    const { orphans } = evaluation;
    return { ...(await ended()), status: "completed", at, committed, conflicts, storeFaults, orphans, recheckAt: next };
  } catch (error) {
    const { stage } = timer;
    // What began to be stored is waited for: from then on the host's signal ends nothing.
    const status = signal?.aborted === true && stage !== "commit" ? "aborted" : "failed";
    return { ...(await ended()), status, stage, error: errorText(error) };
  }
}

function timeOf({ clock }: CheckedOptions): Instant {
  const now = clock();
  if (!isInstant(now)) throw new TypeError(`the time of the clock is ${show(now)}, expected milliseconds since 1970`);
  if (now >= LEAST_TIME) return now;
  const read = `the time of the clock is ${show(now)}, which is before 2001`;
  throw new RangeError(`${read}; use milliseconds since 1970, as Date.now() gives`);
}

/** Today in seconds, taken for milliseconds, is in January 1970: cooldowns would end at once, or never. */
const LEAST_TIME: Instant = Date.UTC(2001, 0, 1);

/** Goes through the decisions one by one, as a hundred thousand of them at once need a lot of memory. */
function goThrough(evaluation: Evaluation, state: StoredState, options: CheckedOptions, hooks: HookCalls) {
  const reports: DecisionReport[] = [];
  const changes: EndpointChange[] = [];
  const storeFaults: string[] = [];
  const memories = memoriesOf(state);
  for (const decision of eachDecision(evaluation)) {
    hooks.call(options.onDecision, decision);
    const report = reportDecision(decision, options.report);
    if (report !== null) reports.push(report);
    const change = changeOf(decision, state, memories);
    if (change === null) continue;
    const fault = revisionFault(change, state);
    if (fault === null) changes.push(change);
    else storeFaults.push(fault);
  }
  return { reports, changes, storeFaults };
}

async function committedBy({ store, timeoutMs }: CheckedOptions, commit: CycleCommit): Promise<CommitReport> {
  if (commit.changes.length === 0) return { committed: [], conflicts: [] };
  return checkedReport(commit, await withDeadline((inner) => store.commit(commit, inner), timeoutMs));
}

/** When the state as it is after the commit can get another answer. */
function recheckAfter(
  prepared: PreparedRules,
  snapshot: Snapshot,
  evaluation: Evaluation,
  commit: CycleCommit,
): Instant | null {
  if (commit.changes.length === 0) return evaluation.recheckAt;
  const stored = applyEvaluation(snapshot, deltasOf(commit));
  return evaluatePrepared(prepared, { ...snapshot, ...stored }).recheckAt;
}
