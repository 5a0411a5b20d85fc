import type { Kind, Question, Questions, Reply } from "./protocol.ts";
import PlaygroundWorker from "./worker.ts?worker&inline";

const waiting = new Map<number, (reply: Reply) => void>();
let asked = 0;

/** Large rule sets take seconds to verify: what is quick does not wait for them. */
const verifier = started();
const others = started();

function started(): Worker {
  const worker = new PlaygroundWorker();
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });
  return worker;
}

/** Asks a worker. */
export function ask<Of extends Kind>(kind: Of, asks: Questions[Of]["asks"]): Promise<Questions[Of]["answer"]> {
  asked += 1;
  const question: Question<Of> = { id: asked, kind, asks };
  return new Promise((resolve, reject) => {
    waiting.set(question.id, (reply) => {
      // The reply to a question of a kind is of that kind.
      if ("error" in reply) reject(new Error(reply.error));
      else resolve(reply.answer as Questions[Of]["answer"]);
    });
    (kind === "report" ? verifier : others).postMessage(question);
  });
}
