import { createMemoryStore, type MemoryStore, type MetricSourcePort, type StoredState } from "../../src/host/index.ts";
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
    };
  };
}

/** What the source under test is asked for, and has. */
export const request = { source: "KERNEL", endpointId: "chat", name: "cuda_util" } as const;

/** Of every metric the average 5, but of the one named `never`. */
export const answers: MetricSourcePort["load"] = async (requests) =>
  requests.map((each) => (each.name === "never" ? { ...each, reason: "no-metric" } : { ...each, value: "5" }));

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
    return { port, answerable, unknown: { ...request, name: "never" }, hang };
  };
}
