import type { Rule } from "../../model/rule.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import { periodOf } from "../advice/overshoot.ts";
import { doubtful } from "../answer/doubtful.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { readingText, type Witness, type WitnessStep } from "../answer/witness.ts";
import { type Room, roomOf } from "../counts/live-search.ts";
import { shownLive } from "../counts/run.ts";
import { isSureLoad } from "../grounds.ts";
import type { Settled } from "../input/settle.ts";
import { type Delays, type Excess, type LateLoads, type LateRun, lateLoads } from "../load/late-loads.ts";
import type { LoadAnalysis } from "../load/load-analysis.ts";
import { LoadSights } from "../load/load-sights.ts";
import { asleepAs, type Sleeping, sleepingUnder } from "../load/sleeping.ts";
import { fromUnits } from "../readings/fixed-point.ts";
import { ASLEEP, LiveRun } from "../rules/live-run.ts";
import { type EndpointLimits, isOut, policyOf } from "../rules/policy.ts";
import { actingRules, intervalText, loopCounts, rulePath } from "../words/places.ts";
import { actingFacts } from "./acting-facts.ts";
import type { TimedFindings } from "./held-timed.ts";

/** Constant loads while replicas start: how far the count rises past what a load needs, and whether it comes to rest. */
export function loadTimed(settled: Settled, loads: ReadonlyMap<string, LoadAnalysis>, delays: Delays): TimedFindings {
  const room = roomOf(settled);
  const findings: Finding[] = [];
  let complete = loads.size > 0;
  for (const [metric, analysis] of loads) {
    const sleeping = sleepingUnder(settled, metric);
    const late = lateLoads({ settled, live: settled.live, analysis, sleeping, delays, room });
    complete &&= late.complete;
    const shown: Shown = { settled, metric, analysis, sleeping, delays, room };
    const found: Finding[] = [];
    if (sleeping !== null && late.swing !== null) found.push(zeroSwing(shown, sleeping, late, late.swing));
    if (late.cycle !== null) found.push(limitCycle(shown, late, late.cycle));
    if (late.runaway !== null) found.push(runaway(shown, late.runaway));
    if (late.worst !== null) found.push(overshoot(shown, late, late.worst));
    findings.push(...(isSureLoad(metric, settled) ? found : found.map(doubtful)));
  }
  return { findings, complete };
}

/** What a finding is made of. */
interface Shown {
  readonly settled: Settled;
  readonly metric: string;
  readonly analysis: LoadAnalysis;
  readonly sleeping: Sleeping | null;
  readonly delays: Delays;
  readonly room: Room;
}

function zeroSwing(shown: Shown, { sleep }: Sleeping, { swings: { loads } }: LateLoads, run: LateRun): Finding {
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
      load: fromUnits(run.cell.load, run.cell.places),
      counts,
      rest: last.before,
      reading: readingText(itemAt(last.readings, 0)),
      idleSeconds: sleep.zero.idleSeconds,
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

function limitCycle(shown: Shown, { cycles: { loads } }: LateLoads, run: LateRun): Finding {
  const witness = witnessOf(shown, run);
  const loop = loopCounts(witness);
  return findingOf({
    code: "limit-cycle",
    key: "limit-cycle.load-timed",
    model: "load-timed",
    ...actingFacts(shown.settled, witness, "cooldownSeconds"),
    counts: [...new Set(loop)],
    loads,
    params: { ...lateParams(shown, run), counts: [...loop, itemAt(loop, 0)], loads: loads.map(intervalText) },
  });
}

function runaway(shown: Shown, run: LateRun): Finding {
  const beyond = shown.analysis.space.horizon;
  const witness = witnessOf(shown, run, (count) => count > beyond);
  return findingOf({
    code: "runaway",
    key: "runaway.load-timed",
    model: "load-timed",
    ...actingFacts(shown.settled, witness, "maxReplicas"),
    counts: [run.count],
    params: { ...lateParams(shown, run), from: run.count },
  });
}

function overshoot(shown: Shown, late: LateLoads, run: Excess): Finding {
  const { settled, delays } = shown;
  const { loads } = late.overshoots;
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
      ...lateParams(shown, run),
      ...{ from, to, needed, excess, loads: loads.map(intervalText), rules },
      steps: raising.map(({ step }) => step),
      periods: raising.map(({ period }) => period),
      times: timesOf(raising, excess, delays),
      cures: cures(shown, late, rules),
    },
  });
}

function lateParams({ settled, metric, delays }: Shown, { cell }: LateRun) {
  return { metric, isSure: isSureLoad(metric, settled), load: fromUnits(cell.load, cell.places), ...delays };
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

/** What ends it, each tried by running every load again: the first cooldown that does, and settling. */
function cures(shown: Shown, late: LateLoads, rules: readonly string[]): ("rules" | "endpoint" | "settle")[] {
  const { settled, delays } = shown;
  const { startupSeconds } = delays;
  const { endpoint } = settled.live;
  const { out = 0, in: back = 0 } = endpoint.cooldownSeconds ?? {};
  const longer = settled.asking.map((rule) =>
    rules.includes(rule.id) ? { ...rule, cooldownSeconds: Math.max(rule.cooldownSeconds, startupSeconds) } : rule,
  );
  const waiting: EndpointLimits = {
    ...endpoint,
    cooldownSeconds: { out: Math.max(out, startupSeconds), in: back },
  };
  const tried = { ...shown, room: roomOf(settled) };
  const settles = ends(tried, late, settled.asking, { ...endpoint, settle: "hold" }) ? (["settle"] as const) : [];
  if (ends(tried, late, longer, endpoint)) return ["rules", ...settles];
  return [...(ends(tried, late, settled.asking, waiting) ? (["endpoint"] as const) : []), ...settles];
}

/** Whether no load leads too far with these rules on this endpoint, and none does other harm. */
function ends(
  { settled, analysis, sleeping, delays, room }: Shown,
  before: LateLoads,
  asking: readonly Rule[],
  endpoint: EndpointLimits,
): boolean {
  const { semantics, ownQueries } = settled.live;
  const live = policyOf(asking, endpoint, semantics, ownQueries);
  const { worst, cycle, runaway, complete } = lateLoads({ settled, live, analysis, sleeping, delays, room });
  return complete && worst === null && runaway === null && (cycle === null || before.cycle !== null);
}

function witnessOf(
  { settled, analysis, sleeping, delays }: Shown,
  { cell, count }: LateRun,
  isEnough: (count: number) => boolean = () => false,
): Witness {
  const { live } = settled;
  const sights = new LoadSights(live.program, sleeping?.line ?? analysis.line, cell, sleeping?.idle ?? null);
  const limits = sleeping === null ? live.endpoint : asleepAs(sleeping, live.endpoint);
  const endpoint = sleeping !== null && count === 0 ? { ...limits, memory: ASLEEP } : limits;
  return shownLive(settled, count, {
    run: new LiveRun(live, { ...delays, endpoint }),
    endpoint,
    cycleSeconds: delays.cycleSeconds,
    sightAt: (serving, each) => sights.at(serving, each),
    isEnough,
    load: fromUnits(cell.load, cell.places),
  });
}
