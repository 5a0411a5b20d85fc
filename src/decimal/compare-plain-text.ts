const DOT = 46;
const ZERO = 48;
const NINE = 57;

/**
 * Compares two decimals by their written digits: below 0, 0 or above 0. Null where one of them has an exponent or is not a
 * decimal, or where their signs differ. An average equal to its threshold is common, and to find that out with decimal.js
 * costs many times as much.
 */
export function comparePlainTexts(left: string, right: string): number | null {
  if (left.startsWith("-") !== right.startsWith("-")) return null;
  const leftStart = firstDigit(left);
  const rightStart = firstDigit(right);
  const leftPoint = endOfDigits(left, leftStart);
  const rightPoint = endOfDigits(right, rightStart);
  const leftEnd = endOfFraction(left, leftPoint);
  const rightEnd = endOfFraction(right, rightPoint);
  if (leftEnd !== left.length || rightEnd !== right.length) return null;
  const magnitude =
    leftPoint - leftStart - (rightPoint - rightStart) ||
    compareDigits(left, leftStart, leftPoint, right, rightStart) ||
    compareFractions(left, leftPoint, right, rightPoint);
  return left.startsWith("-") ? -magnitude : magnitude;
}

/** Past the sign and the leading zeros. */
function firstDigit(text: string): number {
  let at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
  while (text.charCodeAt(at) === ZERO) at += 1;
  return at;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at += 1;
  return at;
}

function endOfFraction(text: string, point: number): number {
  return text.charCodeAt(point) === DOT ? endOfDigits(text, point + 1) : point;
}

/** The same number of digits on both sides. */
function compareDigits(left: string, start: number, end: number, right: string, rightStart: number): number {
  for (let at = start; at < end; at += 1) {
    const difference = left.charCodeAt(at) - right.charCodeAt(at - start + rightStart);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Digits after the points; past the end of the shorter one there are zeros. */
function compareFractions(left: string, leftPoint: number, right: string, rightPoint: number): number {
  const digits = Math.max(left.length - leftPoint, right.length - rightPoint);
  for (let nth = 1; nth < digits; nth += 1) {
    const difference = digitAt(left, leftPoint + nth) - digitAt(right, rightPoint + nth);
    if (difference !== 0) return difference;
  }
  return 0;
}

function digitAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : ZERO;
}
