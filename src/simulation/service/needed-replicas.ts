import type { Traffic } from "../traffic/traffic.ts";
import { batchRate } from "./batch-times.ts";
import type { CompleteLlm } from "./llm-service.ts";
import { largestRate } from "./replica-capacity.ts";
import { replicasFor } from "./replicas-for.ts";

/**
 * Fewest replicas for a rate: what one carries with requests of the trace's mean length and a mean wait within the
 * objective, as a chain of its own. Exact for one replica; more than enough for many, which share their load.
 */
export function neededReplicas(service: CompleteLlm, traffic: Traffic): (perSecond: number) => number {
  const { hitShare } = service.prefixCache;
  const input = traffic.meanTokens("input");
  const output = traffic.meanTokens("output");
  // Requests are half way through their answers in the mean.
  const fits = Math.max(1, Math.floor(service.cacheTokens / (input + output / 2)));
  const servers = Math.min(service.concurrency, fits);
  const load = { input: input * (1 - hitShare), output, stepTokens: service.stepTokens };
  const rates = Array.from({ length: servers }, (_, at) => batchRate(service, at + 1, load));
  const one = largestRate(rates, service.waitObjectiveSeconds);
  return (perSecond) => replicasFor(perSecond, one);
}
