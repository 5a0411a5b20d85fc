import { isSameMetric } from "../../model/metric.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Reading, Witness, WitnessStep } from "../answer/witness.ts";
import type { Settled } from "../input/settle.ts";
import { observe } from "../rules/observation.ts";
import { policyOf } from "../rules/policy.ts";
import { TimedRun, type TimedState } from "../rules/timed-run.ts";
import { restSeconds } from "./rest-seconds.ts";

/**
 * A witness of rules that only step, shown by the rules as they are written: where a condition has to hold for some time, it
 * does so in one cycle more. As it is, where something that they ask for leads elsewhere: a scale-in that is shorter, or a
 * rule that does not wait and acts while another one does.
 */
export function asWritten(settled: Settled, witness: Witness): Witness {
  const { asked, rules, asking, timedPolicy } = settled;
  const { steps, loopFrom, replicas } = witness;
  const isAsked = asked.some(({ field, ruleId }) => ruleId !== null && field !== "onFailure");
  if (!isAsked || witness.rules !== rules) return witness;
  const rerun = new Rerun(settled, replicas);
  if (!rerun.follow(steps.slice(0, witness.shownFrom))) return witness;
  const shownFrom = rerun.steps.length;
  if (!rerun.follow(steps.slice(witness.shownFrom, loopFrom ?? steps.length))) return witness;
  const followed = { ...witness, rules: asking, endpoint: timedPolicy.endpoint, steps: rerun.steps, shownFrom };
  if (!leadsElsewhere(settled, followed)) return witness;
  if (loopFrom === null) return followed;
  const loop = rerun.repeat(steps.slice(loopFrom));
  return loop === null ? witness : { ...followed, loopFrom: loop.from, loopSeconds: loop.seconds };
}

/** Whether the other order of the rules leads where it does, with the rules as they are written; true where there is none. */
function leadsElsewhere(settled: Settled, { steps, shownFrom, otherOrder }: Witness): boolean {
  if (otherOrder === null) return true;
  const { asking, timedPolicy } = settled;
  const { order, after } = otherOrder;
  const others = asking.filter(({ id }) => !order.includes(id));
  const rules = [...order.map((id) => known(asking.find((rule) => rule.id === id))), ...others];
  const reordered = policyOf(rules, timedPolicy.endpoint, timedPolicy.semantics, timedPolicy.ownQueries);
  const shown = steps.slice(shownFrom);
  const rerun = new Rerun({ ...settled, timedPolicy: reordered }, itemAt(shown, 0).before);
  return rerun.endsAt(shown) === after;
}

/** Once through a loop: the step with which it begins, how long it takes, and whether it ends as it began. */
interface Round {
  readonly from: number;
  readonly seconds: number;
  readonly isClosed: boolean;
}

/** A run that goes the way of another one, cycle by cycle. */
class Rerun {
  readonly steps: WitnessStep[] = [];
  readonly #settled: Settled;
  readonly #cycleSeconds: number;
  readonly #run: TimedRun;
  #state: TimedState;

  constructor(settled: Settled, replicas: number) {
    this.#settled = settled;
    this.#cycleSeconds = restSeconds(settled);
    this.#run = new TimedRun(settled.timedPolicy, { cycleSeconds: this.#cycleSeconds });
    this.#state = this.#run.start(replicas);
  }

  /** Goes through these steps; false where one comes out otherwise. */
  follow(steps: readonly WitnessStep[]): boolean {
    return steps.every((step) => this.#goAlong(step) || this.#waitFor(step));
  }

  /** The count after cycles that read what these do. */
  endsAt(steps: readonly WitnessStep[]): number {
    for (const { readings } of steps) this.#state = this.#cycle(readings, this.#state).left;
    return this.#state.count;
  }

  /**
   * Goes through a loop once, and again where it does not begin as it ends: after one round every wait that is remembered has
   * been over, or began in that round, as it does in each.
   */
  repeat(loop: readonly WitnessStep[]): Round | null {
    const first = this.#round(loop);
    return first === null || first.isClosed ? first : this.#round(loop);
  }

  #round(loop: readonly WitnessStep[]): Round | null {
    const { cycle } = this.#state;
    const from = this.steps.length;
    const before = this.#run.keyOf(this.#state);
    if (!this.follow(loop)) return null;
    const seconds = (this.#state.cycle - cycle) * this.#cycleSeconds;
    return { from, seconds, isClosed: this.#run.keyOf(this.#state) === before };
  }

  /** One cycle, if it comes out as the step does. */
  #goAlong(step: WitnessStep): boolean {
    const { made, left } = this.#cycle(step.readings, this.#state);
    if (!isSame(made, step)) return false;
    this.steps.push(made);
    this.#state = left;
    return true;
  }

  /** A cycle in which what rules wait for begins to hold, and nothing happens; and then the step. */
  #waitFor(step: WitnessStep): boolean {
    const waiting = this.#settled.timedPolicy.rules.filter(({ rule }) => rule.forSeconds !== undefined);
    const readings = step.readings.filter((each) => waiting.some(({ metric }) => isSameMetric(metric, each)));
    const { made, left } = this.#cycle(readings, this.#state);
    if (made.after !== step.before || made.acts.length > 0) return false;
    this.steps.push(made);
    this.#state = left;
    return this.#goAlong(step);
  }

  #cycle(readings: readonly Reading[], state: TimedState): { readonly made: WitnessStep; readonly left: TimedState } {
    const { cycle, count } = state;
    const { step, next } = this.#run.next(observe(this.#settled.timedPolicy.program, readings), state);
    const { acts, after } = step ?? { acts: [], after: count };
    const made = { at: cycle * this.#cycleSeconds, readings, before: count, acts, after };
    return { made, left: step === null ? { ...state, cycle: cycle + 1 } : known(next) };
  }
}

function isSame(one: WitnessStep, other: WitnessStep): boolean {
  return one.after === other.after && JSON.stringify(one.acts) === JSON.stringify(other.acts);
}
