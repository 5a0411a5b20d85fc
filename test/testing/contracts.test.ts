import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { MemoryStore, MetricSourcePort, StoredState } from "../../src/host/index.ts";
import { ContractError, metricSourceContract, type StoreUnderTest, storeContract } from "../../src/testing/index.ts";
import { memory, request, source } from "./adapters.ts";

describe("the store contract: the memory store", () => {
  test.each(storeContract(memory()))("$name", ({ run }) => run());
});

test("a store may hand over its endpoints in any order", async () => {
  const upsideDown = await verdict((store) => ({
    load: async (signal) => {
      const { endpoints, ...rest } = await store.load(signal);
      return { ...rest, endpoints: endpoints.toReversed() };
    },
  }));
  expect(upsideDown).toEqual([]);
});

/** What the contract says of a store with a fault. */
async function verdict(plant: (store: MemoryStore) => Partial<MemoryStore>): Promise<string[]> {
  const ends = await Promise.allSettled(storeContract(memory(plant)).map(({ run }) => run()));
  return ends.flatMap((end) => {
    if (end.status === "fulfilled") return [];
    expect(end.reason).toBeInstanceOf(ContractError);
    return [String(end.reason.message)];
  });
}

describe("the store contract finds", () => {
  test("a lost update: a count stored over what a user set", async () => {
    const faults = await verdict((store) => ({
      commit: async ({ at, changes }, signal) => {
        const { endpoints, revisions } = store.state();
        const counts = new Map(endpoints.map(({ id, replicas }) => [id, replicas]));
        const blind = changes.map((change) => ({
          ...change,
          expectedReplicas: counts.get(change.endpointId) ?? 0,
          expectedRevision: revisions?.get(change.endpointId) ?? "",
        }));
        return store.commit({ at, changes: blind }, signal);
      },
    }));
    expect(faults.join("\n")).toContain(
      'the report: is {"committed":["a"],"conflicts":[]}, must be {"committed":[],"conflicts":[{"endpointId":"a","reason":"endpoint-changed"}]}',
    );
  });

  test("half a commit: counts without the rules' times", async () => {
    const faults = await verdict((store) => ({
      commit: ({ at, changes }, signal) =>
        store.commit({ at, changes: changes.map((change) => ({ ...change, triggered: [] })) }, signal),
    }));
    expect(faults.join("\n")).toMatch(
      /rule `a1`: its last-triggered time was stored as \d+\.456 and is loaded as nothing/,
    );
  });

  test("a stale read: the state of the time at which the store was made", async () => {
    const faults = await verdict((store) => {
      const first = store.state();
      return { load: async () => first };
    });
    expect(faults.join("\n")).toContain("the count: is 2, must be 3");
  });

  test("a dropped conflict: a change that is in neither list", async () => {
    const faults = await verdict((store) => ({
      commit: async (commit, signal) => ({ ...(await store.commit(commit, signal)), conflicts: [] }),
    }));
    expect(faults.join("\n")).toContain(
      'must be {"committed":[],"conflicts":[{"endpointId":"a","reason":"endpoint-changed"}]}',
    );
  });

  test("times cut to the second", async () => {
    const cut = (time: number) => Math.floor(time / 1000) * 1000;
    const faults = await verdict((store) => ({
      load: async () => {
        const state = store.state();
        return { ...state, lastTriggered: new Map([...state.lastTriggered].map(([id, at]) => [id, cut(at)])) };
      },
    }));
    expect(faults.join("\n")).toMatch(
      /rule `a2`: its last-triggered time was stored as \d+\.456 and is loaded as \d+000$/m,
    );
  });
});

// A case waits up to five seconds for a source that hangs: on a clock that is moved on as soon as all else is done.
beforeAll(() => {
  vi.useFakeTimers().setTimerTickMode("nextTimerAsync");
});
afterAll(() => {
  vi.useRealTimers();
});

describe("the metric source contract: a sound source", () => {
  test.each(metricSourceContract(source()))("$name", ({ run }) => run());
});

describe("the metric source contract finds", () => {
  const faultsOf = async (load: MetricSourcePort["load"]) => {
    const ends = await Promise.allSettled(metricSourceContract(source(load)).map(({ run }) => run()));
    return ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason.message)] : [])).join("\n");
  };

  test("answers that are missing, that nobody asked for, or that are made up", async () => {
    expect(await faultsOf(async () => [])).toContain("the values with an average: is []");
    expect(
      await faultsOf(async () => [
        { ...request, value: "1" },
        { ...request, name: "cpu", value: "1" },
      ]),
    ).toContain("the values that were answered");
    expect(await faultsOf(async (requests) => requests.map((each) => ({ ...each, value: "0" })))).toContain("never");
  });

  test("too little to ask for, which shows nothing", async () => {
    const make = async () => ({ ...(await source()()), answerable: [request] });
    const [everything] = metricSourceContract(make);
    await expect(everything?.run()).rejects.toThrow(
      "the source under test names 1 that it can answer, must be two or more",
    );
  });

  test("a source that does not listen when the cycle gives up", async () => {
    const make = async () => ({ ...(await source()()), port: { load: () => new Promise<never>(() => {}) } });
    const deaf = metricSourceContract(make).at(-1);
    await expect(deaf?.run()).rejects.toThrow("gave nothing for 5000 ms");
  });
});

test("the source contract names the source, what it answered, and the form wanted", async () => {
  for (const [answer, found] of [
    [[91.5], "a list whose item [0] is 91.5"],
    [91.5, "91.5"],
    [{ cuda_util: "91.5" }, "an object"],
  ] as const) {
    const load = async () => JSON.parse(JSON.stringify(answer));
    const [first] = metricSourceContract(source(load));
    const end = await first?.run().catch((error: unknown) => error);
    expect(end).toBeInstanceOf(ContractError);
    expect(String(end)).toContain(
      `KERNEL answered with ${found}, expected a list of readings: { ...request, value: "91.5" } or`,
    );
  }
});

test("the store contract says how to name a column that a store does not have", async () => {
  const faults = await verdict((store) => ({
    load: async () => {
      const state = store.state();
      const endpoints = state.endpoints.map(({ paused: _, ...endpoint }) => endpoint);
      const rules = state.rules.map(({ priority: _, ...rule }) => rule);
      return { ...state, endpoints, rules };
    },
  }));
  expect(faults.join("\n")).toContain('; of a store without a column for it say so: lacks: ["endpoint.paused"]');
  expect(faults.join("\n")).toContain('; of a store without a column for it say so: lacks: ["rule.priority"]');
});

const COPIES = "the state that load returned changed after a later commit: return copies; ";

test("the store contract asks for copies where a loaded state changes after a later commit", async () => {
  const faults = await verdict((store) => {
    const lastTriggered = new Map<string, number>();
    return {
      load: async (signal) => {
        const state = await store.load(signal);
        for (const [id, at] of state.lastTriggered) lastTriggered.set(id, at);
        return { ...state, lastTriggered };
      },
      commit: async (commit, signal) => {
        const report = await store.commit(commit, signal);
        for (const [id, at] of store.state().lastTriggered) lastTriggered.set(id, at);
        return report;
      },
    };
  });
  expect(faults.join("\n")).toMatch(
    new RegExp(`^${COPIES}the last-triggered time of rule \`a1\`: is \\d+\\.456, must be nothing$`, "m"),
  );
});

test("the store contract asks for no copies of a store that gives them, and loses parts of a millisecond", async () => {
  const faults = await verdict((store) => ({
    load: async (signal) => {
      const state = await store.load(signal);
      const times = [...state.lastTriggered].map(([id, at]) => [id, Math.floor(at)] as const);
      return { ...state, lastTriggered: new Map(times) };
    },
  }));
  expect(faults.join("\n")).toMatch(
    /^rule `a2`: its last-triggered time was stored as \d+\.456 and is loaded as \d+$/m,
  );
  expect(faults.join("\n")).not.toContain(COPIES);
});

describe("the store contract says what is wrong, and does not crash, where a store", () => {
  const brokenBy = async (changes: object) =>
    (await verdict((store) => Object.assign(JSON.parse("{}"), store, changes))).join("\n");

  test("loads what cannot be evaluated", async () => {
    expect(await brokenBy({ load: async () => ({ endpoints: [], rules: [null], lastTriggered: {} }) })).toContain(
      "rules[0] is null, expected an object; give every item as an object",
    );
    expect(await brokenBy({ load: async () => undefined })).toContain("the state of the store is missing, expected");
  });

  test("loads counts as BigInts", async () => {
    const faults = await verdict((store) => {
      const load = async (signal: AbortSignal) => {
        const { endpoints, ...rest } = await store.load(signal);
        const counts = endpoints.map((each) =>
          Object.assign(JSON.parse("{}"), each, { replicas: BigInt(each.replicas) }),
        );
        return { ...rest, endpoints: counts };
      };
      return { load };
    });
    expect(faults).toContain('endpoint `a`: `replicas` was stored as 2 and is loaded as "2n"');
    expect(faults).toContain('the count: is "3n", must be 3');
  });

  test("has no report on a commit", async () => {
    expect(await brokenBy({ commit: async () => undefined })).toContain(
      "the store's report on the commit has no lists of committed and conflicts",
    );
  });
});

test("what a loaded row throws when it is read comes through the store contract as it is", async () => {
  const lost = new Error("the connection is closed");
  const row = Object.defineProperty({ id: "a" }, "replicas", {
    get: () => {
      throw lost;
    },
  });
  const load = async (): Promise<StoredState> =>
    Object.assign(JSON.parse("{}"), { endpoints: [row, { id: "b", replicas: 5 }], rules: [], lastTriggered: {} });
  const [first] = storeContract(memory(() => ({ load })));
  await expect(first?.run()).rejects.toBe(lost);
});

test("the store contract takes times and revisions in plain objects, as `runCycle` does", async () => {
  const faults = await verdict((store) => ({
    load: async (signal) => {
      const { lastTriggered, revisions = new Map(), ...lists } = await store.load(signal);
      const [times, texts] = [Object.fromEntries(lastTriggered), Object.fromEntries(revisions)];
      return Object.assign(JSON.parse("{}"), lists, { lastTriggered: times, revisions: texts });
    },
  }));
  expect(faults).toEqual([]);
});

describe("a contract says what `make` must give where it gives", () => {
  const sound = memory();
  const given = async (change: (subject: StoreUnderTest) => unknown) => {
    const make = async (initial: StoredState) => {
      const value = change(await sound(initial));
      return Object.assign(JSON.parse('{ "value": null }'), { value }).value;
    };
    return expect(storeContract(make)[0]?.run()).rejects;
  };

  test("nothing", async () => {
    const help = "return { store, setReplicas, deleteRule, deleteEndpoint } from make";
    await (await given(() => undefined)).toThrow(
      new TypeError(`the store under test is missing, expected an object; ${help}`),
    );
    const [first] = metricSourceContract(async () => JSON.parse('{ "value": 1 }').nothing);
    await expect(first?.run()).rejects.toThrow(
      new TypeError(
        "the source under test is missing, expected an object; return { port, answerable, unknown } from make",
      ),
    );
  });

  test("less than it must", async () => {
    await (await given(({ deleteRule: _, ...others }) => others)).toThrow(
      "`deleteRule` of the store under test is missing, expected a function",
    );
    await (await given((subject) => ({ ...subject, store: { load: subject.store.load } }))).toThrow(
      "`store.commit` of the store under test is missing, expected a function",
    );
  });
});
