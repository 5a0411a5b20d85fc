import { exportsOf, type Quantity } from "./engine-metrics.ts";
import { LlmCluster } from "./llm-cluster.ts";
import { completeLlm, type LlmService } from "./llm-service.ts";
import { neededReplicas } from "./needed-replicas.ts";
import type { ServiceSetup, ServiceStep } from "./service-step.ts";

/** What it knows of an engine's values: all of them. */
export const LLM_QUANTITIES: readonly Quantity[] = [
  ...(["running", "waiting", "cache", "cacheTokens", "generated", "finished", "preemptions", "busy"] as const),
];

export function startLlm(given: LlmService, setup: ServiceSetup): ServiceStep {
  const service = completeLlm(given);
  const cluster = new LlmCluster(service, setup);
  const needed = neededReplicas(service, setup.traffic);
  const exported = exportsOf([service.engine], setup.asked, LLM_QUANTITIES);
  return (interval) => {
    const tally = cluster.run(interval);
    const { ready, draining } = cluster.report(interval);
    return {
      ...tally,
      waiting: cluster.waiting,
      running: cluster.running,
      needed: needed((1000 * interval.requests) / (interval.endMs - interval.startMs)),
      busy: cluster.busy,
      metrics: exported.map(({ key, quantity }) => ({
        ...key,
        each: ready.map((readings) => readings[quantity]),
        draining: draining.map((readings) => readings[quantity]),
      })),
    };
  };
}
