/** The height of a line of text. */
export const LINE = 12;

/** The width of a letter of 11 pixels, in the mean. */
const LETTER = 6.4;
/** The width of a letter of 9 pixels, in the mean. */
const SMALL_LETTER = 4.8;

/** About how wide text is. */
export function widthOf(text: string): number {
  return text.length * LETTER;
}

/** About how wide small text is. */
export function smallWidthOf(text: string): number {
  return text.length * SMALL_LETTER;
}

/** As much of a small text as fits into so many pixels. */
export function cut(text: string, room: number): string {
  const most = Math.max(1, Math.floor(room / SMALL_LETTER));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** A name that leaves space for its plot: its beginning, and its end, by which long names differ. */
export function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 24)}…${name.slice(-15)}` : name;
}
