/**
 * A number as it is written: a double, where that prints as the same decimal; else its text, as the double would be
 * another number.
 *
 * @example
 * writtenNumber("8.50"); // 8.5
 * writtenNumber("80.0000000000000000001"); // "80.0000000000000000001"
 */
export function writtenNumber(text: string): number | string {
  const double = Number(text);
  return isSameDecimal(text, String(double)) ? double : text;
}

function isSameDecimal(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  return a.digits === b.digits && (a.digits === "" || (a.exponent === b.exponent && a.sign === b.sign));
}

/** The digits of a decimal, without zeros around them, and the power of ten of the last one. */
function partsOf(text: string) {
  const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace(/^[+-]/, "").split(".");
  const all = `${whole}${fraction}`;
  const digits = all.slice(0, lengthWithoutZeros(all));
  return {
    sign: mantissa.startsWith("-"),
    digits: digits.replace(/^0+/, ""),
    exponent: Number(power) - fraction.length + all.length - digits.length,
  };
}

/** A pattern for zeros at the end would look at each zero again and again. */
function lengthWithoutZeros(digits: string): number {
  let length = digits.length;
  while (length > 0 && digits[length - 1] === "0") length -= 1;
  return length;
}

/** A number of JSON that may be too long for a double: sixteen digits, or an exponent. Most texts have none. */
const LONG_NUMBER = /[\d.]{16}|\de/i;

/** What stands in JSON outside of texts: where one begins, comments, and numbers. */
const TOKEN = /"|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/|-?\d[\d.]*(?:e[+-]?\d+)?/gi;

/** The next character of a text that is not one of its letters. */
const STOP = /["\\]/g;

/**
 * JSON, with or without comments, in which each number that a double would change is a text of the same digits. The text
 * has been parsed without an error.
 */
export function withExactNumbers(json: string): string {
  if (!LONG_NUMBER.test(json)) return json;
  const parts: string[] = [];
  let copied = 0;
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(json); token !== null; token = TOKEN.exec(json)) {
    const [text] = token;
    if (text === '"') TOKEN.lastIndex = endOfText(json, TOKEN.lastIndex);
    else if (!text.startsWith("/") && typeof writtenNumber(text) === "string") {
      parts.push(json.slice(copied, token.index), `"${text}"`);
      copied = TOKEN.lastIndex;
    }
  }
  return parts.join("") + json.slice(copied);
}

/** Where a text ends whose letters begin at an offset. */
function endOfText(json: string, from: number): number {
  STOP.lastIndex = from;
  for (let stop = STOP.exec(json); stop !== null; stop = STOP.exec(json)) {
    if (stop[0] === '"') return STOP.lastIndex;
    STOP.lastIndex += 1;
  }
  return json.length;
}

/**
 * The value of JSON text, with each number that a double would change as its text.
 *
 * @throws SyntaxError where the text is not JSON
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const exact = withExactNumbers(text);
  return exact === text ? value : JSON.parse(exact);
}
