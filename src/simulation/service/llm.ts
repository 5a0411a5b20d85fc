import { exportsOf, type Quantity } from "./engine-metrics.ts";
import type { Latency } from "./latencies.ts";
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

/** How many requests kept each limit, of those that were served. */
function keptOf(served: number, late: Readonly<Record<Latency, number>>): Readonly<Record<Latency, number>> {
  const { queue, firstToken, perToken, endToEnd } = late;
  return {
    queue: served - queue,
    firstToken: served - firstToken,
    perToken: served - perToken,
    endToEnd: served - endToEnd,
  };
}

export function startLlm(given: LlmService, setup: ServiceSetup): ServiceStep {
  const service = completeLlm(given);
  const cluster = new LlmCluster(service, setup);
  const { traffic } = setup;
  const needed = new NeededReplicas(service, setup.promised);
  const exported = exportsOf([service.engine], setup.asked, LLM_QUANTITIES);
  const isSeveral = setup.promised.length > 1;
  return (interval) => {
    const { startMs, endMs, requests } = interval;
    const lengths = {
      input: traffic.meanTokensBetween(startMs, endMs, "input"),
      output: traffic.meanTokensBetween(startMs, endMs, "output"),
    };
    const { arrived, served, good, late, lost, queueSeconds } = cluster.run(interval);
    return {
      arrived,
      served,
      good,
      kept: isSeveral ? keptOf(served, late) : undefined,
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
