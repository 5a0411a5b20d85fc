import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Checked } from "../answer/checked.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import { componentsOf } from "../counts/components.ts";
import { shownAs, shownAt } from "../counts/run.ts";
import { IMPOSSIBLE, type Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Sleep } from "../input/sleep.ts";
import { activationMetrics, idleReadings } from "../readings/activation.ts";
import type { ReadingClass } from "../readings/reading-classes.ts";
import { rulePath } from "../words/places.ts";
import type { FindingParams } from "../words/remark-params.ts";

/**
 * Counts that nothing changes, that nothing leads to, and that nothing leads back to. An endpoint that goes to 0 without use
 * leaves every count, and goes on from the one with which it comes back.
 */
export function lostCounts(settled: Settled, space: Space): Checked {
  const isWhole = space.classes.length === space.totalClasses && space.fallbacks.complete;
  const sleep = canSleep(settled) ? settled.sleep : null;
  const lost = space.truncated ? NONE : noWayBack(settled, space, sleep);
  const findings = [
    ...lost.findings,
    ...(sleep === null ? stuckCounts(settled, space) : []),
    ...(space.truncated ? [] : unreachableCounts(settled, space)),
  ];
  // Classes of readings that were left out may lead on.
  return isWhole
    ? { findings, undecided: lost.undecided }
    : { findings: [], undecided: [...lost.undecided, ...findings.map(({ code }) => code)] };
}

const NONE: Checked = { findings: [], undecided: [] };

/** Where each class of readings leads, and after them where those lead in which rules fall back. */
function rowsOf({ next, fallbacks }: Space): readonly Int32Array[] {
  return [...next, ...fallbacks.next];
}

/** Some readings are no use. */
function canSleep(settled: Settled): boolean {
  const { sleep } = settled;
  return sleep !== null && idleReadings(activationMetrics(sleep.zero.activation, settled)) !== null;
}

function stuckCounts(settled: Settled, space: Space): Finding[] {
  const stuck = [...space.counts.keys()].filter((index) =>
    rowsOf(space).every((row) => row[index] === index || row[index] === IMPOSSIBLE),
  );
  const [first] = stuck;
  if (first === undefined) return [];
  const counts = rising(stuck.map((index) => itemAt(space.counts, index)));
  return [
    findingOf({
      code: "stuck-count",
      key: "stuck-count",
      model: "free",
      counts,
      witness: shownAt(settled, space, first, space.classes.slice(-1)),
      path: "rules",
      params: { counts },
    }),
  ];
}

/** How many of the counts that cannot be reached are listed: there can be two thousand million. */
const MOST_MISSING = 1000;

function unreachableCounts({ counts: asked, initial }: Settled, space: Space): Finding[] {
  if (asked === null) return [];
  const { min, max } = asked;
  const total = max - min + 1 - space.counts.filter((count) => count >= min && count <= max).length;
  if (total === 0) return [];
  const shown = Math.min(total, MOST_MISSING);
  const missing: number[] = [];
  for (let count = min; missing.length < shown; count += 1) if (!space.indexOf.has(count)) missing.push(count);
  return [
    findingOf({
      code: "unreachable-count",
      key: "unreachable-count",
      model: "free",
      counts: missing,
      path: "rules",
      params: { initial, missing, more: total - shown, cures: [] },
    }),
  ];
}

/** Initial counts from which the rules lead to some count from which they cannot lead back. */
function noWayBack(settled: Settled, space: Space, sleep: Sleep | null): Checked {
  const { of, leads } = componentsOf({ ...space, next: rowsOf(space) });
  // The search began with the initial counts, so that they have the first indices.
  const initial = new Set(settled.initial).size;
  const again = sleep === null ? null : reachedFrom(known(space.indexOf.get(sleep.wakeTo)), space);
  const lost = [...space.counts.slice(0, initial).keys()].filter(
    (index) => leads[itemAt(of, index)] === 1 && again?.has(index) !== true,
  );
  const [from] = lost;
  if (from === undefined) return NONE;
  const { to, came } = pointOfNoReturn(from, of, space);
  const counts = rising(lost.map((index) => itemAt(space.counts, index)));
  const params = { from: itemAt(space.counts, from), to: itemAt(space.counts, to) };
  const way = wayTo(to, came, space);
  if (way.some((each) => space.fallbacks.classes.includes(each))) {
    return lostByFallback(settled, space, way, counts, params);
  }
  return {
    findings: [
      findingOf({
        code: "no-way-back",
        key: "no-way-back",
        model: "free",
        counts,
        witness: shownAt(settled, { ...space, came }, to, []),
        path: "rules",
        params,
      }),
    ],
    undecided: [],
  };
}

/** The classes of readings on the way to the count at an index. */
function wayTo(index: number, came: Space["came"], { classes, fallbacks }: Space): readonly ReadingClass[] {
  const all = [...classes, ...fallbacks.classes];
  const way: ReadingClass[] = [];
  for (let step = itemAt(came, index); step !== null; step = itemAt(came, step.from)) {
    way.unshift(itemAt(all, step.classIndex));
  }
  return way;
}

/** The run is gone through again: where it comes out otherwise, nothing is known. */
function lostByFallback(
  settled: Settled,
  { fallbacks: { outages } }: Space,
  way: readonly ReadingClass[],
  counts: readonly number[],
  params: FindingParams["no-way-back"],
): Checked {
  const withFallbacks = known(settled.withFallbacks);
  const steps = known(outages).stepsThrough(way, params.from);
  if (steps === null || steps.at(-1)?.after !== params.to) return { findings: [], undecided: ["no-way-back"] };
  const fallen = steps.flatMap(({ fallbacks = [] }) => fallbacks.map(({ ruleId }) => ruleId));
  const rules = withFallbacks.rules.filter(({ id }) => fallen.includes(id));
  const ids = rules.map(({ id }) => id);
  const missing = [...new Set(rules.map(({ metricName }) => metricName))];
  const shownFrom = steps.findLastIndex(({ fallbacks }) => fallbacks !== undefined);
  return {
    findings: [
      findingOf({
        code: "no-way-back",
        key: "no-way-back.fallback",
        model: "free",
        rules: ids,
        counts,
        witness: shownAs(settled, steps, params.from, { shownFrom, rules: withFallbacks.rules }),
        path: rulePath(settled.policy, itemAt(ids, 0), "onFailure"),
        params: { ...params, rules: ids, missing },
      }),
    ],
    undecided: [],
  };
}

/** The indices of all counts to which a count leads, its own among them. */
function reachedFrom(index: number, space: Space): ReadonlySet<number> {
  const reached = new Set([index]);
  for (const at of reached) {
    for (const row of rowsOf(space)) {
      const after = itemAt(row, at);
      if (after >= 0) reached.add(after);
    }
  }
  return reached;
}

/** The nearest count to one that is lost from which nothing leads back, being of another component; and how it comes about. */
function pointOfNoReturn(from: number, componentOf: Int32Array, space: Space) {
  const came: Space["came"][number][] = [];
  came[from] = null;
  const queue = [from];
  let at = from;
  for (let nth = 1; componentOf[at] === componentOf[from]; nth += 1) {
    for (const [classIndex, row] of rowsOf(space).entries()) {
      const after = itemAt(row, at);
      if (after < 0 || came[after] !== undefined) continue;
      came[after] = { from: at, classIndex };
      queue.push(after);
    }
    at = itemAt(queue, nth);
  }
  return { to: at, came };
}

function rising(counts: readonly number[]): number[] {
  return [...counts].sort((one, other) => one - other);
}
