import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { eachRequest } from "../../src/host/index.ts";
import type { MetricRequest } from "../../src/index.ts";

const requests: readonly MetricRequest[] = ["a", "b", "c", "d"].map((endpointId) => ({
  source: "PROMETHEUS",
  endpointId,
  name: "qps",
}));

const { signal } = new AbortController();

describe("each request is asked by itself", () => {
  test("and answered by a reading, or by what a reader made of an answer", async () => {
    const load = eachRequest(async (request) => {
      if (request.endpointId === "a") return { ...request, value: "1" };
      if (request.endpointId === "b") return { average: "2" };
      return request.endpointId === "c" ? { missing: "no-metric" } : { ...request, reason: "histogram" };
    });
    expect(await load(requests, signal)).toEqual([
      { ...requests[0], value: "1" },
      { ...requests[1], value: "2" },
      { ...requests[2], reason: "no-metric" },
      { ...requests[3], reason: "histogram" },
    ]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("so that one that fails costs itself alone", async () => {
    const failed: unknown[] = [];
    const load = eachRequest(
      async (request) => {
        if (request.endpointId === "b") throw new Error("HTTP 500");
        return { average: "1" };
      },
      { onError: (error, { endpointId }) => failed.push([String(error), endpointId]) },
    );
    expect(await load(requests, signal)).toEqual([
      { ...requests[0], value: "1" },
      { ...requests[2], value: "1" },
      { ...requests[3], value: "1" },
      { ...requests[1], reason: "source-failed" },
    ]);
    expect(failed).toEqual([["Error: HTTP 500", "b"]]);
  });

  test.each<[unknown, string]>([
    [91, "91"],
    [null, "null"],
    [undefined, "missing"],
    [["91.5"], "an array"],
    [{}, "an object whose endpointId is missing"],
    [{ value: "91.5" }, "an object whose endpointId is missing"],
    [{ ...requests[1], ruleId: 7, value: "91.5" }, "an object whose ruleId is 7"],
    [{ ...requests[1] }, "an object without value or reason"],
  ])("and one that is answered with %j costs itself alone, and the log says what is expected", async (odd, found) => {
    const failed: unknown[] = [];
    const answerOf = (value: unknown) => Object.assign(JSON.parse('{ "value": null }'), { value }).value;
    const load = eachRequest(async ({ endpointId }) => (endpointId === "b" ? answerOf(odd) : { average: "1" }), {
      onError: (error) => failed.push(String(error)),
    });
    expect(await load(requests, signal)).toContainEqual({ ...requests[1], reason: "source-failed" });
    expect(failed).toEqual([
      `TypeError: ask answered with ${found}, expected { average: "91.5" }, { missing: "no-metric" } or { ...request, value: "91.5" }`,
    ]);
  });

  test("and where none is answered, what the first one failed with is thrown", async () => {
    const load = eachRequest(async ({ endpointId }) => Promise.reject(new Error(`no ${endpointId}`)));
    await expect(load(requests, signal)).rejects.toThrow("no a");
    expect(await load([], signal)).toEqual([]);
  });

  test.each([
    [undefined, 10],
    [1, 1],
    [3, 3],
  ])("with a concurrency of %s at most %s at a time", async (concurrency, most) => {
    let running = 0;
    let highest = 0;
    const load = eachRequest(
      async () => {
        running += 1;
        highest = Math.max(highest, running);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
        return { average: "1" };
      },
      concurrency === undefined ? {} : { concurrency },
    );
    const many = Array.from({ length: 30 }, (_, at) => ({
      source: "PROMETHEUS" as const,
      endpointId: `${at}`,
      name: "q",
    }));
    expect(await load(many, signal)).toHaveLength(30);
    expect(highest).toBe(most);
  });

  test.each([0, 1.5, Number.NaN])("and a concurrency of %s is refused", (concurrency) => {
    expect(() => eachRequest(async () => ({ average: "1" }), { concurrency })).toThrow(RangeError);
  });

  test.each([null, undefined, "query"])("refuses what is no function: %s", (ask) => {
    expect(() => Reflect.apply(eachRequest, null, [ask])).toThrow(
      /^ask is .*, expected a function that answers one request$/,
    );
  });
});

describe("when the cycle does not wait any longer", () => {
  test("it gets what is answered, and nothing is added to that later", async () => {
    const controller = new AbortController();
    const late: (() => void)[] = [];
    const asked: string[] = [];
    const load = eachRequest(
      async ({ endpointId }) => {
        asked.push(endpointId);
        if (endpointId !== "a") await new Promise<void>((resolve) => late.push(resolve));
        return { average: "1" };
      },
      { concurrency: 2 },
    );
    const answer = load(requests, controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 1));
    controller.abort();
    const readings = await answer;
    for (const end of late) end();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(readings).toEqual([
      { ...requests[0], value: "1" },
      ...requests.slice(1).map((request) => ({ ...request, reason: "source-failed" })),
    ]);
    expect(asked).toEqual(["a", "b", "c"]);
  });

  test("what is aborted with it is no error for the log", async () => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    const load = eachRequest(
      ({ endpointId }, inner) =>
        endpointId === "a"
          ? Promise.resolve({ average: "1" })
          : new Promise((_, reject) => inner.addEventListener("abort", () => reject(inner.reason))),
      { onError: (error) => errors.push(error) },
    );
    const answer = load(requests, controller.signal);
    await Promise.resolve();
    controller.abort();
    expect(await answer).toHaveLength(4);
    await Promise.resolve();
    expect(errors).toEqual([]);
    expect(await load(requests, controller.signal)).toEqual(
      requests.map((request) => ({ ...request, reason: "source-failed" })),
    );
  });
});
