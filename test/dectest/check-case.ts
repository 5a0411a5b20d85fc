import { Decimal } from "decimal.js";
import { type Aggregation, aggregate, COMPARATORS, type Comparator } from "../../src/index.ts";
import { average, outcomeOf, rule } from "../support/build.ts";
import type { DecTest } from "./read-cases.ts";

/** What became of a case: right, wrong and how, or not the library's matter and why. */
export type Verdict =
  | { readonly kind: "ok" }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "skipped"; readonly why: string };

const OK: Verdict = { kind: "ok" };
const skipped = (why: string): Verdict => ({ kind: "skipped", why });
const failed = (why: string): Verdict => ({ kind: "failed", why });

/** Digits that the library keeps in sums and quotients, as Python's default context does. */
const KEPT = 28;

/** For looking at figures as they are, and for rounding the library's answer further. */
const Wide = Decimal.clone({ defaults: true, precision: 2000, toExpNeg: -1, toExpPos: 1 });

const ROUNDINGS: Readonly<Record<string, Decimal.Rounding>> = {
  up: 0,
  down: 1,
  ceiling: 2,
  floor: 3,
  half_up: 4,
  half_down: 5,
  half_even: 6,
};

/** The most figures that a quotient is made of: the library divides a sum by how many there are. */
const MOST_FIGURES = 20_000;

export function checkCase(given: DecTest): Verdict {
  if ([...given.operands, given.result].some((text) => text.includes("#")))
    return skipped("a null or an encoded operand");
  const [left = "", right = ""] = given.operands;
  switch (given.operation) {
    case "compare":
      return checkCompare(left, right, given.result);
    case "add":
      return checkAverage(given, "sum", [left, right], isExactSum(left, right));
    case "divide":
      return checkDivide(given, left, right);
    default:
      return skipped(`the operation ${given.operation}`);
  }
}

/** All four comparators, by a rule whose average is the one operand and whose threshold is the other. */
function checkCompare(left: string, right: string, result: string): Verdict {
  const order = Number(result);
  const holds: Readonly<Record<Comparator, boolean>> = {
    LESS_THAN: order < 0,
    LESS_THAN_OR_EQUAL: order <= 0,
    GREATER_THAN: order > 0,
    GREATER_THAN_OR_EQUAL: order >= 0,
  };
  for (const comparator of COMPARATORS) {
    const found = outcomeOf(rule({ comparator, threshold: right }), { metrics: [average(left)] }).kind;
    const expected = Number.isNaN(order) ? "invalid" : holds[comparator] ? "triggered" : "not-met";
    if (!found.startsWith(expected)) return failed(`${left} ${comparator} ${right} is ${found}, expected ${expected}`);
  }
  return OK;
}

/** A quotient by a count: the average of the dividend and as many zeros as it takes. */
function checkDivide(given: DecTest, dividend: string, divisor: string): Verdict {
  const count = Number(divisor);
  if (!Number.isInteger(count) || count < 1) return skipped("a divisor that is no count");
  if (count > MOST_FIGURES) return skipped(`a divisor of more than ${MOST_FIGURES}`);
  return checkAverage(given, "average", [dividend, ...Array<string>(count - 1).fill("0")], false);
}

function checkAverage(given: DecTest, how: Aggregation, figures: readonly string[], isExact: boolean): Verdict {
  const { conditions, result, precision, rounding } = given;
  const unlike = conditions.find((each) => /flow|subnormal|clamped|division_/.test(each));
  if (unlike !== undefined) return skipped(`${unlike}: other exponents than Python's default context has`);
  if (figures.some((figure) => /snan|nan\d/i.test(figure))) return skipped("a signalling NaN, or one with a payload");
  if (figures.some((figure) => /^[+-]nan$/i.test(figure))) return skipped("a NaN with a sign");
  if (figures.some((figure) => Math.abs(exponentOf(figure)) > 999_999)) {
    return skipped("an exponent past Python's default of 999,999");
  }
  if (figures.some((figure) => digitsOf(figure) > KEPT)) {
    return skipped("an operand of more than 28 digits, rounded as it is added to the sum");
  }
  const answer = aggregate(figures.map(plainText), how);
  if (conditions.includes("invalid_operation")) {
    return "missing" in answer ? OK : failed(`${answer.average}, expected none: Python raises`);
  }
  if ("missing" in answer) return failed(`${answer.missing}, expected ${result}`);
  const found = new Wide(answer.average);
  const expected = new Wide(result);
  if (!expected.isFinite()) return same(found, expected);

  if (!conditions.includes("inexact")) {
    return digitsOf(result) > KEPT ? skipped("a result of more than 28 digits") : same(found, expected);
  }
  const mode = ROUNDINGS[rounding];
  if (precision > KEPT) return skipped("a rounded result of more than 28 digits");
  if (precision === KEPT) return rounding === "half_even" ? same(found, expected) : skipped(`rounding ${rounding}`);
  if (mode === undefined) return skipped(`rounding ${rounding}`);
  if (!isExact && /^(?:50*|0*)$/.test(found.d === null ? "" : digitString(found).slice(precision))) {
    return skipped("rounded twice, 28 digits do not tell the result at fewer");
  }
  return same(found.toSignificantDigits(precision, mode), expected);
}

function same(found: Decimal, expected: Decimal): Verdict {
  const isSame = found.isNaN() ? expected.isNaN() : found.eq(expected);
  return isSame ? OK : failed(`${found}, expected ${expected}`);
}

/** The library takes text as Python prints it. */
function plainText(figure: string): string {
  if (/^\+?inf(?:inity)?$/i.test(figure)) return "Infinity";
  if (/^-inf(?:inity)?$/i.test(figure)) return "-Infinity";
  return /^nan$/i.test(figure) ? "NaN" : figure;
}

/** Significant digits as written, without leading zeros. */
function digitsOf(text: string): number {
  const [coefficient = ""] = text.toLowerCase().split("e");
  return coefficient.replace(/[^\d]/g, "").replace(/^0+/, "").length;
}

function digitString(value: Decimal): string {
  return value.toExponential().replace(/^-/, "").split("e")[0]?.replace(".", "") ?? "";
}

function exponentOf(text: string): number {
  return Number(/e([+-]?\d+)$/i.exec(text)?.[1] ?? 0);
}

/** Whether 28 digits hold the sum: from the first digit of the larger to the last of either, with one for the carry. */
function isExactSum(...texts: readonly string[]): boolean {
  const finite = texts.filter((text) => /\d/.test(text));
  const last = finite.map((text) => exponentOf(text) - (/\.(\d*)/.exec(text)?.[1] ?? "").length);
  const first = finite.map((text, at) => (last[at] ?? 0) + Math.max(1, digitsOf(text)));
  return Math.max(...first) - Math.min(...last) < KEPT;
}
