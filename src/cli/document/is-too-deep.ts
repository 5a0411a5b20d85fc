/** Deeper than any document is, and far less than a parser's stack allows. */
const MOST_LEVELS = 500;

/** A line of YAML opens levels by its blanks, and by the marks of lists and keys. */
const LONG_INDENT = new RegExp(`(?<![^\\n])(?:[-?]|[^\\S\\n]){${4 * MOST_LEVELS + 1}}`);

/**
 * Whether a text is nested more deeply than parsers can follow, which call themselves for each level. Brackets within texts
 * count as well: a text with hundreds that nothing closes is no document either.
 */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === "[" || bracket === "{" ? depth + 1 : Math.max(0, depth - 1);
    if (depth > MOST_LEVELS) return true;
  }
  return LONG_INDENT.test(text);
}
