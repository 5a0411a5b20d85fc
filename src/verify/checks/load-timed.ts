import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import { periodOf } from "../advice/overshoot.ts";
import { doubtful } from "../answer/doubtful.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { readingText, type Witness, type WitnessStep } from "../answer/witness.ts";
import { type Budget, budgetOf } from "../counts/budget.ts";
import { shownTimedFrom } from "../counts/run.ts";
import { isSureLoad } from "../grounds.ts";
import type { Settled } from "../input/settle.ts";
import { activationAfter } from "../load/activation-repair.ts";
import type { LoadAnalysis } from "../load/load-analysis.ts";
import { LoadObservations } from "../load/load-observations.ts";
import { asleepAs, type Sleeping, sleepingUnder } from "../load/sleeping.ts";
import { type Delays, type Excess, type StartupLoads, type StartupRun, startupLoads } from "../load/startup-loads.ts";
import { fromUnits } from "../readings/fixed-point.ts";
import { isOut } from "../rules/policy.ts";
import { ASLEEP, TimedRun } from "../rules/timed-run.ts";
import { actingRules, intervalText, loopCounts, rulePath } from "../words/places.ts";
import { actingFacts } from "./acting-facts.ts";
import type { TimedFindings } from "./held-timed.ts";

/** Constant loads while replicas start: how far the count rises past what a load needs, and whether it comes to rest. */
export function loadTimed(settled: Settled, loads: ReadonlyMap<string, LoadAnalysis>, delays: Delays): TimedFindings {
  const budget = budgetOf(settled);
  const findings: Finding[] = [];
  let complete = loads.size > 0;
  for (const [metric, analysis] of loads) {
    const sleeping = sleepingUnder(settled, metric);
    const startup = startupLoads({ settled, timedPolicy: settled.timedPolicy, analysis, sleeping, delays, budget });
    complete &&= startup.complete;
    const shown: Shown = { settled, metric, analysis, sleeping, delays, budget };
    const found: Finding[] = [];
    if (sleeping !== null && startup.backToZeroRun !== null)
      found.push(zeroSwing(shown, sleeping, startup, startup.backToZeroRun));
    if (startup.cycle !== null) found.push(limitCycle(shown, startup, startup.cycle));
    if (startup.runaway !== null) found.push(runaway(shown, startup.runaway));
    if (startup.worst !== null) found.push(overshoot(shown, startup, startup.worst));
    findings.push(...(isSureLoad(metric, settled) ? found : found.map(doubtful)));
  }
  return { findings, complete, kinds: 0 };
}

/** What a finding is made of. */
interface Shown {
  readonly settled: Settled;
  readonly metric: string;
  readonly analysis: LoadAnalysis;
  readonly sleeping: Sleeping | null;
  readonly delays: Delays;
  readonly budget: Budget;
}

function zeroSwing(
  shown: Shown,
  { sleep }: Sleeping,
  { backToZero: { loads } }: StartupLoads,
  run: StartupRun,
): Finding {
  const witness = witnessOf(shown, run);
  const way = wayBack(witness);
  const last = itemAt(way, way.length - 1);
  const counts = [0, ...way.map(({ after }) => after)];
  return findingOf({
    code: "zero-swing",
    key: "zero-swing",
    model: "load-timed",
    rules: actingRules(witness),
    counts: [...new Set(counts)],
    loads,
    witness,
    path: "endpoint.zero.activation",
    params: {
      metric: shown.metric,
      load: fromUnits(run.range.load, run.range.places),
      counts,
      rest: last.before,
      reading: readingText(itemAt(last.readings, 0)),
      idleSeconds: sleep.zero.idleSeconds,
      // While the first one starts, as many are ordered as that one calls for.
      activation: activationAfter(shown.settled, sleep.zero, {
        metric: shown.metric,
        from: 1,
        to: Math.max(...counts),
      }),
      cures: [],
      loads: loads.map(intervalText),
    },
  });
}

/** The changes of a run from 0 until it is back there: from its beginning, or once through its loop, which may begin anywhere. */
function wayBack({ replicas, steps, loopFrom }: Witness): readonly WitnessStep[] {
  const changes = steps.slice(replicas === 0 ? 0 : known(loopFrom)).filter(({ before, after }) => before !== after);
  const back = changes.findIndex(({ after }) => after === 0) + 1;
  return replicas === 0 ? changes.slice(0, back) : [...changes.slice(back), ...changes.slice(0, back)];
}

function limitCycle(shown: Shown, { cycles: { loads } }: StartupLoads, run: StartupRun): Finding {
  const witness = witnessOf(shown, run);
  const loop = loopCounts(witness);
  return findingOf({
    code: "limit-cycle",
    key: "limit-cycle.load-timed",
    model: "load-timed",
    ...actingFacts(shown.settled, witness, "cooldownSeconds"),
    counts: [...new Set(loop)],
    loads,
    params: {
      ...startupParams(shown, run),
      counts: [...loop, itemAt(loop, 0)],
      loads: loads.map(intervalText),
      cures: [],
    },
  });
}

function runaway(shown: Shown, run: StartupRun): Finding {
  const beyond = shown.analysis.space.horizon;
  const witness = witnessOf(shown, run, (count) => count > beyond);
  return findingOf({
    code: "runaway",
    key: "runaway.load-timed",
    model: "load-timed",
    ...actingFacts(shown.settled, witness, "maxReplicas"),
    counts: [run.count],
    params: { ...startupParams(shown, run), from: run.count },
  });
}

function overshoot(shown: Shown, startup: StartupLoads, run: Excess): Finding {
  const { settled, delays } = shown;
  const { loads } = startup.overshoots;
  const { count: from, most: to, needed } = run;
  const excess = to - needed;
  const witness = witnessOf(shown, run, (count) => count >= to);
  const acting = actingRules(witness);
  const raising = settled.policy.rules.flatMap((rule) => {
    const step = rule.moves.find(isOut)?.step;
    if (step === undefined || !acting.includes(rule.rule.id)) return [];
    return [{ id: rule.rule.id, step, period: periodOf({ rule }, delays.cycleSeconds, settled) }];
  });
  const rules = raising.map(({ id }) => id);
  return findingOf({
    code: "overshoot",
    key: "overshoot",
    model: "load-timed",
    rules,
    counts: [from, needed, to],
    loads,
    witness,
    path: rulePath(settled.policy, itemAt(rules, 0), "cooldownSeconds"),
    params: {
      ...startupParams(shown, run),
      ...{ from, to, needed, excess, loads: loads.map(intervalText), rules },
      steps: raising.map(({ step }) => step),
      periods: raising.map(({ period }) => period),
      times: timesOf(raising, excess, delays),
      cures: [],
    },
  });
}

function startupParams({ settled, metric, delays }: Shown, { range }: StartupRun) {
  return { metric, isSure: isSureLoad(metric, settled), load: fromUnits(range.load, range.places), ...delays };
}

/** Of one rule away from bounds: s · (⌈D / P⌉ − 1) too many, for a step s every P seconds during a start of D. */
function timesOf(
  raising: readonly { readonly step: number; readonly period: number }[],
  excess: number,
  { startupSeconds }: Delays,
): number | null {
  const [only, other] = raising;
  if (only === undefined || other !== undefined) return null;
  const times = Math.ceil(startupSeconds / only.period) - 1;
  return only.step * times === excess ? times : null;
}

function witnessOf(
  { settled, analysis, sleeping, delays }: Shown,
  { range, count }: StartupRun,
  isEnough: (count: number) => boolean = () => false,
): Witness {
  const { timedPolicy } = settled;
  const observations = new LoadObservations(
    timedPolicy.program,
    sleeping?.line ?? analysis.line,
    range,
    sleeping?.idle ?? null,
  );
  const limits = sleeping === null ? timedPolicy.endpoint : asleepAs(sleeping, timedPolicy.endpoint);
  const endpoint = sleeping !== null && count === 0 ? { ...limits, memory: ASLEEP } : limits;
  return shownTimedFrom(settled, count, {
    run: new TimedRun(timedPolicy, { ...delays, endpoint }),
    endpoint,
    cycleSeconds: delays.cycleSeconds,
    observeAt: (serving, each) => observations.at(serving, each),
    isEnough,
    load: fromUnits(range.load, range.places),
  });
}
