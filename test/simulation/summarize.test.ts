import { describe, expect, test } from "vitest";
import { type CustomService, simulate, summarize, type Trace } from "../../src/simulation/index.ts";
import { rule } from "../support/build.ts";
import { scenario } from "./scenarios.ts";

/** A service that needs as many replicas as the trace says, one figure a cycle, and reads that figure. */
const asked: CustomService =
  ({ traffic, cycleMs }) =>
  ({ startMs, requests }) => {
    const needed = traffic.counts[startMs / cycleMs] ?? 0;
    const metrics = [{ source: "KERNEL" as const, name: "cuda_util", value: needed }];
    return { served: requests, lost: 0, waiting: 0, running: 0, queueSeconds: 0, needed, metrics };
  };

const demand = (...requests: number[]): Trace => ({ binSeconds: 10, requests });

describe("elasticity", () => {
  test("of a fixed supply of 2 against a demand of 1, 2, 4, 4 comes out as on paper", () => {
    const timeline = simulate(scenario({ service: asked, trace: demand(1, 2, 4, 4), rules: [], initialReplicas: 2 }));
    expect(summarize(timeline).elasticity).toEqual({
      // A quarter of the time each: (2 − 1)/1 over, then nothing, then twice (4 − 2)/4 under.
      underAccuracy: 25,
      overAccuracy: 25,
      underTimeShare: 50,
      overTimeShare: 25,
      // Demand moves in two of three steps, supply in none.
      instability: (100 * 2) / 3,
    });
  });

  test("counts a supply that changes within a cycle from the instant at which it changes", () => {
    const rules = [rule({ threshold: 2, maxReplicas: 2 })];
    const timeline = simulate(
      scenario({ service: asked, trace: demand(3, 2, 2), rules, initialReplicas: 1, startupSeconds: 4 }),
    );
    // Ready from second 14 on: 1 of 3 for 10 s, 1 of 2 for 4 s.
    expect(summarize(timeline).elasticity?.underAccuracy).toBeCloseTo((100 * ((2 / 3) * 10 + (1 / 2) * 4)) / 30, 10);
  });

  test("of a demand of 0 divides by 1", () => {
    const timeline = simulate(scenario({ service: asked, trace: demand(0, 0), rules: [], initialReplicas: 3 }));
    expect(summarize(timeline).elasticity).toMatchObject({ overAccuracy: 300, underAccuracy: 0, instability: 0 });
  });

  test("of nothing is 0", () => {
    const timeline = simulate(scenario({ service: asked, trace: demand(1), rules: [], seconds: 5 }));
    expect(summarize(timeline)).toMatchObject({
      elasticity: { underAccuracy: 0, instability: 0 },
      arrived: 0,
      changes: 0,
    });
  });
});

describe("summarize", () => {
  test("counts changes, churn, and reversals within the window", () => {
    const rules = [
      rule({ id: "up", threshold: 5, stepSize: 2 }),
      rule({ id: "down", comparator: "LESS_THAN", threshold: 5, stepSize: -1 }),
    ];
    const timeline = simulate(scenario({ service: asked, trace: demand(9, 5, 1, 5, 5, 9), rules, initialReplicas: 4 }));
    expect(summarize(timeline)).toMatchObject({ changes: 3, churn: 5, reversals: 2 });
    expect(summarize(timeline, { reversalSeconds: 20 }).reversals).toBe(1);
    expect(summarize(timeline).rules).toEqual([
      { ruleId: "up", triggered: 2, outcomes: { triggered: 2, "not-met": 4 } },
      { ruleId: "down", triggered: 1, outcomes: { "not-met": 5, triggered: 1 } },
    ]);
  });

  test("tells waits: a backlog of a fluid service as on paper", () => {
    // 100 requests in 10 s, served at 5 a second: the last one waits 10 s, and nobody waits after 20 s.
    const timeline = simulate(
      scenario({
        trace: { binSeconds: 10, requests: [100, 0, 0] },
        service: { model: "fluid", requestsPerSecond: 5 },
        initialReplicas: 1,
        rules: [],
      }),
    );
    const { meanWaitSeconds, p99WaitSeconds, peakWaiting, withinObjective, served } = summarize(timeline, {
      objectiveSeconds: 5,
    });
    expect(served).toBe(100);
    expect(meanWaitSeconds).toBeCloseTo(5, 10);
    expect(p99WaitSeconds).toBeCloseTo(10, 0);
    expect(peakWaiting).toBe(50);
    // Waits of a standing queue are told to the second.
    expect(Math.abs((withinObjective ?? 0) - 0.5)).toBeLessThan(0.06);
  });

  test("is within its objective exactly where every request is, though fractions of requests add up to a little less", () => {
    const trace = { binSeconds: 7, requests: Array.from({ length: 400 }, (_, bin) => 3.1 + (bin % 7) / 3) };
    const timeline = simulate(scenario({ rules: [], initialReplicas: 1, trace, objectives: { queue: 600 } }));
    const { withinObjective, objectives, arrived, latencies } = summarize(timeline, { objectiveSeconds: 600 });
    expect(timeline.latencies.queue.requests.reduce((sum, each) => sum + each, 0)).not.toBe(arrived);
    expect(latencies.queue.p99).toBeLessThan(600);
    expect([withinObjective, objectives[0]?.within]).toEqual([1, 1]);
  });

  test("is never within its objective where no request was served, whether the service tells waits or not", () => {
    const starved = scenario({ rules: [], initialReplicas: 0, objectives: { queue: 5 } });
    expect(summarize(simulate(starved))).toMatchObject({
      ...{ served: 0, lost: 0, unfinished: 2400, withinObjective: 0, p99WaitSeconds: null },
      objectives: [{ latency: "queue", within: 0 }],
    });
    const endless = summarize(simulate(scenario({ rules: [], service: busy(0) })));
    expect(endless).toMatchObject({ served: 0, unfinished: 40, withinObjective: 0 });
    // It may have begun what it runs soon or late.
    expect(summarize(simulate(scenario({ rules: [], service: busy(1) }))).withinObjective).toBeNull();
  });
});

/** A service that finishes nothing, works on so many requests, and tells no waits. */
function busy(running: number): CustomService {
  return () => () => ({
    served: 0,
    lost: 0,
    waiting: 40 - running,
    running,
    queueSeconds: 0,
    needed: null,
    metrics: [],
  });
}
