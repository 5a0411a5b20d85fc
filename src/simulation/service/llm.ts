import { engineMetrics } from "./engine-metrics.ts";
import { LlmCluster } from "./llm-cluster.ts";
import { type CompleteLlm, LLM_DEFAULTS, type LlmService } from "./llm-service.ts";
import { neededReplicas } from "./needed-replicas.ts";
import type { ServiceSetup, ServiceStep } from "./service-step.ts";

export function startLlm(given: LlmService, setup: ServiceSetup): ServiceStep {
  const service: CompleteLlm = { ...LLM_DEFAULTS, ...given };
  const cluster = new LlmCluster(service, setup);
  const needed = neededReplicas(service, setup.traffic);
  return (interval) => {
    const { startMs, endMs } = interval;
    const seconds = (endMs - startMs) / 1000;
    const { arrived, served, lost, queueSeconds, tokens, busyMs } = cluster.run(interval);
    const { running, queued, waiting, cacheTokens } = cluster;
    return {
      arrived,
      served,
      lost,
      waiting,
      running,
      queueSeconds,
      needed: needed(interval.requests / seconds),
      busy: cluster.busyAmong(interval.draining),
      metrics: engineMetrics(service.engine, {
        running,
        waiting: queued,
        cache: cacheTokens / service.cacheTokens,
        cacheTokens,
        tokensPerSecond: tokens / seconds,
        busy: busyMs / (endMs - startMs),
      }),
    };
  };
}
