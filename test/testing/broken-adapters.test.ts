import { describe, expect, test } from "vitest";
import type { MemoryStore, MetricSourcePort } from "../../src/host/index.ts";
import { type ContractCase, metricSourceContract, storeContract } from "../../src/testing/index.ts";
import { answers, memory, request, source } from "./adapters.ts";

/** Stores that each do one thing wrong. */
const STORES: Readonly<Record<string, (store: MemoryStore) => Partial<MemoryStore>>> = {
  "with nothing in it": () => ({ load: async () => ({ endpoints: [], rules: [], lastTriggered: new Map() }) }),
  "without rules": (store) => ({ load: async (signal) => ({ ...(await store.load(signal)), rules: [] }) }),
  "without times": (store) => ({
    load: async (signal) => ({ ...(await store.load(signal)), lastTriggered: new Map() }),
  }),
  "that stores nothing and says it did": () => ({
    commit: async ({ changes }) => ({ committed: changes.map(({ endpointId }) => endpointId), conflicts: [] }),
  }),
  "that stores nothing and says so": () => ({ commit: async () => ({ committed: [], conflicts: [] }) }),
  "that stores and says nothing": (store) => ({
    commit: async (commit, signal) => {
      await store.commit(commit, signal);
      return { committed: [], conflicts: [] };
    },
  }),
  "that stores counts alone": (store) => ({
    commit: ({ at, changes }, signal) =>
      store.commit({ at, changes: changes.map((change) => ({ ...change, triggered: [] })) }, signal),
  }),
  "that stores the first change alone": (store) => ({
    commit: ({ at, changes }, signal) => store.commit({ at, changes: changes.slice(0, 1) }, signal),
  }),
  "whose clock is off": (store) => ({
    commit: ({ at, changes }, signal) => store.commit({ at: at + 1, changes }, signal),
  }),
  "that takes every endpoint for just scaled": (store) => ({
    load: async (signal) => {
      const { endpoints, ...rest } = await store.load(signal);
      return { ...rest, endpoints: endpoints.map((each) => ({ ...each, lastScaledAt: { out: 5, in: 6 } })) };
    },
  }),
  "that forgets when endpoints were scaled": (store) => ({
    load: async (signal) => {
      const { endpoints, ...rest } = await store.load(signal);
      return { ...rest, endpoints: endpoints.map(({ lastScaledAt: _, ...each }) => each) };
    },
  }),
  "that counts one endpoint wrong": (store) => ({
    load: async (signal) => {
      const { endpoints, ...rest } = await store.load(signal);
      return { ...rest, endpoints: endpoints.map((each) => (each.id === "b" ? { ...each, replicas: 99 } : each)) };
    },
  }),
  "that takes conflicts for done": (store) => ({
    commit: async (commit, signal) => {
      const { committed, conflicts } = await store.commit(commit, signal);
      return { committed: [...committed, ...conflicts.map(({ endpointId }) => endpointId)], conflicts: [] };
    },
  }),
  "that drops conflicts": (store) => ({
    commit: async (commit, signal) => ({ ...(await store.commit(commit, signal)), conflicts: [] }),
  }),
  "that does not see that a rule is gone": (store) => ({
    commit: async (commit, signal) => {
      const known = new Set(store.state().rules.map(({ id }) => id));
      const report = await store.commit(commit, signal);
      const gone = commit.changes.filter(({ triggered }) => triggered.some(({ ruleId }) => !known.has(ruleId)));
      return gone.length === 0 ? report : { committed: gone.map(({ endpointId }) => endpointId), conflicts: [] };
    },
  }),
  "that stores the times of a change one by one": (store) => ({
    commit: async ({ at, changes }, signal) => {
      const reports = changes.map(async (change) => {
        const still = { ...change, replicas: change.expectedReplicas, direction: null };
        for (const one of change.triggered) {
          const report = await store.commit({ at, changes: [{ ...still, triggered: [one] }] }, signal);
          if (report.conflicts.length > 0) return report;
        }
        return store.commit({ at, changes: [{ ...change, triggered: [] }] }, signal);
      });
      const all = await Promise.all(reports);
      return {
        committed: all.flatMap(({ committed }) => committed),
        conflicts: all.flatMap(({ conflicts }) => conflicts),
      };
    },
  }),
  "that looks first and stores later": (store) => ({
    commit: async ({ at, changes }, signal) => {
      const counts = () => new Map(store.state().endpoints.map(({ id, replicas }) => [id, replicas]));
      const seen = counts();
      await Promise.resolve();
      const blind = changes.map((change) => {
        const { endpointId: id, expectedReplicas } = change;
        return seen.get(id) === expectedReplicas ? { ...change, expectedReplicas: counts().get(id) ?? 0 } : change;
      });
      return store.commit({ at, changes: blind }, signal);
    },
  }),
  "that lists rules that are gone": (store) => {
    const { rules } = store.state();
    return { load: async (signal) => ({ ...(await store.load(signal)), rules }) };
  },
  "that keeps what is gone": (store) => {
    const { endpoints, rules } = store.state();
    return { load: async (signal) => ({ ...(await store.load(signal)), endpoints, rules }) };
  },
  "that is down": () => ({
    load: async () => {
      throw new Error("down");
    },
  }),
};

/** Sources that each do one thing wrong, and hang when they are told to. */
const SOURCES: Readonly<Record<string, MetricSourcePort["load"]>> = {
  "that gives nothing": async () => [],
  "that gives the same always": async () => [{ ...request, value: "5" }],
  "that knows everything": async (requests) => requests.map((each) => ({ ...each, value: "5" })),
  "that knows nothing": async (requests) => requests.map((each) => ({ ...each, reason: "no-metric" })),
  "that takes every figure for an average": async (requests, signal) =>
    (await answers(requests, signal)).map(({ aggregation: _, ...each }) => each),
  "that answers nothing at all": async () => JSON.parse("null"),
  "of odd figures": async (requests) => requests.map((each) => ({ ...each, value: "x" })),
};

/** The cases of the contract, by how their names begin, that show best what is wrong with each. */
const BROKEN_STORES: Readonly<Record<string, readonly string[]>> = {
  "with nothing in it": ["loads what it was given", "keeps what it loaded"],
  "without rules": ["loads what it was given", "leaves an endpoint alone"],
  "without times": ["loads what it was given", "keeps what it loaded"],
  "that stores nothing and says it did": ["stores counts for which no rule", "applies a step once"],
  "that stores nothing and says so": ["stores counts for which no rule", "applies a step once"],
  "that stores and says nothing": ["stores counts for which no rule", "says that an endpoint is gone"],
  "that stores counts alone": ["stores times without moving"],
  "that stores the first change alone": ["stores the changes beside a conflict"],
  "whose clock is off": ["stores times without moving"],
  "that takes every endpoint for just scaled": ["loads what it was given"],
  "that forgets when endpoints were scaled": ["stores an endpoint's count, its time of scaling"],
  "that counts one endpoint wrong": ["loads what it was given", "says that an endpoint is gone"],
  "that takes conflicts for done": ["leaves a count alone", "applies a step once"],
  "that drops conflicts": ["leaves a count alone", "says that an endpoint is gone"],
  "that does not see that a rule is gone": ["leaves an endpoint alone"],
  "that stores the times of a change one by one": ["stores nothing of a change"],
  "that looks first and stores later": ["never stores over a count"],
  "that lists rules that are gone": ["leaves an endpoint alone"],
  "that keeps what is gone": ["says that an endpoint is gone"],
  "that is down": ["loads what it was given"],
};

const BROKEN_SOURCES: Readonly<Record<string, readonly string[]>> = {
  "that gives nothing": ["answers every request"],
  "that gives the same always": ["answers nothing that nobody asked"],
  "that knows everything": ["has no average for what it has never heard of"],
  "that knows nothing": ["answers every request"],
  "that takes every figure for an average": ["answers every request"],
  "that answers nothing at all": ["answers every request"],
  "of odd figures": ["answers every request"],
};

/** The cases that an adapter does not pass. */
async function brokenBy(cases: readonly ContractCase[]): Promise<readonly string[]> {
  const ends = await Promise.allSettled(cases.map(({ run }) => run()));
  return cases.filter((_, nth) => ends[nth]?.status === "rejected").map(({ name }) => name);
}

/** That the cases that begin so are among the broken ones, and that there are such. */
function expectAmong(broken: readonly string[], telling: readonly string[] = []): void {
  expect(telling).not.toEqual([]);
  for (const start of telling) expect(broken.find((name) => name.startsWith(start))).toBeDefined();
}

describe("the contract finds what is wrong with a store", () => {
  const brokenIn = (plant: (store: MemoryStore) => Partial<MemoryStore>) => brokenBy(storeContract(memory(plant)));

  test.each(Object.entries(STORES))("%s", async (name, plant) => {
    expectAmong(await brokenIn(plant), BROKEN_STORES[name]);
  });

  test("by each of its cases", async () => {
    const broken = await Promise.all(Object.values(STORES).map(brokenIn));
    for (const { name } of storeContract(memory())) expect(broken.flat()).toContain(name);
  });
});

describe("the contract finds what is wrong with a source", () => {
  const brokenIn = (load: MetricSourcePort["load"]) => brokenBy(metricSourceContract(source(load)));

  test.each(Object.entries(SOURCES))("%s", async (name, load) => {
    expectAmong(await brokenIn(load), BROKEN_SOURCES[name]);
  });

  test("and nothing with one that answers in an order of its own", async () => {
    expect(await brokenIn(async (requests, signal) => (await answers(requests, signal)).toReversed())).toEqual([]);
  });
});
