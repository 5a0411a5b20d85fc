import { isSameMetric } from "../../model/metric.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Reading, Witness, WitnessStep } from "../answer/witness.ts";
import type { Settled } from "../input/settle.ts";
import { sightOf } from "../rules/live-readings.ts";
import { LiveRun, type LiveState } from "../rules/live-run.ts";
import { policyOf } from "../rules/policy.ts";
import { restSeconds } from "./run.ts";

/**
 * A witness of rules that only step, shown by the rules as they are written: where a condition has to hold for some time, it
 * does so in one cycle more. As it is, where something that they ask for leads elsewhere: a scale-in that is shorter, or a
 * rule that does not wait and acts while another one does.
 */
export function asWritten(settled: Settled, witness: Witness): Witness {
  const { asked, rules, asking, live } = settled;
  const { steps, loopFrom, replicas } = witness;
  const isAsked = asked.some(({ field, ruleId }) => ruleId !== null && field !== "onFailure");
  if (!isAsked || witness.rules !== rules) return witness;
  const retelling = new Retelling(settled, replicas);
  if (!retelling.tell(steps.slice(0, witness.shownFrom))) return witness;
  const shownFrom = retelling.steps.length;
  if (!retelling.tell(steps.slice(witness.shownFrom, loopFrom ?? steps.length))) return witness;
  const told = { ...witness, rules: asking, endpoint: live.endpoint, steps: retelling.steps, shownFrom };
  if (!leadsElsewhere(settled, told)) return witness;
  if (loopFrom === null) return told;
  const loop = retelling.repeat(steps.slice(loopFrom));
  return loop === null ? witness : { ...told, loopFrom: loop.from, loopSeconds: loop.seconds };
}

/** Whether the other order of the rules leads where it does, with the rules as they are written; true where there is none. */
function leadsElsewhere(settled: Settled, { steps, shownFrom, otherOrder }: Witness): boolean {
  if (otherOrder === null) return true;
  const { asking, live } = settled;
  const { order, after } = otherOrder;
  const others = asking.filter(({ id }) => !order.includes(id));
  const rules = [...order.map((id) => known(asking.find((rule) => rule.id === id))), ...others];
  const reordered = policyOf(rules, live.endpoint, live.semantics, live.ownQueries);
  const shown = steps.slice(shownFrom);
  const retelling = new Retelling({ ...settled, live: reordered }, itemAt(shown, 0).before);
  return retelling.endsAt(shown) === after;
}

/** Once through a loop: the step with which it begins, how long it takes, and whether it ends as it began. */
interface Round {
  readonly from: number;
  readonly seconds: number;
  readonly isClosed: boolean;
}

/** A run that goes the way of another one, cycle by cycle. */
class Retelling {
  readonly steps: WitnessStep[] = [];
  readonly #settled: Settled;
  readonly #cycleSeconds: number;
  readonly #run: LiveRun;
  #state: LiveState;

  constructor(settled: Settled, replicas: number) {
    this.#settled = settled;
    this.#cycleSeconds = restSeconds(settled);
    this.#run = new LiveRun(settled.live, { cycleSeconds: this.#cycleSeconds });
    this.#state = this.#run.start(replicas);
  }

  /** Goes through these steps; false where one comes out otherwise. */
  tell(steps: readonly WitnessStep[]): boolean {
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
    if (!this.tell(loop)) return null;
    const seconds = (this.#state.cycle - cycle) * this.#cycleSeconds;
    return { from, seconds, isClosed: this.#run.keyOf(this.#state) === before };
  }

  /** One cycle, if it comes out as the step does. */
  #goAlong(step: WitnessStep): boolean {
    const { told, left } = this.#cycle(step.readings, this.#state);
    if (!isSame(told, step)) return false;
    this.steps.push(told);
    this.#state = left;
    return true;
  }

  /** A cycle in which what rules wait for begins to hold, and nothing happens; and then the step. */
  #waitFor(step: WitnessStep): boolean {
    const waiting = this.#settled.live.rules.filter(({ rule }) => rule.forSeconds !== undefined);
    const readings = step.readings.filter((each) => waiting.some(({ metric }) => isSameMetric(metric, each)));
    const { told, left } = this.#cycle(readings, this.#state);
    if (told.after !== step.before || told.acts.length > 0) return false;
    this.steps.push(told);
    this.#state = left;
    return this.#goAlong(step);
  }

  #cycle(readings: readonly Reading[], state: LiveState): { readonly told: WitnessStep; readonly left: LiveState } {
    const { cycle, count } = state;
    const { step, next } = this.#run.next(sightOf(this.#settled.live.program, readings), state);
    const { acts, after } = step ?? { acts: [], after: count };
    const told = { at: cycle * this.#cycleSeconds, readings, before: count, acts, after };
    return { told, left: step === null ? { ...state, cycle: cycle + 1 } : known(next) };
  }
}

function isSame(one: WitnessStep, other: WitnessStep): boolean {
  return one.after === other.after && JSON.stringify(one.acts) === JSON.stringify(other.acts);
}
