import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scaleTrace, simulate, summarize, type Timeline } from "../../src/simulation/index.ts";
import { RUNS } from "../support/runs.ts";
import { fluid, llm, scenario, scenarios, trace } from "./scenarios.ts";

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

/** Two figures that differ by rounding alone. */
function expectClose(one: number, other: number): void {
  expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(one), Math.abs(other)));
}

describe("any simulation of a fluid service", () => {
  test("conserves requests: arrived = served + waiting + lost, at the end of every cycle", () => {
    fc.assert(
      fc.property(scenarios(fluid), (given) => {
        const { arrived, served, waiting, lost, running } = simulate(given);
        let total = 0;
        arrived.forEach((came, at) => {
          total += came - (served[at] ?? 0) - (lost[at] ?? 0);
          expectClose(total, (waiting[at] ?? 0) + (running[at] ?? 0));
        });
      }),
    );
  });

  test("counts as waits exactly those that were served", () => {
    fc.assert(
      fc.property(scenarios(fluid), (given) => {
        const { served, latencies } = simulate(given);
        const { seconds, requests } = latencies.queue;
        expectClose(sum(requests), sum(served));
        expect(seconds).toEqual(seconds.toSorted((one, other) => one - other));
      }),
    );
  });

  test("is the same again, and another with another seed only where chance has a part", () => {
    fc.assert(
      fc.property(scenarios(fluid), (given) => {
        expect(simulate(structuredClone(given))).toEqual(simulate(given));
        const certain = {
          ...given,
          metricLoss: 0,
          failuresPerReplicaHour: 0,
          startFailureProbability: 0,
          startupSeconds: 30,
        };
        expect(simulate({ ...certain, seed: 1 }).digest).toBe(simulate({ ...certain, seed: 2 }).digest);
      }),
      { numRuns: 100 },
    );
  });

  test("has counts that follow from the decisions alone", () => {
    fc.assert(
      fc.property(scenarios(fluid), (given) => {
        const { replicas, desired } = simulate(given);
        expect(replicas).toEqual([given.initialReplicas, ...desired.slice(0, -1)].slice(0, desired.length));
      }),
    );
  });

  test("with infinite capacity lets nothing wait", () => {
    const endless = fc.constant({ model: "fluid", requestsPerSecond: Number.POSITIVE_INFINITY } as const);
    fc.assert(
      fc.property(scenarios(endless), trace, (given, traffic) => {
        const timeline = simulate({
          ...given,
          rules: [],
          initialReplicas: 1,
          trace: traffic,
          failuresPerReplicaHour: 0,
        });
        expect(timeline.queueSeconds.every((each) => each === 0)).toBe(true);
        expect(timeline.latencies.queue.seconds.every((each) => each === 0)).toBe(true);
      }),
    );
  });

  test("with twice the replicas never waits longer", () => {
    fc.assert(
      fc.property(trace, fluid, fc.integer({ min: 1, max: 20 }), (traffic, service, replicas) => {
        const waits = (count: number) =>
          simulate(scenario({ rules: [], trace: traffic, service, initialReplicas: count })).queueSeconds;
        const single = waits(replicas);
        waits(2 * replicas).forEach((each, at) => {
          expect(each).toBeLessThanOrEqual((single[at] ?? 0) + 1e-6);
        });
      }),
    );
  });

  test("reads a utilisation from 0 to 100, and exactly 100 where the queue is never empty", () => {
    fc.assert(
      fc.property(scenarios(fluid), (given) => {
        const { metrics, waiting, arrived } = simulate({ ...given, metricLagSeconds: 0, metricLoss: 0 });
        const values = metrics.find(({ name }) => name === "cuda_util")?.values ?? [];
        for (const value of values) expect(value ?? 0).toBeLessThanOrEqual(100);
        for (const [at, value] of values.entries()) {
          const isBusy = (waiting[at - 1] ?? 0) > 0 && (waiting[at] ?? 0) > 0 && (arrived[at] ?? 0) > 0;
          const isFull = isBusy && (waiting[at] ?? 0) >= (arrived[at] ?? 0) + (waiting[at - 1] ?? 0) - 1e-9;
          if (isFull && value !== null) expect(value).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("has a supply that begins at 0, rises in time, and ends at the last cycle's ready replicas", () => {
    fc.assert(
      fc.property(scenarios(fluid), (given) => {
        const { supply, ready, seconds } = simulate(given);
        if (seconds.length === 0) return;
        expect(supply.seconds[0]).toBe(0);
        expect(supply.seconds).toEqual([...new Set(supply.seconds)].toSorted((one, other) => one - other));
        expect(supply.values.at(-1)).toBe(ready.at(-1));
      }),
    );
  });
});

describe("any simulation of an llm service", () => {
  test("conserves requests, one by one: arrived = served + running + waiting + lost, at the end of every cycle", () => {
    fc.assert(
      fc.property(scenarios(llm), (given) => {
        const { arrived, served, waiting, lost, running } = simulate(given);
        let total = 0;
        arrived.forEach((came, at) => {
          total += came - (served[at] ?? 0) - (lost[at] ?? 0);
          expect(total).toBe((waiting[at] ?? 0) + (running[at] ?? 0));
          expect(waiting[at]).toBeGreaterThanOrEqual(0);
        });
      }),
      { numRuns: 150 },
    );
  });

  test("lets exactly the trace's requests arrive, fractions of them added up", () => {
    fc.assert(
      fc.property(trace, llm, fc.constantFrom(1, 0.5, 1 / 3), (traffic, service, factor) => {
        const { arrived, seconds } = simulate(
          scenario({ trace: scaleTrace(traffic, factor), service: { ...service, retries: 0 }, cycleSeconds: 1 }),
        );
        const expected = simulate(scenario({ trace: scaleTrace(traffic, factor), cycleSeconds: 1 })).arrived;
        expect(Math.abs(sum(arrived) - sum(expected))).toBeLessThan(1);
        expect(seconds.length).toBe(Math.floor(traffic.binSeconds * traffic.requests.length));
      }),
      { numRuns: 50 },
    );
  });

  test("is the same again, byte for byte, and has waits for all that began", () => {
    fc.assert(
      fc.property(scenarios(llm), (given) => {
        const timeline = simulate(given);
        expect(JSON.stringify(simulate(structuredClone(given)))).toBe(JSON.stringify(timeline));
        const { served, latencies } = timeline;
        const told = (["queue", "firstToken", "endToEnd"] as const).map((each) => sum(latencies[each].requests));
        expect(told).toEqual(told.toSorted((one, other) => other - one));
        expect(told[2]).toBe(sum(served));
      }),
      { numRuns: 50 },
    );
  });

  test("reads shares from 0 to 1, percentages from 0 to 100, and exactly 0 where nothing runs", () => {
    fc.assert(
      fc.property(scenarios(llm), (given) => {
        const { metrics, running, waiting } = simulate({ ...given, metricLagSeconds: 0 });
        for (const { name, values } of metrics) {
          const most = name === "cuda_util" ? 100 : /perc$|token_usage$/.test(name) ? 1 : Number.POSITIVE_INFINITY;
          for (const [at, value] of values.entries()) {
            if (value === null) continue;
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(most);
            const isGauge = /running|waiting|queue|perc$|token_usage|batch/.test(name);
            if (isGauge && running[at] === 0 && waiting[at] === 0) expect(value).toBe(0);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test("with room for all lets nothing wait", () => {
    fc.assert(
      fc.property(trace, fc.constantFrom("shared" as const, "least-outstanding" as const), (traffic, routing) => {
        const service = { model: "llm", routing, concurrency: 100_000, cacheTokens: Number.POSITIVE_INFINITY } as const;
        const timeline = simulate(scenario({ trace: traffic, service, rules: [], initialReplicas: 1 }));
        expect(sum(timeline.queueSeconds)).toBe(0);
        expect(timeline.latencies.queue.seconds.every((each) => each === 0)).toBe(true);
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    );
  });
});

describe("any summary", () => {
  test("keeps its measures in their ranges", () => {
    fc.assert(
      fc.property(scenarios(fluid), (given) => {
        const timeline: Timeline = simulate(given);
        const { elasticity, withinObjective, changes, churn, reversals, rules } = summarize(timeline);
        const measures = Object.values(elasticity ?? {});
        expect(measures.every((each) => each >= 0)).toBe(true);
        expect(Math.max(elasticity?.underAccuracy ?? 0, elasticity?.instability ?? 0)).toBeLessThanOrEqual(100 + 1e-9);
        expect((elasticity?.underTimeShare ?? 0) + (elasticity?.overTimeShare ?? 0)).toBeLessThanOrEqual(100 + 1e-9);
        expect(withinObjective ?? 0).toBeLessThanOrEqual(1);
        expect(churn).toBeGreaterThanOrEqual(changes);
        expect(reversals).toBeLessThanOrEqual(Math.max(0, changes - 1));
        for (const { outcomes } of rules) expect(sum(Object.values(outcomes))).toBe(timeline.seconds.length);
      }),
    );
  });
});
