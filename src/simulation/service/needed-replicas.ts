import { itemAt } from "../../util/item-at.ts";
import { naturalLog } from "../numbers/natural-log.ts";
import type { CompleteObjective } from "../objectives.ts";
import { batchRate, steadyStepMs } from "./batch-times.ts";
import type { CompleteLlm } from "./llm-service.ts";
import { type SteadyState, steadyState, topRate } from "./replica-capacity.ts";

/** Tokens of one request, in the mean. */
interface Lengths {
  readonly input: number;
  readonly output: number;
}

/** How one replica serves requests of some lengths. */
interface Serving {
  readonly lengths: Lengths;
  /** Requests per second that leave it, by how many run on it. */
  readonly rates: readonly number[];
  /** Tokens per second, by the same. */
  readonly tokensPerSecond: readonly number[];
  /** Steps that bring a request its first token. */
  readonly firstSteps: number;
  /** What users are promised, but for what not even an idle replica keeps. */
  readonly promised: readonly CompleteObjective[];
}

/**
 * Fewest replicas for requests of a rate and lengths: those that keep a mean wait within the service's objective and what users
 * are promised, in a steady state, with one queue in front of all and requests spread evenly. Waits and first tokens are kept by
 * the promised share of requests, times per token and end to end in the mean. A promise that not even an idle replica keeps does
 * not count.
 */
export class NeededReplicas {
  readonly #service: CompleteLlm;
  readonly #promised: readonly CompleteObjective[];
  #serving: Serving | null = null;
  /** What was asked last, of the lengths of `#serving`, and the answer. */
  #last = { perSecond: 0, replicas: 0 };

  constructor(service: CompleteLlm, promised: readonly CompleteObjective[]) {
    this.#service = service;
    this.#promised = promised;
  }

  /** @param perSecond - requests that arrive, in the mean */
  of(perSecond: number, lengths: Lengths): number {
    if (perSecond === 0) return 0;
    const before = this.#serving;
    const serving = this.#servingOf(lengths);
    // Bins of a trace are often longer than cycles.
    if (serving !== before || perSecond !== this.#last.perSecond) {
      this.#last = { perSecond, replicas: this.#fewest(serving, perSecond) };
    }
    return this.#last.replicas;
  }

  #fewest(serving: Serving, perSecond: number): number {
    const most = topRate({ replicas: 1, rates: serving.rates });
    const carry = (replicas: number) => this.#carry(serving, replicas, perSecond);
    // Fewer finish less than what arrives.
    let low = Math.floor(perSecond / most);
    let high = low + 1;
    for (let step = 1; !carry(high); step *= 2) {
      low = high;
      high += step;
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (carry(middle)) high = middle;
      else low = middle;
    }
    return high;
  }

  /** The same as for the last lengths where these are those. */
  #servingOf(lengths: Lengths): Serving {
    const known = this.#serving;
    if (known?.lengths.input === lengths.input && known.lengths.output === lengths.output) return known;
    this.#serving = servingOf(this.#service, lengths, this.#promised);
    return this.#serving;
  }

  /** Whether so many replicas are enough; more of them than fit one chain count as several fleets, which is a little less. */
  #carry(serving: Serving, replicas: number, perSecond: number): boolean {
    const { rates, promised } = serving;
    const together = Math.min(replicas, Math.max(1, Math.floor(MOST_PLACES / rates.length)));
    const state = steadyState({ replicas: together, rates }, (perSecond * together) / replicas);
    if (state === null || state.waitSeconds > this.#service.waitObjectiveSeconds) return false;
    return promised.every((objective) => keeps(objective, serving, state));
  }
}

/** Places of the largest fleet that is computed as one. */
const MOST_PLACES = 4096;

function servingOf(service: CompleteLlm, lengths: Lengths, promised: readonly CompleteObjective[]): Serving {
  const { input, output } = lengths;
  const rates = ratesOf(service, input, output);
  const { hitShare } = service.prefixCache;
  const load = { input: input * (1 - hitShare), output, stepTokens: service.stepTokens };
  const stepSeconds = rates.map((_, at) => steadyStepMs(service, at + 1, load) / 1000);
  const serving = {
    lengths,
    rates,
    tokensPerSecond: stepSeconds.map((seconds, at) => (at + 1) / seconds),
    firstSteps: stepsOfPrompt(load.input, service),
  };
  const idle = steadyState({ replicas: 1, rates }, 1e-6 * itemAt(rates, 0));
  const attainable = promised.filter(
    (objective) =>
      idle !== null && keeps(objective, serving, idle) && promptsInTime(objective, service, load.input, stepSeconds),
  );
  return { ...serving, promised: attainable };
}

/** Whether replicas keep an objective in a steady state. */
function keeps(
  { latency, seconds, share }: CompleteObjective,
  { tokensPerSecond, firstSteps }: Pick<Serving, "tokensPerSecond" | "firstSteps">,
  state: SteadyState,
): boolean {
  const { perSecond, delayed, waitSeconds, spare } = state;
  const perToken = (): number => state.running / state.meanOf(tokensPerSecond);
  switch (latency) {
    case "perToken":
      return perToken() <= seconds;
    case "endToEnd":
      return waitSeconds + state.running / perSecond <= seconds;
    case "queue":
    case "firstToken": {
      const left = seconds - (latency === "queue" ? 0 : firstSteps * perToken());
      // P(W > t) = delayed · e^(−(μ(N) − λ) t)
      const excess = Math.max(1, delayed / Math.max(1e-6, 1 - share));
      const least = naturalLog(Math.ceil(1024 * excess), -10);
      return left >= 0 && spare * left >= least;
    }
  }
}

/** Whether the promised share of prompts is short enough for an idle replica to compute them in time. */
function promptsInTime(
  { latency, seconds, share }: CompleteObjective,
  service: CompleteLlm,
  input: number,
  stepSeconds: readonly number[],
): boolean {
  if (latency !== "firstToken") return true;
  const isExponential = service.lengths === "exponential" && share < 1;
  const longest = isExponential ? input * naturalLog(Math.ceil(1024 / (1 - share)), -10) : input;
  const { base, perToken } = service.prefillMs;
  const steps = stepsOfPrompt(longest, service) * itemAt(stepSeconds, 0);
  return steps + (base + perToken * longest) / 1000 <= seconds;
}

function stepsOfPrompt(tokens: number, { stepTokens }: CompleteLlm): number {
  return Math.max(1, Math.ceil(tokens / Math.max(1, stepTokens)));
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
