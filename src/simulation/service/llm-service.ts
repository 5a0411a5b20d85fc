import type { BatchTimes } from "./batch-times.ts";
import type { Engine } from "./engine-metrics.ts";

/** Every way to route requests to replicas. */
export const ROUTINGS = /* @__PURE__ */ Object.freeze(["least-outstanding", "shared"] as const);

/** Every distribution of lengths about a bin's mean. */
export const LENGTHS = /* @__PURE__ */ Object.freeze(["exponential", "constant"] as const);

/**
 * A serving engine with continuous batching, request by request: each replica runs a batch up to a limit, all of it slows
 * down as it grows, and what does not fit waits.
 *
 * Assumptions: all requests of a batch advance together; a token takes `base + perRequest · b` ms at batch b; the time to
 * the first token is settled when a request joins; cache for all of input and output is set aside then, so that nothing is
 * preempted; at long contexts real engines are slower. With constant batch times it is an M/G/c queue, and with
 * exponential lengths too the M/M/c queue of Erlang's C formula, against which it is tested. At most
 * 30,000,000 requests are followed in one run.
 *
 * It exports what the engine exports, under its names: running and waiting requests at the end of the cycle, cache in use,
 * generated tokens per second (`INFERENCE_FRAMEWORK`), and `cuda_util`, the share of time busy in percent (`KERNEL`).
 *
 * @example
 * const a100s: LlmService = { model: "llm", concurrency: 64, engine: "vllm" };
 * @see llm-d workload-variant-autoscaler, queue analyser, for the batch times and the A100's decode figures, a linear fit;
 *   the prefill figures here are assumed: 25,000 tokens a second
 */
export interface LlmService extends Partial<BatchTimes> {
  readonly model: "llm";
  /** Most requests that one replica runs at a time, vLLM's `max_num_seqs`. Absent: 256. */
  readonly concurrency?: number;
  /** Tokens that the cache of one replica holds. Absent: 500,000. */
  readonly cacheTokens?: number;
  /** Most requests that may wait, over all replicas; the rest are turned away. Absent: no limit. */
  readonly queueLimit?: number;
  /**
   * Whether a request goes to the queue of the ready replica with the fewest requests when it arrives, or waits in one queue
   * for the first replica with room. Absent: `least-outstanding`.
   */
  readonly routing?: (typeof ROUTINGS)[number];
  /** Whether lengths are exponential about their bin's mean or all equal to it. Absent: `exponential`. */
  readonly lengths?: (typeof LENGTHS)[number];
  /** Whose metric names. Absent: `vllm`. */
  readonly engine?: Engine;
  /** The mean wait that the count of needed replicas keeps, in a steady state at the cycle's rate. Absent: 1. */
  readonly waitObjectiveSeconds?: number;
}

/** A service of which nothing is left out. */
export type CompleteLlm = Required<LlmService>;

/** What stands for whatever is left out. */
export const LLM_DEFAULTS: CompleteLlm = {
  model: "llm",
  concurrency: 256,
  decodeMs: { base: 20.58, perRequest: 0.41 },
  prefillMs: { base: 20, perToken: 0.04 },
  cacheTokens: 500_000,
  queueLimit: Number.POSITIVE_INFINITY,
  routing: "least-outstanding",
  lengths: "exponential",
  engine: "vllm",
  waitObjectiveSeconds: 1,
};
