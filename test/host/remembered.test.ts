import { expect, test } from "vitest";
import { createMemoryStore, type MemoryStore, runCycle } from "../../src/host/index.ts";
import type { Endpoint } from "../../src/index.ts";
import { average, endpoint, NOON, rule } from "../support/build.ts";

/** A rule whose condition must have held for 30 seconds. */
const sustained = rule({ forSeconds: 30 });
const BREACHED = { breachedSince: { out: { at: NOON, direction: "out" } } } as const;

function storeOf(settings: Partial<Endpoint> = {}): MemoryStore {
  return createMemoryStore({
    endpoints: [endpoint(settings)],
    rules: [sustained],
    lastTriggered: new Map(),
  });
}

/** A cycle at an average of 90, so many seconds after noon. */
const cycle = (store: MemoryStore, seconds: number) =>
  runCycle({
    store,
    sources: { KERNEL: { load: async () => [average("90")] } },
    clock: () => NOON + 1000 * seconds,
  });

const memoryIn = (store: MemoryStore) => store.state().endpoints[0]?.memory;

test("a cycle stores what an endpoint has to remember, though its count stays", async () => {
  const store = storeOf();
  expect(await cycle(store, 0)).toMatchObject({ committed: ["chat"], decisions: [{ delta: 0 }] });
  expect(memoryIn(store)).toEqual(BREACHED);
  expect(await cycle(store, 10)).toMatchObject({ committed: [], decisions: [{ delta: 0 }] });
});

test("a condition that has held through the cycles of two managers triggers", async () => {
  const store = storeOf();
  await cycle(store, 0);
  const other = createMemoryStore(structuredClone(store.state()));
  expect(await cycle(other, 29.999)).toMatchObject({ decisions: [{ delta: 0 }] });
  expect(await cycle(other, 30)).toMatchObject({ decisions: [{ delta: 1 }] });
});

test("a decision that rests on another memory than the stored one is refused", async () => {
  const store = storeOf({ memory: BREACHED });
  const { revisions: _, ...loaded } = await store.load(new AbortController().signal);
  await runCycle({
    store: { load: async () => loaded, commit: store.commit },
    sources: {
      KERNEL: {
        load: async () => {
          store.putEndpoint(endpoint());
          return [average("90")];
        },
      },
    },
    clock: () => NOON + 60_000,
  }).then((report) => expect(report).toMatchObject({ committed: [], conflicts: [{ endpointId: "chat" }] }));
  expect(store.state().endpoints[0]?.replicas).toBe(3);
});
