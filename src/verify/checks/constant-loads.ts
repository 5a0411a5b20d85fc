import type { RuleId } from "../../model/ids.ts";
import { itemAt } from "../../util/item-at.ts";
import { doubtful } from "../answer/doubtful.ts";
import type { Finding, LoadInterval } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { Witness } from "../answer/witness.ts";
import { shownFrom } from "../counts/run.ts";
import { isSureLoad } from "../grounds.ts";
import type { Settled } from "../input/settle.ts";
import { carriedOn } from "../load/beyond.ts";
import type { LoadAnalysis } from "../load/load-analysis.ts";
import { seenUnder } from "../load/load-line.ts";
import type { Sample } from "../load/load-region.ts";
import { type FoundRepair, repairOf } from "../load/repair.ts";
import { fromUnits } from "../readings/fixed-point.ts";
import { reversedThresholds } from "../readings/reversed-band.ts";
import { actingRules, intervalText, loopCounts, rulePath } from "../words/places.ts";
import type { FindingParams } from "../words/remark-params.ts";
import { actingFacts } from "./acting-facts.ts";

/** Constant loads under which the count oscillates, turns back, or grows without end. */
export function constantLoads(settled: Settled, metric: string, analysis: LoadAnalysis): Finding[] {
  const found = [
    ...limitCycle(settled, metric, analysis),
    ...runaway(settled, metric, analysis),
    ...reversal(settled, metric, analysis),
  ];
  return isSureLoad(metric, settled) ? found : found.map(doubtful);
}

function limitCycle(settled: Settled, metric: string, analysis: LoadAnalysis): Finding[] {
  const { sample } = analysis.sweep.cycles;
  if (sample === null) return [];
  const loads = carriedOn(analysis.sweep.cycles.loads, analysis.beyond.cycles);
  const witness = witnessUnder(settled, analysis, sample);
  const rules = actingRules(witness);
  const counts = loopCounts(witness);
  const repair = repairFor(settled, analysis, metric, rules, (sweep) => sweep.cycles.sample === null);
  return [
    findingOf({
      code: "limit-cycle",
      key: "limit-cycle.load",
      model: "load",
      rules,
      counts,
      loads,
      witness,
      repair: repair.found?.repair ?? null,
      path: repairPath(settled, rules, repair),
      params: loadParams({ settled, metric, sample }, [...counts, itemAt(counts, 0)], loads, repair),
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
  const repair = repairFor(settled, analysis, metric, rules, (sweep) => sweep.reversals.sample === null);
  return [
    findingOf({
      code: "reversal",
      key: "reversal",
      model: "load",
      rules,
      counts: [...new Set(counts)],
      loads,
      witness,
      repair: repair.found?.repair ?? null,
      path: repairPath(settled, rules, repair),
      params: loadParams({ settled, metric, sample }, counts, loads, repair),
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
  return [
    findingOf({
      code: "runaway",
      key: "runaway.load",
      model: "load",
      ...actingFacts(settled, witness, "maxReplicas"),
      counts: [itemAt(witness.steps, witness.shownFrom).before],
      loads: [{ from: "0", to: null, fromClosed: false, toClosed: false }],
      params: { metric, isSure: isSureLoad(metric, settled), from: beyond + 1, cures: [] },
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

/** What would end it: the bands whose thresholds are to be swapped, or else a threshold, where one was found. */
interface LoadRepair {
  readonly reversed: readonly RuleId[];
  readonly found: FoundRepair | null;
}

/** No threshold helps a rule whose two are reversed. */
function repairFor(
  settled: Settled,
  { space }: LoadAnalysis,
  metric: string,
  rules: readonly RuleId[],
  isGone: Parameters<typeof repairOf>[4],
): LoadRepair {
  const bands = settled.policy.rules.filter((rule) => reversedThresholds(rule, settled) !== null);
  const reversed = bands.map(({ rule }) => rule.id).filter((id) => rules.includes(id));
  return { reversed, found: reversed.length > 0 ? null : repairOf(settled, space, metric, rules, isGone) };
}

function repairPath({ policy }: Settled, rules: readonly RuleId[], { reversed, found }: LoadRepair): string {
  const [band] = reversed;
  if (band !== undefined) return rulePath(policy, band, "minThreshold");
  return found === null
    ? rulePath(policy, itemAt(rules, rules.length - 1), "stepSize")
    : rulePath(policy, found.repair.ruleId, found.repair.field);
}

function loadParams(
  { settled, metric, sample }: { readonly settled: Settled; readonly metric: string; readonly sample: Sample },
  counts: readonly number[],
  loads: readonly LoadInterval[],
  { reversed, found }: LoadRepair,
): FindingParams["limit-cycle.load"] {
  const first = itemAt(loads, 0);
  return {
    metric,
    isSure: isSureLoad(metric, settled),
    load: fromUnits(sample.load, sample.places),
    counts,
    loads: loads.map(intervalText),
    lowest: first.from,
    highest: first.to,
    repairRule: found?.repair.ruleId ?? null,
    repairField: found?.repair.field ?? null,
    repairValue: found?.repair.value ?? null,
    outRule: found?.outRule ?? null,
    outCount: found?.outCount ?? null,
    outTo: found?.outTo ?? null,
    outThreshold: found?.outThreshold ?? null,
    reversed,
    cures: [],
  };
}
