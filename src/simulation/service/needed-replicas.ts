import type { Traffic } from "../traffic/traffic.ts";
import { batchRate } from "./batch-times.ts";
import type { CompleteLlm } from "./llm-service.ts";
import { largestRate } from "./replica-capacity.ts";
import { replicasFor } from "./replicas-for.ts";

/** So many waiting that no objective is met any more. */
const MOST_WAITING = 10_000;

/**
 * Fewest replicas for a rate: what one carries with requests of the trace's mean length and a mean wait within the
 * objective, as a chain by itself. Exact for one replica; more than enough for many, which share their load.
 */
export function neededReplicas(service: CompleteLlm, traffic: Traffic): (perSecond: number) => number {
  const [input, output] = [traffic.meanTokens("input"), traffic.meanTokens("output")];
  const fits = Math.max(1, Math.floor(service.cacheTokens / (input + output)));
  const servers = Math.min(service.concurrency, fits);
  const rates = Array.from({ length: servers }, (_, at) => batchRate(service, at + 1, input, output));
  const one = largestRate({ rates, room: Math.min(10 * servers, MOST_WAITING) }, service.waitObjectiveSeconds);
  return (perSecond) => replicasFor(perSecond, one);
}
