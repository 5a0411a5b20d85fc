import fc from "fast-check";
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
  type TraceLength,
} from "../../src/simulation/index.ts";
import { scenario } from "./scenarios.ts";

/** Every generator, by its bins. */
const GENERATED = {
  constant: (bins: TraceLength) => constant({ rate: 1.5, ...bins }),
  step: (bins: TraceLength) => step({ from: 1, to: 3, at: 95, ...bins }),
  "step before the end": (bins: TraceLength) => step({ from: 0, to: 10, at: 999.5, ...bins }),
  ramp: (bins: TraceLength) => ramp({ from: 2, to: 8, ...bins }),
  diurnal: (bins: TraceLength) => diurnal({ low: 2, high: 20, periodSeconds: 470, ...bins }),
  "a part of a day": (bins: TraceLength) => diurnal({ low: 0, high: 20, ...bins }),
  bursts: (bins: TraceLength) => bursts({ base: 0, burst: 10, everySeconds: 100, burstSeconds: 5, ...bins }),
  "bursts without a pause": (bins: TraceLength) =>
    bursts({ base: 9, burst: 1, everySeconds: 0, burstSeconds: 5, ...bins }),
} as const;

describe("the requests of a trace that is generated", () => {
  test.each(Object.entries(GENERATED))("are the integral of its rate, whatever its bins: %s", (_, generate) => {
    const total = (binSeconds: number) => requestsOf(generate({ seconds: 1000, binSeconds }));
    const exact = total(0.25);
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 3000, noNaN: true }), (binSeconds) => {
        expect(Math.abs(total(binSeconds) - exact)).toBeLessThanOrEqual(1e-6 * exact);
      }),
      { numRuns: 30 },
    );
  });

  test("are those before and after a step or a burst within a bin", () => {
    expect(step({ from: 0, to: 10, at: 30, seconds: 60, binSeconds: 60 }).requests).toEqual([300]);
    expect(requestsOf(step({ from: 1, to: 3, at: 95, seconds: 200, binSeconds: 10 }))).toBe(410);
    expect(requestsOf(diurnal({ low: 0, high: 2, seconds: 86_400, binSeconds: 86_400 }))).toBeCloseTo(86_400, 6);
    expect(requestsOf(ramp({ from: 0, to: 2, seconds: 10, binSeconds: 60 }))).toBe(10);
  });
});

function requestsOf({ requests }: Trace): number {
  return requests.reduce((sum: number, each) => sum + Number(each), 0);
}

/** What a run gives, or every fault that it is refused for. */
function outcomeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return [error.message, ...error.faults.map(({ path, code, help }) => `${path}: ${code}; ${help}`)];
  }
}

const told: Trace = {
  name: "told",
  binSeconds: 20,
  requests: [3, null, 0, 7, 1],
  inputTokens: [30, 0, 0, 350, 9],
  outputTokens: [3, 1, 0, 14, 2],
};
const minute = { seconds: 60, binSeconds: 7 };

const TRACES: Readonly<Record<string, () => unknown>> = {
  constant: () => constant({ rate: 1.5, ...minute }),
  "a second's bins": () => constant({ rate: 1.5, seconds: 3 }),
  step: () => step({ from: 1, to: 5, at: 24.5, ...minute }),
  ramp: () => ramp({ from: 2, to: 8, ...minute }),
  diurnal: () => diurnal({ low: 2, high: 20, periodSeconds: 45, ...minute }),
  "a day": () => diurnal({ low: 0, high: 1, seconds: 86_400, binSeconds: 5400 }),
  bursts: () => bursts({ base: 2, burst: 9, everySeconds: 20, burstSeconds: 5, seconds: 90, binSeconds: 3 }),
  "bursts of another seed": () =>
    bursts({ base: 2, burst: 9, everySeconds: 20, burstSeconds: 5, seconds: 90, binSeconds: 3, seed: -7 }),
  "no seconds": () => constant({ rate: 1, seconds: -5 }),
  "too many bins": () => constant({ rate: 1, seconds: 10_000_001 }),
  "endless bins": () => ramp({ from: 1, to: 2, seconds: Number.NaN }),
  "an invalid rate": () => constant({ rate: Number.POSITIVE_INFINITY, seconds: 2, binSeconds: 0 }),
  "a step of text": () => step({ from: "1" as unknown as number, to: -1, at: Number.NaN, seconds: 2 }),
  "a ramp of nothing": () => ramp({} as Parameters<typeof ramp>[0]),
  "days without length": () => diurnal({ low: 0, high: -0.5, seconds: 0, periodSeconds: 0 }),
  "days too short": () => diurnal({ low: 0, high: 1, seconds: 1, periodSeconds: 0.99e-7 }),
  "days just long enough": () => diurnal({ low: 0, high: 1, seconds: 1, periodSeconds: 1e-7 }),
  "an endless bin": () => ramp({ from: 0, to: 1, seconds: 1, binSeconds: Number.NaN }),
  "bursts without end": () => bursts({ base: 0, burst: 1, everySeconds: 0, burstSeconds: 0, seconds: 5 }),
  "bursts in a bin that is longer than all": () =>
    bursts({ base: 8, burst: 3, everySeconds: 180, burstSeconds: 60, seconds: 2.4e8, binSeconds: 2 ** 53 }),
  "bursts back in time": () => bursts({ base: -1, burst: -1, everySeconds: -2, burstSeconds: -1, seconds: 5 }),
  "one burst after the other": () => bursts({ base: 0, burst: 1, everySeconds: 0, burstSeconds: 1, seconds: 5 }),
  "nothing at all": () => ramp({ from: 0, to: 0, seconds: 0 }),
  scaled: () => scaleTrace(told, 2.5),
  "scaled without tokens": () => scaleTrace(constant({ rate: 1, ...minute }), 3),
  "scaled by nothing": () => scaleTrace(told, 0),
  "scaled without end": () => scaleTrace(told, Number.POSITIVE_INFINITY),
  faster: () => atSpeed(told, 3),
  "no faster": () => atSpeed(told, Number.NaN),
  stretched: () => stretchTrace(told, 250),
  "stretched over nothing": () => stretchTrace(told, -1),
  "from beyond its end": () => sliceTrace(told, { from: 500 }),
  "to before from": () => sliceTrace(told, { from: 60, to: 20 }),
  "days upside down": () => diurnal({ low: 5, high: 2, seconds: 60 }),
  "nothing stretched": () => stretchTrace({ ...told, requests: [] }, 5),
  "from before its beginning": () => sliceTrace(told, { from: -1 }),
  "from nowhere": () => sliceTrace(told, { from: Number.NaN, to: "x" as unknown as number }),
  "to beyond its end": () => sliceTrace(told, { from: 60, to: Number.POSITIVE_INFINITY }),
  "all of it": () => sliceTrace(told, {}),
  "from a bin on": () => sliceTrace(told, { from: 20 }),
  "from within a bin to another's beginning": () => sliceTrace(told, { from: 20.5, to: 80 }),
  "without tokens": () => sliceTrace(constant({ rate: 1, ...minute }), { to: 15 }),
  read: () => readTrace("t,requests\n0,1\n5,\n10,2.5\n"),
  "with tokens and a name": () =>
    readTrace("\uFEFFx,output_tokens,t,requests,input_tokens\r\n,1,10,5,\r\n,,20,,7\r\n\r\n", { name: "named" }),
  "of one line": () => readTrace("t,requests\n3,4", { binSeconds: 9 }),
  "of one line without its bin": () => readTrace("t,requests\n3,4"),
  "of no line": () => readTrace("t,requests", { binSeconds: 9 }),
  "of no column": () => readTrace(""),
  "without requests": () => readTrace("t,request\n0,1\n1,1"),
  "backwards in time": () => readTrace("t,requests\n5,1\n0,1"),
  "off the grid": () => readTrace("t,requests\n5,1\n10,1\n16,1\n20.000001,1\n25.0000001,2\n"),
  "with odd figures": () =>
    readTrace("t,requests,input_tokens\n,1,\n1,-1,x\n2,1e3,1000000001\n3x,1000000000,5.\n4,.5,1.5.2\n5,NaN,x5\n6"),
};

test("traces that are generated, reshaped and read, and what is said of those that cannot be, were recorded", async () => {
  const lines = Object.entries(TRACES).map(([name, run]) => `${name}: ${JSON.stringify(outcomeOf(run))}`);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./recorded/traffic.txt");
});

/** Each odd in another way. */
const ODD: readonly unknown[] = [
  null,
  [],
  "trace",
  {},
  { binSeconds: 0, requests: [1] },
  { binSeconds: 1e9, requests: [1], arrivals: "poisson" },
  { binSeconds: 1e9 + 1, requests: [1], arrivals: "counted" },
  { binSeconds: 0.0005, requests: [1], arrivals: "even" },
  { binSeconds: "1", requests: 7, inputTokens: 7 },
  { binSeconds: 1, requests: [] },
  { binSeconds: 1, requests: [null, 0, 1e9, 1e9 + 1, -1, "1", Number.NaN, undefined] },
  { binSeconds: 1, requests: [1, 2], inputTokens: [1], outputTokens: [1, null] },
  { binSeconds: 1, requests: [1, 2], inputTokens: [], outputTokens: [1, -0.5] },
  { binSeconds: 1, requests: new Array(10_000_001) },
];

test("what is said of traces that cannot be simulated was recorded", async () => {
  const said = ODD.map((trace) =>
    outcomeOf(() => simulate(scenario({ trace: trace as Trace, cycleSeconds: 1e8 })).name),
  );
  await expect(`${said.map((each) => JSON.stringify(each)).join("\n")}\n`).toMatchFileSnapshot(
    "./recorded/odd-traces.txt",
  );
});
