import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPrometheusAnswer } from "../../src/index.ts";

const TIME = 1_775_034_000.781;
const AT = 1_775_034_000_781;

const answer = (resultType: string, result: unknown) => ({
  status: "success",
  data: { resultType, result },
});
const series = (value: unknown, pod = "pod-0") => ({ metric: { pod }, value: [TIME, value] });
const HISTOGRAM = { metric: {}, histogram: [1_775_034_000, { count: "3", sum: "9", buckets: [] }] };

describe("the value of one sample", () => {
  test.each([
    ["12.5", "12.5"],
    ["+Inf", "Infinity"],
    ["-Inf", "-Infinity"],
    ["NaN", "NaN"],
    [12.5, "12.5"],
    [0, "0"],
  ])("%j is %s", (sample, average) => {
    expect(readPrometheusAnswer(sample)).toEqual({ average });
  });

  test.each([
    "abc",
    "",
    ["5"],
    true,
    "<html>502 Bad Gateway</html>",
    "{",
    "{}",
    {},
    { data: {} },
    new Map(),
  ])("is not %j, and this is said", (sample) => {
    expect(readPrometheusAnswer(sample)).toEqual({ missing: "unparsable", reason: "unparsable" });
  });

  test("that is absent is no answer", () => {
    for (const none of [null, undefined]) {
      expect(readPrometheusAnswer(none)).toEqual({ missing: "no-stats", reason: "no-answer" });
    }
  });
});

describe("a whole answer", () => {
  test("has one value where it is a vector of one, or a scalar, at the sample's time in milliseconds", () => {
    const expected = { average: "3.2", at: AT };
    expect(readPrometheusAnswer(answer("vector", [series("3.2")]))).toEqual(expected);
    expect(readPrometheusAnswer(answer("scalar", [TIME, "3.2"]))).toEqual(expected);
  });

  test("is read from JSON text, too", () => {
    const whole = answer("vector", [series("3.2")]);
    expect(readPrometheusAnswer(JSON.stringify(whole))).toEqual(readPrometheusAnswer(whole));
  });

  test("keeps every millisecond of a sample's time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (milliseconds) => {
        const read = readPrometheusAnswer(answer("scalar", [milliseconds / 1000, "1"]));
        expect(read).toEqual({ average: "1", at: milliseconds });
      }),
    );
  });

  test("has the value and no time where the sample's time is not a number", () => {
    for (const time of ["now", null, Number.NaN]) {
      expect(readPrometheusAnswer(answer("scalar", [time, "1"]))).toEqual({ average: "1" });
    }
  });

  test("keeps NaN, which is a value", () => {
    expect(readPrometheusAnswer(answer("vector", [series("NaN")]))).toEqual({
      average: "NaN",
      at: AT,
    });
  });

  test("without a series has no data, which is not an unreadable value", () => {
    expect(readPrometheusAnswer(answer("vector", []))).toEqual({
      missing: "no-metric",
      reason: "no-data",
      detail: { reason: "no-data" },
    });
  });

  test("with several series is refused, and of several the first counts where that is asked, as in Backend.AI", () => {
    const several = answer("vector", [series("NaN"), series("9.7", "pod-1")]);
    expect(readPrometheusAnswer(several)).toMatchObject({
      missing: "several-series",
      reason: "several-series",
    });
    expect(readPrometheusAnswer(several, { series: "first" })).toEqual({ average: "NaN", at: AT });
    const reversed = answer("vector", [series("9.7"), series("NaN")]);
    expect(readPrometheusAnswer(reversed, { series: "first" })).toEqual({ average: "9.7", at: AT });
  });

  test("with a native histogram is a histogram, of several series too", () => {
    const expected = { missing: "histogram", reason: "histogram" };
    expect(readPrometheusAnswer(answer("vector", [HISTOGRAM]))).toEqual(expected);
    expect(
      readPrometheusAnswer(answer("vector", [HISTOGRAM, series("1")]), { series: "first" }),
    ).toEqual(expected);
  });

  test("with values over a range is a matrix", () => {
    const matrix = answer("matrix", [{ metric: {}, values: [[TIME, "1"]] }]);
    expect(readPrometheusAnswer(matrix)).toEqual({ missing: "matrix", reason: "matrix" });
  });

  test("with an error has failed, in the server's words", () => {
    const error = { status: "error", errorType: "bad_data", error: 'unknown function "averge"' };
    expect(readPrometheusAnswer(error)).toEqual({
      missing: "source-failed",
      reason: "source-failed",
      detail: { says: 'bad_data: unknown function "averge"' },
    });
    const long = readPrometheusAnswer({ status: "error", error: "x".repeat(10_000) });
    expect("missing" in long && long.detail?.says).toHaveLength(500);
    expect(readPrometheusAnswer({ status: "error" })).toMatchObject({
      detail: { says: "no reason was given" },
    });
  });

  test.each([
    ["a text", answer("string", [TIME, "3"])],
    ["a kind of another release", answer("tensor", [])],
    ["a result that is no list", answer("vector", { 0: series("1") })],
    ["a series that is no object", answer("vector", [5])],
    ["a series without a sample", answer("vector", [{ metric: {} }])],
    ["a sample that is no pair", answer("vector", [{ metric: {}, value: "3" }])],
    ["a value that is no number", answer("vector", [series("fast")])],
    ["a value of another type", answer("scalar", [TIME, { value: 1 }])],
    ["no data", { status: "success" }],
    ["another status", { status: "pending", data: { resultType: "scalar", result: [TIME, "1"] } }],
  ])("with %s cannot be read", (_, whole) => {
    expect(readPrometheusAnswer(whole)).toEqual({ missing: "unparsable", reason: "unparsable" });
  });
});
