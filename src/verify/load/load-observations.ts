import type { RuleProgram } from "../../rules/rule-program.ts";
import type { Reading } from "../answer/witness.ts";
import type { Axis } from "../readings/axis.ts";
import { existsAtZero } from "../readings/exists-at-zero.ts";
import { type Observation, observe } from "../rules/observation.ts";
import { type LoadLine, readingsUnder } from "./load-line.ts";
import type { LoadRange } from "./load-ranges.ts";

/**
 * What is read under one constant load while replicas start. Those that serve share it, and most averages are over them. What
 * the inference framework reports was divided by all routes, and a route exists as soon as its replica is ordered.
 */
export class LoadObservations {
  readonly #program: RuleProgram;
  readonly #line: LoadLine;
  readonly #range: Pick<LoadRange, "load" | "places">;
  readonly #idle: readonly Reading[] | null;
  readonly #known = new Map<string, Observation>();

  /** @param idle - of an endpoint that sleeps: what else its activation conditions read, without use; null of another one */
  constructor(
    program: RuleProgram,
    line: LoadLine,
    range: Pick<LoadRange, "load" | "places">,
    idle: readonly Reading[] | null,
  ) {
    this.#program = program;
    this.#line = line;
    this.#range = range;
    this.#idle = idle;
  }

  /** What is read where so many of a count serve. Where none does, what wakes an endpoint reads all of the load. */
  at(serving: number, count: number): Observation {
    if (serving === 0 && this.#idle === null) return NOTHING;
    const key = `${serving} ${count}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const observation = observe(this.#program, [...this.#shared(serving, count), ...(this.#idle ?? [])]);
    this.#known.set(key, observation);
    return observation;
  }

  #shared(serving: number, count: number): readonly Reading[] {
    const { load, places } = this.#range;
    const axes = serving > 0 ? this.#line.axes : this.#line.axes.filter((axis) => existsAtZero(axis) !== "never");
    return axes.flatMap((axis) => {
      const sharing = isOverServing(axis) ? serving : count;
      return readingsUnder(this.#line, axis, load, places, Math.max(1, sharing));
    });
  }
}

const NOTHING: Observation = { readings: [], slots: [] };

/** Whether an average is over the replicas that serve. */
export function isOverServing({ metric }: Pick<Axis, "metric">): boolean {
  return metric.source !== "INFERENCE_FRAMEWORK";
}
