import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { MemoryStore, MetricSourcePort } from "../../src/host/index.ts";
import { evaluate } from "../../src/index.ts";
import { type ContractCase, metricSourceContract, runScenario, storeContract } from "../../src/testing/index.ts";
import { any } from "../support/arbitraries.ts";
import { digest, plain } from "../support/digest.ts";
import { answers, memory, request, source } from "./adapters.ts";

/** Stores that each do one thing wrong. */
const STORES: Readonly<Record<string, (store: MemoryStore) => Partial<MemoryStore>>> = {
  sound: () => ({}),
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
  sound: answers,
  "in an order of its own": async (requests, signal) => (await answers(requests, signal)).toReversed(),
  "that gives nothing": async () => [],
  "that gives the same always": async () => [{ ...request, value: "5" }],
  "that knows everything": async (requests) => requests.map((each) => ({ ...each, value: "5" })),
  "that knows nothing": async (requests) => requests.map((each) => ({ ...each, reason: "no-metric" })),
  "that takes every figure for an average": async (requests, signal) =>
    (await answers(requests, signal)).map(({ aggregation: _, ...each }) => each),
  "that answers nothing at all": async () => JSON.parse("null"),
  "of odd figures": async (requests) => requests.map((each) => ({ ...each, value: "x" })),
};

/** Each case by its name, with what it says. */
async function told(cases: readonly ContractCase[]): Promise<string> {
  const ends = await Promise.allSettled(cases.map(({ run }) => run()));
  // Times of now and ids at random differ from run to run.
  const said = ends.map((end) =>
    end.status === "rejected" ? String(end.reason).replace(/\d{12,}(\.\d+)?/g, "…") : "holds",
  );
  return cases.map(({ name }, nth) => `  ${name}: ${said[nth]}\n`).join("");
}

test("what the contracts say of sound and broken adapters was recorded", async () => {
  const stores = await Promise.all(
    Object.entries(STORES).map(async ([name, plant]) => `a store ${name}\n${await told(storeContract(memory(plant)))}`),
  );
  const sources = await Promise.all(
    Object.entries(SOURCES).map(
      async ([name, load]) => `a source ${name}\n${await told(metricSourceContract(source(load)))}`,
    ),
  );
  await expect([...stores, ...sources].join("\n")).toMatchFileSnapshot("./recorded/contracts.txt");
});

/** The same port, which notes down each call of it. */
function noting<Port extends object>(port: Port, calls: string[]): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const part: unknown = Reflect.get(target, name);
      if (typeof part !== "function") return part;
      return (...given: readonly unknown[]): unknown => {
        calls.push(`  ${String(name)} ${plain(given)}`);
        return Reflect.apply(part, target, given);
      };
    },
  });
}

test("what the contracts ask of adapters, call by call, was recorded", async () => {
  const calls: string[] = [];
  const close = async () => {};
  const stores = storeContract(async (initial) => {
    calls.push(`  given ${plain(initial)}`);
    const { store, ...user } = await memory()(initial);
    return noting({ ...user, store: noting(store, calls), close }, calls);
  });
  const sources = metricSourceContract(async () => {
    const { port, ...rest } = await source()();
    return noting({ ...rest, port: noting(port, calls), close }, calls);
  });
  for (const { name, run } of [...stores, ...sources]) {
    calls.push(name);
    await run();
  }
  await expect(`${calls.join("\n")}\n`).toMatchFileSnapshot("./recorded/contract-calls.txt");
});

test("how drawn scenarios go on was recorded", async () => {
  const drawn = fc.sample(fc.tuple(any.scenario({ maxSteps: 20 }), any.semantics()), { numRuns: 40, seed: 20261126 });
  const lines = drawn.map(([scenario, semantics]) => {
    const cycles = [...runScenario(scenario, (given) => evaluate(given, semantics))];
    return cycles.map(({ snapshot, evaluation }) => `${digest(snapshot)} ${evaluation.triggered.size}`).join(", ");
  });
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("./recorded/scenarios.txt");
});
