/** How far a long piece of work has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What long pieces of work accept. */
export interface WorkOptions {
  /** Told each time that more is done, for progress bars. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the work between two of its steps: its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** Does all steps of a piece of work at once, and gives what it comes to. */
export function finish<Result>(steps: Generator<Progress, Result>, { onProgress, signal }: WorkOptions): Result {
  let last = 0;
  for (;;) {
    signal?.throwIfAborted();
    const step = steps.next();
    if (step.done === true) return step.value;
    const { done, total } = step.value;
    if (done !== last) onProgress?.(done, total);
    last = done;
  }
}
