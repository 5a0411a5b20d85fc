import * as fc from "fast-check";
import { backendAi25, backendAi26, type Rule, recommended } from "../../src/index.ts";
import {
  constant,
  diurnal,
  type LlmService,
  type Scenario,
  ScenarioError,
  type Trace,
} from "../../src/simulation/index.ts";
import { inRule, rule } from "../support/build.ts";

/** Adds one replica above 80 % and removes one below 40 %. */
export const utilisationRules: readonly Rule[] = [
  rule({ cooldownSeconds: 60, maxReplicas: 20 }),
  inRule({ threshold: "40", cooldownSeconds: 300, minReplicas: 1 }),
];

/** Ten minutes of a fluid service at four requests a second. */
export function scenario(changes: Partial<Scenario> = {}): Scenario {
  return {
    rules: utilisationRules,
    initialReplicas: 2,
    trace: constant({ rate: 4, seconds: 600 }),
    service: { model: "fluid", requestsPerSecond: 4 },
    ...changes,
  };
}

/** Four hours with a hill of traffic, and rules that are late for it. */
export const hill = scenario({
  trace: diurnal({ low: 2, high: 20, seconds: 14_400, periodSeconds: 14_400, binSeconds: 10 }),
  initialReplicas: 1,
  rules: [
    rule({ threshold: 99, cooldownSeconds: 900, maxReplicas: 12 }),
    inRule({ threshold: 60, cooldownSeconds: 60, minReplicas: 1 }),
  ],
});

/** The place and the code of every fault that a run is refused for. */
export function refusalsOf(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.faults.map(({ path, code }) => `${path}: ${code}`);
  }
}

const counts = fc.array(fc.oneof(fc.nat(200), fc.constant(0), fc.constant(null)), { minLength: 1, maxLength: 60 });

/** Traces of a few minutes with bursts, pauses and gaps. */
export const trace: fc.Arbitrary<Trace> = fc.record({
  binSeconds: fc.constantFrom(1, 7, 10, 30),
  requests: counts,
});

/** Scenarios with every switch in use, on a service of one's choice. */
export function scenarios(service: fc.Arbitrary<Scenario["service"]>): fc.Arbitrary<Scenario> {
  const metricName = fc.constantFrom("cuda_util", "vllm:num_requests_waiting", "vllm:num_requests_running");
  const rules = fc
    .array(
      fc.record({
        metricName,
        threshold: fc.nat(100),
        isOut: fc.boolean(),
        stepSize: fc.integer({ min: 1, max: 3 }),
        cooldownSeconds: fc.nat(120),
      }),
      { maxLength: 4 },
    )
    .map((drafts) =>
      drafts.map(({ isOut, stepSize, metricName: name, ...rest }, at) =>
        rule({
          ...rest,
          id: `rule-${at}`,
          metricName: name,
          metricSource: name === "cuda_util" ? "KERNEL" : "INFERENCE_FRAMEWORK",
          comparator: isOut ? "GREATER_THAN" : "LESS_THAN",
          stepSize: isOut ? stepSize : -stepSize,
          maxReplicas: 12,
        }),
      ),
    );
  return fc.record({
    rules,
    semantics: fc.constantFrom(backendAi25, backendAi26, recommended),
    initialReplicas: fc.nat(6),
    trace,
    service,
    cycleSeconds: fc.constantFrom(5, 10, 13),
    startupSeconds: fc.constantFrom<number | number[]>(0, 17, 180, [5, 30, 60]),
    startFailureProbability: fc.constantFrom(0, 0.3),
    drainSeconds: fc.constantFrom(0, 15, 300),
    failuresPerReplicaHour: fc.constantFrom(0, 20),
    metricLagSeconds: fc.constantFrom(0, 7, 25),
    metricLoss: fc.constantFrom(0, 0.2),
    averaging: fc.constantFrom("backend-ai-25" as const, "backend-ai-26" as const, "prometheus" as const),
    seed: fc.integer(),
  });
}

export const fluid: fc.Arbitrary<Scenario["service"]> = fc.record({
  model: fc.constant("fluid" as const),
  requestsPerSecond: fc.constantFrom(0.5, 2, 3.3, 20),
});

/** Engines that are small, so that they fill up, with every switch. */
export const llm: fc.Arbitrary<LlmService> = fc.record({
  model: fc.constant("llm" as const),
  concurrency: fc.constantFrom(1, 4, 32),
  cacheTokens: fc.constantFrom(600, 5000, 500_000),
  queueLimit: fc.constantFrom(0, 10, Number.POSITIVE_INFINITY),
  routing: fc.constantFrom("shared" as const, "least-outstanding" as const),
  lengths: fc.constantFrom("constant" as const, "exponential" as const),
  engine: fc.constantFrom("vllm" as const, "sglang" as const, "tgi" as const),
  prefixCache: fc.constantFrom({ hitShare: 0 }, { hitShare: 0.5, warmRequests: 10 }),
  patienceSeconds: fc.constantFrom(5, 60, Number.POSITIVE_INFINITY),
  retries: fc.constantFrom(0, 2),
});
