import { getEventListeners } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type CycleOptions,
  createMemoryStore,
  DeadlineError,
  type MetricSourcePort,
  type RuleStore,
  runCycle,
} from "../../src/host/index.ts";
import { backendAi26, type CycleRecord, evaluate, type Rule, type Snapshot } from "../../src/index.ts";
import { average, endpoint, NOON, rule } from "../support/build.ts";

/** A port that answers every request with this figure. */
const answering = (value: string): MetricSourcePort => ({
  load: async (requests) => requests.map((request) => ({ ...request, value })),
});

const hanging: MetricSourcePort = { load: () => new Promise(() => {}) };

const failing: MetricSourcePort = { load: async () => Promise.reject(new Error("connection refused")) };

const stateOf = (rules: readonly Rule[], endpoints: Snapshot["endpoints"] = [endpoint()]) => ({
  endpoints,
  rules,
  lastTriggered: new Map<string, number>(),
});

const run = (store: RuleStore, changes: Partial<CycleOptions> = {}) =>
  runCycle({ store, sources: { KERNEL: answering("90") }, clock: () => NOON, ...changes });

/** What a cycle says of an answer of another kind. */
const READINGS = 'expected a list of readings: { ...request, value: "91.5" } or { ...request, reason: "no-metric" }';

describe("a cycle", () => {
  test("loads, asks, evaluates and commits, and reports what it did as plain data", async () => {
    const store = createMemoryStore(
      stateOf([rule({ cooldownSeconds: 60 }), rule({ id: "stray", endpointId: "gone" })]),
    );
    const report = await run(store);
    expect(report).toEqual({
      at: "2026-03-02T12:00:00.000Z",
      semantics: { combine: "sequential", bounds: "skip", cooldownEnd: "exclusive" },
      sources: [{ source: "KERNEL", requested: 1, answered: 1, error: null, durationMs: expect.any(Number) }],
      decided: 1,
      decisions: [
        {
          endpointId: "chat",
          replicas: 3,
          desired: 4,
          delta: 1,
          outcomes: [{ ruleId: "out", kind: "triggered" }],
          explanation:
            "endpoint `chat`: 3 -> 4 replicas (+1)\nrule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; 3 -> 4 replicas",
        },
      ],
      hookErrors: [],
      status: "completed",
      committed: ["chat"],
      conflicts: [],
      storeFaults: [],
      orphans: ["stray"],
      recheckAt: "2026-03-02T12:01:00.000001Z",
      durationsMs: {
        clock: expect.any(Number),
        load: expect.any(Number),
        metrics: expect.any(Number),
        evaluate: expect.any(Number),
        commit: expect.any(Number),
      },
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(store.state().endpoints).toEqual([endpoint({ replicas: 4, lastScaledAt: { out: NOON, in: null } })]);
    expect(store.state().lastTriggered).toEqual(new Map([["out", NOON]]));
    expect(store.audit()).toMatchObject([{ at: NOON, change: { endpointId: "chat", replicas: 4, direction: "out" } }]);
  });

  test("tells when to look again", async () => {
    const store = createMemoryStore({
      ...stateOf([rule({ cooldownSeconds: 60 })]),
      lastTriggered: new Map([["out", NOON - 1000]]),
    });
    expect(await run(store, { semantics: backendAi26 })).toMatchObject({
      recheckAt: "2026-03-02T12:00:59.000Z",
      committed: [],
    });
  });

  test("asks each source once, and in parallel", async () => {
    const rules = [rule(), rule({ id: "b" }), rule({ id: "c", metricSource: "INFERENCE_FRAMEWORK" })];
    let waiting = 0;
    let most = 0;
    const port: MetricSourcePort = {
      load: async (requests) => {
        waiting += 1;
        most = Math.max(most, waiting);
        await new Promise((resolve) => setTimeout(resolve, 5));
        waiting -= 1;
        return requests.map((request) => ({ ...request, value: "90" }));
      },
    };
    const kernel = vi.spyOn({ ...port }, "load");
    await run(createMemoryStore(stateOf(rules)), { sources: { KERNEL: port, INFERENCE_FRAMEWORK: port } });
    expect(most).toBe(2);
    expect(kernel).not.toHaveBeenCalled();
  });

  test.each([
    ["fails", failing, "Error: connection refused"],
    ["hangs", hanging, "DeadlineError: no answer within 20 ms"],
    ["has no port", undefined, "Error: the host has no port for this source"],
    [
      "answers with no list",
      { load: async () => Object("7") } satisfies MetricSourcePort,
      `TypeError: PROMETHEUS answered with a String, ${READINGS}`,
    ],
    [
      "answers with holes",
      { load: async () => [Object(null)].map(() => JSON.parse("null")) } satisfies MetricSourcePort,
      `TypeError: PROMETHEUS answered with a list whose item [0] is null, ${READINGS}`,
    ],
    ["says what no error is", { load: () => Promise.reject("no") } satisfies MetricSourcePort, "no"],
  ])("goes on where a source %s: its own rules have no metric", async (_, port, error) => {
    const rules = [rule(), rule({ id: "query", metricSource: "PROMETHEUS" })];
    const sources = { KERNEL: answering("90"), ...(port === undefined ? {} : { PROMETHEUS: port }) };
    const report = await run(createMemoryStore(stateOf(rules)), { sources, timeoutMs: 20 });
    expect(report).toMatchObject({
      status: "completed",
      committed: ["chat"],
      sources: [
        { source: "KERNEL", error: null },
        { source: "PROMETHEUS", requested: 1, answered: 0, error },
      ],
    });
    expect(report.decisions[0]?.explanation).toContain("its source could not be asked");
  });

  test("takes a source's word for why there is no average", async () => {
    const port: MetricSourcePort = {
      load: async (requests) => requests.map((request) => ({ ...request, reason: "histogram" as const })),
    };
    const report = await run(createMemoryStore(stateOf([rule()])), { sources: { KERNEL: port } });
    expect(report.decisions[0]?.explanation).toContain("it is a histogram");
  });

  test("takes no word from a source that answers with anything but readings, be it only one", async () => {
    const port: MetricSourcePort = { load: async () => [average("90"), JSON.parse("null")] };
    const report = await run(createMemoryStore(stateOf([rule()])), { sources: { KERNEL: port } });
    const error = `TypeError: KERNEL answered with a list whose item [1] is null, ${READINGS}`;
    expect(report).toMatchObject({ sources: [{ answered: 0, error }] });
  });

  test("stores a count that only the endpoint's own bounds moved", async () => {
    const store = createMemoryStore(stateOf([], [endpoint({ minReplicas: 5 })]));
    expect(await run(store)).toMatchObject({ status: "completed", committed: ["chat"] });
    expect(store.state().endpoints[0]?.replicas).toBe(5);
  });

  test("ends where the store cannot be read, and says so", async () => {
    const store = createMemoryStore(stateOf([rule()]));
    const down: RuleStore = { ...store, load: () => Promise.reject(new Error("no route to host")) };
    expect(await run(down)).toMatchObject({
      status: "failed",
      stage: "load",
      error: "Error: no route to host",
      sources: [],
      decisions: [],
      hookErrors: [],
    });
    const slow: RuleStore = { ...store, load: () => new Promise(() => {}) };
    expect(await run(slow, { timeoutMs: 10 })).toMatchObject({
      status: "failed",
      stage: "load",
      error: "DeadlineError: no answer within 10 ms",
    });
  });

  test("an endpoint that is loaded twice keeps its count, and its decision says why", async () => {
    const store = createMemoryStore(stateOf([]));
    const twice: RuleStore = { ...store, load: async () => stateOf([rule()], [endpoint(), endpoint()]) };
    const report = await run(twice);
    expect(report).toMatchObject({ status: "completed", committed: [] });
    expect(
      report.decisions.map(({ delta, explanation }) => [delta, /endpoints\[1\]\.id/.exec(explanation)?.[0]]),
    ).toEqual([
      [0, "endpoints[1].id"],
      [0, "endpoints[1].id"],
    ]);
  });

  test("ends where the store hands over no state, or no report", async () => {
    const store = createMemoryStore(stateOf([rule()]));
    const odd: RuleStore = { ...store, load: async () => JSON.parse("[]") };
    expect(await run(odd)).toMatchObject({
      status: "failed",
      stage: "load",
      error: "TypeError: the state of the store is an array, expected an object of endpoints, rules and lastTriggered",
    });
    const mute: RuleStore = { ...store, commit: async () => JSON.parse("null") };
    expect(await run(mute)).toMatchObject({ status: "failed", stage: "commit" });
  });

  test("ends where the commit fails, with all that was decided", async () => {
    const store = createMemoryStore(stateOf([rule()]));
    const down: RuleStore = { ...store, commit: () => Promise.reject(new Error("connection reset")) };
    expect(await run(down)).toMatchObject({
      status: "failed",
      stage: "commit",
      decisions: [{ desired: 4 }],
      sources: [{ answered: 1 }],
    });
    expect(store.state().endpoints).toEqual([endpoint()]);
  });

  test("does not trouble the store where nothing changes", async () => {
    const store = createMemoryStore(stateOf([rule({ threshold: "95" })]));
    const commit = vi.fn(store.commit);
    expect(await run({ ...store, commit })).toMatchObject({ status: "completed", committed: [], conflicts: [] });
    expect(commit).not.toHaveBeenCalled();
  });

  test("stops when the host shuts down, and stores nothing any more", async () => {
    const store = createMemoryStore(stateOf([rule(), rule({ id: "query", metricSource: "PROMETHEUS" })]));
    const controller = new AbortController();
    const shuttingDown: MetricSourcePort = {
      load: async () => {
        controller.abort(new Error("shutting down"));
        return [];
      },
    };
    const sources = { KERNEL: answering("90"), PROMETHEUS: shuttingDown };
    const commit = vi.fn(store.commit);
    const report = await run({ ...store, commit }, { sources, signal: controller.signal });
    expect(report).toMatchObject({ status: "aborted", stage: "metrics", error: "Error: shutting down" });
    expect(commit).not.toHaveBeenCalled();
    const load = vi.fn(store.load);
    const gone = AbortSignal.abort(new Error("gone"));
    expect(await run({ ...store, load }, { signal: gone })).toMatchObject({
      status: "aborted",
      stage: "load",
      error: "Error: gone",
    });
    expect(load).not.toHaveBeenCalled();
  });

  test("does not wait for a source when the host shuts down", async () => {
    const controller = new AbortController();
    const port: MetricSourcePort = {
      load: () => {
        setTimeout(() => controller.abort(new Error("shutting down")), 1);
        return new Promise(() => {});
      },
    };
    const report = await run(createMemoryStore(stateOf([rule()])), {
      sources: { KERNEL: port },
      signal: controller.signal,
    });
    expect(report.sources).toMatchObject([{ error: "Error: shutting down" }]);
  });

  test("tells its hooks of every decision and of its end, and survives them", async () => {
    const seen: string[] = [];
    const report = await run(createMemoryStore(stateOf([rule()])), {
      onDecision: ({ endpointId }) => {
        seen.push(endpointId);
        throw new Error("no metrics backend");
      },
      onCycle: ({ status }) => {
        seen.push(status);
        throw new Error("no log");
      },
    });
    expect(seen).toEqual(["chat", "completed"]);
    expect(report).toMatchObject({
      status: "completed",
      committed: ["chat"],
      hookErrors: ["Error: no metrics backend", "Error: no log"],
    });
  });
});

describe("two cycles at once on one store", () => {
  test("apply a step once", async () => {
    const store = createMemoryStore(stateOf([rule({ cooldownSeconds: 60 })]));
    const reports = await Promise.all([run(store), run(store), run(store)]);
    expect(store.state().endpoints[0]?.replicas).toBe(4);
    expect(reports.flatMap((report) => (report.status === "completed" ? report.conflicts : []))).toEqual([
      { endpointId: "chat", reason: "endpoint-changed" },
      { endpointId: "chat", reason: "endpoint-changed" },
    ]);
    expect(store.audit()).toHaveLength(1);
  });

  test("and a user between load and commit: the user's count stands", async () => {
    const store = createMemoryStore(stateOf([rule()]));
    const port: MetricSourcePort = {
      load: async () => {
        store.putEndpoint(endpoint({ replicas: 9 }));
        return [average("90")];
      },
    };
    expect(await run(store, { sources: { KERNEL: port } })).toMatchObject({
      conflicts: [{ endpointId: "chat", reason: "endpoint-changed" }],
    });
    expect(store.state()).toMatchObject({ endpoints: [{ replicas: 9 }], lastTriggered: new Map() });
  });

  test("and a rule that is deleted between load and commit: nothing is stored of it", async () => {
    const store = createMemoryStore(stateOf([rule()]));
    const port: MetricSourcePort = {
      load: async () => {
        store.deleteRule("out");
        return [average("90")];
      },
    };
    expect(await run(store, { sources: { KERNEL: port } })).toMatchObject({
      conflicts: [{ endpointId: "chat", reason: "endpoint-changed" }],
    });
    expect(store.state()).toMatchObject({ endpoints: [{ replicas: 3 }], lastTriggered: new Map() });
    store.putRule(rule());
    expect(store.state().rules).toHaveLength(1);
  });
});

describe("waiting", () => {
  afterEach(() => vi.useRealTimers());

  test("for a source ends after ten seconds where nothing else is said, and leaves no timer behind", async () => {
    vi.useFakeTimers();
    let reason: unknown = null;
    const port: MetricSourcePort = {
      load: (_, signal) => {
        signal.addEventListener("abort", () => {
          reason = signal.reason;
        });
        return new Promise(() => {});
      },
    };
    let ended = false;
    const report = run(createMemoryStore(stateOf([rule()])), { sources: { KERNEL: port } }).finally(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(9_999);
    expect([ended, reason]).toEqual([false, null]);
    await vi.advanceTimersByTimeAsync(1);
    expect(reason).toBeInstanceOf(DeadlineError);
    await vi.advanceTimersByTimeAsync(99);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toBe(true);
    expect((await report).sources).toMatchObject([{ error: "DeadlineError: no answer within 10000 ms" }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("for a commit ends as it does for a load", async () => {
    const store = createMemoryStore(stateOf([rule()]));
    const report = await run({ ...store, commit: () => new Promise(() => {}) }, { timeoutMs: 10 });
    expect(report).toMatchObject({
      status: "failed",
      stage: "commit",
      error: "DeadlineError: no answer within 10 ms",
    });
  });

  test("leaves nothing that listens to the host's signal", async () => {
    const { signal } = new AbortController();
    await run(createMemoryStore(stateOf([rule()])), { signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("ends in a port's own signal when the host shuts down, with the host's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("shutting down");
    let given: unknown = null;
    const port: MetricSourcePort = {
      load: (_, signal) => {
        controller.abort(reason);
        given = signal.reason;
        return new Promise(() => {});
      },
    };
    await run(createMemoryStore(stateOf([rule()])), { sources: { KERNEL: port }, signal: controller.signal });
    expect(given).toBe(reason);
  });
});

describe("a cycle's hooks", () => {
  test("are told all that the evaluation saw, from which it can be repeated", async () => {
    const records: CycleRecord[] = [];
    const rules = [rule(), rule({ id: "query", metricSource: "PROMETHEUS" })];
    await run(createMemoryStore(stateOf(rules)), {
      semantics: backendAi26,
      onRecord: (record) => records.push(record),
    });
    const [record] = records;
    expect(records).toHaveLength(1);
    expect(record?.semantics).toEqual(backendAi26);
    expect(record?.snapshot).toMatchObject({
      now: NOON,
      metrics: [{ source: "KERNEL", value: "90" }],
      missing: [{ source: "PROMETHEUS", ruleId: "query", reason: "source-failed" }],
    });
    if (record !== undefined) expect(evaluate(record.snapshot, record.semantics).decisions).toEqual(record.decisions);
  });

  test("cost nothing but a line in the report where they throw, whatever they throw", async () => {
    const report = await run(createMemoryStore(stateOf([rule()])), {
      onRecord: () => {
        throw new RangeError("disk full");
      },
      onDecision: () => JSON.parse("{"),
    });
    expect(report).toMatchObject({ status: "completed", committed: ["chat"] });
    expect(report.hookErrors).toEqual([expect.stringMatching(/^SyntaxError: /), "RangeError: disk full"]);
  });
});

describe("a rule that triggers without a change of the count", () => {
  test("has its time stored, and the endpoint none", async () => {
    const store = createMemoryStore(stateOf([rule({ stepSize: 0 })]));
    expect(await run(store)).toMatchObject({ committed: ["chat"] });
    expect(store.state()).toMatchObject({
      endpoints: [endpoint()],
      rules: [rule({ stepSize: 0 })],
      lastTriggered: new Map([["out", NOON]]),
    });
    expect(store.audit()).toMatchObject([{ change: { direction: null, replicas: 3, expectedReplicas: 3 } }]);
  });
});
