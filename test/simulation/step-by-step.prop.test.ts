import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LATENCIES, simulate, type Timeline } from "../../src/simulation/index.ts";
import { RandomStream } from "../../src/simulation/numbers/random.ts";
import { Arrivals } from "../../src/simulation/traffic/arrivals.ts";
import { Traffic } from "../../src/simulation/traffic/traffic.ts";
import { rule } from "../support/build.ts";
import { RUNS } from "../support/runs.ts";
import { scenario } from "./scenarios.ts";
import { type Arrival, type SteppedService, stepByStep } from "./step-by-step.ts";

const SECONDS = 120;

const decodeMs = fc.record({
  base: fc.constantFrom(1, 5, 20.58, 40),
  perRequest: fc.constantFrom(0, 0.41, 2),
  perCacheToken: fc.constantFrom(0, 0.0001, 0.003),
});
const prefillMs = fc.record({ base: fc.constantFrom(0, 5.2), perToken: fc.constantFrom(0, 0.1, 0.7) });
const queues = {
  queueLimit: fc.constantFrom(Infinity, Infinity, 0, 3),
  patienceSeconds: fc.constantFrom(Infinity, 2, 9),
};
const hitShare = fc.constantFrom(0, 0, 0.5, 1);

/** A cache that is too small for what comes, and prompts that one step can take. */
const crowded = fc.record({
  ...{ decodeMs, prefillMs, hitShare, ...queues },
  concurrency: fc.constantFrom(2, 5, 40),
  cacheTokens: fc.integer({ min: 300, max: 6000 }),
  stepTokens: fc.constant(100_000),
});

/** Prompts that take several steps, alone or with others. */
const stepped = fc.record({
  ...{ decodeMs, prefillMs, hitShare, ...queues },
  concurrency: fc.constantFrom(1, 2, 5, 40),
  cacheTokens: fc.constant(1e9),
  stepTokens: fc.integer({ min: 40, max: 700 }),
});

const bins = fc.array(
  fc.record({
    count: fc.constantFrom(0, 0, 1, 1, 2, 5),
    input: fc.integer({ min: 1, max: 400 }),
    output: fc.integer({ min: 1, max: 300 }),
  }),
  { minLength: SECONDS / 2, maxLength: SECONDS },
);

/** Times that no sum of steps comes to, to the last digit of which the two may differ. */
const seconds = (most: number) => fc.double({ min: 0.001, max: most, noNaN: true }).map((each) => each * Math.SQRT2);
const objectives = fc.record({
  queue: seconds(1),
  firstToken: seconds(3),
  perToken: seconds(0.05),
  endToEnd: seconds(20),
});

const asked = rule({ metricSource: "PROMETHEUS", metricName: "vllm:num_preemptions_total", threshold: "1e9" });

const sumOf = (figures: readonly number[]) => figures.reduce((sum, each) => sum + each, 0);

function totalOf({ metrics, cycleSeconds }: Timeline, name: string): number {
  return cycleSeconds * sumOf((metrics.find((metric) => metric.name === name)?.values ?? []).map(Number));
}

test("an llm replica does in runs of many steps what one does that takes each step alone", () => {
  const seen = { preemptions: 0, lost: 0, waited: 0 };
  fc.assert(
    fc.property(
      fc.oneof(crowded, stepped),
      bins,
      objectives,
      fc.nat(),
      (service: SteppedService, given, promised, seed) => {
        const filled = [
          ...given,
          ...Array.from({ length: SECONDS - given.length }, () => ({ count: 0, input: 0, output: 0 })),
        ];
        const trace = {
          binSeconds: 1,
          requests: filled.map(({ count }) => count),
          inputTokens: filled.map(({ count, input }) => count * input),
          outputTokens: filled.map(({ count, output }) => count * output),
        };
        const { hitShare: share, ...rest } = service;
        const timeline = simulate(
          scenario({
            seed,
            objectives: promised,
            rules: [asked],
            initialReplicas: 1,
            trace,
            service: { model: "llm", lengths: "constant", prefixCache: { hitShare: share }, ...rest },
          }),
        );
        const arrivals: Arrival[] = [];
        const drawn = new Arrivals(new Traffic(trace), new RandomStream(seed, "arrivals"));
        for (let atMs = drawn.next(Infinity); atMs < Infinity; atMs = drawn.next(Infinity)) {
          const { input = 0, output = 0 } = filled[drawn.bin] ?? {};
          arrivals.push({ atMs, input, output });
        }
        const expected = stepByStep(service, arrivals, SECONDS * 1000);
        const { finished } = expected;
        const times = {
          queue: expected.queue,
          firstToken: expected.firstToken,
          perToken: finished.filter(({ perToken }) => perToken > 0).map(({ perToken }) => perToken),
          endToEnd: finished.map(({ endToEnd }) => endToEnd),
        };
        for (const latency of LATENCIES) {
          const { requests, totalSeconds } = timeline.latencies[latency];
          expect(sumOf(requests), latency).toBe(times[latency].length);
          expect(totalSeconds, latency).toBeCloseTo(sumOf(times[latency]) / 1000, 6);
          const kept = timeline.kept?.find((each) => each.latency === latency)?.requests ?? [];
          const inTime = finished.filter((request) => request[latency] <= 1000 * promised[latency]);
          expect(sumOf(kept.map(Number)), latency).toBe(inTime.length);
        }
        const good = finished.filter((each) => LATENCIES.every((latency) => each[latency] <= 1000 * promised[latency]));
        expect(sumOf(timeline.good.map(Number))).toBe(good.length);
        expect(sumOf(timeline.lost)).toBe(expected.lost);
        expect(totalOf(timeline, "vllm:num_preemptions_total")).toBeCloseTo(expected.preemptions, 6);
        expect(totalOf(timeline, "vllm:avg_generation_throughput_toks_per_s")).toBeCloseTo(expected.tokens, 6);
        seen.preemptions += expected.preemptions;
        seen.lost += expected.lost;
        seen.waited += expected.queue.filter((ms) => ms > 0).length;
      },
    ),
    { numRuns: 3 * RUNS },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS);
});
