import { describe, expect, test } from "vitest";
import type { DecimalLike } from "../../src/index.ts";
import {
  formatRule,
  formatSnapshot,
  SchemaError,
  safeParseRule,
  safeParseSnapshot,
} from "../../src/schema/index.ts";
import { average, rule, snapshot } from "../support/build.ts";

const isThreshold = (threshold: unknown) => safeParseRule({ ...rule(), threshold }).success;

describe("a threshold", () => {
  test("may have a thousand digits and an exponent of four, however both are written", () => {
    const digits = `-1.${"2".repeat(999)}`;
    for (const tail of ["", "e10", "e9999", "E-9999", "e-009999", "e+0"])
      expect(isThreshold(digits + tail)).toBe(true);
    for (const tail of ["2", "2e10", "e10000", "E-10000"])
      expect(isThreshold(digits + tail)).toBe(false);
    expect(isThreshold(`${"9".repeat(1001)}e-9999`)).toBe(false);
  });

  test("is written as what it is, and as nothing else that looks like a number as text", () => {
    expect(formatRule(rule({ threshold: 0.1 }))).toMatchObject({ threshold: 0.1 });
    expect(formatRule(rule({ threshold: "+1e3" }))).toMatchObject({ threshold: "+1e3" });
    for (const odd of [[1], new String("5"), { toString: () => "5" }, true]) {
      expect(() => formatRule(rule({ threshold: odd as unknown as DecimalLike }))).toThrow(
        SchemaError,
      );
    }
  });
});

describe("an average", () => {
  const wire = formatSnapshot(snapshot({ metrics: [average("1")] }));
  const isRead = (value: string) =>
    safeParseSnapshot({ ...wire, metrics: [{ ...average("1"), value }] }).success;

  test.each(["nan", "NaN", "+nan", "-NAN", "inf", "-Infinity", "+INF", ".5e1"])(
    "may be %s",
    (value) => {
      expect(isRead(value)).toBe(true);
    },
  );

  test.each(["xnan", "nanx", "+-nan", "n", "infinite", "xinf", "", " 1", "1,5"])(
    "may not be %j",
    (value) => {
      expect(isRead(value)).toBe(false);
    },
  );
});
