/**
 * How long one step of a serving engine takes: base + perRequest · (requests that get a token) + perCacheToken · (tokens in
 * their cache) + prefill base · (prompts that are finished) + perToken · (tokens of prompts in the step), in milliseconds.
 */
export interface BatchTimes {
  /** Milliseconds of a step, and what each request and each token of its cache adds. */
  readonly decodeMs: { readonly base: number; readonly perRequest: number; readonly perCacheToken?: number };
  /** Milliseconds that each prompt and each of its tokens adds to the steps in which it is computed. */
  readonly prefillMs: { readonly base: number; readonly perToken: number };
}

/** A replica that runs requests of one length. */
export interface Load {
  readonly input: number;
  readonly output: number;
  /** Tokens that one step can take. */
  readonly stepTokens: number;
}

/**
 * Milliseconds of a step in a steady state with so many requests of one length in the batch.
 *
 * Each of them takes n steps, those of its prompt and one for each further token, and each step computes b / n prompts:
 * s = α + β b + κ b (in + out / 2) + (γ₀ + γ in) b / n; or, where prompts fill every step, the time of a full one.
 */
export function steadyStepMs(times: BatchTimes, batch: number, load: Load): number {
  const { decodeMs, prefillMs } = times;
  const { input, output } = load;
  const cache = (decodeMs.perCacheToken ?? 0) * batch * (input + output / 2);
  const prompts = (batch / stepsOf(batch, load)) * (prefillMs.base + prefillMs.perToken * input);
  return decodeMs.base + decodeMs.perRequest * batch + cache + prompts;
}

/** Requests per second that a batch of that size finishes in a steady state: b / (n s). */
export function batchRate(times: BatchTimes, batch: number, load: Load): number {
  return (1000 * batch) / (stepsOf(batch, load) * steadyStepMs(times, batch, load));
}

/** Steps that a request takes: those of its prompt, in what others leave of a step's tokens, and one a token after that. */
export function stepsOf(batch: number, { input, output, stepTokens }: Load): number {
  const own = Math.max(1, Math.ceil(input / Math.max(1, stepTokens - batch)));
  // Where prompts alone fill the steps, a request is there for as long as its turn takes.
  const turn = (batch * input) / Math.max(1, stepTokens - batch);
  return Math.max(own + Math.max(0, output - 1), turn);
}
