import { describe, expect, test } from "vitest";
import { constant, type LlmService, type Scenario, simulate, summarize } from "../../src/simulation/index.ts";
import { RUNS } from "../support/runs.ts";
import { stepFigures } from "../support/step-chain.ts";
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

/** Cases that take minutes: with FC_RUNS at 2000 or more. */
const onlyInLongRuns = <Case>(cases: readonly Case[]) => (RUNS >= 2000 ? cases : []);

interface QueueRun {
  /** Requests in the queue, in the mean. */
  readonly queue: number;
  /** The share of time in which replicas were busy, in the mean. */
  readonly busy: number;
}

function queueOf(
  replicas: number,
  perSecond: number,
  service: Partial<LlmService>,
  run: Partial<Scenario> = {},
  requests = 400_000,
): QueueRun {
  const seconds = Math.ceil(requests / perSecond);
  const traffic = constant({ rate: perSecond, seconds, binSeconds: 100 });
  const bins = traffic.requests.length;
  const tokens = {
    inputTokens: Array(bins).fill(1),
    outputTokens: traffic.requests.map((count) => (count ?? 0) * OUTPUT),
  };
  const { queueSeconds, metrics } = simulate(
    scenario({
      rules: [],
      initialReplicas: replicas,
      trace: { ...traffic, ...tokens },
      service: { ...exponential, ...service },
      cycleSeconds: 100,
      ...run,
    }),
  );
  const busy = metrics.find(({ name }) => name === "cuda_util")?.values ?? [];
  return { queue: mean(queueSeconds) / 100, busy: mean(busy) / 100 };
}

function mean(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, each) => sum + Number(each), 0) / values.length;
}

describe("an llm service with exponential lengths and constant token times is an M/M/c queue: its mean queue is Erlang's within 2 %", () => {
  /**
   * By the load that there was: of what was drawn the load explains much of how a run differs from the mean. What is left is
   * noise, of 1 % a run with 2 replicas and 5 % with 50, and no bias: hence several seeds.
   */
  test.each([
    [2, 0.8, 1],
    [5, 0.8, 1],
    ...onlyInLongRuns([
      [10, 0.8, 4],
      [20, 0.8, 8],
      [50, 0.85, 8],
    ] as const),
  ] as const)("with %i replicas of one place at a load of %f, in %i runs", (replicas, utilisation, runs) => {
    const perSecond = (utilisation * replicas) / SERVICE_SECONDS;
    const ratios = Array.from({ length: runs }, (_, nth) => {
      const service = { concurrency: 1, routing: "shared" } as const;
      const { queue, busy } = queueOf(replicas, perSecond, service, { seed: nth + 1 });
      return queue / erlangQueue(replicas, busy * replicas);
    });
    expect(Math.abs(mean(ratios) - 1)).toBeLessThan(0.02);
  });

  test("with one replica of eight places at a load of 0.8", () => {
    const perSecond = (0.8 * 8) / SERVICE_SECONDS;
    expect(Math.abs(queueOf(1, perSecond, { concurrency: 8 }).queue / erlangQueue(8, 6.4) - 1)).toBeLessThan(0.02);
  });

  test("and queues of their own are no shorter than one for all", () => {
    const perSecond = (0.8 * 4) / SERVICE_SECONDS;
    expect(queueOf(4, perSecond, { concurrency: 1 }, {}, 100_000).queue).toBeGreaterThan(erlangQueue(4, 3.2));
  });
});

/** What the requests of one replica waited for in the mean, in milliseconds, at a steady rate. */
function meanTimes(service: LlmService, perSecond: number, tokens: number, requests: number) {
  const traffic = constant({ rate: perSecond, seconds: Math.ceil(requests / perSecond), binSeconds: 100 });
  const counts = traffic.requests.map((count) => count ?? 0);
  const { latencies } = summarize(
    simulate(
      scenario({
        rules: [],
        initialReplicas: 1,
        trace: { ...traffic, inputTokens: counts, outputTokens: counts.map((count) => count * tokens) },
        service,
        cycleSeconds: 100,
      }),
    ),
  );
  const { firstToken, perToken, endToEnd } = latencies;
  return {
    firstToken: 1000 * Number(firstToken.mean),
    perToken: 1000 * Number(perToken.mean),
    endToEnd: 1000 * Number(endToEnd.mean),
  };
}

describe("a replica that slows down as it fills is a birth-death chain", () => {
  const tokens = 400;
  const places = 8;
  const stepMs = (batch: number) => 10 + 0.5 * batch;
  const service: LlmService = { ...exponential, decodeMs: { base: 10, perRequest: 0.5 }, concurrency: places };
  const rates = Array.from({ length: places }, (_, at) => (1000 * (at + 1)) / (tokens * stepMs(at + 1)));

  test.each([
    [0.3, 60_000],
    [0.6, 150_000],
    [0.8, 150_000],
  ] as const)(
    "at %f of what it can do: first token, time per token and end to end are within 3 %",
    (load, requests) => {
      const perSecond = load * (rates.at(-1) ?? Number.NaN);
      const { queue, running, states } = chainFigures(rates, perSecond);
      // Who comes finds the batch as it is at any time. Who need not wait comes in the middle of a step, if there is one.
      const waitMs = (1000 * queue) / perSecond;
      const sum = (of: (batch: number) => number) => states.reduce((total, odds, there) => total + odds * of(there), 0);
      const restMs = sum((there) => (there > 0 && there < places ? stepMs(there) / 2 : 0));
      const firstStepMs = sum((there) => stepMs(Math.min(there + 1, places)));
      const batchMs = (1000 * running) / perSecond;
      const found = meanTimes(service, perSecond, tokens, requests);
      expect(Math.abs(found.firstToken / (waitMs + restMs + firstStepMs) - 1)).toBeLessThan(0.03);
      expect(Math.abs(found.endToEnd / (waitMs + restMs + batchMs) - 1)).toBeLessThan(0.03);
      expect(Math.abs(found.perToken / (batchMs / tokens) - 1)).toBeLessThan(0.01);
    },
  );
});

describe("a replica whose prompts make steps longer is a chain of steps", () => {
  const engine = { places: 8, baseMs: 10, perRequestMs: 0.5, perPromptMs: 12, tokens: 40 };
  const service: LlmService = {
    ...exponential,
    decodeMs: { base: engine.baseMs, perRequest: engine.perRequestMs },
    prefillMs: { base: engine.perPromptMs, perToken: 0 },
    concurrency: engine.places,
  };
  const { places, tokens, baseMs, perRequestMs, perPromptMs } = engine;
  const most = (1000 * places) / (tokens * (baseMs + perRequestMs * places + (perPromptMs * places) / tokens));

  test.each([[0.3, 60_000], [0.6, 100_000], [0.8, 300_000], ...onlyInLongRuns([[0.9, 600_000]] as const)] as const)(
    "at %f of what it can do: first token, time per token and end to end are within 3 %",
    (load, requests) => {
      const expected = stepFigures(engine, load * most, 200);
      const found = meanTimes(service, load * most, tokens, requests);
      expect(Math.abs(found.firstToken / expected.firstToken - 1)).toBeLessThan(0.03);
      expect(Math.abs(found.perToken / expected.perToken - 1)).toBeLessThan(0.01);
      expect(Math.abs(found.endToEnd / expected.endToEnd - 1)).toBeLessThan(0.03);
    },
  );
});

describe("the capacity of a replica", () => {
  test("counts the needed replicas of a scenario: as many keep the objective, and one fewer does not", () => {
    const service: LlmService = { model: "llm", concurrency: 32, waitObjectiveSeconds: 1 };
    const run = (rate: number, replicas: number) =>
      simulate(scenario({ rules: [], service, initialReplicas: replicas, trace: constant({ rate, seconds: 3600 }) }));
    const needed = Math.max(...run(6, 2).needed.map((each) => each ?? Number.NaN));
    expect(needed).toBe(3);
    expect(summarize(run(6, needed)).meanWaitSeconds).toBeLessThan(1);
    expect(summarize(run(6, needed - 1)).meanWaitSeconds).toBeGreaterThan(1);
  });

  const equalServers: LlmService = {
    ...{ model: "llm", decodeMs: { base: 10, perRequest: 0 }, prefillMs: { base: 0, perToken: 0 } },
    ...{ cacheTokens: 1e7, routing: "shared" },
  };

  test.each([
    [20, 4, 0.01, 7],
    [15, 4, 0.05, 5],
    [7, 4, 0.1, 3],
    [7, 4, 1, 2],
    [0.5, 1, 0.001, 4],
  ])(
    "is by Erlang's C formula for %d a second, %d at a time for a second, and a mean wait of %f s: %d replicas",
    (rate, concurrency, waitObjectiveSeconds, replicas) => {
      const requests = 1000 * rate;
      const trace = { binSeconds: 1000, requests: [requests], inputTokens: [requests], outputTokens: [100 * requests] };
      const service = { ...equalServers, concurrency, waitObjectiveSeconds };
      const { needed } = simulate(scenario({ rules: [], service, trace }));
      expect(new Set(needed)).toEqual(new Set([replicas]));
      const waitOf = (count: number) =>
        count * concurrency > rate ? erlangQueue(count * concurrency, rate) / rate : Number.POSITIVE_INFINITY;
      expect(waitOf(replicas)).toBeLessThanOrEqual(waitObjectiveSeconds);
      expect(waitOf(replicas - 1)).toBeGreaterThan(waitObjectiveSeconds);
    },
  );

  test("goes by the lengths of the cycle's own requests", () => {
    const requests = [1200, 1200, 0];
    const trace = { binSeconds: 600, requests, inputTokens: [1200, 1200, 0], outputTokens: [12_000, 1_200_000, 0] };
    const service = { ...equalServers, concurrency: 4 };
    const { needed } = simulate(scenario({ rules: [], service, trace, cycleSeconds: 600 }));
    // 0.2 are busy in the mean, then 20: five replicas would have just that many places.
    expect(needed).toEqual([1, 6, 0]);
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
