import { describe, expect, test } from "vitest";
import {
  constant,
  mergeSweeps,
  recommend,
  recommendSteps,
  type Sweep,
  simulate,
  simulateSteps,
  sweep,
  sweepSteps,
} from "../../src/simulation/index.ts";
import { hill, refusalsOf, scenario } from "./scenarios.ts";

/** Everything that steps yield, and what they come to. */
function walked<Result>(steps: Generator<{ readonly done: number; readonly total: number }, Result>) {
  const told: string[] = [];
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) told.push(`${step.value.done}/${step.value.total}`);
  return { told, result: step.value };
}

const axes = [
  { rule: "out", field: "threshold", values: [60, 80, 99] },
  { field: "startupSeconds", values: [30, 60, 90] },
] as const;
const grid = { scenario: { ...hill, seconds: 1500 }, axes };

describe("long work in steps", () => {
  test("comes to what it comes to at once", () => {
    expect(walked(simulateSteps(hill)).result).toEqual(simulate(hill));
    expect(walked(sweepSteps(grid)).result).toEqual(sweep(grid));
    const objective = { mostRuns: 12 };
    expect(walked(recommendSteps(grid.scenario, objective)).result).toEqual(recommend(grid.scenario, objective));
  });

  test("stops every hundred cycles, and after each run", () => {
    const trace = constant({ rate: 1, seconds: 3500 });
    expect(walked(simulateSteps(scenario({ trace }))).told).toEqual(["100/350", "200/350", "300/350"]);
    const told = walked(sweepSteps(grid)).told;
    expect(new Set(told).size).toBe(10);
    expect(told.length).toBe(9 * 2);
    expect(walked(recommendSteps(grid.scenario, { mostRuns: 3 })).told.at(-1)).toBe("3/3");
  });

  test("tells of its progress, each time that more is done", () => {
    const told: string[] = [];
    const trace = constant({ rate: 1, seconds: 3500 });
    simulate(scenario({ trace }), { onProgress: (done, total) => told.push(`${done}/${total}`) });
    expect(told).toEqual(["100/350", "200/350", "300/350"]);
  });

  test("ends where its signal says so, with the signal's reason", () => {
    for (const run of [
      (signal: AbortSignal, onProgress: () => void) => simulate(hill, { signal, onProgress }),
      (signal: AbortSignal, onProgress: () => void) => sweep({ ...grid, signal, onProgress }),
      (signal: AbortSignal, onProgress: () => void) => recommend(hill, { signal, onProgress }),
    ]) {
      const controller = new AbortController();
      let steps = 0;
      const stop = () => {
        steps += 1;
        controller.abort(new Error("enough"));
      };
      expect(() => run(controller.signal, stop)).toThrow("enough");
      expect(steps).toBe(1);
    }
  });
});

describe("a sweep in parts", () => {
  const parts = (of: number) => Array.from({ length: of }, (_, at) => sweep({ ...grid, shard: { index: at + 1, of } }));
  const whole = JSON.stringify(sweep(grid));

  test.each([1, 2, 4, 9, 12])(
    "of %i is the sweep of one process, to the byte, in whichever order the parts come",
    (of) => {
      const printed: Sweep[] = JSON.parse(JSON.stringify(parts(of).toReversed()));
      expect(JSON.stringify(mergeSweeps(printed))).toBe(whole);
    },
  );

  test("is refused where a part is missing, there twice, or of another sweep", () => {
    const [one, two] = parts(2);
    if (one === undefined || two === undefined) throw new Error("no parts");
    const refused = (list: readonly Sweep[]) => refusalsOf(() => mergeSweeps(list));
    const conflict = ["parts: parts-differ"];
    expect(refused([one])).toEqual(conflict);
    expect(refused([one, one])).toEqual(conflict);
    expect(refused([one, { ...two, objectiveSeconds: 3 }])).toEqual(conflict);
    expect(refused([one, { ...two, serviceLevel: "enough-replicas" }])).toEqual(conflict);
    expect(refused([])).toEqual(conflict);
    expect(refused([sweep(grid)])).toEqual(conflict);
    expect(() => mergeSweeps([sweep(grid), sweep(grid)])).toThrow("parts is a whole sweep, a whole sweep, expected");
    expect(() => mergeSweeps([two])).toThrow("parts is 2/2, expected each of 1/2 to 2/2 once, of one sweep");
  });

  test("is refused where it is no part", () => {
    for (const shard of [
      { index: 0, of: 2 },
      { index: 3, of: 2 },
      { index: 1, of: 1.5 },
      { index: 0.5, of: 2 },
    ]) {
      expect(refusalsOf(() => sweep({ ...grid, shard }))).toEqual(["shard: not-a-shard"]);
    }
  });
});
