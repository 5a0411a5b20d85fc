import type { RuleId } from "../../model/ids.ts";
import { greatestOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { WitnessStep } from "../answer/witness.ts";
import type { RuleSet, Settled } from "../input/settle.ts";
import type { Axis, AxisClass } from "../readings/axis.ts";
import { type Missing, missingOn, NO_READING } from "../readings/missing.ts";
import { type ReadingClass, readingClassesOf, readingClassWith } from "../readings/reading-classes.ts";
import { observe } from "../rules/observation.ts";
import { tick } from "../rules/tick.ts";
import { TimedRun, type TimedState } from "../rules/timed-run.ts";
import { type Budget, budgetOf } from "./budget.ts";
import { restSeconds } from "./rest-seconds.ts";

/** A cycle on the way to a fallback: what is read in it, so many microseconds after the first one. */
interface Stage {
  readonly at: number;
  readonly read: ReadingClass;
}

/** A run, cycle by cycle, and where it ends. */
interface Run {
  readonly steps: readonly WitnessStep[];
  readonly state: TimedState;
}

/** For each class at each count so many cycles are gone through, or more. */
const CYCLES_A_CLASS = 2;

/**
 * What rules do whose metrics have been missing for long enough, once every cooldown has ended: runs of the evaluator's own
 * cycles, each from a count at rest. Metrics go missing while the others read what moves nothing, so that the count stays; and
 * in the last cycle those that are there read what they do.
 */
export class Outages {
  /** Those in which some metric has been missing for so long that rules fall back. */
  readonly classes: readonly ReadingClass[];
  readonly #settled: Settled;
  readonly #withFallbacks: RuleSet;
  readonly #run: TimedRun;
  readonly #missing: ReadonlyMap<AxisClass, Missing>;
  /** The metrics of rules that fall back. */
  readonly #fallible: ReadonlySet<Axis>;
  readonly #budget: Budget;
  readonly #stages = new Map<ReadingClass, readonly Stage[]>();
  readonly #acting = new Set<RuleId>();
  #complete: boolean;

  constructor(settled: Settled, withFallbacks: RuleSet) {
    const { axes } = settled;
    const missing = new Map(axes.map((axis) => [axis, missingOn(axis, withFallbacks.policy)]));
    const wider = axes.map((axis): Axis => {
      const [idle, ...others] = axis.axisClasses;
      return { ...axis, axisClasses: [idle, ...others, ...known(missing.get(axis))] };
    });
    this.#settled = settled;
    this.#withFallbacks = withFallbacks;
    this.#run = new TimedRun(withFallbacks.policy, { cycleSeconds: 1e-6 });
    this.#missing = new Map([...missing.values()].flat().map((each) => [each, each]));
    this.#fallible = new Set(axes.filter((axis) => missing.get(axis)?.length !== 0));
    this.#budget = budgetOf(settled);
    const most = Math.max(1, Math.floor(this.#budget.left / CYCLES_A_CLASS));
    const { classes, total } = readingClassesOf(wider, most);
    this.classes = classes.filter(({ axisClasses }) => axisClasses.some((each) => this.#missing.has(each)));
    // A metric of which every reading moves something can only keep still by being missing, and then its rules fall back too.
    const canKeepStill = [...this.#fallible].every(({ axisClasses: [idle] }) => idle.reading !== null);
    this.#complete = canKeepStill && classes.length === total;
  }

  /** What was found so far. */
  get found() {
    return { classes: this.classes, acting: this.#acting, complete: this.#complete };
  }

  /** The count to which a class of readings leads from a count at rest; null where it does not come about there. */
  countAfter(readingClass: ReadingClass, count: number): number | null {
    // No rule wakes an endpoint that has no replicas.
    if (count === 0) return null;
    const run = this.#through(readingClass, this.#run.start(count));
    return run === null ? null : run.state.count;
  }

  /** A run through classes of any kind, each of them once all is at rest; null where one does not come about. */
  stepsThrough(classes: readonly ReadingClass[], count: number): readonly WitnessStep[] | null {
    const rest = Math.round(restSeconds(this.#settled) * 1e6);
    const steps: WitnessStep[] = [];
    let state = this.#run.start(count);
    for (const readingClass of classes) {
      if (state.memory.failingSince !== undefined) {
        const back = this.#cycle(this.#idleBut([]), { ...state, cycle: state.cycle + rest });
        if (back === null) return null;
        steps.push(...back.steps);
        state = back.state;
      }
      const run = this.#through(readingClass, { ...state, cycle: steps.length === 0 ? 0 : state.cycle + rest });
      if (run === null) return null;
      steps.push(...run.steps);
      state = run.state;
    }
    return steps;
  }

  #through(readingClass: ReadingClass, from: TimedState): Run | null {
    if (readingClass.at(from.count) === null) return null;
    const steps: WitnessStep[] = [];
    let state = from;
    for (const { at, read } of this.#stagesOf(readingClass)) {
      if (state.count !== from.count) {
        // Either an endpoint came back into its bounds, or some rules fell back before others.
        this.#complete &&= tick(this.#settled.policy, [], from.count) !== from.count;
        return null;
      }
      const run = this.#budget.left <= 0 ? null : this.#cycle(read, { ...state, cycle: from.cycle + at });
      if (run === null) {
        this.#complete = false;
        return null;
      }
      this.#budget.left -= 1;
      steps.push(...run.steps);
      state = run.state;
    }
    for (const { ruleId } of itemAt(steps, steps.length - 1).acts) this.#acting.add(ruleId);
    return { steps, state };
  }

  /** One cycle; null where so many replicas cannot read what is to be read in it. */
  #cycle(read: ReadingClass, state: TimedState): Run | null {
    const { count, cycle } = state;
    const seen = read.at(count);
    if (seen === null) return null;
    const { readings } = seen;
    const { step, next } = this.#run.next(observe(this.#withFallbacks.policy.program, readings), state);
    const { acts = [], fallbacks, after = count } = step ?? {};
    const fallenBack = fallbacks !== undefined && { fallbacks };
    return {
      steps: [{ at: cycle / 1e6, readings, before: count, acts, ...fallenBack, after }],
      state: step === null || next === null ? state : { ...next, cycle },
    };
  }

  /** Metrics are missing for the longest of the waits, or for as long as they can be without more rules that fall back. */
  #stagesOf(readingClass: ReadingClass): readonly Stage[] {
    const before = this.#stages.get(readingClass);
    if (before !== undefined) return before;
    const gone = readingClass.axisClasses.flatMap((each, nth) => {
      const missing = this.#missing.get(each);
      return missing === undefined ? [] : [{ axis: itemAt(this.#settled.axes, nth), missing }];
    });
    const longest = greatestOf([0, ...gone.map(({ missing }) => missing.afterSeconds)]);
    const beginning = gone.map(({ axis, missing: { afterSeconds, beforeSeconds } }) => {
      return { axis, at: longest - (longest < beforeSeconds ? longest : afterSeconds) };
    });
    const times = [...new Set(beginning.map(({ at }) => at))].filter((at) => at < longest);
    const stages = times
      .sort((one, other) => one - other)
      .map((time) => {
        const missing = beginning.filter(({ at }) => at <= time).map(({ axis }) => axis);
        return { at: Math.round(time * 1e6), read: this.#idleBut(missing) };
      });
    const all = [...stages, { at: Math.round(longest * 1e6), read: readingClass }];
    this.#stages.set(readingClass, all);
    return all;
  }

  /** What moves nothing, without some metrics; where no rule falls back, nothing is read. */
  #idleBut(missing: readonly Axis[]): ReadingClass {
    const { axes } = this.#settled;
    const gone = axes.filter((axis) => missing.includes(axis) || !this.#fallible.has(axis));
    return readingClassWith(axes, new Map(gone.map((axis) => [axis, NO_READING])));
  }
}
