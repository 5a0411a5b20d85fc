import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { MemoryStore, MetricSourcePort, StoredState } from "../../src/host/index.ts";
import type { Endpoint, Rule, ZeroPolicy } from "../../src/index.ts";
import {
  type ContractCase,
  metricSourceContract,
  type StoreUnderTest,
  storeContract,
} from "../../src/testing/index.ts";
import { answerOne, answers, memory, request, source } from "./adapters.ts";

type Plant = (store: MemoryStore) => Partial<MemoryStore>;

/** A store that hands over what is made of its state. */
const loading =
  (change: (state: StoredState) => StoredState): Plant =>
  (store) => ({ load: async (signal) => change(await store.load(signal)) });

const endpointsAs = (change: (endpoint: Endpoint) => Endpoint): Plant =>
  loading((state) => ({ ...state, endpoints: state.endpoints.map(change) }));

const rulesAs = (change: (rule: Rule) => Rule): Plant =>
  loading((state) => ({ ...state, rules: state.rules.map(change) }));

const revisionsAs = (change: (of: StoredState) => ReadonlyMap<string, string>): Plant =>
  loading((state) => ({ ...state, revisions: change(state) }));

function without<Item extends object>(item: Item, name: string): Item {
  const copy = { ...item };
  Reflect.deleteProperty(copy, name);
  return copy;
}

function withActivation(
  endpoint: Endpoint,
  change: (conditions: ZeroPolicy["activation"]) => ZeroPolicy["activation"],
): Endpoint {
  const { zero } = endpoint;
  return zero === undefined ? endpoint : { ...endpoint, zero: { ...zero, activation: change(zero.activation) } };
}

/** The same, the keys of all objects the other way round. */
function upsideDown<Item>(item: Item): Item {
  return JSON.parse(JSON.stringify(item), (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toReversed())
      : part,
  );
}

const withoutRevisions = loading((state) => without(state, "revisions"));

/** Stores that lose something, or do not notice it, and the case that is about it. */
const LOSING: Readonly<Record<string, readonly [plant: Plant, telling: string]>> = {
  ...Object.fromEntries(
    ["paused", "pausedUntil", "advisory", "cooldownSeconds", "lastScaledAt", "minReplicas", "maxReplicas"].map(
      (name) => [
        `${name} of endpoints`,
        [endpointsAs((endpoint) => without(endpoint, name)), `keeps \`${name}\` of endpoints`] as const,
      ],
    ),
  ),
  ...Object.fromEntries(
    ["aggregation", "queryPresetId", "maxAgeSeconds", "enabled", "priority", "minReplicas", "maxReplicas"].map(
      (name) => [
        `${name} of rules`,
        [rulesAs((rule) => without(rule, name)), `keeps \`${name}\` of band rules`] as const,
      ],
    ),
  ),
  "band rules": [
    loading((state) => ({ ...state, rules: state.rules.filter(({ type }) => type === "threshold") })),
    "keeps rules of both types",
  ],
  "the digits of thresholds": [
    rulesAs((rule) => (rule.type === "threshold" ? { ...rule, threshold: Number(rule.threshold) } : rule)),
    "keeps `threshold` of threshold rules",
  ],
  "the digits of an activation's threshold": [
    endpointsAs((endpoint) =>
      withActivation(endpoint, (conditions) =>
        conditions.map((condition) => ({ ...condition, threshold: Number(condition.threshold) })),
      ),
    ),
    "keeps `zero` of endpoints",
  ],
  "activations of an endpoint": [
    endpointsAs((endpoint) => withActivation(endpoint, (conditions) => conditions.slice(1))),
    "keeps `zero` of endpoints",
  ],
  "the order of rules": [
    loading((state) => ({ ...state, rules: state.rules.toSorted((one, other) => (one.id < other.id ? -1 : 1)) })),
    "loads what it was given",
  ],
  "which direction was scaled when": [
    endpointsAs((endpoint) => {
      const { out = null, in: back = null } = endpoint.lastScaledAt ?? {};
      return { ...endpoint, lastScaledAt: { out: back, in: out } };
    }),
    "stores an endpoint's count",
  ],
  "the decision": [() => ({ audit: () => [] }), "keeps the decision"],
  "that nobody waits any more": [
    (store) => ({ commit: (commit) => store.commit(commit, new AbortController().signal) }),
    "stores nothing once its signal",
  ],
  "some revisions": [revisionsAs(() => new Map([["a", "1"]])), "has a revision for each endpoint"],
  "that a revision has changed": [
    revisionsAs(({ endpoints }) => new Map(endpoints.map(({ id }) => [id, "1"]))),
    "has a revision for each endpoint",
  ],
  "whose revision it was": [
    (store) => {
      const once = revisionsAs(({ endpoints, revisions }) => {
        const all = [...(revisions?.values() ?? [])].join();
        return new Map(endpoints.map(({ id }) => [id, all]));
      });
      return once(store);
    },
    "has a revision for each endpoint",
  ],
  "the revision in a commit": [
    (store) => ({
      commit: ({ at, changes }, signal) =>
        store.commit({ at, changes: changes.map((change) => without(change, "expectedRevision")) }, signal),
    }),
    "with revisions: leaves an endpoint alone",
  ],
  "which time is later": [
    (store) => ({
      commit: async (commit, signal) => {
        const report = await store.commit(commit, signal);
        const scaled = store.state().endpoints.filter(({ id }) => report.committed.includes(id));
        for (const endpoint of scaled) {
          if (commit.at < (endpoint.lastScaledAt?.out ?? 0)) {
            store.putEndpoint({ ...endpoint, lastScaledAt: { out: commit.at, in: null } });
          }
        }
        return report;
      },
    }),
    "never replaces a time",
  ],
};

/** Stores that say the same in another way. */
const EQUIVALENT: Readonly<Record<string, Plant>> = {
  "without revisions": withoutRevisions,
  "whose endpoints come in another order": loading((state) => ({ ...state, endpoints: state.endpoints.toReversed() })),
  "whose rules come endpoint by endpoint": loading((state) => ({
    ...state,
    rules: state.rules.toSorted((one, other) => (one.endpointId > other.endpointId ? -1 : 1)),
  })),
  "that writes every switch": endpointsAs((endpoint) => ({ advisory: false, ...endpoint })),
  "that writes null for no bound": endpointsAs((endpoint) => ({ minReplicas: null, maxReplicas: null, ...endpoint })),
  "that leaves out bounds of null": rulesAs((rule) =>
    rule.maxReplicas === null ? without(rule, "maxReplicas") : rule,
  ),
  "that writes null for never scaled": endpointsAs((endpoint) => ({
    lastScaledAt: { out: null, in: null },
    ...endpoint,
  })),
  "that writes every default of rules": rulesAs((rule) => ({
    enabled: true,
    priority: 0,
    aggregation: "average",
    queryPresetId: null,
    ...rule,
  })),
  "of decimals with zeros at the end": rulesAs((rule) =>
    rule.type === "threshold" ? { ...rule, threshold: `${rule.threshold}${rule.threshold === 0 ? "" : "00"}` } : rule,
  ),
  "whose objects have their keys in another order": loading((state) => ({
    ...state,
    endpoints: state.endpoints.map(upsideDown),
    rules: state.rules.map(upsideDown),
  })),
  "of times in whole microseconds": loading((state) => ({
    ...state,
    lastTriggered: new Map([...state.lastTriggered].map(([id, at]) => [id, Math.round(at * 1000) / 1000])),
  })),
  "that keeps the times of rules that are gone": loading((state) => ({
    ...state,
    lastTriggered: new Map([["gone", 1], ...state.lastTriggered]),
  })),
  "that keeps no decisions": (store) => ({ ...store }),
  "whose columns are in another order": endpointsAs(({ id, replicas, ...rest }) => ({ ...rest, replicas, id })),
};

/** Stores that each do one thing wrong. */
const STORES: Readonly<Record<string, (store: MemoryStore) => Partial<MemoryStore>>> = {
  "with nothing in it": () => ({ load: async () => ({ endpoints: [], rules: [], lastTriggered: new Map() }) }),
  "without rules": (store) => ({ load: async (signal) => ({ ...(await store.load(signal)), rules: [] }) }),
  "without times": (store) => ({
    load: async (signal) => ({ ...(await store.load(signal)), lastTriggered: new Map() }),
  }),
  "that hands out the times that it keeps": (store) => {
    const times = new Map(store.state().lastTriggered);
    return {
      load: async (signal) => ({ ...(await store.load(signal)), lastTriggered: times }),
      commit: async (commit, signal) => {
        const report = await store.commit(commit, signal);
        for (const [id, at] of store.state().lastTriggered) times.set(id, at);
        return report;
      },
    };
  },
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
    ...withoutRevisions(store),
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
    ...withoutRevisions(store),
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
  "that swaps values": async (requests, signal) => {
    const readings = await answers(requests, signal);
    const values = readings.flatMap((reading) => ("value" in reading ? reading.value : [])).toReversed();
    return readings.map((reading) => ("value" in reading ? { ...reading, value: values.shift() ?? 0 } : reading));
  },
  "that fails where one request does": (requests, signal) =>
    Promise.all(
      requests.map(async (each) => {
        const answer = await answerOne(each, signal);
        return "average" in answer ? { ...each, value: answer.average } : { ...each, reason: "no-metric" as const };
      }),
    ),
  "that fails when nobody waits for one request any longer": async (requests, signal) => {
    const isSlow = requests.some(({ name }) => name === "slow");
    if (isSlow) await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return answers(requests, signal);
  },
  "that knows one value": async (requests, signal) =>
    (await answers(requests, signal)).map((each) => ("value" in each ? { ...each, value: "5" } : each)),
  "of odd figures": async (requests) => requests.map((each) => ({ ...each, value: "x" })),
};

/** The cases of the contract, by how their names begin, that show best what is wrong with each. */
const BROKEN_STORES: Readonly<Record<string, readonly string[]>> = {
  "with nothing in it": ["loads what it was given", "stores counts for which no rule"],
  "without rules": ["loads what it was given", "leaves an endpoint alone"],
  "without times": ["loads what it was given", "stores times without moving"],
  "that hands out the times that it keeps": ["keeps what it loaded"],
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
  "that swaps values": ["gives each request its own value"],
  "that fails where one request does": ["answers the rest where one", "hands over what it has"],
  "that fails when nobody waits for one request any longer": ["hands over what it has"],
  "that knows one value": ["gives each request its own value"],
};

// A case waits up to five seconds for an adapter that hangs: on a clock that is moved on as soon as all else is done.
beforeAll(() => {
  vi.useFakeTimers().setTimerTickMode("nextTimerAsync");
});
afterAll(() => {
  vi.useRealTimers();
});

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

  test.each(Object.entries(LOSING))("that loses %s", async (_, [plant, telling]) => {
    expectAmong(await brokenIn(plant), [telling]);
  });

  test("by each of its cases", async () => {
    const plants = [...Object.values(STORES), ...Object.values(LOSING).map(([plant]) => plant)];
    const broken = await Promise.all(plants.map(brokenIn));
    const shown = new Set(broken.flat());
    const others = storeContract(memory()).filter(({ name }) => !shown.has(name));
    // A store that is made to lose any other column fails the case of that column in the same way.
    expect(others.filter(({ name }) => !/^keeps `\w+` of (threshold|band) rules$/.test(name))).toEqual([]);
  });

  test.each(Object.entries(EQUIVALENT))("and nothing with one %s", async (_, plant) => {
    expect(await brokenIn(plant)).toEqual([]);
  });

  test("and nothing with one that lacks a column and says so", async () => {
    const make = memory(endpointsAs((endpoint) => without(endpoint, "paused")));
    const cases = storeContract(make, { lacks: ["endpoint.paused", "endpoint.pausedUntil"], ruleTypes: ["threshold"] });
    expect(await brokenBy(cases)).toEqual([]);
    expect(cases.filter(({ name }) => name.includes("paused") || name.includes("band"))).toEqual([]);
  });

  test("and asks nothing about memories of one that has no column for them", async () => {
    const make = memory(endpointsAs((endpoint) => without(endpoint, "memory")));
    expect(await brokenBy(storeContract(make))).not.toEqual([]);
    const cases = storeContract(make, { lacks: ["endpoint.memory"] });
    expect(await brokenBy(cases)).toEqual([]);
    expect(cases.filter(({ name }) => name.includes("memory"))).toEqual([]);
  });

  test("and nothing with one of which the contract can do and see less", async () => {
    const make = async (initial: StoredState): Promise<StoreUnderTest> => {
      const { store, setReplicas, deleteRule, deleteEndpoint } = await memory()(initial);
      return { store, setReplicas, deleteRule, deleteEndpoint };
    };
    expect(await brokenBy(storeContract(make))).toEqual([]);
  });
});

describe("the contract finds what is wrong with a source", () => {
  const brokenIn = (load: MetricSourcePort["load"]) => brokenBy(metricSourceContract(source(load)));

  test.each(Object.entries(SOURCES))("%s", async (name, load) => {
    expectAmong(await brokenIn(load), BROKEN_SOURCES[name]);
  });

  test("by each of its cases but the last", async () => {
    const broken = (await Promise.all(Object.values(SOURCES).map(brokenIn))).flat();
    for (const { name } of metricSourceContract(source()).slice(0, -1)) expect(broken).toContain(name);
  });

  test("that swaps values even if it is not known what they are", async () => {
    const make = async () => {
      const { values: _, ...subject } = await source(SOURCES["that swaps values"])();
      return subject;
    };
    expectAmong(await brokenBy(metricSourceContract(make)), ["gives each request its own value"]);
  });

  test("and nothing with one that answers in an order of its own", async () => {
    expect(await brokenIn(async (requests, signal) => (await answers(requests, signal)).toReversed())).toEqual([]);
  });

  test("and nothing with one of which less is known", async () => {
    const make = async () => {
      const { port, answerable, unknown } = await source()();
      return { port, answerable, unknown };
    };
    expect(await brokenBy(metricSourceContract(make))).toEqual([]);
  });
});
