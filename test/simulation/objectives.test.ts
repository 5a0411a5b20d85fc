import { describe, expect, test } from "vitest";
import {
  compare,
  comparisonTable,
  constant,
  type LlmService,
  type Objectives,
  recommend,
  type Scenario,
  simulate,
  step,
  summarize,
  svg,
  sweep,
} from "../../src/simulation/index.ts";
import { rule } from "../support/build.ts";
import { refusalsOf, scenario } from "./scenarios.ts";

const service: LlmService = { model: "llm", concurrency: 32 };
const chat: Partial<Scenario> = {
  service,
  rules: [],
  initialReplicas: 1,
  trace: constant({ rate: 2.5, seconds: 1800 }),
};

describe("what users wait for", () => {
  test("is told of each cycle by its 95th percentile: of a run of one cycle that of the whole", () => {
    const seconds = 1800;
    for (const given of [chat, { ...chat, service: { model: "fluid", requestsPerSecond: 2 } } as const]) {
      const timeline = simulate(scenario({ ...given, cycleSeconds: seconds }));
      const { firstToken, queue } = summarize(timeline).latencies;
      const [whole] = timeline.p95Seconds ?? [];
      expect(Math.abs(Number(whole) / Number(firstToken.p95 ?? queue.p95) - 1)).toBeLessThan(0.001);
    }
    for (const given of [service, { model: "fluid", requestsPerSecond: 0.05 } as const]) {
      const trace = { binSeconds: 60, requests: [5, 0, 0, 0, 0, 0] };
      const quiet = simulate(scenario({ ...chat, service: given, trace }));
      expect(quiet.p95Seconds?.at(-1)).toBeNull();
      expect(quiet.p95Seconds?.some((each) => each !== null && each > 0)).toBe(true);
    }
    expect(simulate(scenario({ trace: constant({ rate: 1, seconds: 60 }) }))).not.toHaveProperty("p95Seconds");
  });

  test("is told of an llm service: mean and quantiles of queue, first token, time per token and end to end", () => {
    const { latencies, withinObjective } = summarize(simulate(scenario(chat)), { objectiveSeconds: 1 });
    for (const { mean, p50, p95, p99 } of Object.values(latencies)) {
      expect(p50 ?? -1).toBeGreaterThanOrEqual(0);
      expect(p95 ?? -1).toBeGreaterThanOrEqual(p50 ?? 0);
      expect(p99 ?? -1).toBeGreaterThanOrEqual(p95 ?? 0);
      expect(mean ?? -1).toBeLessThanOrEqual(p99 ?? 0);
    }
    expect(latencies.firstToken.mean).toBeGreaterThan(latencies.queue.mean ?? 0);
    expect(latencies.endToEnd.mean).toBeGreaterThan(latencies.firstToken.mean ?? 0);
    // The answer begins with the first token, not with a place in the batch.
    expect(withinObjective).toBeLessThan(1);
  });

  test("is the queue alone of a fluid service", () => {
    const { latencies } = summarize(simulate(scenario()));
    expect(latencies.queue).toEqual({ mean: 0, p50: 0, p95: 0, p99: 0 });
    const none = { mean: null, p50: null, p95: null, p99: null };
    expect([latencies.firstToken, latencies.perToken, latencies.endToEnd]).toEqual([none, none, none]);
  });

  test("is in the table of a comparison where a service tells it", () => {
    const [header = ""] = comparisonTable(compare([simulate(scenario(chat))])).split("\n");
    expect(header.split(/ {2,}/)).toEqual(
      ["", "within 10 s", "mean wait", "p99 wait", "p95 first token", "p95 per token", "p95 end to end", "lost"].concat(
        ["replica-hours", "under", "over", "changes", "reversals"],
      ),
    );
    const promised = simulate(scenario({ ...chat, objectives: { endToEnd: 1 } }));
    expect(comparisonTable(compare([promised]))).toContain(" violated ");
  });
});

describe("objectives", () => {
  const run = (objectives: Objectives, changes: Partial<Scenario> = {}) =>
    summarize(simulate(scenario({ ...chat, ...changes, objectives })));

  test("each have the share of requests that kept them", () => {
    const { objectives, goodput, violationSeconds } = run({ firstToken: { seconds: 1, share: 0.9 }, perToken: 0.05 });
    expect(objectives.map(({ latency, seconds, share }) => [latency, seconds, share])).toEqual([
      ["firstToken", 1, 0.9],
      ["perToken", 0.05, 0.99],
    ]);
    for (const { within } of objectives) expect(within).toBeGreaterThan(0);
    expect(goodput).toBeGreaterThan(0);
    expect(goodput).toBeLessThan(2.7);
    expect(violationSeconds).toBeGreaterThan(0);
  });

  test("are kept by a request that keeps all of them: none keeps an impossible one, and all keep one without end", () => {
    expect(run({ perToken: 1e6, endToEnd: 0.001 })).toMatchObject({
      goodput: 0,
      objectives: [{ within: 1 }, { within: 0 }],
    });
    const { goodput, served, seconds, violationSeconds } = run({ queue: 1e6, endToEnd: 1e6 });
    expect(goodput).toBe(served / seconds);
    expect(violationSeconds).toBe(0);
  });

  test("are kept on the fluid service by those that waited no longer: of a backlog that grows with time, the first", () => {
    // At 2 a second, and 1 served, who comes after t seconds waits t: of the 120 the first 20 wait 10 seconds at most.
    const trace = step({ from: 2, to: 0, at: 60, seconds: 200 });
    const fluid = { model: "fluid", requestsPerSecond: 1 } as const;
    const { objectives, goodput, served, seconds } = run({ queue: 10 }, { service: fluid, trace });
    expect(served).toBeCloseTo(120);
    const good = Number(goodput) * seconds;
    expect(Math.abs(good - 20)).toBeLessThan(1.5);
    expect(objectives[0]?.within).toBeCloseTo(good / served);
  });

  test("are violated while requests wait and none is served", () => {
    const stuck = run({ queue: 5 }, { initialReplicas: 0, trace: constant({ rate: 1, seconds: 60 }) });
    expect(stuck).toMatchObject({ violationSeconds: 60, goodput: 0, objectives: [{ within: 0 }] });
    expect(run({ queue: 5 }, { trace: constant({ rate: 0, seconds: 60 }) })).toMatchObject({
      violationSeconds: 0,
      objectives: [{ within: null }],
    });
  });

  test("are violated for a time that is not known where a service does not tell which requests kept them", () => {
    const untold: Scenario["service"] = () => (interval) => ({
      ...{ served: interval.requests, lost: 0, waiting: 0, running: 0, queueSeconds: 0, needed: null, metrics: [] },
    });
    const timeline = simulate(scenario({ ...chat, service: untold, objectives: { queue: 5 } }));
    expect(summarize(timeline)).toMatchObject({ goodput: null, violationSeconds: null });
    expect(comparisonTable(compare([timeline]))).not.toContain("violated");
    expect(svg(timeline)).toBe(svg({ ...timeline, good: timeline.served }));
  });

  test.each([
    ["fluid", { model: "fluid", requestsPerSecond: 4 }],
    ["ideal", { model: "ideal", metric: { source: "KERNEL", name: "cuda_util" } }],
  ] as const)("of tokens are not known on %s services, which tell the queue alone", (_, queueing) => {
    const given = { service: queueing, trace: constant({ rate: 8, seconds: 600 }) };
    const unknown = { goodput: null, violationSeconds: null };
    expect(run({ firstToken: 1, perToken: 0.05 }, given)).toMatchObject({
      ...unknown,
      objectives: [{ within: null }, { within: null }],
    });
    const calm = { ...given, trace: constant({ rate: 3, seconds: 600 }) };
    expect(run({ queue: 1, endToEnd: 60 }, calm)).toMatchObject({
      ...unknown,
      objectives: [{ within: 1 }, { within: null }],
    });
    expect(run({ queue: 1 }, calm)).toMatchObject({ violationSeconds: 0, objectives: [{ within: 1 }] });
  });

  test("are violated where one is not kept by its own share, however lax the others are", () => {
    const lax = { seconds: 5, share: 0.5 };
    const strict = { seconds: 0.035, share: 0.99 };
    const alone = run({ perToken: strict });
    expect(alone.violationSeconds).toBeGreaterThan(alone.seconds / 2);
    const both = run({ firstToken: lax, perToken: strict });
    expect(both.violationSeconds).toBeGreaterThanOrEqual(alone.violationSeconds ?? Number.NaN);
    // Each has half of the requests to keep: that the same requests keep both is not asked for.
    const halves: Scenario["service"] = () => (interval) => ({
      ...{ served: interval.requests, lost: 0, waiting: 0, running: 0, queueSeconds: 0, needed: null, metrics: [] },
      ...{ good: 0, kept: { queue: interval.requests / 2, endToEnd: interval.requests / 2 } },
    });
    const kept = (share: number) =>
      run({ queue: { seconds: 1, share }, endToEnd: { seconds: 1, share: 0.1 } }, { service: halves });
    expect(kept(0.5)).toMatchObject({ violationSeconds: 0, goodput: 0 });
    expect(kept(0.51)).toMatchObject({ violationSeconds: 1800 });
  });

  test("are absent where none are given", () => {
    const { objectives, violationSeconds, goodput } = summarize(simulate(scenario(chat)));
    expect([objectives, violationSeconds]).toEqual([[], null]);
    expect(goodput).toBeGreaterThan(0);
  });

  test("are what a sweep and a recommendation go by", () => {
    const out = rule({ metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:num_requests_running", threshold: "30" });
    const given = scenario({
      ...chat,
      rules: [{ ...out, cooldownSeconds: 300, maxReplicas: 6 }],
      startupSeconds: 30,
      objectives: { firstToken: { seconds: 0.5, share: 0.95 } },
    });
    const axes = [{ field: "initialReplicas", values: [1, 4] }] as const;
    const { serviceLevel, points } = sweep({ scenario: given, axes });
    expect(serviceLevel).toBe("objectives");
    expect(points[0]?.serviceLevel).toBeLessThan(1);
    expect(points[1]?.serviceLevel).toBe(1);
    const { isMet, after, changes } = recommend(given, { mostRuns: 30 });
    expect(isMet).toBe(true);
    expect(after.objectives[0]?.within).toBeGreaterThanOrEqual(0.95);
    expect(changes.map(({ why }) => why).join()).toContain("% of the objectives are kept instead of 100.00 %");
    // A share of nothing is always kept.
    const lax = { ...given, objectives: { firstToken: { seconds: 0, share: 0 } } };
    expect(sweep({ scenario: lax, axes: [] }).points[0]?.serviceLevel).toBe(1);
    const empty = { ...given, trace: constant({ rate: 0, seconds: 60 }) };
    expect(sweep({ scenario: empty, axes: [] }).points[0]?.serviceLevel).toBe(0);
  });

  test("that are not objectives are faults, with their places", () => {
    const odd = (objectives: unknown) =>
      refusalsOf(() => simulate(scenario({ ...chat, objectives: objectives as Objectives })));
    expect(odd({ firstToken: -1, ttft: 2 })).toEqual([
      "scenario.objectives.firstToken: wrong-form",
      "scenario.objectives.ttft: unknown-key",
    ]);
    expect(odd({ queue: { seconds: 1, share: 95 } })).toEqual(["scenario.objectives.queue.share: not-a-number"]);
    expect(odd({ queue: { seconds: 1, p: 2 } })).toEqual(["scenario.objectives.queue.p: unknown-key"]);
    expect(odd({ queue: { share: 0.5 } })).toEqual(["scenario.objectives.queue.seconds: not-a-number"]);
    expect(odd({ queue: [] })).toEqual(["scenario.objectives.queue: wrong-form"]);
    const percent = { ...chat, objectives: { firstToken: { seconds: 2, share: 95 } } };
    expect(() => simulate(scenario(percent))).toThrow(
      "share is 95, expected a number from 0 to 1; write 0.95 for 95 %",
    );
    expect(odd(5)).toEqual(["scenario.objectives: wrong-type"]);
    expect(odd({ queue: undefined, endToEnd: { seconds: 3 } })).toEqual([]);
  });
});

describe("the count of needed replicas", () => {
  const service = { model: "llm", concurrency: 32 } as const;
  const run = (objectives: Objectives, rate: number, seconds: number) => {
    const traffic = constant({ rate, seconds, binSeconds: 10 });
    const inputTokens = traffic.requests.map((count) => Number(count) * 600);
    const outputTokens = traffic.requests.map((count) => Number(count) * 200);
    const trace = { ...traffic, inputTokens, outputTokens };
    return simulate(scenario({ service, trace, objectives, rules: [], initialReplicas: 1, startupSeconds: 0 }));
  };
  const needed = (objectives: Objectives, rate: number) => run(objectives, rate, 10).needed[0] ?? Number.NaN;
  /** The largest rate that needs one replica. */
  const capacity = (objectives: Objectives) => {
    let [low, high] = [0.01, 5];
    for (let halving = 0; halving < 16; halving += 1) {
      const middle = (low + high) / 2;
      if (needed(objectives, middle) <= 1) low = middle;
      else high = middle;
    }
    return low;
  };

  test.each([
    ["queue", 1, 0.9],
    ["firstToken", 2, 0.95],
  ] as const)(
    "keeps the objective of %s, %d s for a share of %d, and would not at a tenth more",
    (latency, seconds, share) => {
      const objectives = { [latency]: { seconds, share } };
      const most = capacity(objectives);
      expect(summarize(run(objectives, 0.97 * most, 20_000)).objectives[0]?.within).toBeGreaterThan(share);
      expect(summarize(run(objectives, 1.1 * most, 20_000)).objectives[0]?.within).toBeLessThan(share);
    },
  );

  test("keeps a time per token in the mean, within 3 %", () => {
    const perToken = 0.036;
    const { latencies } = summarize(run({ perToken }, capacity({ perToken }), 20_000));
    expect(Math.abs((latencies.perToken.mean ?? 0) / perToken - 1)).toBeLessThan(0.03);
  });

  test("goes by prompts of one length where all have it", () => {
    const trace = { binSeconds: 10, requests: [400], inputTokens: [400 * 600], outputTokens: [400 * 200] };
    const of = (changes: Partial<LlmService>) =>
      simulate(scenario({ service: { ...service, ...changes }, trace, objectives: { firstToken: 0.1 }, rules: [] }));
    // 600 tokens are computed in 86 ms; of exponential lengths one in a hundred takes more than 100.
    const quick = { prefillMs: { base: 5, perToken: 0.1 } };
    const constantLengths = of({ ...quick, lengths: "constant" }).needed[0] ?? Number.NaN;
    expect(constantLengths).toBeGreaterThan(of(quick).needed[0] ?? Number.NaN);
  });

  test("never falls by a promise, and is not raised by one that not even an idle replica keeps", () => {
    for (const objectives of [{ queue: 0.1 }, { firstToken: 1 }]) {
      expect(needed(objectives, 40)).toBeGreaterThanOrEqual(needed({}, 40));
    }
    for (const objectives of [{ queue: 1e-6 }, { perToken: 0.03 }, { endToEnd: 7 }]) {
      expect(needed(objectives, 40)).toBeGreaterThan(needed({}, 40));
    }
    // One prompt in a hundred is 4.6 times as long as the mean: an idle replica takes longer for it.
    expect(needed({ firstToken: 0.3 }, 40)).toBe(needed({}, 40));
    expect(needed({ perToken: 0.001, firstToken: { seconds: 0.001, share: 1 } }, 40)).toBe(needed({}, 40));
  });
});
