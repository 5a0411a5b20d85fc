import { counted } from "../../explain/figures.ts";
import { itemAt } from "../../util/item-at.ts";
import { printable } from "../../util/printable.ts";
import type { Finding, Repair } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { Witness } from "../answer/witness.ts";
import { shownFrom } from "../counts/run.ts";
import type { Settled } from "../input/settle.ts";
import { carriedOn } from "../load/beyond.ts";
import type { LoadAnalysis } from "../load/load-analysis.ts";
import { seenUnder } from "../load/load-line.ts";
import type { Sample } from "../load/load-region.ts";
import { repairOf } from "../load/repair.ts";
import { fromUnits } from "../readings/fixed-point.ts";
import { actingRules, loadsText, loopCounts, pathText, rulePath } from "../words.ts";

/** Constant loads under which the count oscillates, turns back, or grows without end. */
export function constantLoads(settled: Settled, metric: string, analysis: LoadAnalysis): Finding[] {
  return [
    ...limitCycle(settled, metric, analysis),
    ...runaway(settled, metric, analysis),
    ...reversal(settled, metric, analysis),
  ];
}

function limitCycle(settled: Settled, metric: string, analysis: LoadAnalysis): Finding[] {
  const { sample } = analysis.sweep.cycles;
  if (sample === null) return [];
  const loads = carriedOn(analysis.sweep.cycles.loads, analysis.beyond.cycles);
  const witness = witnessUnder(settled, analysis, sample);
  const rules = actingRules(witness);
  const counts = loopCounts(witness);
  const repair = repairOf(settled, analysis.space, metric, rules, (sweep) => sweep.cycles.sample === null);
  return [
    findingOf({
      code: "limit-cycle",
      model: "load",
      rules,
      counts,
      loads,
      witness,
      repair,
      path: repairPath(settled, rules, repair),
      message: `under a constant total ${printable(metric)} of ${witness.load}, shared by the replicas, the count oscillates: ${pathText([...counts, itemAt(counts, 0)])}; the same for total loads ${loadsText(loads)}`,
      help: repairHelp(repair),
    }),
  ];
}

function reversal(settled: Settled, metric: string, analysis: LoadAnalysis): Finding[] {
  const { sample } = analysis.sweep.reversals;
  if (sample === null) return [];
  const loads = carriedOn(analysis.sweep.reversals.loads, analysis.beyond.reversals);
  const witness = witnessUnder(settled, analysis, sample, (_, cycles) => cycles === 2);
  const rules = actingRules(witness);
  const counts = [sample.count, ...witness.steps.slice(witness.shownFrom).map(({ after }) => after)];
  const repair = repairOf(settled, analysis.space, metric, rules, (sweep) => sweep.reversals.sample === null);
  return [
    findingOf({
      code: "reversal",
      model: "load",
      rules,
      counts: [...new Set(counts)],
      loads,
      witness,
      repair,
      path: repairPath(settled, rules, repair),
      message: `under a constant total ${printable(metric)} of ${witness.load}, shared by the replicas, the next cycle undoes a scale-out: ${pathText(counts)}; the same for total loads ${loadsText(loads)}`,
      help: repairHelp(repair),
    }),
  ];
}

function runaway(settled: Settled, metric: string, { line, sweep, space }: LoadAnalysis): Finding[] {
  if (!sweep.escapes || !space.unbounded || space.truncated) return [];
  const [least = 1n] = line.thresholds;
  const beyond = settled.greatestBound + settled.furthestStep;
  // A tenth of the least threshold: every count reads less than that.
  const seenAt = (count: number) => seenUnder(line, least, line.places + 1, count);
  const start = space.counts.findIndex((count) => count > beyond);
  const witness = shownFrom(settled, space, Math.max(0, start), {
    seenAt,
    isEnough: (_, cycles) => cycles === 2,
    load: fromUnits(least, line.places + 1),
  });
  const rules = actingRules(witness);
  return [
    findingOf({
      code: "runaway",
      model: "load",
      rules,
      counts: [itemAt(witness.steps, witness.shownFrom).before],
      loads: [{ from: "0", to: null, fromClosed: false, toClosed: false }],
      witness,
      path: rulePath(settled.policy, itemAt(rules, 0), "maxReplicas"),
      message: `under any constant ${printable(metric)} the count grows without end from ${counted(beyond + 1)} on: the more replicas share it, the more the rules add`,
      help: "give every rule that scales out, or the endpoint, a maxReplicas, or turn the comparator round",
    }),
  ];
}

function witnessUnder(
  settled: Settled,
  { line, space }: LoadAnalysis,
  { load, places, count }: Sample,
  isEnough?: (count: number, cycles: number) => boolean,
): Witness {
  const onwards = {
    seenAt: (at: number) => seenUnder(line, load, places, at),
    load: fromUnits(load, places),
  };
  const index = space.counts.indexOf(count);
  return shownFrom(settled, space, index, isEnough === undefined ? onwards : { ...onwards, isEnough });
}

function repairPath({ policy }: Settled, rules: readonly string[], repair: Repair | null): string {
  return repair === null
    ? rulePath(policy, itemAt(rules, rules.length - 1), "stepSize")
    : rulePath(policy, repair.ruleId, repair.field);
}

function repairHelp(repair: Repair | null): string {
  if (repair === null) return "move the thresholds of the two directions further apart, or take smaller steps";
  const { ruleId, field, value, because } = repair;
  return `set ${field} of rule \`${printable(ruleId)}\` to ${value} or less: ${because}`;
}
