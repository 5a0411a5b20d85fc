import { describe, expect, test } from "vitest";
import { constant, type LlmService, simulate, summarize } from "../../src/simulation/index.ts";
import { erlangQueue } from "./erlang.ts";
import { scenario } from "./scenarios.ts";

/** Exponential service: constant token times, no prefill, exponential lengths. */
const OUTPUT = 1000;
const exponential: LlmService = {
  model: "llm",
  decodeMs: { base: 1, perRequest: 0 },
  prefillMs: { base: 0, perToken: 0 },
  cacheTokens: Number.POSITIVE_INFINITY,
};
// The first token comes with the prefill, and lengths are whole: OUTPUT − 1 steps and a little, of a millisecond each.
const SERVICE_SECONDS = (OUTPUT - 1 + 0.5 / OUTPUT) / 1000;

function meanQueue(replicas: number, perSecond: number, service: Partial<LlmService>): number {
  const seconds = Math.ceil(1_000_000 / perSecond);
  const traffic = constant({ rate: perSecond, seconds, binSeconds: 100 });
  const bins = traffic.requests.length;
  const tokens = {
    inputTokens: Array(bins).fill(1),
    outputTokens: traffic.requests.map((count) => (count ?? 0) * OUTPUT),
  };
  const { queueSeconds } = simulate(
    scenario({
      rules: [],
      initialReplicas: replicas,
      trace: { ...traffic, ...tokens },
      service: { ...exponential, ...service },
      cycleSeconds: 100,
    }),
  );
  return queueSeconds.reduce((sum, each) => sum + each, 0) / (queueSeconds.length * 100);
}

describe("an llm service with exponential lengths and constant token times is an M/M/c queue: its mean queue is Erlang's within 2 %", () => {
  test.each([
    [1, 0.7, { concurrency: 1 }],
    [3, 0.8, { concurrency: 1, routing: "shared" }],
    [10, 0.75, { concurrency: 1, routing: "shared" }],
  ] as const)("with %i replicas of one place at a load of %f", (replicas, utilisation, service) => {
    const perSecond = (utilisation * replicas) / SERVICE_SECONDS;
    const expected = erlangQueue(replicas, utilisation * replicas);
    expect(Math.abs(meanQueue(replicas, perSecond, service) / expected - 1)).toBeLessThan(0.02);
  });

  test("with one replica of eight places at a load of 0.8", () => {
    const perSecond = (0.8 * 8) / SERVICE_SECONDS;
    expect(Math.abs(meanQueue(1, perSecond, { concurrency: 8 }) / erlangQueue(8, 6.4) - 1)).toBeLessThan(0.02);
  });

  test("and queues of their own are no shorter than one for all", () => {
    const perSecond = (0.8 * 4) / SERVICE_SECONDS;
    expect(meanQueue(4, perSecond, { concurrency: 1 })).toBeGreaterThan(erlangQueue(4, 3.2));
  });
});

describe("the capacity of a replica", () => {
  test("counts the needed replicas of a scenario: at the rate that two need, two keep the objective", () => {
    const service: LlmService = { model: "llm", concurrency: 32, waitObjectiveSeconds: 1 };
    const run = (rate: number, replicas: number) =>
      simulate(scenario({ rules: [], service, initialReplicas: replicas, trace: constant({ rate, seconds: 7200 }) }));
    const needed = Math.max(...run(6, 2).needed.map((each) => each ?? Number.NaN));
    expect(needed).toBe(2);
    expect(summarize(run(6, needed)).meanWaitSeconds).toBeLessThan(1);
    expect(summarize(run(6, needed - 1)).meanWaitSeconds).toBeGreaterThan(1);
  });
});
