import type { RuleProgram } from "../../rules/rule-program.ts";
import type { Axis } from "../readings/axis.ts";
import { type Sight, sightOf } from "../rules/live-readings.ts";
import type { LoadCell } from "./load-cells.ts";
import { type LoadLine, readingsUnder } from "./load-line.ts";

/**
 * What is read under one constant load while replicas start. Those that serve share it, and most averages are over them. What
 * the inference framework reports was divided by all routes, and a route exists as soon as its replica is ordered.
 */
export class LoadSights {
  readonly #program: RuleProgram;
  readonly #line: LoadLine;
  readonly #cell: LoadCell;
  readonly #known = new Map<string, Sight>();

  constructor(program: RuleProgram, line: LoadLine, cell: LoadCell) {
    this.#program = program;
    this.#line = line;
    this.#cell = cell;
  }

  /** What is read where so many of a count serve; nothing where none does. */
  at(serving: number, count: number): Sight {
    if (serving === 0) return NOTHING;
    const key = `${serving} ${count}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { load, places } = this.#cell;
    const readings = this.#line.axes.flatMap((axis) =>
      readingsUnder(this.#line, axis, load, places, isOverServing(axis) ? serving : count),
    );
    const sight = sightOf(this.#program, readings);
    this.#known.set(key, sight);
    return sight;
  }
}

const NOTHING: Sight = { readings: [], slots: [] };

/** Whether an average is over the replicas that serve. */
export function isOverServing({ metric }: Pick<Axis, "metric">): boolean {
  return metric.source !== "INFERENCE_FRAMEWORK";
}
