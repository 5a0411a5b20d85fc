import { describe, expect, test } from "vitest";
import { createMemoryStore, type MemoryStore, type MetricSourcePort, runCycle } from "../../src/host/index.ts";
import { backendAi26, type Endpoint } from "../../src/index.ts";
import { endpoint, inRule, NOON, rule } from "../support/build.ts";

/** One cycle of a manager, while whose source loads something happens to the store. */
const slowCycle = (store: MemoryStore, value: string, meanwhile: () => unknown = () => {}, afterSeconds = 0) => {
  const port: MetricSourcePort = {
    load: async (requests) => {
      await meanwhile();
      return requests.map((request) => ({ ...request, value }));
    },
  };
  return runCycle({
    store,
    sources: { KERNEL: port },
    clock: () => NOON + afterSeconds * 1000,
    semantics: backendAi26,
  });
};

const storeOf = (...endpoints: readonly Endpoint[]) =>
  createMemoryStore({
    endpoints,
    rules: [rule({ cooldownSeconds: 60, maxReplicas: 10 }), inRule({ cooldownSeconds: 60 })],
    lastTriggered: new Map(),
  });

describe("what changes while a cycle waits for its metrics wins over the cycle", () => {
  test.each<[string, (store: MemoryStore) => void]>([
    ["a pause of the endpoint", (store) => store.putEndpoint(endpoint({ paused: "both" }))],
    ["a lowered maximum of the endpoint", (store) => store.putEndpoint(endpoint({ maxReplicas: 3 }))],
    ["a threshold above the reading", (store) => store.putRule(rule({ threshold: "100" }))],
    ["a rule that is disabled", (store) => store.putRule(rule({ enabled: false }))],
    ["a rule that is deleted", (store) => store.deleteRule("out")],
  ])("%s", async (_, edit) => {
    const store = storeOf(endpoint());
    const report = await slowCycle(store, "90", () => edit(store));
    expect(report).toMatchObject({ committed: [], conflicts: [{ endpointId: "chat", reason: "endpoint-changed" }] });
    expect(store.state().endpoints[0]?.replicas).toBe(3);
  });
});

test("a stalled leader does not repeat a step that others made and took back, nor set a time back", async () => {
  const store = storeOf(endpoint({ cooldownSeconds: { out: 300, in: 0 } }));
  const others = async () => {
    await slowCycle(store, "90", () => {}, 10);
    await slowCycle(store, "5", () => {}, 100);
    expect(store.state().endpoints[0]).toMatchObject({ replicas: 3 });
  };
  const report = await slowCycle(store, "90", others);
  expect(report).toMatchObject({ committed: [], conflicts: [{ reason: "endpoint-changed" }] });
  expect(store.state().endpoints[0]).toMatchObject({
    replicas: 3,
    lastScaledAt: { out: NOON + 10_000, in: NOON + 100_000 },
  });
});

test("two managers at once lower the count by one step", async () => {
  const store = storeOf(endpoint());
  await slowCycle(store, "5", () => slowCycle(store, "2"));
  expect(store.state().endpoints[0]?.replicas).toBe(2);
});
