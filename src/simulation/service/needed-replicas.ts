import { itemAt } from "../../util/item-at.ts";
import { naturalLog } from "../numbers/natural-log.ts";
import type { CompleteObjective } from "../objectives.ts";
import type { Traffic } from "../traffic/traffic.ts";
import { batchRate, steadyStepMs } from "./batch-times.ts";
import type { CompleteLlm } from "./llm-service.ts";
import { chainOf, chainWait, largestRateWhere } from "./replica-capacity.ts";
import { replicasFor } from "./replicas-for.ts";

/**
 * Fewest replicas for a rate: what one carries with requests of the trace's mean length, a mean wait within the service's
 * objective and what users are promised, as a chain of its own. Exact for one replica; more than enough for many, which share
 * their load. Waits and first tokens are kept by the promised share of requests, times per token and end to end in the mean. A
 * promise that not even an idle replica keeps does not count.
 */
export function neededReplicas(
  service: CompleteLlm,
  traffic: Traffic,
  promised: readonly CompleteObjective[],
): (perSecond: number) => number {
  const lengths = { input: traffic.meanTokens("input"), output: traffic.meanTokens("output") };
  const rates = ratesOf(service, lengths.input, lengths.output);
  const steps = stepSeconds(service, lengths.input, lengths.output, rates.length);
  const kept = promised.map((objective) => (perSecond: number) => keeps(objective, rates, steps, perSecond));
  const idle = 1e-6 * itemAt(rates, 0);
  const attainable = kept.filter((each) => each(idle));
  const one = largestRateWhere(rates, (perSecond) => {
    return chainWait(rates, perSecond) <= service.waitObjectiveSeconds && attainable.every((each) => each(perSecond));
  });
  return (perSecond) => replicasFor(perSecond, one);
}

/** Whether one replica keeps an objective at a rate. */
function keeps(
  { latency, seconds, share }: CompleteObjective,
  rates: readonly number[],
  { each, first }: Steps,
  perSecond: number,
): boolean {
  const chain = chainOf(rates, perSecond);
  if (chain === null) return false;
  const { running, delayed, waitSeconds } = chain;
  const inMean = (of: (batch: number) => number) =>
    running.reduce((sum, likely, batch) => sum + (batch === 0 ? 0 : likely * of(batch)), 0);
  const requests = inMean((batch) => batch);
  const perToken = requests / inMean((batch) => batch / itemAt(each, batch - 1));
  switch (latency) {
    case "perToken":
      return perToken <= seconds;
    case "endToEnd":
      return waitSeconds + requests / perSecond <= seconds;
    case "queue":
    case "firstToken": {
      const left = seconds - (latency === "queue" ? 0 : first * perToken);
      // P(W > t) = delayed · e^(−(μ(c) − λ) t)
      const excess = Math.max(1, delayed / Math.max(1e-6, 1 - share));
      const least = naturalLog(Math.ceil(1024 * excess), -10);
      return left >= 0 && (itemAt(rates, rates.length - 1) - perSecond) * left >= least;
    }
  }
}

/** Seconds of a step with so many requests on the replica, from 1 on, and how many steps bring a request its first token. */
interface Steps {
  readonly each: readonly number[];
  readonly first: number;
}

function stepSeconds(service: CompleteLlm, input: number, output: number, places: number): Steps {
  const { hitShare } = service.prefixCache;
  const load = { input: input * (1 - hitShare), output, stepTokens: service.stepTokens };
  const each = Array.from({ length: places }, (_, at) => steadyStepMs(service, at + 1, load) / 1000);
  return { each, first: Math.max(1, Math.ceil(load.input / Math.max(1, service.stepTokens))) };
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
