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
    const gap = at === row.length - 1 ? "" : " ".repeat((widths[at] ?? 0) - width(text) + 2);
    return paint(colour, printable(text)) + gap;
  });
  return cells.join("").trimEnd();
}

/** Ids and metric names come from outside: what steers a terminal must not reach it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\u{fffd}");
}

function width(text: string): number {
  return [...text].length;
}
