import { FINITE_TEXT, INFINITE_TEXT } from "./decimal-text.ts";

/** Python's exponents have 18 digits at most. */
const MOST_EXPONENT_DIGITS = 18;
const NOT_A_NUMBER = /^[+-]?nan\d*$/i;

/**
 * Text as Python's `Decimal(text)` reads it, in the form that this library reads: blanks around it and underscores within
 * it are removed; digits of any script and letters of either case count. Null where Python raises, and for a signalling NaN, on which
 * the first addition raises.
 *
 * @example
 * readPythonText(" 1_000.50 "); // "1000.50"
 * readPythonText("-inf"); // "-Infinity"
 * readPythonText("12,5"); // null
 * @see https://docs.python.org/3/library/decimal.html#decimal.Decimal
 */
export function readPythonText(text: string): string | null {
  const plain = asciiDigits(strip(text).replaceAll("_", ""));
  const finite = FINITE_TEXT.exec(plain);
  if (finite !== null) return (finite[1] ?? "").length > MOST_EXPONENT_DIGITS ? null : plain;
  const infinite = INFINITE_TEXT.exec(plain);
  if (infinite !== null) return infinite[1] === "-" ? "-Infinity" : "Infinity";
  return NOT_A_NUMBER.test(plain) ? "NaN" : null;
}

/** Text without what Python counts as white space around it. */
function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charAt(start))) start += 1;
  while (start < end && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Python counts the separators of old terminals and NEL, and not the byte order mark; JavaScript the other way round. */
function isSpace(character: string): boolean {
  return "\x1c\x1d\x1e\x1f\x85".includes(character) || (character !== "\ufeff" && character.trim() === "");
}

/** Decimal digits of other scripts as ASCII digits. */
function asciiDigits(text: string): string {
  return text.replace(/\P{ASCII}/gu, (character) => digitValue(character) ?? character);
}

function digitValue(character: string): string | null {
  if (!/\p{Nd}/u.test(character)) return null;
  let value = 0;
  let point = Number(character.codePointAt(0)) - 1;
  // Unicode keeps a script's ten digits together in rising order; where scripts touch, the count goes on in tens.
  while (/\p{Nd}/u.test(String.fromCodePoint(point))) {
    value += 1;
    point -= 1;
  }
  return String(value % 10);
}
