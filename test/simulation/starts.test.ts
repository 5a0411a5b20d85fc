import { describe, expect, test } from "vitest";
import {
  type CustomService,
  checkScenario,
  constant,
  type Scenario,
  simulate,
  type Trace,
} from "../../src/simulation/index.ts";
import { inRule, rule } from "../support/build.ts";
import { refusalsOf, scenario } from "./scenarios.ts";

/** One replica, then as many as rules ask for: three more at once, and back to one where the load falls. */
function supplyOf(changes: Partial<Scenario>, trace: Trace = constant({ rate: 40, seconds: 600 })) {
  const rules = [
    rule({ threshold: "90", stepSize: 3, maxReplicas: 4, cooldownSeconds: 0 }),
    inRule({ threshold: "10", stepSize: -3, minReplicas: 1, cooldownSeconds: 0 }),
  ];
  return simulate(scenario({ rules, trace, initialReplicas: 1, startupSeconds: 60, cycleSeconds: 10, ...changes }))
    .supply;
}

/** Busy, idle, and busy again. */
const waves: Trace = { binSeconds: 100, requests: [9000, 0, 0, 9000, 9000, 9000] };

describe("starts", () => {
  test("take longer on a node that has never run a replica, and no longer once it has", () => {
    const service = { model: "fluid", requestsPerSecond: 100 } as const;
    const { seconds, values } = supplyOf(
      { service, firstStartupSeconds: 90, startupSeconds: 20 },
      { ...waves, requests: [9999, 0, 0, 9999, 9999, 9999] },
    );
    expect(values).toEqual([1, 4, 1, 4]);
    expect(seconds).toEqual([0, 100, 110, 330]);
    const drawn = supplyOf({ firstStartupSeconds: [30, 40, 50], startupSeconds: 20 });
    expect(drawn.seconds.slice(1).every((second) => [40, 50, 60].includes(second))).toBe(true);
  });

  test("are as many at a time as there is room for, the others one after the other", () => {
    expect(supplyOf({ startsAtOnce: 1 })).toEqual({ seconds: [0, 70, 130, 190], values: [1, 2, 3, 4] });
    expect(supplyOf({ startsAtOnce: 2 })).toEqual({ seconds: [0, 70, 130], values: [1, 3, 4] });
    expect(supplyOf({ startsAtOnce: 3 })).toEqual(supplyOf({}));
  });

  test("wait for capacity that is not there, and cost nothing meanwhile", () => {
    const capacity = [
      { fromSeconds: 0, replicas: 2 },
      { fromSeconds: 200, replicas: 3 },
      { fromSeconds: 300, replicas: 9 },
    ];
    expect(supplyOf({ capacity })).toEqual({ seconds: [0, 70, 260, 360], values: [1, 2, 3, 4] });
    expect(supplyOf({ capacity: 1 })).toEqual({ seconds: [0], values: [1] });
    expect(supplyOf({ capacity: [{ fromSeconds: 1000, replicas: 0 }] })).toEqual(supplyOf({}));
    const { replicaSeconds, desired } = simulate(
      scenario({
        rules: [rule({ threshold: "90", stepSize: 3, cooldownSeconds: 600 })],
        trace: constant({ rate: 40, seconds: 30 }),
        initialReplicas: 1,
        capacity: 1,
      }),
    );
    expect(desired).toEqual([4, 4, 4]);
    expect(replicaSeconds).toEqual([10, 10, 10]);
  });

  test("wait for replicas that drain: they keep their place", () => {
    // It reads 0 in the first cycle and 99 ever after; what drains is busy for a minute.
    const service: CustomService = () => (interval) => ({
      ...{ served: 0, lost: 0, waiting: 0, running: 0, queueSeconds: 0, needed: null },
      busy: interval.endMs < 70_000 ? interval.draining : [],
      metrics: [{ source: "KERNEL", name: "cuda_util", value: interval.startMs === 0 ? 0 : 99 }],
    });
    const rules = [rule({ threshold: "90", maxReplicas: 2 }), inRule({ threshold: "10", minReplicas: 1 })];
    const changes = {
      rules,
      service,
      initialReplicas: 2,
      startupSeconds: 5,
      trace: constant({ rate: 1, seconds: 120 }),
    };
    const supply = (capacity: number) => simulate(scenario({ ...changes, capacity })).supply;
    expect(supply(3)).toEqual({ seconds: [0, 10, 25], values: [2, 1, 2] });
    expect(supply(2)).toEqual({ seconds: [0, 10, 75], values: [2, 1, 2] });
  });

  test("of odd figures are faults", () => {
    const odd = (changes: object) => refusalsOf(() => simulate(scenario(changes)));
    expect(odd({ firstStartupSeconds: -1, startsAtOnce: 0, capacity: "none" })).toEqual([
      "scenario.firstStartupSeconds: not-a-number",
      "scenario.startsAtOnce: not-an-integer",
      "scenario.capacity: wrong-form",
    ]);
    expect(odd({ capacity: [] })).toEqual(["scenario.capacity: wrong-form"]);
    expect(odd({ capacity: [{ fromSeconds: 0 }, 7, { fromSeconds: -5, replicas: 0.5 }] })).toEqual([
      "scenario.capacity[0].replicas: not-an-integer",
      "scenario.capacity[1]: wrong-type",
      "scenario.capacity[2].fromSeconds: not-a-number",
      "scenario.capacity[2].replicas: not-an-integer",
    ]);
  });

  test("of space that is not listed by time name the entry that comes too early, and the one before it", () => {
    const capacity = [0, 600, 600, 300].map((fromSeconds) => ({ fromSeconds, replicas: 1 }));
    expect(checkScenario(scenario({ capacity })).map(({ message, help }) => `${message}; ${help}`)).toEqual([
      "scenario.capacity[2].fromSeconds is 600, expected a number of seconds above 600 and at most 1,000,000,000; list the entries by time, each later than the one before: capacity[1] is from 600",
      "scenario.capacity[3].fromSeconds is 300, expected a number of seconds above 600 and at most 1,000,000,000; list the entries by time, each later than the one before: capacity[2] is from 600",
    ]);
  });
});

test("what counts replicas or requests is a whole number", () => {
  expect(refusalsOf(() => simulate(scenario({ capacity: 2.5 })))).toEqual(["scenario.capacity: wrong-form"]);
  const fluid = { model: "fluid", requestsPerSecond: 4, concurrency: 0.1 } as const;
  expect(refusalsOf(() => simulate(scenario({ service: fluid })))).toEqual([
    "scenario.service.concurrency: not-an-integer",
  ]);
  expect(refusalsOf(() => simulate(scenario({ service: { model: "llm", queueLimit: 2.5 } })))).toEqual([
    "scenario.service.queueLimit: not-an-integer",
  ]);
});
