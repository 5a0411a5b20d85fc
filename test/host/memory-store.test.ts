import { describe, expect, test } from "vitest";
import { createMemoryStore, type EndpointChange, type MemoryStore, type RuleStore } from "../../src/host/index.ts";
import { evaluate, type Rule, type Snapshot, SnapshotError } from "../../src/index.ts";
import { endpoint, NOON, rule } from "../support/build.ts";

const stateOf = (rules: readonly Rule[], endpoints: Snapshot["endpoints"] = [endpoint()]) => ({
  endpoints,
  rules,
  lastTriggered: new Map<string, number>(),
});

describe("a store in memory", () => {
  const changeOf = (changes: Partial<EndpointChange> = {}): EndpointChange => {
    const [decision] = evaluate({ ...stateOf([]), now: NOON, metrics: [] }).decisions;
    if (decision === undefined) throw new Error("there is an endpoint");
    return {
      endpointId: "chat",
      expectedReplicas: 3,
      replicas: 4,
      direction: "out",
      triggered: [{ ruleId: "out", expectedLastTriggered: null }],
      decision,
      ...changes,
    };
  };
  const { signal } = new AbortController();
  const commit = (store: RuleStore, change: EndpointChange, at = NOON) =>
    store.commit({ at, changes: [change] }, signal);

  test("stores a change whose count and times are as they were read, and remembers the other direction", async () => {
    const scaled = endpoint({ lastScaledAt: { out: null, in: NOON - 5 } });
    const store = createMemoryStore(stateOf([rule()], [scaled]));
    expect(await commit(store, changeOf())).toEqual({ committed: ["chat"], conflicts: [] });
    expect(store.state().endpoints).toEqual([endpoint({ replicas: 4, lastScaledAt: { out: NOON, in: NOON - 5 } })]);
    const next = changeOf({ expectedReplicas: 4, replicas: 3, direction: "in" });
    const again = { ...next, triggered: [{ ruleId: "out", expectedLastTriggered: NOON }] };
    expect(await commit(store, again, NOON + 9)).toEqual({ committed: ["chat"], conflicts: [] });
    expect(store.state().endpoints).toEqual([endpoint({ lastScaledAt: { out: NOON, in: NOON + 9 } })]);
    expect(store.audit().map(({ at }) => at)).toEqual([NOON, NOON + 9]);
  });

  test.each<[string, Partial<EndpointChange>]>([
    ["endpoint-gone", { endpointId: "gone" }],
    ["count-changed", { expectedReplicas: 2 }],
    ["rule-changed", { triggered: [{ ruleId: "out", expectedLastTriggered: 5 }] }],
    ["rule-changed", { triggered: [{ ruleId: "gone", expectedLastTriggered: null }] }],
    [
      "rule-changed",
      {
        triggered: [
          { ruleId: "out", expectedLastTriggered: null },
          { ruleId: "gone", expectedLastTriggered: null },
        ],
      },
    ],
  ])("leaves all of a change undone that meets a conflict: %s", async (reason, changes) => {
    const state = stateOf([rule()]);
    const store = createMemoryStore(state);
    const change = changeOf(changes);
    expect(await commit(store, change)).toEqual({
      committed: [],
      conflicts: [{ endpointId: change.endpointId, reason }],
    });
    expect(store.state()).toMatchObject(state);
    expect(store.audit()).toEqual([]);
  });

  test("hands out copies, and takes a copy of what it starts with", async () => {
    const state = { ...stateOf([rule()]), lastTriggered: new Map([["out", 1]]) };
    const store = createMemoryStore(state);
    const before = store.state();
    const trail = store.audit();
    state.lastTriggered.set("out", 2);
    const stored = changeOf({ triggered: [{ ruleId: "out", expectedLastTriggered: 1 }] });
    expect(await commit(store, stored)).toMatchObject({ committed: ["chat"] });
    expect(before.lastTriggered).toEqual(new Map([["out", 1]]));
    expect(trail).toEqual([]);
    expect(store.audit()).toHaveLength(1);
  });

  test("lets its user put and delete endpoints and rules, and forgets the times of a deleted rule", async () => {
    const store = createMemoryStore({ ...stateOf([rule()]), lastTriggered: new Map([["out", 1]]) });
    store.putEndpoint(endpoint({ id: "b" }));
    store.deleteEndpoint("chat");
    store.putRule(rule({ stepSize: 2 }));
    expect(await store.load(signal)).toMatchObject({
      endpoints: [endpoint({ id: "b" })],
      rules: [rule({ stepSize: 2 })],
      lastTriggered: new Map([["out", 1]]),
    });
    store.deleteRule("out");
    expect(store.state()).toMatchObject({ rules: [], lastTriggered: new Map() });
  });
});

test("a store in memory refuses to start with what cannot be evaluated, in the words of `evaluate`", () => {
  const broken = Object.assign(JSON.parse("{}"), stateOf([rule()]), { rules: [null, rule()] });
  expect(() => createMemoryStore(broken)).toThrow(SnapshotError);
  expect(() => createMemoryStore(broken)).toThrow("rules[0] is null, expected an object; give every item as an object");
});

describe("a revision of the store in memory", () => {
  const revisionOf = (store: MemoryStore, id = "chat") => store.state().revisions?.get(id);
  const both = () =>
    createMemoryStore(stateOf([rule(), rule({ id: "other", endpointId: "b" })], [endpoint(), endpoint({ id: "b" })]));

  test.each<[string, (store: MemoryStore) => void]>([
    ["the endpoint is put, even as it is", (store) => store.putEndpoint(endpoint())],
    ["a rule of it is put", (store) => store.putRule(rule({ threshold: "90" }))],
    ["a rule comes to it from elsewhere", (store) => store.putRule(rule({ id: "other" }))],
    ["a rule of it goes elsewhere", (store) => store.putRule(rule({ endpointId: "b" }))],
    ["a rule of it is deleted", (store) => store.deleteRule("out")],
    [
      "it is deleted, and made again as it was",
      (store) => {
        store.deleteEndpoint("chat");
        store.putEndpoint(endpoint());
      },
    ],
  ])("changes when %s", (_, edit) => {
    const store = both();
    const before = revisionOf(store);
    edit(store);
    expect(revisionOf(store)).not.toBe(before);
    expect(revisionOf(store)).toBeDefined();
  });

  test("stays when nothing of the endpoint changes, and goes with it", () => {
    const store = both();
    const before = revisionOf(store);
    store.putEndpoint(endpoint({ id: "b", replicas: 9 }));
    store.putRule(rule({ id: "other", endpointId: "b", stepSize: 3 }));
    store.deleteRule("none");
    store.putRule(rule({ id: "stray", endpointId: "gone" }));
    expect(revisionOf(store)).toBe(before);
    store.deleteEndpoint("chat");
    expect([...(store.state().revisions?.keys() ?? [])]).toEqual(["b"]);
  });
});

test("no time in the store in memory is replaced by an earlier one", async () => {
  const scaled = endpoint({ lastScaledAt: { out: NOON, in: NOON } });
  const store = createMemoryStore({ ...stateOf([rule()], [scaled]), lastTriggered: new Map([["out", NOON]]) });
  const [decision] = evaluate({ ...store.state(), now: NOON, metrics: [] }).decisions;
  if (decision === undefined) throw new Error("there is an endpoint");
  const change = (replicas: number, direction: "out" | "in"): EndpointChange => ({
    endpointId: "chat",
    expectedRevision: store.state().revisions?.get("chat") ?? "",
    expectedReplicas: store.state().endpoints[0]?.replicas ?? 0,
    replicas,
    direction,
    triggered: [{ ruleId: "out", expectedLastTriggered: NOON }],
    decision,
  });
  const { signal } = new AbortController();
  await store.commit({ at: NOON - 60_000, changes: [change(4, "out")] }, signal);
  await store.commit({ at: NOON - 50_000, changes: [change(3, "in")] }, signal);
  expect(store.audit()).toHaveLength(2);
  expect(store.state()).toMatchObject({ endpoints: [scaled], lastTriggered: new Map([["out", NOON]]) });
});
