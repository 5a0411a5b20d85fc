import { itemAt } from "../../util/item-at.ts";
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
  const rates = ratesOf(service, traffic.meanTokens("input"), traffic.meanTokens("output"));
  const one = largestRate(rates, service.waitObjectiveSeconds);
  return (perSecond) => replicasFor(perSecond, one);
}

/** Requests per second that one replica can serve at most. */
export function saturationOf(service: CompleteLlm, input: number, output: number): number {
  const rates = ratesOf(service, input, output);
  return itemAt(rates, rates.length - 1);
}

/** Requests per second that leave a replica, by how many run on it: up to as many as it has places and cache for. */
function ratesOf(service: CompleteLlm, input: number, output: number): readonly number[] {
  // Requests are half way through their answers in the mean.
  const fits = Math.max(1, Math.floor(service.cacheTokens / (input + output / 2)));
  const { hitShare } = service.prefixCache;
  const load = { input: input * (1 - hitShare), output, stepTokens: service.stepTokens };
  return Array.from({ length: Math.min(service.concurrency, fits) }, (_, at) => batchRate(service, at + 1, load));
}
