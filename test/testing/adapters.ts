import {
  type AskOne,
  createMemoryStore,
  eachRequest,
  type MemoryStore,
  type MetricSourcePort,
  type StoredState,
} from "../../src/host/index.ts";
import type { SourceUnderTest, StoreUnderTest } from "../../src/testing/index.ts";

/** The memory store under test, perhaps with a fault planted in it. */
export function memory(plant: (store: MemoryStore) => Partial<MemoryStore> = () => ({})) {
  return async (initial: StoredState): Promise<StoreUnderTest> => {
    const sound = createMemoryStore(initial);
    const store = { ...sound, ...plant(sound) };
    return {
      store,
      setReplicas: async (id, replicas) => {
        const endpoint = sound.state().endpoints.find((each) => each.id === id);
        if (endpoint !== undefined) sound.putEndpoint({ ...endpoint, replicas });
      },
      deleteRule: async (id) => sound.deleteRule(id),
      deleteEndpoint: async (id) => sound.deleteEndpoint(id),
      putEndpoint: async (endpoint) => sound.putEndpoint(endpoint),
      putRule: async (rule) => sound.putRule(rule),
      decisionsOf: async (id) =>
        store.audit().flatMap(({ change }) => (change.endpointId === id ? change.decision : [])),
    };
  };
}

/** What the source under test is asked for, and has. */
export const request = { source: "KERNEL", endpointId: "chat", name: "cuda_util" } as const;

/** What the source under test does not answer, fails at, and answers when its signal is aborted. */
export const unknown = { ...request, name: "never" };
const failing = { ...request, name: "failing" };
const slow = { ...request, name: "slow" };

/** One answer: the average 5, but 7 of `mem`; and the requests above as they are meant. */
export const answerOne: AskOne = async (each, signal) => {
  if (each.name === failing.name) throw new Error("a mistake in the query");
  if (each.name === slow.name) await new Promise(() => signal);
  if (each.name === unknown.name) return { missing: "no-metric" };
  return { average: each.name === "mem" ? "7" : "5" };
};

export const answers: MetricSourcePort["load"] = eachRequest(answerOne);

/** A source under test that answers so, until it hangs; and hangs until it is told that nobody waits. */
export function source(load = answers) {
  return async (): Promise<SourceUnderTest> => {
    let hangs = false;
    const port: MetricSourcePort = {
      load: async (requests, signal) => {
        if (hangs) await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        return load(requests, signal);
      },
    };
    const hang = async () => {
      hangs = true;
    };
    const answerable = [{ ...request, name: "mem", aggregation: "p95" } as const, request];
    return { port, answerable, values: ["7.0", 5], unknown, failing, slow, hang };
  };
}
