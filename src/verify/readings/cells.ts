import { itemAt } from "../../util/item-at.ts";
import type { Reading } from "../answer/witness.ts";
import type { Move } from "../rules/policy.ts";
import type { Atom, Axis } from "./axis.ts";

/** What is read in one cycle, and what happens. */
export interface Seen {
  readonly readings: readonly Reading[];
  /** What happens, in evaluation order. */
  readonly holding: readonly Move[];
}

/** What can be read in one cycle: for each metric a part of its axis. */
export interface Cell extends Seen {
  /** That part, for each axis. */
  readonly atoms: readonly Atom[];
  /** What of it can be read at 0 replicas: nothing that does not exist there. */
  readonly atZero: Seen;
  /** What of it can be read at a count; null where so many replicas cannot have it. */
  at(count: number): Seen | null;
  /** What happens at a count; nothing where so many replicas cannot have it. */
  holdingAt(count: number): readonly Move[];
}

/** The cells up to the limit. */
export interface Cells {
  readonly cells: readonly Cell[];
  /** How many there are in all. */
  readonly total: number;
  /** Every cell is here in which at most so many metrics move anything. */
  readonly depth: number;
}

/**
 * The product of the axes: every way in which the rules' conditions can hold together.
 *
 * Those in which few metrics move anything come first, so that where there are more than `most`, all that two or three
 * metrics can do together has been gone through.
 */
export function cellsOf(axes: readonly Axis[], most: number): Cells {
  const total = axes.reduce((product, { atoms }) => product * atoms.length, 1);
  const cells: Cell[] = [];
  let depth = -1;
  for (let moving = 0; moving <= axes.length && cells.length < Math.min(most, total); moving += 1) {
    extend(axes, 0, moving, [], cells, most + 1);
    if (cells.length <= most) depth = moving;
  }
  return { cells: cells.slice(0, most), total, depth: cells.length === total ? axes.length : depth };
}

/** The cell with these atoms, in which other metrics move nothing. */
export function cellWith(axes: readonly Axis[], atoms: ReadonlyMap<Axis, Atom>): Cell {
  return new ChosenCell(
    axes,
    axes.map((axis) => atoms.get(axis) ?? axis.atoms[0]),
  );
}

/** Adds every choice of atoms for `axes[at]` and those after it, in which `moving` of them move something. */
function extend(
  axes: readonly Axis[],
  at: number,
  moving: number,
  chosen: readonly Atom[],
  cells: Cell[],
  most: number,
): void {
  if (cells.length >= most || moving > axes.length - at) return;
  const axis = axes[at];
  if (axis === undefined) {
    cells.push(new ChosenCell(axes, chosen));
    return;
  }
  extend(axes, at + 1, moving, [...chosen, axis.atoms[0]], cells, most);
  if (moving === 0) return;
  for (const atom of axis.atoms.slice(1)) extend(axes, at + 1, moving - 1, [...chosen, atom], cells, most);
}

/** One atom for each axis. Its readings are made when somebody asks for them: few of a million cells are ever shown. */
class ChosenCell implements Cell {
  readonly holding: readonly Move[];
  readonly #axes: readonly Axis[];
  readonly atoms: readonly Atom[];
  /** Those that only some numbers of replicas can have. */
  readonly #rare: readonly Atom[] | null;
  #atZero: Seen | null = null;

  constructor(axes: readonly Axis[], chosen: readonly Atom[]) {
    this.#axes = axes;
    this.atoms = chosen;
    this.holding = inOrder(chosen.flatMap(({ holding }) => holding));
    const rare = chosen.filter(({ fits }) => fits !== null);
    this.#rare = rare.length === 0 ? null : rare;
  }

  get readings(): readonly Reading[] {
    return this.atoms.flatMap(({ readings }) => readings);
  }

  get atZero(): Seen {
    this.#atZero ??= this.#seenAtZero();
    return this.#atZero;
  }

  at(count: number): Seen | null {
    if (count === 0) return this.atZero;
    return this.#rare?.every(({ fits }) => fits?.(count)) === false ? null : this;
  }

  holdingAt(count: number): readonly Move[] {
    return this.at(count)?.holding ?? [];
  }

  #seenAtZero(): Seen {
    const seen = this.atoms.filter((_, nth) => itemAt(this.#axes, nth).facts.atZero !== false);
    return {
      readings: seen.flatMap(({ readings }) => readings),
      holding: inOrder(seen.flatMap(({ holding }) => holding)),
    };
  }
}

function inOrder(moves: Move[]): Move[] {
  return moves.sort((one, other) => one.rule.position - other.rule.position);
}
