import { itemAt } from "../util/item-at.ts";
import { printable } from "../util/printable.ts";
import type { Colour, Paint } from "./paint.ts";

export interface Cell {
  readonly text: string;
  readonly colour?: Colour;
}

/** Rows of cells in columns, each as wide as its widest cell; the last one ends where its text ends. */
export function table(rows: readonly (readonly Cell[])[], paint: Paint): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, { text }] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, width(text));
  }
  return rows.map((row) => `${line(row, widths, paint)}\n`).join("");
}

function line(row: readonly Cell[], widths: readonly number[], paint: Paint): string {
  const cells = row.map(({ text, colour = null }, at) => {
    const gap = at === row.length - 1 ? "" : " ".repeat(itemAt(widths, at) - width(text) + 2);
    return paint(colour, printable(text)) + gap;
  });
  return cells.join("").trimEnd();
}

// What terminals draw two columns wide: the scripts of East Asia, full-width forms, and emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u;

/** How many columns text takes on a terminal. */
function width(text: string): number {
  return [...text].reduce((columns, character) => columns + (WIDE.test(character) ? 2 : 1), 0);
}
