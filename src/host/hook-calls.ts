import { errorText } from "./error-text.ts";
import { withDeadline } from "./with-deadline.ts";

/** The calls of a cycle's hooks. Whatever they throw or reject with becomes a text, and nothing else. */
export class HookCalls {
  readonly #errors = new Map<string, number>();
  readonly #pending: Promise<void>[] = [];

  /** Calls a hook. One that is async goes on alone until {@link ended}. */
  call<Args extends readonly unknown[]>(hook: ((...args: Args) => unknown) | undefined, ...args: Args): void {
    try {
      const result = hook?.(...args);
      if (isThenable(result)) this.#pending.push(this.#settled(result));
    } catch (error) {
      this.#note(error);
    }
  }

  /** Waits for what is still running, and gives each error once, with how often it came. */
  async ended(timeoutMs: number): Promise<readonly string[]> {
    if (this.#pending.length > 0) {
      await withDeadline(() => Promise.all(this.#pending), timeoutMs).catch((error) => this.#note(error));
    }
    return [...this.#errors].map(([text, times]) => (times === 1 ? text : `${text} (${times} times)`));
  }

  async #settled(result: PromiseLike<unknown>): Promise<void> {
    try {
      await result;
    } catch (error) {
      this.#note(error);
    }
  }

  #note(error: unknown): void {
    const text = errorText(error);
    this.#errors.set(text, (this.#errors.get(text) ?? 0) + 1);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
