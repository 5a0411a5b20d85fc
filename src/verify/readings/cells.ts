import { itemAt } from "../../util/item-at.ts";
import type { Reading } from "../answer/witness.ts";
import type { Move } from "../rules/policy.ts";
import type { Axis } from "./axis.ts";

/** What can be read in one cycle: for each metric a part of its axis. */
export interface Cell {
  readonly readings: readonly Reading[];
  /** What happens, in evaluation order. */
  readonly holding: readonly Move[];
}

/** The cells that there is room for. */
export interface Cells {
  readonly cells: readonly Cell[];
  /** How many there are in all. */
  readonly total: number;
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
  for (let moving = 0; moving <= axes.length && cells.length < Math.min(most, total); moving += 1) {
    extend(axes, 0, moving, [], cells, most);
  }
  return { cells, total };
}

/** Adds every choice of atoms for `axes[at]` and those after it, in which `moving` of them move something. */
function extend(
  axes: readonly Axis[],
  at: number,
  moving: number,
  chosen: readonly number[],
  cells: Cell[],
  most: number,
): void {
  if (cells.length >= most || moving > axes.length - at) return;
  const axis = axes[at];
  if (axis === undefined) {
    cells.push(cellOf(axes, chosen));
    return;
  }
  extend(axes, at + 1, moving, [...chosen, 0], cells, most);
  if (moving === 0) return;
  for (let atom = 1; atom < axis.atoms.length; atom += 1) {
    extend(axes, at + 1, moving - 1, [...chosen, atom], cells, most);
  }
}

function cellOf(axes: readonly Axis[], chosen: readonly number[]): Cell {
  const readings: Reading[] = [];
  const holding: Move[] = [];
  for (const [at, { metric, atoms }] of axes.entries()) {
    const atom = itemAt(atoms, itemAt(chosen, at));
    if (atom.reading !== null) readings.push({ ...metric, value: atom.reading });
    holding.push(...atom.holding);
  }
  return { readings, holding: holding.sort((one, other) => one.rule.position - other.rule.position) };
}
