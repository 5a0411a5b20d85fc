/** How long a serving engine takes, by the size of its batch. */
export interface BatchTimes {
  /** Milliseconds from one token to the next at batch b: base + perRequest · b. */
  readonly decodeMs: { readonly base: number; readonly perRequest: number };
  /** Milliseconds to the first token at batch b: base + perToken · input tokens · b. */
  readonly prefillMs: { readonly base: number; readonly perToken: number };
}

/** Milliseconds from one token to the next at a batch of that size. */
export function tokenMs({ decodeMs }: BatchTimes, batch: number): number {
  return decodeMs.base + decodeMs.perRequest * batch;
}

/** Milliseconds to the first token at a batch of that size. */
export function firstTokenMs({ prefillMs }: BatchTimes, input: number, batch: number): number {
  return prefillMs.base + prefillMs.perToken * input * batch;
}

/** Requests per second that a batch of that size finishes: b / (prefill + (out − 1) · decode). */
export function batchRate(times: BatchTimes, batch: number, input: number, output: number): number {
  const ms = firstTokenMs(times, input, batch) + Math.max(0, output - 1) * tokenMs(times, batch);
  return (1000 * batch) / ms;
}
