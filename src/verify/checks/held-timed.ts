import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { Reading, Witness } from "../answer/witness.ts";
import { budgetOf } from "../counts/budget.ts";
import { shownTimed, shownTimedFrom, type Timed } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import { type End, type ObserveAt, TimedSearch } from "../counts/timed-search.ts";
import type { Settled } from "../input/settle.ts";
import { activationMetrics, usesBeside } from "../readings/activation.ts";
import { existsAtZero } from "../readings/exists-at-zero.ts";
import type { ReadingClass } from "../readings/reading-classes.ts";
import { observe } from "../rules/observation.ts";
import { ASLEEP, TimedRun } from "../rules/timed-run.ts";
import { loopCounts, readingParams } from "../words/places.ts";
import { actingFacts } from "./acting-facts.ts";

/** What was found, and whether everything could be gone through. */
export interface TimedFindings {
  readonly findings: readonly Finding[];
  readonly complete: boolean;
}

/**
 * Held readings with cooldowns as they run: cooldowns only take actions away, and that can change where a count ends, as
 * a rule and its opponent that cancel each other when both are free do not when one of them cools down.
 */
export function heldTimed(settled: Settled, space: Space, cycleSeconds: number): TimedFindings {
  const { timedPolicy, sleep, greatestBound, furthestStep } = settled;
  const endpoint = sleep?.endpoint ?? timedPolicy.endpoint;
  const run = new TimedRun(timedPolicy, { cycleSeconds, endpoint });
  const search = new TimedSearch(run, budgetOf(settled), greatestBound + furthestStep);
  const found: Partial<Record<End, Finding>> = {};
  // An endpoint that sleeps wakes up with clocks that run.
  const starts = sleep === null ? space.counts : [0, ...space.counts.filter((count) => count > 0)];
  const uses = sleep === null ? [[]] : usesBeside(activationMetrics(sleep.zero.activation, settled), settled.axes);
  for (const [readingClass, use] of space.classes.flatMap((each) =>
    uses.map((readings) => [each, readings] as const),
  )) {
    const timed = { run, cycleSeconds, endpoint, observeAt: observationsOf(readingClass, use, settled) };
    const ends = search.under(timed.observeAt);
    for (const count of starts) {
      const { end } = ends(count);
      if (end === "out-of-budget") return { findings: Object.values(found), complete: false };
      if (end === "settled" || found[end] !== undefined) continue;
      const shown = { settled, space, count, readingClass, timed };
      found[end] = end === "cycles" ? limitCycle(shown) : runaway(shown);
    }
    if (found.cycles !== undefined && found["runs-away"] !== undefined) break;
  }
  return { findings: Object.values(found), complete: !space.truncated && space.classes.length === space.totalClasses };
}

/** What is read in a class of readings at each count, and beside it; at 0 less, and the same at all others that can have it. */
function observationsOf(
  readingClass: ReadingClass,
  use: readonly Reading[],
  { timedPolicy: { program }, factsOf }: Settled,
): ObserveAt {
  const observation = observe(program, [...readingClass.readings, ...use]);
  const waking = use.filter((metric) => existsAtZero({ metric, facts: factsOf(metric) }) !== "never");
  const atZero = observe(program, [...readingClass.atZero.readings, ...waking]);
  return (_, count) => (count === 0 ? atZero : readingClass.at(count) === null ? null : observation);
}

/** What a finding is made of. */
interface Shown {
  readonly settled: Settled;
  readonly space: Space;
  readonly count: number;
  readonly readingClass: ReadingClass;
  readonly timed: Timed;
}

function witnessOf({ settled, space, count, timed }: Shown, more: Partial<Timed> = {}): Witness {
  const all = { ...timed, ...more };
  if (settled.sleep === null) return shownTimed(settled, space, known(space.indexOf.get(count)), all);
  const { endpoint } = settled.sleep;
  return shownTimedFrom(settled, count, count > 0 ? all : { ...all, endpoint: { ...endpoint, memory: ASLEEP } });
}

function limitCycle(shown: Shown): Finding {
  const { settled, readingClass, timed } = shown;
  const { cycleSeconds } = timed;
  const witness = witnessOf(shown);
  const loop = loopCounts(witness);
  return findingOf({
    code: "limit-cycle",
    key: "limit-cycle.held-timed",
    model: "held-timed",
    ...actingFacts(settled, witness, "cooldownSeconds"),
    counts: [...new Set(loop)],
    params: { ...readingParams(readingClass.readings), counts: [...loop, itemAt(loop, 0)], cycleSeconds },
  });
}

function runaway(shown: Shown): Finding {
  const { settled, readingClass, count, timed } = shown;
  const { cycleSeconds } = timed;
  const beyond = settled.greatestBound + settled.furthestStep;
  const witness = witnessOf(shown, { isEnough: (reached) => reached > beyond });
  return findingOf({
    code: "runaway",
    key: "runaway.held-timed",
    model: "held-timed",
    ...actingFacts(settled, witness, "maxReplicas"),
    counts: [count],
    params: { ...readingParams(readingClass.readings), from: count, cycleSeconds },
  });
}
