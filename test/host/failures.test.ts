import { describe, expect, test, vi } from "vitest";
import {
  type CommitReport,
  type CycleOptions,
  createMemoryStore,
  type MetricSourcePort,
  type RuleStore,
  runCycle,
  type StoredState,
} from "../../src/host/index.ts";
import { type Endpoint, evaluate, type Rule, recommended } from "../../src/index.ts";
import { average, endpoint, inRule, NOON, rule } from "../support/build.ts";

const stateOf = (rules: readonly Rule[] = [rule()], endpoints: readonly Endpoint[] = [endpoint()]): StoredState => ({
  endpoints,
  rules,
  lastTriggered: new Map(),
});

const answering = (value: string): MetricSourcePort => ({
  load: async (requests) => requests.map((request) => ({ ...request, value })),
});

const run = (changes: Partial<CycleOptions> = {}) =>
  runCycle({
    store: createMemoryStore(stateOf()),
    sources: { KERNEL: answering("90") },
    clock: () => NOON,
    ...changes,
  });

/** A store that loads this, whatever it is. */
const loading = (state: object): RuleStore => {
  const load = async () => Object.assign(JSON.parse("{}"), state);
  return { ...createMemoryStore(stateOf()), load };
};

/** A store whose report on a commit is changed before the cycle reads it. */
const misreporting = (change: (report: CommitReport) => unknown): RuleStore => {
  const store = createMemoryStore(stateOf());
  return { ...store, commit: async (...given) => JSON.parse(JSON.stringify(change(await store.commit(...given)))) };
};

describe("options that cannot be meant are refused", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, 3e9, 0, -1])("a timeoutMs of %s", async (timeoutMs) => {
    await expect(run({ timeoutMs })).rejects.toThrow(RangeError);
    await expect(run({ timeoutMs })).rejects.toThrow(
      `timeoutMs is ${timeoutMs}, expected milliseconds above 0 and at most 2147483647; leave it out for 10000`,
    );
  });

  test.each<[string, object | undefined, string]>([
    ["nothing at all", undefined, "the options are missing, expected an object of store, sources, clock"],
    [
      "a store without commit",
      { store: { load: async () => stateOf() } },
      "store is an object, expected an object with",
    ],
    ["no clock", { clock: NOON }, `clock is ${NOON}, expected a function such as Date.now`],
    ["no sources", { sources: null }, "sources is null, expected an object of ports by source"],
    ["an unknown source", { sources: { PROMETHEUES: answering("1") } }, "sources has the key `PROMETHEUES`"],
    ["a port without load", { sources: { KERNEL: {} } }, "sources.KERNEL is an object, expected an object with load"],
    ["a report of another kind", { report: "none" }, 'report is "none", expected all or changes'],
    ["a hook that is no function", { onRecord: "log" }, 'onRecord is "log", expected a function'],
    ["semantics by name", { semantics: "recommended" }, 'semantics is "recommended", expected an object of combine'],
    [
      "a switch of no semantics",
      { semantics: { ...recommended, bounds: "cut" } },
      'semantics.bounds is "cut", expected',
    ],
    ["an invalid signal", { signal: {} }, "signal is an object, expected an AbortSignal"],
  ])("%s", async (_, changes, message) => {
    const valid = { store: createMemoryStore(stateOf()), sources: {}, clock: () => NOON };
    const options = JSON.parse("{}");
    Object.assign(options, valid, changes);
    const cycle = runCycle(changes === undefined ? JSON.parse("{}").options : options);
    await expect(cycle).rejects.toThrow(TypeError);
    await expect(cycle).rejects.toThrow(message);
  });
});

describe("a cycle fails, and does not reject,", () => {
  test.each<[string, () => number, string]>([
    ["where the clock throws", () => JSON.parse("{"), "SyntaxError: "],
    [
      "where the clock gives no time",
      () => Number.NaN,
      "TypeError: the time of the clock is NaN, expected milliseconds since 1970",
    ],
    [
      "where the clock is in seconds",
      () => NOON / 1000,
      `RangeError: the time of the clock is ${NOON / 1000}, which is before 2001; use milliseconds since 1970, as Date.now() gives`,
    ],
    ["where the clock is before 1970", () => -1500.25, "which is before 2001"],
  ])("%s", async (_, clock, error) => {
    const report = await run({ clock });
    expect(report).toMatchObject({ status: "failed", stage: "clock", at: null, decisions: [] });
    expect(report.status === "failed" ? report.error : "").toContain(error);
  });

  test("where a port throws what cannot be written", async () => {
    const load = () => Promise.reject(Object.create(null));
    const report = await run({ store: { ...createMemoryStore(stateOf()), load } });
    expect(report).toMatchObject({ status: "failed", stage: "load", error: "an error that cannot be read" });
  });

  test.each<[string, (report: CommitReport) => unknown, string]>([
    ["leaves a change out", () => ({ committed: [], conflicts: [] }), "does not say what became of endpoint `chat`"],
    [
      "names an endpoint that was not to change",
      ({ committed }) => ({ committed: [...committed, "other"], conflicts: [] }),
      "names endpoint `other` twice, or unasked",
    ],
    [
      "names an endpoint in both lists",
      ({ committed }) => ({ committed, conflicts: [{ endpointId: "chat", reason: "endpoint-changed" }] }),
      "names endpoint `chat` twice, or unasked",
    ],
    ["has no lists", () => ({ committed: "chat" }), "has no lists of committed and conflicts"],
    ["is null", () => null, "has no lists of committed and conflicts"],
    ["has a conflict of nothing", () => ({ committed: [], conflicts: [null] }), "twice, or unasked"],
  ])("where the store's report on the commit %s", async (_, change, message) => {
    const report = await run({ store: misreporting(change) });
    expect(report).toMatchObject({ status: "failed", stage: "commit", decided: 1 });
    expect(report.status === "failed" ? report.error : "").toContain(message);
  });

  test("and says how many endpoints a report leaves out", async () => {
    const ids = ["a", "b", "c"];
    const rules = ids.map((id) => rule({ id, endpointId: id }));
    const store = createMemoryStore(
      stateOf(
        rules,
        ids.map((id) => endpoint({ id })),
      ),
    );
    const mute: RuleStore = { ...store, commit: async () => ({ committed: [], conflicts: [] }) };
    expect(await run({ store: mute })).toMatchObject({ error: expect.stringMatching(/endpoint `a` and 2 more$/) });
  });
});

describe("what a store loads", () => {
  test.each<[string, object, string]>([
    ["a rule that is null", { rules: [null, rule()] }, "rules[0] is null, expected an object"],
    ["an endpoint that is text", { endpoints: ["chat"] }, 'endpoints[0] is "chat", expected an object'],
    ["no list of rules", { rules: { out: rule() } }, "rules is an object, expected an array"],
    ["times in a list", { lastTriggered: [] }, "lastTriggered is an array, expected"],
  ])("ends the cycle with the words of `evaluate` where it is %s", async (_, changes, words) => {
    const state = { ...stateOf(), ...changes };
    const sources = { KERNEL: { load: vi.fn() } };
    const report = await run({ store: loading(state), sources });
    const snapshot = Object.assign(JSON.parse("{}"), { now: NOON, metrics: [], ...state });
    const refused = expect.objectContaining({ name: "SnapshotError", message: expect.stringContaining(words) });
    expect(() => evaluate(snapshot)).toThrow(refused);
    expect(report).toMatchObject({ status: "failed", stage: "load", error: expect.stringMatching(/^SnapshotError: /) });
    expect(report.status === "failed" ? report.error : "").toContain(words);
    expect(sources.KERNEL.load).not.toHaveBeenCalled();
  });

  test.each([
    ["an array", []],
    ["null", null],
    ["7", 7],
  ])("ends the cycle where its revisions are %s", async (found, revisions) => {
    expect(await run({ store: loading({ ...stateOf(), revisions }) })).toMatchObject({
      stage: "load",
      error: `TypeError: the revisions of the store are ${found}, expected a Map of texts by endpoint id; leave them out where the store has none`,
    });
  });

  test("may have its revisions and times in plain objects, as JSON has them", async () => {
    const store = createMemoryStore(stateOf([rule({ cooldownSeconds: 60 })]));
    const commit = vi.fn(store.commit);
    const state = JSON.parse(
      JSON.stringify({ ...store.state(), lastTriggered: { out: NOON - 90_000 }, revisions: { chat: "0" } }),
    );
    const report = await run({ store: { ...loading(state), commit } });
    expect(report).toMatchObject({ status: "completed", committed: ["chat"], conflicts: [] });
    const [change] = commit.mock.calls[0]?.[0].changes ?? [];
    expect(change).toMatchObject({ expectedRevision: "0", triggered: [{ expectedLastTriggered: NOON - 90_000 }] });
  });

  test.each<[string, object, object]>([
    ["a rule whose metric is a number", { metricName: 5n }, { kind: "invalid-input" }],
    ["a rule whose aggregation is a number", { aggregation: 95n }, { kind: "invalid-input" }],
    ["a query whose rule has a number for its id", { id: 7n, metricSource: "PROMETHEUS" }, { kind: "invalid-input" }],
  ])("costs itself alone where it is %s", async (_, changes, outcome) => {
    const odd = Object.assign(JSON.parse("{}"), rule({ id: "odd" }), changes);
    const report = await run({ store: loading(stateOf([odd, rule()])) });
    expect(report).toMatchObject({ committed: ["chat"], decisions: [{ outcomes: [outcome, { kind: "triggered" }] }] });
  });

  test.each([7n, { activation: 7 }, { activation: [null] }])(
    "costs its endpoint alone where the condition to wake it cannot be read",
    async (zero) => {
      const asleep = Object.assign(JSON.parse("{}"), endpoint({ id: "asleep" }), { zero });
      const report = await run({ store: loading(stateOf([rule()], [asleep, endpoint()])) });
      expect(report).toMatchObject({ committed: ["chat"], decisions: [{ fault: expect.any(String) }, { delta: 1 }] });
    },
  );
});

test("a source that fails, and hands over what is no reading, costs its own rules alone", async () => {
  const late: MetricSourcePort = {
    load: (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () =>
          resolve([Object.assign(JSON.parse("{}"), { endpointId: 7n, value: 1 })]),
        );
      }),
  };
  expect(await run({ sources: { KERNEL: late }, timeoutMs: 10 })).toMatchObject({
    status: "completed",
    decisions: [{ outcomes: [{ kind: "no-metric" }] }],
  });
});

test("an error is reported with what caused it", async () => {
  const refused = new AggregateError([new Error("connect ECONNREFUSED 127.0.0.1:9")]);
  const load = async () => Promise.reject(new TypeError("fetch failed", { cause: refused }));
  const { sources } = await run({ sources: { KERNEL: { load } } });
  expect(sources[0]?.error).toBe(
    "TypeError: fetch failed, caused by AggregateError, caused by Error: connect ECONNREFUSED 127.0.0.1:9",
  );
});

test("of an error that causes itself no more than five causes are named", async () => {
  const error = new Error("round");
  error.cause = error;
  const { sources } = await run({ sources: { KERNEL: { load: async () => Promise.reject(error) } } });
  expect(sources[0]?.error?.split(", caused by ")).toHaveLength(5);
});

describe("hooks", () => {
  test("that are async are waited for, and what they reject with is in the report", async () => {
    const ended: string[] = [];
    const report = await run({
      onDecision: async ({ endpointId }) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        ended.push(endpointId);
      },
      onRecord: async () => Promise.reject(new Error("disk full")),
      onCycle: async () => Promise.reject(new Error("no log")),
    });
    expect(ended).toEqual(["chat"]);
    expect(report).toMatchObject({ status: "completed", hookErrors: ["Error: disk full", "Error: no log"] });
  });

  test("that say the same many times are reported once", async () => {
    const store = createMemoryStore(stateOf([], [endpoint(), endpoint({ id: "b" })]));
    const report = await run({ store, onDecision: async () => Promise.reject(new Error("down")) });
    expect(report.hookErrors).toEqual(["Error: down (2 times)"]);
  });

  test("that never end cost the cycle no more than its time-out", async () => {
    const report = await run({ timeoutMs: 10, onRecord: () => new Promise(() => {}) });
    expect(report).toMatchObject({
      status: "completed",
      committed: ["chat"],
      hookErrors: ["DeadlineError: no answer within 10 ms"],
    });
  });
});

describe("a source that does not answer in time", () => {
  test("is heard all the same if it hands over at once what it has", async () => {
    const partial: MetricSourcePort = {
      load: ([first], signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve(first === undefined ? [] : [{ ...first, value: "90" }]));
        }),
    };
    const rules = [rule(), rule({ id: "memory", metricName: "cuda_mem" })];
    const report = await run({
      store: createMemoryStore(stateOf(rules)),
      sources: { KERNEL: partial },
      timeoutMs: 10,
    });
    expect(report).toMatchObject({
      status: "completed",
      committed: ["chat"],
      sources: [{ requested: 2, answered: 1, error: "DeadlineError: no answer within 10 ms" }],
      decisions: [{ outcomes: [{ kind: "triggered" }, { kind: "no-metric" }] }],
    });
    expect(report.decisions[0]?.explanation).toContain("its source could not be asked");
  });
});

describe("a report on a source", () => {
  const READINGS = 'expected a list of readings: { ...request, value: "91.5" } or { ...request, reason: "no-metric" }';
  const rules = [rule(), rule({ id: "tail", aggregation: "p95" })];
  const query = rule({ id: "query", metricSource: "PROMETHEUS" });
  const reading = average("90");
  const report = async (rulesGiven: readonly Rule[], readings: readonly object[]) => {
    const port: MetricSourcePort = { load: async () => readings.map((each) => Object.assign(JSON.parse("{}"), each)) };
    const store = createMemoryStore(stateOf(rulesGiven));
    const { sources } = await run({ store, sources: { KERNEL: port, PROMETHEUS: port } });
    return sources[0];
  };

  test.each<[string, readonly object[], number, string]>([
    ["is no reading", [{ foo: 1 }], 0, "an object whose endpointId is missing"],
    [
      "has neither value nor reason",
      [reading, { endpointId: "chat", source: "KERNEL", name: "cuda_util" }],
      1,
      "an object without value or reason",
    ],
    [
      "is of another endpoint",
      [reading, average("90", { endpointId: "other" })],
      1,
      "the average of `cuda_util` (KERNEL) of endpoint `other`, which nobody asked for",
    ],
    [
      "is of another aggregation",
      [average("90", { aggregation: "max" }), reading],
      1,
      "the max of `cuda_util` (KERNEL) of endpoint `chat`, which nobody asked for",
    ],
    [
      "is of a rule that is gone",
      [average("90", { source: "PROMETHEUS", ruleId: "gone" })],
      0,
      "the average of `cuda_util` (PROMETHEUS) of endpoint `chat` for rule `gone`, which nobody asked for",
    ],
  ])(
    "names the first item that answers nothing where something is left unanswered: it %s",
    async (_, readings, answered, found) => {
      const { error, ...counts } = (await report(rules, readings)) ?? {};
      expect(counts).toMatchObject({ requested: 2, answered });
      expect(error).toMatch(/^KERNEL answered with a list whose item \[[01]\] is /);
      expect(error).toContain(`is ${found}, ${READINGS}`);
    },
  );

  test("counts each value that was asked for once, and no others", async () => {
    const both = [reading, average("95", { aggregation: "p95" })];
    expect(await report(rules, [...both, ...both])).toMatchObject({ requested: 2, answered: 2, error: null });
    const others = ["a", "b"].map((endpointId) => average("90", { endpointId }));
    expect(await report(rules, [...others, ...both])).toMatchObject({ requested: 2, answered: 2, error: null });
  });

  test("counts a reason as an answer, but not that the source failed, nor a reason that there is not", async () => {
    const { value: _, ...metric } = reading;
    const answered = async (reason: string) => (await report([rule()], [{ ...metric, reason }]))?.answered;
    expect(await answered("no-stats")).toBe(1);
    expect(await answered("source-failed")).toBe(0);
    expect(await answered("no-idea")).toBe(0);
    expect(await report(rules, [reading])).toMatchObject({ requested: 2, answered: 1, error: null });
  });

  test("counts the average that rules with queries of their own share for each of them", async () => {
    const queries = [query, { ...query, id: "again" }];
    expect(await report(queries, [average("90", { source: "PROMETHEUS" })])).toMatchObject({
      source: "PROMETHEUS",
      requested: 2,
      answered: 2,
      error: null,
    });
    const own = average("90", { source: "PROMETHEUS", ruleId: "again" });
    expect(await report(queries, [own])).toMatchObject({ requested: 2, answered: 1, error: null });
  });

  test("refuses a list with holes", async () => {
    const port: MetricSourcePort = { load: async () => new Array(1) };
    expect(await run({ sources: { KERNEL: port } })).toMatchObject({
      status: "completed",
      sources: [
        { answered: 0, error: `TypeError: KERNEL answered with a list whose item [0] is missing, ${READINGS}` },
      ],
    });
  });
});

describe("an aborted cycle", () => {
  test("before its commit stores nothing and says so", async () => {
    const controller = new AbortController();
    const store = createMemoryStore(stateOf());
    const report = await run({
      store,
      signal: controller.signal,
      onDecision: () => controller.abort(new Error("stop")),
    });
    expect(report).toMatchObject({ status: "aborted", stage: "evaluate", error: "Error: stop", decided: 1 });
    expect(store.audit()).toEqual([]);
  });

  test("during its commit waits for it, and says what is stored", async () => {
    const controller = new AbortController();
    const store = createMemoryStore(stateOf());
    const commit: RuleStore["commit"] = async (...given) => {
      controller.abort();
      return store.commit(...given);
    };
    const report = await run({ store: { ...store, commit }, signal: controller.signal });
    expect(report).toMatchObject({ status: "completed", committed: ["chat"] });
  });
});

describe("the time to look again", () => {
  const cooling = [rule({ cooldownSeconds: 60 })];

  test("is that of the state as it is stored after the cycle", async () => {
    const store = createMemoryStore(stateOf(cooling));
    const first = await run({ store, semantics: recommended });
    expect(first).toMatchObject({ committed: ["chat"], recheckAt: "2026-03-02T12:01:00.000Z" });
    const second = await run({ store, semantics: recommended, clock: () => NOON + 1000 });
    expect(second).toMatchObject({ committed: [], recheckAt: "2026-03-02T12:01:00.000Z" });
  });

  test("is at once after a conflict", async () => {
    const store = createMemoryStore(stateOf(cooling));
    const pausing: MetricSourcePort = {
      load: async (...given) => {
        store.putEndpoint(endpoint({ paused: "both" }));
        return answering("90").load(...given);
      },
    };
    expect(await run({ store, sources: { KERNEL: pausing } })).toMatchObject({
      conflicts: [{ endpointId: "chat", reason: "endpoint-changed" }],
      recheckAt: "2026-03-02T12:00:00.000Z",
    });
  });
});

test("nothing is stored for an endpoint that the store's revisions leave out, and the others are stored", async () => {
  const rules = [rule(), rule({ id: "other", endpointId: "b" })];
  const store = createMemoryStore(stateOf(rules, [endpoint(), endpoint({ id: "b" })]));
  const load = async (signal: AbortSignal) => ({ ...(await store.load(signal)), revisions: new Map([["b", "0"]]) });
  const report = await run({ store: { ...store, load } });
  expect(report).toMatchObject({
    status: "completed",
    committed: ["b"],
    storeFaults: ["endpoint `chat` has no revision, so its change was not stored"],
  });
  expect(store.state().endpoints.map(({ replicas }) => replicas)).toEqual([3, 4]);
});

describe("a report of changes", () => {
  const ids = Array.from({ length: 100 }, (_, at) => `e${at}`);
  const manyRules = ids.flatMap((id) => [
    rule({ id: `${id}-out`, endpointId: id, threshold: id === "e7" ? "80" : "95" }),
    inRule({ id: `${id}-in`, endpointId: id }),
  ]);
  const endpoints = ids.map((id) =>
    endpoint({
      id,
      ...(id === "e8" ? { replicas: -1 } : {}),
      ...(id === "e9" ? { minReplicas: 5, advisory: true } : {}),
    }),
  );

  test.each([
    ["many rules", 100],
    ["few rules", 10],
  ])("of %s lists what changes or would, and faults, and its JSON has no explanations", async (_, count) => {
    const known = new Set(ids.slice(0, count));
    const rules = manyRules.filter(({ endpointId }) => known.has(endpointId));
    const store = createMemoryStore(
      stateOf(
        rules,
        endpoints.filter(({ id }) => known.has(id)),
      ),
    );
    const report = await run({ store, report: "changes" });
    expect(report).toMatchObject({ status: "completed", decided: count, committed: ["e7"] });
    expect(JSON.parse(JSON.stringify(report.decisions))).toEqual([
      { endpointId: "e7", replicas: 3, desired: 4, delta: 1, outcomes: [{ ruleId: "e7-out", kind: "triggered" }] },
      {
        endpointId: "e8",
        replicas: -1,
        desired: -1,
        delta: 0,
        fault: "endpoint `e8`: endpoints[8].replicas is -1, expected an integer of 0 or more",
        outcomes: [],
      },
      { endpointId: "e9", replicas: 3, desired: 3, delta: 0, wouldBe: 2, outcomes: [] },
    ]);
    expect(report.decisions[0]?.explanation).toContain("endpoint `e7`: 3 -> 4 replicas (+1)");
  });

  test("gives hooks every decision all the same", async () => {
    const onDecision = vi.fn();
    const onRecord = vi.fn();
    await run({ store: createMemoryStore(stateOf(manyRules, endpoints)), report: "changes", onDecision, onRecord });
    expect(onDecision).toHaveBeenCalledTimes(100);
    expect(onRecord.mock.calls[0]?.[0].decisions).toHaveLength(100);
  });
});
