import { describe, expect, test } from "vitest";
import { constant, type LlmService, simulate, summarize } from "../../src/simulation/index.ts";
import { chainFigures, erlangQueue } from "./erlang.ts";
import { scenario } from "./scenarios.ts";

/** Exponential service: constant token times, no prefill, exponential lengths. */
const OUTPUT = 1000;
const exponential: LlmService = {
  model: "llm",
  decodeMs: { base: 1, perRequest: 0 },
  prefillMs: { base: 0, perToken: 0 },
  cacheTokens: Number.POSITIVE_INFINITY,
};
// Lengths are whole and at least 1: a little more than OUTPUT steps of a millisecond each.
const SERVICE_SECONDS = (OUTPUT + 0.5 / OUTPUT) / 1000;

function meanQueue(replicas: number, perSecond: number, service: Partial<LlmService>): number {
  const seconds = Math.ceil(600_000 / perSecond);
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

describe("a replica that slows down as it fills is a birth-death chain", () => {
  const decodeMs = { base: 10, perRequest: 0.5 };
  const prefillMs = { base: 0, perToken: 0 };
  const output = 400;
  const service: LlmService = { ...exponential, decodeMs, prefillMs, concurrency: 16 };
  const rates = Array.from({ length: 16 }, (_, at) => (1000 * (at + 1)) / (output * (10 + 0.5 * (at + 1))));

  test.each([0.3, 0.6, 0.8, 0.9])(
    "at %f of what it can do: first token, time per token and end to end within 3 %%",
    (load) => {
      const perSecond = load * (rates.at(-1) ?? Number.NaN);
      const traffic = constant({ rate: perSecond, seconds: Math.ceil(200_000 / perSecond), binSeconds: 100 });
      const bins = traffic.requests.map((count) => (count ?? 0) * output);
      const { latencies } = summarize(
        simulate(
          scenario({
            rules: [],
            initialReplicas: 1,
            trace: { ...traffic, inputTokens: bins.map((each) => each / output), outputTokens: bins },
            service,
            cycleSeconds: 100,
          }),
        ),
      );
      const { queue, running } = chainFigures(rates, perSecond);
      // Little's law; a step is half over when a request comes, and the first token is the end of its first whole step.
      const batch = running / perSecond;
      const step = batch / output;
      expect(Math.abs((latencies.endToEnd.mean ?? 0) / (queue / perSecond + batch + step / 2) - 1)).toBeLessThan(0.03);
      expect(Math.abs((latencies.firstToken.mean ?? 0) / (queue / perSecond + 1.5 * step) - 1)).toBeLessThan(0.08);
    },
  );
});

describe("the capacity of a replica", () => {
  test("counts the needed replicas of a scenario: as many keep the objective, and one fewer does not", () => {
    const service: LlmService = { model: "llm", concurrency: 32, waitObjectiveSeconds: 1 };
    const run = (rate: number, replicas: number) =>
      simulate(scenario({ rules: [], service, initialReplicas: replicas, trace: constant({ rate, seconds: 7200 }) }));
    const needed = Math.max(...run(6, 2).needed.map((each) => each ?? Number.NaN));
    expect(needed).toBe(3);
    expect(summarize(run(6, needed)).meanWaitSeconds).toBeLessThan(1);
    expect(summarize(run(6, needed - 1)).meanWaitSeconds).toBeGreaterThan(1);
  });

  test("is never past what is served: one at a time for ten seconds needs more replicas from 0.0857 a second on", () => {
    const service: LlmService = {
      ...exponential,
      decodeMs: { base: 10, perRequest: 0 },
      concurrency: 1,
      waitObjectiveSeconds: 60,
    };
    const needed = (rate: number) =>
      simulate(
        scenario({
          rules: [],
          service,
          trace: { binSeconds: 10, requests: [10 * rate], inputTokens: [10 * rate], outputTokens: [10 * rate * 1000] },
        }),
      ).needed;
    expect([0.0855, 0.0858, 0.1].map((rate) => needed(rate)[0])).toEqual([1, 2, 2]);
  });
});
