import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "./client.ts";
import type { Kind, Questions } from "./protocol.ts";

interface Asked<Of extends Kind> {
  readonly key: string;
  readonly asks: Questions[Of]["asks"];
}

/** What the worker last answered, and whether the question has changed since. */
export interface Answered<Of extends Kind> {
  readonly answer: Questions[Of]["answer"] | null;
  readonly isStale: boolean;
}

/**
 * Keeps the answer to a question that changes. One question at a time is under way; of those that come meanwhile only the
 * latest is asked, so that fast typing never piles up work. The last answer stays until the next one is there. Null: not asked.
 */
export function useAnswer<Of extends Kind>(kind: Of, asks: Questions[Of]["asks"] | null): Answered<Of> {
  const key = asks === null ? "" : JSON.stringify(asks);
  const [answered, setAnswered] = useState<{ key: string; answer: Questions[Of]["answer"] | null }>({
    key: "",
    answer: null,
  });
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
      const answer = await ask(kind, asked.asks);
      setAnswered({ key: asked.key, answer });
    }
    current.isBusy = false;
  }

  return { answer: asks === null ? null : answered.answer, isStale: answered.key !== key };
}
