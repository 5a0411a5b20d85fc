import { describe, expect, test } from "vitest";
import type { DecimalLike } from "../../src/index.ts";
import {
  formatRule,
  formatSnapshot,
  parseRule,
  parseRules,
  parseSnapshot,
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

describe("a number in JSON text keeps the digits that a double does not hold", () => {
  const json = (threshold: string) =>
    JSON.stringify(rule({ threshold: "HERE" })).replace('"HERE"', threshold);

  test.each([
    "80.0000000000000000001",
    "9007199254740993",
    "-0.10000000000000000555",
    "1e400",
    "1e-400",
    "123456789012345678901234567890",
  ])("%s is that decimal", (written) => {
    expect(parseRule(json(written))).toHaveProperty("threshold", written);
  });

  test.each([
    ["8.50", 8.5],
    ["80.00000000000000000000", 80],
    ["1E+2", 100],
    ["100000000000000000000000", 1e23],
    ["0.00000000000000000000", 0],
    ["-0e999999", -0],
    ["0.1", 0.1],
  ])("%s is a number, as a double prints as the same decimal", (written, number) => {
    expect(parseRule(json(written))).toHaveProperty("threshold", number);
  });

  test("and text that looks like a number stays text, whatever stands around it", () => {
    const id = String.raw`a\"// 9007199254740993 /* \\`;
    const text = JSON.stringify([rule({ id, threshold: "HERE" })]).replace(
      '"HERE"',
      "9007199254740993.0",
    );
    expect(parseRules(text).rules).toEqual([rule({ id, threshold: "9007199254740993.0" })]);
  });

  test("and a field of integers refuses it", () => {
    const text = JSON.stringify(rule({ maxReplicas: 7 })).replace(":7", ":9007199254740993");
    expect(safeParseRule(text).error?.faults.map(({ message }) => message)).toEqual([
      'maxReplicas is "9007199254740993", expected an integer, at most 2,147,483,647, or null',
    ]);
  });

  test("and a time takes such milliseconds, as it is a double", () => {
    const wire = formatSnapshot(snapshot({}));
    const text = JSON.stringify({ ...wire, now: 1 }).replace(
      '"now":1',
      '"now":1772452800000.123456',
    );
    expect(parseSnapshot(text).now).toBe(Number("1772452800000.123456"));
  });
});
