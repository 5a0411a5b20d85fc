/** A promise that took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";

  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
  }
}

/**
 * Runs something that may hang: after so many milliseconds, or when the caller gives up, its signal is aborted, and the
 * wait is over even if it does not listen.
 */
export async function withDeadline<T>(
  run: (signal: AbortSignal) => Promise<T>,
  milliseconds: number,
  caller?: AbortSignal,
): Promise<T> {
  // Not even begun: a commit that nobody waits for would be stored unseen.
  caller?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const giveUp = () => controller.abort(caller?.reason);
  const timer = setTimeout(() => controller.abort(new DeadlineError(milliseconds)), milliseconds);
  caller?.addEventListener("abort", giveUp);
  try {
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
    return await Promise.race([run(signal), ended]);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", giveUp);
  }
}
