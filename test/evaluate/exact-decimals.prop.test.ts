import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMPARATORS, type Comparator, type DecimalLike } from "../../src/index.ts";
import { average, outcomeOf, rule } from "../support/build.ts";

/** The slow, plain truth: every comparison by decimal.js, at full precision. */
const Plain = Decimal.clone({ defaults: true });
const TRUTH: Readonly<Record<Comparator, (order: number) => boolean>> = {
  LESS_THAN: (order) => order < 0,
  LESS_THAN_OR_EQUAL: (order) => order <= 0,
  GREATER_THAN: (order) => order > 0,
  GREATER_THAN_OR_EQUAL: (order) => order >= 0,
};

const digits = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 })
  .map((list) => list.join(""));

const plainText = fc
  .tuple(
    fc.constantFrom("", "-", "+"),
    digits,
    fc.option(digits, { nil: null }),
    fc.option(fc.integer({ min: -420, max: 420 }), { nil: null }),
  )
  .map(
    ([sign, whole, part, exponent]) =>
      `${sign}${whole}${part === null ? "" : `.${part}`}${exponent === null ? "" : `e${exponent}`}`,
  );

/** The same decimal written another way, or one so near that its double is the same. */
const nearby = (text: string): fc.Arbitrary<DecimalLike> => {
  const value = new Plain(text);
  const tiny = new Plain(10).pow(value.e - 30);
  const wide = Plain.clone({ precision: 500 });
  return fc.constantFrom<DecimalLike>(
    text,
    value,
    value.toFixed(),
    `${value.toFixed()}${value.isInteger() ? "." : ""}000`,
    value.toExponential(),
    new wide(value).plus(tiny).toString(),
    new wide(value).minus(tiny).toString(),
    value.toNumber(),
  );
};

const adversarial: fc.Arbitrary<[DecimalLike, DecimalLike]> = fc.oneof(
  plainText.chain((text) => nearby(text).map((other): [DecimalLike, DecimalLike] => [text, other])),
  fc.tuple(plainText, plainText),
  fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .chain((double) =>
      nearby(String(double)).map((other): [DecimalLike, DecimalLike] => [double, other]),
    ),
);

function holds(value: DecimalLike, comparator: Comparator, threshold: DecimalLike): boolean {
  const kind = outcomeOf(rule({ comparator, threshold }), { metrics: [average(value)] }).kind;
  expect(["triggered", "not-met"]).toContain(kind);
  return kind === "triggered";
}

describe("comparison", () => {
  test("agrees with plain decimal.js on every pair, ties in the same double included", () => {
    fc.assert(
      fc.property(
        adversarial,
        fc.constantFrom(...COMPARATORS),
        ([value, threshold], comparator) => {
          expect(holds(value, comparator, threshold)).toBe(
            TRUTH[comparator](new Plain(value).cmp(new Plain(threshold))),
          );
        },
      ),
      { numRuns: 5000 },
    );
  });

  test("does not depend on how a decimal is written", () => {
    fc.assert(
      fc.property(
        plainText,
        plainText,
        fc.constantFrom(...COMPARATORS),
        (value, threshold, comparator) => {
          const plain = holds(value, comparator, threshold);
          expect(holds(new Plain(value), comparator, new Plain(threshold).toFixed())).toBe(plain);
          expect(holds(new Plain(value).toExponential(), comparator, new Plain(threshold))).toBe(
            plain,
          );
        },
      ),
    );
  });

  test.each<[DecimalLike, Comparator, DecimalLike, boolean]>([
    ["0.3", "GREATER_THAN_OR_EQUAL", new Plain("0.1").plus("0.2"), true],
    [0.1, "LESS_THAN_OR_EQUAL", "0.1", true],
    [0.1, "GREATER_THAN_OR_EQUAL", "0.1000000000000000055511151231257827", false],
    ["9007199254740993", "GREATER_THAN", "9007199254740992", true],
    ["0.1000000000000000000000000000000000000001", "GREATER_THAN", "0.1", true],
    ["80", "GREATER_THAN", "80.000", false],
    ["-0", "LESS_THAN", "0", false],
    [-0, "GREATER_THAN_OR_EQUAL", 0, true],
    ["1e-400", "GREATER_THAN", "0", true],
    ["-1e-400", "LESS_THAN", "-0", true],
    ["1e400", "GREATER_THAN", "1e399", true],
    ["1e400", "LESS_THAN", "Infinity", true],
    ["-1e400", "GREATER_THAN", "-inf", true],
    ["Infinity", "GREATER_THAN_OR_EQUAL", "+Inf", true],
    [Number.POSITIVE_INFINITY, "LESS_THAN_OR_EQUAL", "inf", true],
    ["Infinity", "GREATER_THAN", "inf", false],
    [".5", "LESS_THAN_OR_EQUAL", "5.e-1", true],
    [".00", "LESS_THAN_OR_EQUAL", "0", true],
    [`-0.${"0".repeat(400)}1`, "LESS_THAN", `0.${"0".repeat(400)}1`, true],
    [`0.${"0".repeat(400)}1`, "GREATER_THAN", `-0.${"0".repeat(400)}1`, true],
    ["9e999999999999998", "LESS_THAN", "1e999999999999999", true],
  ])("%s %s %s is %s", (value, comparator, threshold, answer) => {
    expect(holds(value, comparator, threshold)).toBe(answer);
  });

  test("does not depend on what a host does to its own decimal.js", () => {
    Decimal.set({ precision: 2, maxE: 3, minE: -3 });
    try {
      expect(holds("1000000.0000000000000001", "GREATER_THAN", "1000000")).toBe(true);
    } finally {
      Decimal.set({ defaults: true });
    }
  });
});
