// What a scenario can say, where its checks and its JSON Schema have to agree.

import type { PlainDomain } from "./domain.ts";
import { anInteger } from "./expectations.ts";

/** Every way to route requests to replicas. */
export const ROUTINGS = /* @__PURE__ */ Object.freeze(["least-outstanding", "shared"] as const);

/** Every distribution of lengths about a bin's mean. */
export const LENGTHS = /* @__PURE__ */ Object.freeze(["exponential", "constant"] as const);

/** Every model and card whose step times are known of a public source. */
export const LLM_PRESETS = /* @__PURE__ */ Object.freeze([
  "llama-2-7b-a100",
  "llama-2-13b-a100",
  "gpt-oss-120b-b200",
  "gpt-oss-120b-h200",
  "gpt-oss-120b-mi355x",
] as const);

/** Every serving engine whose metric names are known. */
export const ENGINES = /* @__PURE__ */ Object.freeze(["vllm", "sglang", "tgi"] as const);

/** Every way to average over replicas. */
export const AVERAGINGS = /* @__PURE__ */ Object.freeze([
  "backend-ai-25",
  "backend-ai-26",
  "prometheus",
] as const);

/** Every way to measure how well requests are served. */
export const SERVICE_LEVELS = /* @__PURE__ */ Object.freeze([
  "within-objective",
  "objectives",
  "enough-replicas",
] as const);

/** Every way in which requests arrive within a bin. */
export const ARRIVALS = /* @__PURE__ */ Object.freeze(["counted", "poisson"] as const);

/** The longest time of all, in seconds: thirty years, so that runs stay within the calendar. */
export const LONGEST = 1e9;

/** The most requests, and the most tokens, that one bin can have. */
export const MOST_IN_A_BIN = 1e9;

const LEAST_SEED = -2_147_483_648;
const MOST_SEED = 4_294_967_295;

/** What random numbers are drawn by: an integer of 32 bits, with a sign or without. */
export const SEED: PlainDomain<number> = {
  accepts: (value): value is number =>
    Number.isInteger(value) && Number(value) >= LEAST_SEED && Number(value) <= MOST_SEED,
  expects: /* @__PURE__ */ anInteger(LEAST_SEED, MOST_SEED),
  form: { type: "integer", minimum: LEAST_SEED, maximum: MOST_SEED },
};

/** Seconds above 0 that are whole milliseconds. JSON Schema cannot say the latter. */
export const WHOLE_MILLISECONDS: PlainDomain<number> = {
  accepts: (value): value is number =>
    typeof value === "number" &&
    value > 0 &&
    value <= LONGEST &&
    Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-6,
  expects: { code: "not-whole-milliseconds", params: { max: LONGEST } },
  form: { type: "number", exclusiveMinimum: 0, maximum: LONGEST },
};
