import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "./client.ts";
import type { Kind, Questions } from "./protocol.ts";

interface Asked<Of extends Kind> {
  readonly key: string;
  readonly asks: Questions[Of]["asks"];
}

interface Latest<Of extends Kind> {
  readonly key: string;
  readonly answer: Questions[Of]["answer"] | null;
  readonly error: string | null;
}

/** What the worker last answered, and whether the question has changed since. */
export interface Answered<Of extends Kind> {
  readonly answer: Questions[Of]["answer"] | null;
  readonly isStale: boolean;
  /** Why there is no newer answer: a fault of this page. Null: no error. */
  readonly error: string | null;
}

/**
 * Keeps the answer to a question that changes. One question at a time is under way; of those that come meanwhile only the
 * latest is asked, so that fast typing never piles up work. The last answer stays until the next one is there. Null: not asked.
 */
export function useAnswer<Of extends Kind>(kind: Of, asks: Questions[Of]["asks"] | null): Answered<Of> {
  const key = asks === null ? "" : JSON.stringify(asks);
  const [answered, setAnswered] = useState<Latest<Of>>({ key: "", answer: null, error: null });
  const queue = useRef<{ isBusy: boolean; next: Asked<Of> | null }>({ isBusy: false, next: null });

  // The key is the question.
  useEffect(() => {
    if (asks === null) return;
    queue.current.next = { key, asks };
    if (!queue.current.isBusy) void work();
  }, [key]);

  async function work(): Promise<void> {
    const { current } = queue;
    current.isBusy = true;
    for (let asked = current.next; asked !== null; asked = current.next) {
      current.next = null;
      const { key: own } = asked;
      await ask(kind, asked.asks).then(
        (answer) => setAnswered({ key: own, answer, error: null }),
        (error: unknown) => setAnswered(({ answer }) => ({ key: own, answer, error: String(error) })),
      );
    }
    current.isBusy = false;
  }

  const { answer, error } = answered;
  return { answer: asks === null ? null : answer, isStale: answered.key !== key, error };
}
