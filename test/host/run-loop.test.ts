import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type CycleReport, createMemoryStore, type LoopOptions, runLoop } from "../../src/host/index.ts";
import { backendAi26 } from "../../src/index.ts";
import { endpoint, NOON, rule } from "../support/build.ts";

const stop = { controller: new AbortController() };

beforeEach(() => {
  stop.controller = new AbortController();
  vi.useFakeTimers({ now: NOON });
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});

afterEach(() => {
  stop.controller.abort();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** The seconds after noon at which cycles began. */
function loop(changes: Partial<LoopOptions> = {}, cooldownSeconds = 0) {
  const store = createMemoryStore({
    endpoints: [endpoint()],
    rules: [rule({ cooldownSeconds })],
    lastTriggered: new Map(),
  });
  const began: number[] = [];
  const end = runLoop({
    store,
    sources: { KERNEL: { load: async (requests) => requests.map((request) => ({ ...request, value: "90" })) } },
    clock: () => {
      began.push((Date.now() - NOON) / 1000);
      return Date.now();
    },
    semantics: backendAi26,
    everyMs: 10_000,
    signal: stop.controller.signal,
    ...changes,
  });
  return { began, end, store };
}

describe("a loop runs a cycle", () => {
  test("every so often, from start to start", async () => {
    const { began } = loop();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(began).toEqual([0, 10, 20, 30]);
  });

  test("earlier where a cooldown ends before that", async () => {
    const { began } = loop({}, 4);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(began).toEqual([0, 4.001, 8.002]);
  });

  test.each([
    [0, 9],
    [1, 11],
  ])("up to a tenth earlier or later, at random: %s", async (random, seconds) => {
    vi.spyOn(Math, "random").mockReturnValue(random);
    const { began } = loop();
    await vi.advanceTimersByTimeAsync(11_000);
    expect(began).toEqual([0, seconds]);
  });

  test("after one that takes too long, at once, and never two at once", async () => {
    let running = 0;
    let most = 0;
    const load = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      running -= 1;
      return [];
    };
    const { began } = loop({ sources: { KERNEL: { load } }, timeoutMs: 20_000 });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(began).toEqual([0, 15.001, 30.002]);
    expect(most).toBe(1);
  });

  test("soon after a conflict, but not without a pause", async () => {
    const store = createMemoryStore({ endpoints: [endpoint()], rules: [rule()], lastTriggered: new Map() });
    const conflicted = {
      ...store,
      commit: async () => ({ committed: [], conflicts: [{ endpointId: "chat", reason: "endpoint-changed" as const }] }),
    };
    const { began } = loop({ store: conflicted });
    await vi.advanceTimersByTimeAsync(250);
    expect(began).toEqual([0, 0.1, 0.2]);
  });

  test("after one that failed", async () => {
    const reports: CycleReport[] = [];
    const { store } = loop();
    stop.controller.abort();
    stop.controller = new AbortController();
    const down = { ...store, load: () => Promise.reject(new Error("down")) };
    loop({ store: down, signal: stop.controller.signal, onCycle: (report) => reports.push(report) });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reports.map(({ status }) => status)).toEqual(["failed", "failed"]);
  });
});

describe("a loop ends", () => {
  test("when its signal is aborted while it waits, and leaves no timer behind", async () => {
    const { began, end } = loop();
    await vi.advanceTimersByTimeAsync(5_000);
    stop.controller.abort();
    await end;
    expect(began).toEqual([0]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("with the cycle that is under way", async () => {
    const reports: CycleReport[] = [];
    const load = () => {
      stop.controller.abort(new Error("stop"));
      return new Promise<never>(() => {});
    };
    const { end } = loop({ sources: { KERNEL: { load } }, onCycle: (report) => reports.push(report) });
    await vi.advanceTimersByTimeAsync(1_000);
    await end;
    expect(reports).toMatchObject([{ status: "aborted", stage: "metrics" }]);
  });

  test("before it begins where its signal is aborted already", async () => {
    const { began, end } = loop({ signal: AbortSignal.abort() });
    await end;
    expect(began).toEqual([]);
  });
});

describe("a loop refuses", () => {
  test.each<[string, object, typeof Error, string]>([
    ["an everyMs of NaN", { everyMs: Number.NaN }, RangeError, "everyMs is NaN"],
    ["a jitter above 1", { jitter: 2 }, RangeError, "jitter is 2, expected a number from 0 to 1"],
    ["a time-out of NaN", { timeoutMs: Number.NaN }, RangeError, "timeoutMs is NaN"],
    ["no signal", { signal: undefined }, TypeError, "signal is missing"],
  ])("%s", async (_, changes, kind, message) => {
    const { end } = loop(changes);
    await expect(end).rejects.toThrow(kind);
    await expect(end).rejects.toThrow(message);
  });
});
