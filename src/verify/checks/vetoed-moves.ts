import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { LeftOut } from "../answer/verification.ts";
import { readingText } from "../answer/witness.ts";
import { shownHeld } from "../counts/run.ts";
import type { Settled } from "../input/settle.ts";
import type { LoadAnalysis } from "../load/load-analysis.ts";
import { type LoadCell, loadCells } from "../load/load-cells.ts";
import { holdingUnder, type LoadLine, readingsUnder, seenUnder } from "../load/load-line.ts";
import { RegionBuilder } from "../load/load-region.ts";
import { fromUnits } from "../readings/fixed-point.ts";
import type { Move } from "../rules/policy.ts";
import { cycleOf, tick } from "../rules/tick.ts";
import { intervalText, rulePath } from "../words/places.ts";

/** Findings, and what was left out. */
interface Vetoed {
  readonly findings: readonly Finding[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Constant loads under which a scale-in applies and is held back forever, because with any replica fewer a rule marked as
 * `scales` would add it again.
 */
export function vetoedMoves(settled: Settled, loads: ReadonlyMap<string, LoadAnalysis>): Vetoed {
  const marked = new Set(settled.live.rules.filter(({ rule }) => rule.scales !== undefined).map(({ rule }) => rule.id));
  const room = { left: settled.maxSteps };
  const findings: Finding[] = [];
  const leftOut: LeftOut[] = [];
  for (const [metric, analysis] of marked.size === 0 ? [] : loads) {
    const isMarked = ({ rule, direction }: Move) => direction === "out" && marked.has(rule.rule.id);
    const { finding, last } = vetoedUnder({ settled, metric, analysis, isMarked, room });
    if (finding !== null) findings.push(finding);
    if (last !== null) {
      leftOut.push({
        key: "loads",
        params: { metric, above: fromUnits(last, analysis.line.places), maxSteps: settled.maxSteps },
      });
    }
  }
  return { findings, leftOut };
}

/** What is gone through. */
interface Setting {
  readonly settled: Settled;
  readonly metric: string;
  readonly analysis: LoadAnalysis;
  readonly isMarked: (move: Move) => boolean;
  readonly room: { left: number };
}

/** @returns the finding, and above which load there were no steps left */
function vetoedUnder(setting: Setting): { readonly finding: Finding | null; readonly last: bigint | null } {
  const { analysis, room } = setting;
  const { line, space } = analysis;
  const counts = space.counts.filter((count) => count >= 2).sort((one, other) => one - other);
  const region = new RegionBuilder(line.places);
  let last: bigint | null = null;
  for (const cell of loadCells(line, space.counts, analysis.last)) {
    const at = counts.findIndex((count) => isVetoed(setting, cell, count));
    if (room.left <= 0) {
      last = cell.low;
      break;
    }
    region.add(cell.low, cell.high, at < 0 ? null : at);
  }
  const { sample, loads } = region.region((at) => itemAt(counts, at));
  if (sample === null) return { finding: null, last };
  return { finding: found(setting, sample, sample.count, loads), last };
}

/** The rules lower a count, and a marked condition would hold wherever that could lead. */
function isVetoed({ settled, analysis, isMarked, room }: Setting, cell: LoadCell, count: number): boolean {
  const { line } = analysis;
  room.left -= 1;
  const to = tick(settled.policy, holdingAt(line, cell, count), count);
  for (let lower = Math.max(1, to); lower < count; lower += 1) {
    room.left -= 1;
    if (!holdingAt(line, cell, lower).some(isMarked)) return false;
  }
  return to < count;
}

function holdingAt(line: LoadLine, { load, places }: Pick<LoadCell, "load" | "places">, count: number) {
  return holdingUnder(line, load, places, count);
}

function found(
  { settled, metric, analysis: { line }, isMarked }: Setting,
  cell: Pick<LoadCell, "load" | "places">,
  count: number,
  loads: Finding["loads"],
): Finding {
  const { load, places } = cell;
  const { readings, holding } = seenUnder(line, load, places, count);
  const ins = cycleOf(settled.policy, holding, count).acts.map(({ ruleId }) => ruleId);
  const out = itemAt(holdingAt(line, cell, count - 1).filter(isMarked), 0);
  const below = readingsUnder(line, itemAt(line.axes, 0), load, places, count - 1);
  const total = fromUnits(load, places);
  return findingOf({
    code: "vetoed-for-ever",
    key: "vetoed-for-ever",
    model: "load",
    rules: [...ins, out.rule.rule.id],
    counts: [count],
    loads,
    witness: shownHeld(settled, count, readings, total),
    path: rulePath(settled.policy, itemAt(ins, 0), "threshold"),
    params: {
      metric,
      load: total,
      count,
      reading: readingText(itemAt(readings, 0)),
      rules: ins,
      out: out.rule.rule.id,
      threshold: String(out.condition.threshold),
      lower: count - 1,
      wouldRead: readingText(itemAt(below, 0)),
      loads: loads.map(intervalText),
    },
  });
}
