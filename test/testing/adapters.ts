import { createMemoryStore, type MemoryStore, type StoredState } from "../../src/host/index.ts";
import type { StoreUnderTest } from "../../src/testing/index.ts";

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
