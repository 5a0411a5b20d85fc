import { itemAt } from "../../util/item-at.ts";
import type { Reading } from "../answer/witness.ts";
import type { Move } from "../rules/policy.ts";
import type { Axis, AxisClass } from "./axis.ts";

/** What is read in one cycle, and which moves match it. */
export interface Seen {
  readonly readings: readonly Reading[];
  /** The moves whose conditions hold, in evaluation order. */
  readonly matched: readonly Move[];
}

/** Readings of all metrics in one cycle that match the same moves: for each metric a class of its axis. */
export interface ReadingClass extends Seen {
  /** That class, for each axis. */
  readonly axisClasses: readonly AxisClass[];
  /** What of it can be read at 0 replicas: nothing that does not exist there. */
  readonly atZero: Seen;
  /** What of it can be read at a count; null where so many replicas cannot have it. */
  at(count: number): Seen | null;
  /** The matched moves at a count; none where so many replicas cannot have it. */
  matchedAt(count: number): readonly Move[];
}

/** The classes of readings up to a limit. */
export interface ReadingClasses {
  readonly classes: readonly ReadingClass[];
  /** How many there are in all. */
  readonly total: number;
  /** Every class is here in which at most so many metrics move anything. */
  readonly depth: number;
}

/**
 * The product of the axes: every way in which the rules' conditions can hold together.
 *
 * Those in which few metrics move anything come first, so that where there are more than `most`, all that two or three
 * metrics can do together has been gone through.
 */
export function readingClassesOf(axes: readonly Axis[], most: number): ReadingClasses {
  const total = axes.reduce((product, { axisClasses }) => product * axisClasses.length, 1);
  const classes: ReadingClass[] = [];
  let depth = -1;
  for (let moving = 0; moving <= axes.length && classes.length < Math.min(most, total); moving += 1) {
    extend(axes, 0, moving, [], classes, most + 1);
    if (classes.length <= most) depth = moving;
  }
  return { classes: classes.slice(0, most), total, depth: classes.length === total ? axes.length : depth };
}

/** The class of readings with these classes on their axes, in which other metrics move nothing. */
export function readingClassWith(axes: readonly Axis[], axisClasses: ReadonlyMap<Axis, AxisClass>): ReadingClass {
  return new ChosenClass(
    axes,
    axes.map((axis) => axisClasses.get(axis) ?? axis.axisClasses[0]),
  );
}

/** Adds every choice of a class for `axes[at]` and those after it, in which `moving` of them move something. */
function extend(
  axes: readonly Axis[],
  at: number,
  moving: number,
  chosen: readonly AxisClass[],
  classes: ReadingClass[],
  most: number,
): void {
  if (classes.length >= most || moving > axes.length - at) return;
  const axis = axes[at];
  if (axis === undefined) {
    classes.push(new ChosenClass(axes, chosen));
    return;
  }
  extend(axes, at + 1, moving, [...chosen, axis.axisClasses[0]], classes, most);
  if (moving === 0) return;
  for (const axisClass of axis.axisClasses.slice(1))
    extend(axes, at + 1, moving - 1, [...chosen, axisClass], classes, most);
}

/** One class for each axis. Its readings are made when somebody asks for them: few of a million classes are ever shown. */
class ChosenClass implements ReadingClass {
  readonly matched: readonly Move[];
  readonly #axes: readonly Axis[];
  readonly axisClasses: readonly AxisClass[];
  /** Those that only some numbers of replicas can have. */
  readonly #rare: readonly AxisClass[] | null;
  #atZero: Seen | null = null;

  constructor(axes: readonly Axis[], chosen: readonly AxisClass[]) {
    this.#axes = axes;
    this.axisClasses = chosen;
    this.matched = inOrder(chosen.flatMap(({ matched }) => matched));
    const rare = chosen.filter(({ fits }) => fits !== null);
    this.#rare = rare.length === 0 ? null : rare;
  }

  get readings(): readonly Reading[] {
    return this.axisClasses.flatMap(({ readings }) => readings);
  }

  get atZero(): Seen {
    this.#atZero ??= this.#seenAtZero();
    return this.#atZero;
  }

  at(count: number): Seen | null {
    if (count === 0) return this.atZero;
    return this.#rare?.every(({ fits }) => fits?.(count)) === false ? null : this;
  }

  matchedAt(count: number): readonly Move[] {
    return this.at(count)?.matched ?? [];
  }

  #seenAtZero(): Seen {
    const seen = this.axisClasses.filter((_, nth) => itemAt(this.#axes, nth).facts.atZero !== false);
    return {
      readings: seen.flatMap(({ readings }) => readings),
      matched: inOrder(seen.flatMap(({ matched }) => matched)),
    };
  }
}

function inOrder(moves: Move[]): Move[] {
  return moves.sort((one, other) => one.rule.position - other.rule.position);
}
