import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  atSpeed,
  bursts,
  constant,
  diurnal,
  ramp,
  readTrace,
  ScenarioError,
  scaleTrace,
  simulate,
  sliceTrace,
  step,
  stretchTrace,
  type Trace,
  traceSeconds,
} from "../../src/simulation/index.ts";
import { scenario, trace } from "./scenarios.ts";

const file = (name: string) =>
  readTrace(readFileSync(new URL(`../../examples/traces/${name}.csv`, import.meta.url), "utf8"));
const sum = (values: readonly (number | null)[] = []) => values.reduce<number>((total, each) => total + (each ?? 0), 0);

describe("readTrace", () => {
  test.each([
    ["azure-llm-2023-conv", 10, 351, 19_366],
    ["azure-llm-2023-code", 10, 344, 8819],
    ["aws-elb-2014", 300, 4040, 249_327],
  ])("reads %s: bins of %i s, %i of them, %i requests, as its README says", (name, binSeconds, bins, requests) => {
    const read = file(name);
    expect([read.binSeconds, read.requests.length, sum(read.requests)]).toEqual([binSeconds, bins, requests]);
  });

  test("keeps token sums, and takes an empty count for a gap over which the last one is carried", () => {
    expect(sum(file("azure-llm-2023-conv").inputTokens) / 19_366).toBeCloseTo(1155, 0);
    const gap = readTrace("t,requests\n0,3\n10,\n20,5\n");
    expect(gap.requests).toEqual([3, null, 5]);
    expect(simulate(scenario({ trace: gap })).arrived).toEqual([3, 3, 5]);
    const short = readTrace("t,requests,input_tokens,output_tokens\n0,3,9\n10\n20,5,,7\n");
    expect(short).toMatchObject({ requests: [3, null, 5], inputTokens: [9, 9, 15], outputTokens: [4.2, 4.2, 7] });
  });

  test("reads what other programs write: carriage returns, a byte order mark, other columns, one line with its bin", () => {
    expect(readTrace("\uFEFFname, t ,requests\r\nx,60,1\r\nx,90,2\r\n\r\n")).toEqual({
      binSeconds: 30,
      requests: [1, 2],
    });
    expect(readTrace("t,requests\n0,7", { binSeconds: 5, name: "one" })).toEqual({
      binSeconds: 5,
      requests: [7],
      name: "one",
    });
  });

  test("lists every fault at once, by line and column", () => {
    const faults = (csv: string) => {
      try {
        return readTrace(csv);
      } catch (error) {
        return error instanceof ScenarioError ? error.message : error;
      }
    };
    expect(faults("t,requests,input_tokens\n0,-1,1\nx,2,1e5\n20,3,\n,4,1\n")).toMatchInlineSnapshot(`
      "the trace cannot be read:
      - line 3, column t is "x", expected seconds, milliseconds since 1970, or a date and time in ISO 8601; write 60, 1772452800000 or 2026-03-02T12:00:00Z
      - line 5, column t is missing, expected seconds, milliseconds since 1970, or a date and time in ISO 8601; write 60, 1772452800000 or 2026-03-02T12:00:00Z
      - line 2, column requests is "-1", expected a number from 0 to 1,000,000,000, or nothing for a gap; write it in plain digits, without a sign"
    `);
    expect(faults("t,requests\n0,1\n10,1\n20,1\n34,1\n")).toMatchInlineSnapshot(`
      "the trace cannot be read:
      - line 5, column t is "34", expected 30 s after the first, as bins are 10 s; give each line the time at which its bin begins; bins without a line are gaps"
    `);
    expect(faults("time,count\n0,1\n")).toMatchInlineSnapshot(`
      "the trace cannot be read:
      - the trace is 1 line long, expected at least two lines, or one and the option binSeconds; give the start of each bin as t"
    `);
    expect(faults("t,requests\n0,1\n")).toContain("the trace is 1 line long");
    expect(faults("t,requests\n10,1\n10,1\n")).toContain('line 3, column t is "10", expected a time after');
  });
});

describe("generated traces", () => {
  const rates = ({ requests, binSeconds }: Trace) => requests.map((count) => (count ?? 0) / binSeconds);

  test("have the rates that they are told", () => {
    expect(rates(constant({ rate: 2.5, seconds: 3 }))).toEqual([2.5, 2.5, 2.5]);
    expect(rates(step({ from: 1, to: 4, at: 2, seconds: 4 }))).toEqual([1, 1, 4, 4]);
    expect(rates(ramp({ from: 0, to: 8, seconds: 8, binSeconds: 2 }))).toEqual([1, 3, 5, 7]);
    const day = rates(diurnal({ low: 2, high: 20, seconds: 86_400, binSeconds: 3600 }));
    expect(Math.min(...day)).toBeCloseTo(2, 0);
    expect(Math.max(...day)).toBeCloseTo(20, 0);
    expect(sum(day) / day.length).toBeCloseTo(11, 6);
    const bursty = rates(bursts({ base: 1, burst: 9, everySeconds: 300, burstSeconds: 30, seconds: 86_400, seed: 4 }));
    // In between are the seconds in which a burst begins or ends.
    expect([Math.min(...bursty), Math.max(...bursty)]).toEqual([1, 9]);
    expect(sum(bursty) / 86_400).toBeCloseTo(1 + (8 * 30) / 330, 0);
  });
});

test("a trace of more bins than memory holds is refused", () => {
  expect(() => constant({ rate: 1, seconds: 1e12 })).toThrow(
    "binSeconds is 1, expected seconds above 0, at most 10,000,000 times in the trace; give longer ones",
  );
  expect(() => constant({ rate: 1, seconds: Number.NaN })).toThrow(ScenarioError);
});

describe("reshaped traces", () => {
  test("keep their requests: by speed all of them, by a factor so many times as many", () => {
    fc.assert(
      fc.property(trace, fc.constantFrom(0.25, 0.5, 1, 2, 4), (given, by) => {
        expect(sum(atSpeed(given, by).requests)).toBe(sum(given.requests));
        expect(traceSeconds(atSpeed(given, by))).toBeCloseTo(traceSeconds(given) / by, 6);
        expect(sum(scaleTrace(given, by).requests)).toBe(sum(given.requests) * by);
      }),
    );
  });

  test("stretched keep their rates", () => {
    const day = stretchTrace({ binSeconds: 10, requests: [10, 40], inputTokens: [100, 400] }, 86_400);
    expect(day).toEqual({ binSeconds: 43_200, requests: [43_200, 172_800], inputTokens: [432_000, 1_728_000] });
    expect(() => stretchTrace(day, -1)).toThrow("seconds is -1");
  });

  test("in slices are the whole, as gaps are carried on from one into the next", () => {
    const countsOf = (given: Trace) =>
      simulate(scenario({ trace: given, cycleSeconds: given.binSeconds, rules: [] })).arrived;
    fc.assert(
      fc.property(trace, fc.double({ min: 0, max: 0.999, noNaN: true }), ({ requests, ...others }, part) => {
        // At least two bins, so that both parts have some.
        const given = { ...others, requests: [7, ...requests] };
        const at = (1 + Math.floor(requests.length * part)) * given.binSeconds;
        const halves = [sliceTrace(given, { to: at }), sliceTrace(given, { from: at })];
        expect(halves.flatMap(countsOf)).toEqual(countsOf(given));
      }),
    );
  });

  test("of a range within a gap have what the gap carries on, with its tokens", () => {
    const given: Trace = {
      binSeconds: 10,
      requests: [null, 6, null, null, null, 1],
      inputTokens: [0, 600, 0, 0, 0, 5],
      outputTokens: [0, 60, 0, 0, 0, 7],
    };
    expect(sliceTrace(given, { from: 20, to: 40 })).toEqual({
      binSeconds: 10,
      requests: [6, null],
      inputTokens: [600, 0],
      outputTokens: [60, 0],
    });
    expect(sliceTrace(given, { to: 20 }).requests).toEqual([null, 6]);
    const service = { model: "llm" } as const;
    const arrivedIn = (part: Trace) => simulate(scenario({ trace: part, service, rules: [] })).arrived;
    expect(arrivedIn(sliceTrace(given, { from: 20, to: 40 }))).toEqual(arrivedIn(given).slice(2, 4));
    expect(() => sliceTrace(given, { from: 21, to: 29 })).toThrow("to is 29, expected a number of seconds above 30");
  });

  test("need as many replicas within a gap as before it", () => {
    const known: Trace = { binSeconds: 10, requests: [90, 90], inputTokens: [9e5, 9e5], outputTokens: [9e4, 9e4] };
    const gap: Trace = { ...known, requests: [90, null], inputTokens: [9e5, 0], outputTokens: [9e4, 0] };
    const [needed, neededInGap] = [known, gap].map(
      (given) => simulate(scenario({ trace: given, service: { model: "llm" }, rules: [] })).needed,
    );
    expect(neededInGap).toEqual(needed);
    expect(neededInGap?.[1]).toBeGreaterThan(1);
  });

  test("take their tokens along", () => {
    const given: Trace = { binSeconds: 1, requests: [1, 2], inputTokens: [10, 20], outputTokens: [3, 4] };
    expect(scaleTrace(given, 2)).toEqual({
      binSeconds: 1,
      requests: [2, 4],
      inputTokens: [20, 40],
      outputTokens: [6, 8],
    });
    expect(sliceTrace(given, { from: 1 })).toEqual({
      binSeconds: 1,
      requests: [2],
      inputTokens: [20],
      outputTokens: [4],
    });
    expect(() => atSpeed(given, 0)).toThrow("speed is 0, expected a number above 0");
    expect(() => scaleTrace(given, Number.POSITIVE_INFINITY)).toThrow(ScenarioError);
  });
});
