import { describe, expect, test } from "vitest";
import { createMemoryStore, type MemoryStore, type MetricSourcePort, runCycle } from "../../src/host/index.ts";
import { backendAi26 } from "../../src/index.ts";
import { parseRule, parseState } from "../../src/schema/index.ts";
import { fieldCases } from "../support/field-cases.ts";

const of = fieldCases(new URL("./field-cases.json", import.meta.url));

/** Answers by metric name, when what happens meanwhile has happened; a metric without a value is left unanswered. */
function answering(values: Readonly<Record<string, string>>, meanwhile: () => unknown = () => null): MetricSourcePort {
  return {
    load: async (requests) => {
      await meanwhile();
      return requests.flatMap((request) => {
        const value = values[request.name];
        return value === undefined ? [] : [{ ...request, value }];
      });
    },
  };
}

const cycle = (store: MemoryStore, source: MetricSourcePort, now: number) =>
  runCycle({
    store,
    sources: { INFERENCE_FRAMEWORK: source },
    clock: () => now,
    semantics: backendAi26,
  });

const countsIn = (store: MemoryStore) =>
  Object.fromEntries(store.state().endpoints.map(({ id, replicas }) => [id, replicas]));

describe("cases from the field", () => {
  test.each(of("host-cycle"))("$id: $note", async ({ input, expected }) => {
    const store = createMemoryStore({ rules: [], ...parseState(input.state) });
    const happens = () => {
      for (const { putEndpoint, putRule, deleteRule } of input.meanwhile) {
        if (putEndpoint !== undefined) store.putEndpoint(putEndpoint);
        if (putRule !== undefined) store.putRule(parseRule(putRule));
        if (deleteRule !== undefined) store.deleteRule(deleteRule);
      }
    };
    await cycle(store, answering(input.values, happens), Date.parse(input.clock));
    expect(countsIn(store)).toEqual(expected.replicas);
  });

  test.each(of("host-stale-leader"))("$id: $note", async ({ input, expected }) => {
    const store = createMemoryStore({ rules: [], ...parseState(input.state) });
    const began = Date.parse(input.clock);
    const others = async () => {
      for (const { afterSeconds, values } of input.othersMeanwhile) {
        await cycle(store, answering(values), began + 1000 * afterSeconds);
      }
    };
    await cycle(store, answering(input.values, others), began);
    expect(countsIn(store)).toEqual(expected.replicas);
  });
});
