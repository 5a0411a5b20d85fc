/** Deeper than any document is, and far less than a parser's stack allows. */
const MOST_LEVELS = 500;

/** What opens and closes a level in JSON, and what begins a line in YAML: blanks, and the marks of lists and keys. */
const OPENS = /[[{]/;
const CLOSES = /[\]}]/;
const BEGINS_LINE = /[\s\-?]/;

/**
 * Whether a text is nested more deeply than parsers can follow, which call themselves for each level. Brackets within texts
 * count as well: a text with hundreds that nothing closes is no document either.
 */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let indent = 0;
  let isIndent = true;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\n") {
      [indent, isIndent] = [0, true];
      continue;
    }
    isIndent &&= BEGINS_LINE.test(character);
    if (isIndent) indent += 1;
    else if (OPENS.test(character)) depth += 1;
    else if (CLOSES.test(character)) depth = Math.max(0, depth - 1);
    if (depth > MOST_LEVELS || indent > 4 * MOST_LEVELS) return true;
  }
  return false;
}
