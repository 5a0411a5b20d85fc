import { exportsOf, type Quantity } from "./engine-metrics.ts";
import { LlmCluster } from "./llm-cluster.ts";
import { completeLlm, type LlmService } from "./llm-service.ts";
import { NeededReplicas } from "./needed-replicas.ts";
import type { FigureKey, MetricFigure, ServiceSetup, ServiceStep } from "./service-step.ts";

/** What it knows of an engine's values: all of them. */
export const LLM_QUANTITIES: readonly Quantity[] = [
  ...(["running", "waiting", "cache", "cacheTokens", "generated", "finished", "preemptions", "busy"] as const),
];

/** A metric of replicas. Without a spread, which costs more than the whole of it. */
function eachOf(key: FigureKey, each: readonly number[], draining: readonly number[]): MetricFigure {
  const { source, name, aggregation } = key;
  return aggregation === undefined ? { source, name, each, draining } : { source, name, aggregation, each, draining };
}

export function startLlm(given: LlmService, setup: ServiceSetup): ServiceStep {
  const service = completeLlm(given);
  const cluster = new LlmCluster(service, setup);
  const { traffic } = setup;
  const needed = new NeededReplicas(service, setup.promised);
  const exported = exportsOf([service.engine], setup.asked, LLM_QUANTITIES);
  return (interval) => {
    const { startMs, endMs, requests } = interval;
    const lengths = {
      input: traffic.meanTokensBetween(startMs, endMs, "input"),
      output: traffic.meanTokensBetween(startMs, endMs, "output"),
    };
    const { arrived, served, good, lost, queueSeconds } = cluster.run(interval);
    return {
      arrived,
      served,
      good,
      lost,
      queueSeconds,
      waiting: cluster.waiting,
      running: cluster.running,
      needed: needed.of((1000 * requests) / (endMs - startMs), lengths),
      busy: cluster.busy,
      metrics: exported.map(({ key, quantity }) =>
        eachOf(key, cluster.ofReady(quantity), cluster.ofDraining(quantity)),
      ),
    };
  };
}
