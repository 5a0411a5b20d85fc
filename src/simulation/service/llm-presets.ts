import type { LLM_PRESETS } from "../../fields/scenario-domains.ts";
import type { BatchTimes } from "./batch-times.ts";

/** The name of a model on a card. */
export type LlmPreset = (typeof LLM_PRESETS)[number];

/** What is known of a model on one card. */
export interface PresetValues extends BatchTimes {
  readonly concurrency: number;
  readonly cacheTokens: number;
  readonly stepTokens?: number;
}

/**
 * Models on one card each, with step times that `fitService` finds in all that a public source prints of them.
 *
 * `concurrency` is the most that was measured at a time. Where the source does not say what the cache holds, `cacheTokens` is
 * what ran at a time. First tokens are those of the steps alone: what was measured has the way to the engine and back too, and
 * waits of requests that all start at once.
 */
export const LLM_PRESET_VALUES: Readonly<Record<LlmPreset, PresetValues>> = {
  /**
   * Llama 2 7B (FP16) on an A100 80 GB, LMDeploy 0.1.0a1. Fitted to 20 rows: throughputs are off 4 % in the mean, 21 % at most.
   *
   * @see InternLM/lmdeploy, docs/en/benchmark/a100_fp16.md, commit 3e391df4
   */
  "llama-2-7b-a100": {
    concurrency: 64,
    cacheTokens: 128_000,
    decodeMs: { base: 9.666, perRequest: 0.05088, perCacheToken: 0.0003117 },
    prefillMs: { base: 2.198, perToken: 0.06387 },
  },
  /**
   * Llama 2 13B (FP16) on an A100 80 GB, LMDeploy 0.1.0a1. Fitted to 20 rows: throughputs are off 1 % in the mean, 7 % at most.
   *
   * @see InternLM/lmdeploy, docs/en/benchmark/a100_fp16.md, commit 3e391df4
   */
  "llama-2-13b-a100": {
    concurrency: 64,
    cacheTokens: 64_000,
    decodeMs: { base: 17.33, perRequest: 0.0007571, perCacheToken: 0.0005274 },
    prefillMs: { base: 2.842, perToken: 0.1067 },
  },
  /**
   * gpt-oss-120b (FP4) on a B200, vLLM of January 2026. Fitted to 18 rows: throughputs are off 10 % in the mean, 22 % at most.
   *
   * @see SemiAnalysisAI/InferenceX (then InferenceMAX), workflow run 20667906037 of 2 January 2026
   */
  "gpt-oss-120b-b200": {
    concurrency: 128,
    cacheTokens: 1_061_760,
    stepTokens: 8192,
    decodeMs: { base: 4.007, perRequest: 0.08024, perCacheToken: 0 },
    prefillMs: { base: 1.048, perToken: 0.01055 },
  },
  /**
   * gpt-oss-120b (FP4) on an H200, vLLM of January 2026. Fitted to 7 rows: throughputs are off 4 % in the mean, 9 % at most.
   *
   * @see SemiAnalysisAI/InferenceX (then InferenceMAX), workflow run 20667906037 of 2 January 2026
   */
  "gpt-oss-120b-h200": {
    concurrency: 64,
    cacheTokens: 530_880,
    stepTokens: 8192,
    decodeMs: { base: 5.897, perRequest: 0.04142, perCacheToken: 0.000009129 },
    prefillMs: { base: 1.458, perToken: 0.06268 },
  },
  /**
   * gpt-oss-120b (FP4) on an MI355X, ATOM of January 2026. Fitted to 14 rows: throughputs are off 7 % in the mean, 15 % at most.
   *
   * @see SemiAnalysisAI/InferenceX (then InferenceMAX), workflow run 21012127808 of 14 January 2026
   */
  "gpt-oss-120b-mi355x": {
    concurrency: 128,
    cacheTokens: 1_061_760,
    decodeMs: { base: 4.754, perRequest: 0.06974, perCacheToken: 6.958e-7 },
    prefillMs: { base: 0.4772, perToken: 0.01149 },
  },
};
