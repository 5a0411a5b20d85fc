import type { CompleteObjective } from "../objectives.ts";

/** Whether a service that reports waits in the queue alone knows which requests kept the objectives. */
export function tellsAll(promised: readonly CompleteObjective[]): boolean {
  return promised.every(({ latency }) => latency === "queue");
}
