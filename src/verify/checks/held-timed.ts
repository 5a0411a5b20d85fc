import type { Rule } from "../../model/rule.ts";
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
import type { Axis } from "../readings/axis.ts";
import { existsAtZero } from "../readings/exists-at-zero.ts";
import { missingOn, NO_READING } from "../readings/missing.ts";
import { type ReadingClass, readingClassesOf } from "../readings/reading-classes.ts";
import { observe } from "../rules/observation.ts";
import { ASLEEP, TimedRun } from "../rules/timed-run.ts";
import { actingRules, loopCounts, readingParams, rulePath } from "../words/places.ts";
import { actingFacts } from "./acting-facts.ts";

/** What was found, and whether everything could be gone through. */
export interface TimedFindings {
  readonly findings: readonly Finding[];
  readonly complete: boolean;
  /** How many kinds of readings there are. */
  readonly kinds: number;
}

/**
 * Held readings, and metrics that stay missing, with cooldowns and fallbacks as they run: cooldowns only take actions away, and
 * that can change where a count ends, as a rule and its opponent that cancel each other when both are free do not when one of
 * them cools down.
 */
export function heldTimed(given: Settled, space: Space, cycleSeconds: number): TimedFindings {
  const settled = { ...given, asking: given.asWritten.rules, timedPolicy: given.asWritten.policy };
  const { timedPolicy, sleep, greatestBound, furthestStep } = settled;
  const endpoint = sleep?.endpoint ?? timedPolicy.endpoint;
  const run = new TimedRun(timedPolicy, { cycleSeconds, endpoint });
  const search = new TimedSearch(run, budgetOf(settled), greatestBound + furthestStep);
  const found: Partial<Record<End, Finding>> = {};
  // An endpoint that sleeps wakes up with clocks that run.
  const starts = sleep === null ? space.counts : [0, ...space.counts.filter((count) => count > 0)];
  const uses = sleep === null ? [[]] : usesBeside(activationMetrics(sleep.zero.activation, settled), settled.axes);
  const { classes, complete } = lastingClasses(settled, space);
  for (const [readingClass, use] of classes.flatMap((each) => uses.map((readings) => [each, readings] as const))) {
    const timed = { run, cycleSeconds, endpoint, observeAt: observationsOf(readingClass, use, settled) };
    const ends = search.under(timed.observeAt);
    for (const count of starts) {
      const { end } = ends(count);
      if (end === "out-of-budget") {
        return { findings: Object.values(found), complete: false, kinds: classes.length };
      }
      if (end === "settled" || found[end] !== undefined) continue;
      const shown = { settled, space, count, readingClass, timed };
      found[end] = FINDING_OF[end](shown);
    }
  }
  return { findings: Object.values(found), complete: complete && !space.truncated, kinds: classes.length };
}

/** The classes of readings, and those with metrics that stay missing on which rules fall back. */
function lastingClasses({ axes, asWritten, maxSteps }: Settled, space: Space) {
  const fallible = new Set(axes.filter((axis) => missingOn(axis, asWritten.policy).length > 0));
  const isWhole = space.classes.length === space.totalClasses;
  if (fallible.size === 0) return { classes: space.classes, complete: isWhole };
  const wider = axes.map((axis): Axis => {
    const [idle, ...others] = axis.axisClasses;
    const isMissing = idle.reading === null;
    return fallible.has(axis) && !isMissing ? { ...axis, axisClasses: [idle, ...others, NO_READING] } : axis;
  });
  const { classes, total } = readingClassesOf(
    wider,
    Math.max(space.classes.length, Math.floor(maxSteps / axes.length)),
  );
  const more = classes.filter(({ axisClasses }) => axisClasses.includes(NO_READING));
  return {
    classes: [...space.classes, ...more],
    complete: isWhole && space.fallbacks.complete && classes.length === total,
  };
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

/** The rules that fall back in the loop of a witness, each once. */
function fallingRules({ steps, loopFrom, rules }: Witness): readonly Rule[] {
  const loop = steps.slice(known(loopFrom));
  const ids = new Set(loop.flatMap(({ fallbacks = [] }) => fallbacks.map(({ ruleId }) => ruleId)));
  return rules.filter(({ id }) => ids.has(id));
}

function fallbackCycle(shown: Shown): Finding {
  const { settled, readingClass, timed } = shown;
  const witness = witnessOf(shown);
  const loop = loopCounts(witness);
  const falling = fallingRules(witness);
  return findingOf({
    code: "limit-cycle",
    key: "limit-cycle.fallback",
    model: "held-timed",
    rules: actingRules(witness),
    witness,
    path: rulePath(settled.policy, itemAt(falling, 0).id, "onFailure"),
    counts: [...new Set(loop)],
    params: {
      ...readingParams(readingClass.readings),
      counts: [...loop, itemAt(loop, 0)],
      cycleSeconds: timed.cycleSeconds,
      rules: falling.map(({ id }) => id),
      missing: [...new Set(falling.map(({ metricName }) => metricName))],
    },
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

/** What is said of each end of a run. */
const FINDING_OF = { cycles: limitCycle, "cycles-by-fallback": fallbackCycle, "runs-away": runaway } as const;
