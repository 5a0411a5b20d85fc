/** A sign, an integer and a fraction, each of them optional. Read without going back over any digit. */
const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/**
 * Compares two decimals by their written digits: below 0, 0 or above 0. Null where one of them has an exponent or is not a
 * decimal, or where their signs differ. An average equal to its threshold is common, and to find that out with decimal.js
 * costs many times as much.
 */
export function comparePlainTexts(left: string, right: string): number | null {
  const one = PLAIN.exec(left);
  const other = PLAIN.exec(right);
  if (one === null || other === null || one[1] !== other[1]) return null;
  const length = Math.max(left.length, right.length);
  const a = digits(one, length);
  const b = digits(other, length);
  if (a === b) return 0;
  return a < b === (one[1] === "-") ? 1 : -1;
}

/** The digits with zeros around them, so that the order of texts is that of numbers. */
function digits([, , integer = "", fraction = ""]: RegExpExecArray, length: number): string {
  return integer.padStart(length, "0") + fraction.padEnd(length, "0");
}
