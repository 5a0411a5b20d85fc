import type { LENGTHS, ROUTINGS } from "../../fields/scenario-domains.ts";
import type { BatchTimes } from "./batch-times.ts";
import type { Engine } from "./engine-metrics.ts";
import { LLM_PRESET_VALUES, type LlmPreset } from "./llm-presets.ts";

/**
 * A serving engine with continuous batching, request by request and step by step, as vLLM works: each step gives every
 * request that decodes a token, and what is left of the step's tokens goes to prompts, first come, first served (chunked
 * prefill); see {@link BatchTimes} for how long a step takes.
 *
 * A request is taken in where there is a place and its prompt's blocks of cache are free now. When a step finds no free block
 * the newest request is put off: its cache is dropped, and prompt and answer so far are computed again when there is space.
 *
 * Assumptions: all of a prompt's blocks are taken at once; hits of the prefix cache save the computation of a prompt, not its
 * blocks; one that is put off has none. With constant step times and no prompts to speak of it is an M/G/c queue, and
 * with exponential lengths too the M/M/c queue of Erlang's C formula, against which it is tested. At most 30,000,000
 * requests are followed in one run.
 *
 * It exports what the engine exports, under its names: running and waiting requests and the share of cache in use at the end
 * of the cycle, tokens generated per second of it (`INFERENCE_FRAMEWORK`), and `cuda_util`, the share of time busy in percent
 * (`KERNEL`). Rules may read the same from `PROMETHEUS`, and there the rates of the engine's counters.
 *
 * @example
 * const a100s: LlmService = { model: "llm", concurrency: 64, engine: "vllm" };
 * const b200s: LlmService = { model: "llm", preset: "gpt-oss-120b-b200" };
 * @see llm-d workload-variant-autoscaler, queue analyser, sample configuration, for the values that stand for absent ones: they
 *   belong together, and illustrate several cards and models; measure your own with {@link fitService}
 */
export interface LlmService extends Partial<BatchTimes> {
  readonly model: "llm";
  /** A model on a card, of which a public source tells step times, places and cache. What is given beside it wins. */
  readonly preset?: LlmPreset;
  /** Most requests that one replica runs at a time, vLLM's `max_num_seqs`. Absent: 256. */
  readonly concurrency?: number;
  /** Tokens that the cache of one replica holds. Absent: 500,000. */
  readonly cacheTokens?: number;
  /** Most requests that may wait, over all replicas; the rest are turned away. Absent: no limit. */
  readonly queueLimit?: number;
  /**
   * Whether a request goes to the queue of the ready replica with the fewest requests when it arrives, or waits in one queue
   * for the first replica with space. Absent: `least-outstanding`.
   */
  readonly routing?: (typeof ROUTINGS)[number];
  /** Tokens that one step can take, vLLM's `max_num_batched_tokens`; at least `concurrency`. Absent: 2,048, or twice `concurrency`. */
  readonly stepTokens?: number;
  /** What of prompts need not be computed. Absent: nothing. */
  readonly prefixCache?: PrefixCache;
  /** How long a request waits to begin before it gives up. Absent: forever. */
  readonly patienceSeconds?: number;
  /** How often a request that gave up comes again; each time it counts as another that arrived. Absent: 0. */
  readonly retries?: number;
  /** How long after giving up. Absent: 1. */
  readonly retryAfterSeconds?: number;
  /** Whether lengths are exponential about their bin's mean or all equal to it. Absent: `exponential`. */
  readonly lengths?: (typeof LENGTHS)[number];
  /** Whose metric names. Absent: `vllm`. */
  readonly engine?: Engine;
  /** The mean wait that the count of needed replicas keeps beside the objectives, in a steady state at the cycle's rate. Absent: 1. */
  readonly waitObjectiveSeconds?: number;
}

/** Prompts that begin alike, such as those of one conversation. */
export interface PrefixCache {
  /** The share of a prompt's tokens that a warm replica has in its cache, 0 to 1. */
  readonly hitShare: number;
  /** So many requests after which a new replica is warm; up to then hits grow evenly from none. Those of the start are warm. Absent: 100. */
  readonly warmRequests?: number;
}

/** A service of which nothing is left out. */
export interface CompleteLlm extends Required<Omit<LlmService, "preset">> {
  readonly prefixCache: Required<PrefixCache>;
}

/** A service with what stands for whatever is left out. */
export function completeLlm(service: LlmService): CompleteLlm {
  const { preset, ...own } = service;
  const given = preset === undefined ? own : { ...LLM_PRESET_VALUES[preset], ...own };
  const { concurrency = 256, prefixCache } = given;
  return {
    concurrency,
    decodeMs: { base: 20.58, perRequest: 0.41 },
    prefillMs: { base: 5.2, perToken: 0.1 },
    cacheTokens: 500_000,
    queueLimit: Number.POSITIVE_INFINITY,
    routing: "least-outstanding",
    stepTokens: Math.max(2048, 2 * concurrency),
    patienceSeconds: Number.POSITIVE_INFINITY,
    retries: 0,
    retryAfterSeconds: 1,
    lengths: "exponential",
    engine: "vllm",
    waitObjectiveSeconds: 1,
    ...given,
    prefixCache: { warmRequests: 100, hitShare: 0, ...prefixCache },
  };
}
