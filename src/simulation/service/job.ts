/** One request, from its arrival to its last token. */
export interface Job {
  readonly arrivedMs: number;
  /** Tokens of the prompt. */
  readonly input: number;
  /** Tokens of the answer, at least 1. */
  readonly output: number;
  /** How often it comes again where it gives up. */
  readonly retries: number;
  /** Tokens of the answer that were made when its prompt was last computed. */
  made: number;
  /** Whether it waited to begin for longer than the scenario's objective. */
  isLate: boolean;
  /** When its first token came; NaN before. */
  firstMs: number;
  /** Its place in the order in which the replica took requests in. */
  turn: number;
  /** Tokens of the prompt that are still to be computed. */
  left: number;
  /** Tokens in the cache, less the steps of the replica so far: the same at every step of decoding. */
  base: number;
}

export function newJob(arrivedMs: number, { input, output, retries }: Pick<Job, "input" | "output" | "retries">): Job {
  return {
    arrivedMs,
    input,
    output,
    retries,
    made: 0,
    isLate: false,
    firstMs: Number.NaN,
    turn: 0,
    left: 0,
    base: 0,
  };
}
