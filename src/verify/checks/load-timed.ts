import { counted } from "../../explain/figures.ts";
import type { Rule } from "../../model/rule.ts";
import { itemAt } from "../../util/item-at.ts";
import { printable } from "../../util/printable.ts";
import { periodOf } from "../advice/overshoot.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { Witness } from "../answer/witness.ts";
import type { Room } from "../counts/live-search.ts";
import { shownLive } from "../counts/run.ts";
import type { Settled } from "../input/settle.ts";
import { type Delays, type Excess, type LateLoads, type LateRun, lateLoads } from "../load/late-loads.ts";
import type { LoadAnalysis } from "../load/load-analysis.ts";
import { LoadSights } from "../load/load-sights.ts";
import { fromUnits } from "../readings/fixed-point.ts";
import { LiveRun } from "../rules/live-run.ts";
import { type EndpointLimits, policyOf } from "../rules/policy.ts";
import { actingRules, listText, loadsText, loopCounts, moveText, pathText, rulePath } from "../words.ts";
import type { TimedFindings } from "./held-timed.ts";

/** Constant loads while replicas start: how far the count rises past what a load needs, and whether it comes to rest. */
export function loadTimed(settled: Settled, loads: ReadonlyMap<string, LoadAnalysis>, delays: Delays): TimedFindings {
  const room = { left: settled.maxSteps / CYCLES_A_STEP };
  const findings: Finding[] = [];
  let complete = loads.size > 0;
  for (const [metric, analysis] of loads) {
    const late = lateLoads({ settled, live: settled.live, analysis, delays, room });
    complete &&= late.complete;
    const shown: Shown = { settled, metric, analysis, delays, room };
    if (late.cycle !== null) findings.push(limitCycle(shown, late, late.cycle));
    if (late.runaway !== null) findings.push(runaway(shown, late.runaway));
    if (late.worst !== null) findings.push(overshoot(shown, late, late.worst));
  }
  return { findings, complete };
}

/** A cycle with its clocks costs as much as so many rested ones. */
const CYCLES_A_STEP = 20;

/** What a finding is made of. */
interface Shown {
  readonly settled: Settled;
  readonly metric: string;
  readonly analysis: LoadAnalysis;
  readonly delays: Delays;
  readonly room: Room;
}

function limitCycle(shown: Shown, { cycles: { loads } }: LateLoads, run: LateRun): Finding {
  const { settled, metric, delays } = shown;
  const witness = witnessOf(shown, run);
  const loop = loopCounts(witness);
  const rules = actingRules(witness);
  return findingOf({
    code: "limit-cycle",
    model: "load-timed",
    rules,
    counts: [...new Set(loop)],
    loads,
    witness,
    path: rulePath(settled.policy, itemAt(rules, 0), "cooldownSeconds"),
    message: `under a constant total ${printable(metric)} of ${witness.load}, shared by the replicas that serve, ${timesText(delays)}, the count oscillates: ${pathText([...loop, itemAt(loop, 0)])}; the same for total loads ${loadsText(loads)}`,
    help: "move the thresholds of the two directions further apart, take smaller steps, or hold moves while replicas start (settle of the endpoint)",
  });
}

function runaway(shown: Shown, run: LateRun): Finding {
  const { settled, metric, analysis, delays } = shown;
  const beyond = analysis.space.horizon;
  const witness = witnessOf(shown, run, (count) => count > beyond);
  const rules = actingRules(witness);
  return findingOf({
    code: "runaway",
    model: "load-timed",
    rules,
    counts: [run.count],
    witness,
    path: rulePath(settled.policy, itemAt(rules, 0), "maxReplicas"),
    message: `under a constant total ${printable(metric)} of ${witness.load}, shared by the replicas that serve, ${timesText(delays)}, the count grows without end from ${counted(run.count)} on`,
    help: "give every rule that scales out, or the endpoint, a maxReplicas",
  });
}

function overshoot(shown: Shown, late: LateLoads, excess: Excess): Finding {
  const { loads } = late.overshoots;
  const { settled, metric } = shown;
  const { count, most, needed } = excess;
  const witness = witnessOf(shown, excess, (each) => each >= most);
  const rules = actingRules(witness).filter((id) => canRaise(settled, id));
  return findingOf({
    code: "overshoot",
    model: "load-timed",
    rules,
    counts: [count, needed, most],
    loads,
    witness,
    path: rulePath(settled.policy, itemAt(rules, 0), "cooldownSeconds"),
    message: `under a constant total ${printable(metric)} of ${witness.load}, shared by the replicas that serve, the count rises from ${count} to ${most}, ${most - needed} more than the ${needed} to which the load leads at rest: ${reason(shown, rules, most - needed)}; it rises too far for total loads ${loadsText(loads)}`,
    help: remedy(shown, late, rules),
  });
}

function timesText({ cycleSeconds, startupSeconds }: Delays): string {
  return `${startupSeconds} s after they were ordered, with a cycle every ${cycleSeconds} s`;
}

function canRaise({ policy }: Settled, id: string): boolean {
  return policy.rules.some(({ rule, moves }) => rule.id === id && moves.some(({ direction }) => direction === "out"));
}

/** Why it rises too far; where one rule alone does it away from bounds, with the closed form. */
function reason({ settled, delays }: Shown, rules: readonly string[], excess: number): string {
  const { cycleSeconds, startupSeconds } = delays;
  const acting = settled.policy.rules.filter(({ rule }) => rules.includes(rule.id));
  const texts = acting.map((rule) => {
    const moves = rule.moves.filter(({ direction }) => direction === "out");
    return `${moveText(itemAt(moves, 0))} can trigger every ${periodOf({ rule }, cycleSeconds, settled)} s`;
  });
  const [only] = acting;
  const late = `a replica serves only ${startupSeconds} s after it was ordered`;
  if (only === undefined || acting.length > 1) return `${listText(texts)}, and ${late}`;
  const period = periodOf({ rule: only }, cycleSeconds, settled);
  const step = only.moves.find(({ direction }) => direction === "out")?.step ?? 0;
  const times = Math.ceil(startupSeconds / period) - 1;
  const isClosedForm = step * times === excess;
  return `${listText(texts)}, and ${late}${isClosedForm ? `, so that it adds ${step} another ${times === 1 ? "time" : `${times} times`}` : ""}`;
}

/** What ends it, each tried by running every load again. */
function remedy(shown: Shown, late: LateLoads, rules: readonly string[]): string {
  const { settled, delays } = shown;
  const { startupSeconds } = delays;
  const { endpoint } = settled.live;
  const { out = 0, in: back = 0 } = endpoint.cooldownSeconds ?? {};
  const longer = settled.asking.map((rule) =>
    rules.includes(rule.id) ? { ...rule, cooldownSeconds: Math.max(rule.cooldownSeconds, startupSeconds) } : rule,
  );
  const names = listText(rules.map((id) => `rule \`${printable(id)}\``));
  const ways: readonly (readonly [string, readonly Rule[], EndpointLimits])[] = [
    [`set cooldownSeconds of ${names} to ${startupSeconds}`, longer, endpoint],
    [
      `set cooldownSeconds of the endpoint to ${startupSeconds} for out`,
      settled.asking,
      { ...endpoint, cooldownSeconds: { out: Math.max(out, startupSeconds), in: back } },
    ],
    ['set settle of the endpoint to "hold"', settled.asking, { ...endpoint, settle: "hold" }],
  ];
  const tried = { ...shown, room: { left: settled.maxSteps / CYCLES_A_STEP } };
  const working = ways.filter(([, asking, limits]) => ends(tried, late, asking, limits)).map(([text]) => text);
  const chosen = working.length > 2 ? [itemAt(working, 0), itemAt(working, 2)] : working;
  if (chosen.length > 0) return `${chosen.join(", or ")}: tried, and no load makes the count rise too far then`;
  return 'set settle of the endpoint to "hold": every decision is then made with all replicas serving';
}

/** Whether no load leads too far with these rules on this endpoint, and none does other harm. */
function ends(
  { settled, analysis, delays, room }: Shown,
  before: LateLoads,
  asking: readonly Rule[],
  endpoint: EndpointLimits,
): boolean {
  const { semantics, ownQueries } = settled.live;
  const live = policyOf(asking, endpoint, semantics, ownQueries);
  const { worst, cycle, runaway, complete } = lateLoads({ settled, live, analysis, delays, room });
  const isHarmless = (cycle === null || before.cycle !== null) && (runaway === null || before.runaway !== null);
  return complete && worst === null && isHarmless;
}

function witnessOf(
  { settled, analysis: { line }, delays }: Shown,
  { cell, count }: LateRun,
  isEnough: (count: number) => boolean = () => false,
): Witness {
  const { live } = settled;
  const sights = new LoadSights(live.program, line, cell);
  return shownLive(settled, count, {
    run: new LiveRun(live, delays),
    cycleSeconds: delays.cycleSeconds,
    sightAt: (serving, each) => sights.at(serving, each),
    isEnough,
    load: fromUnits(cell.load, cell.places),
  });
}
