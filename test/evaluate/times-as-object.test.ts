import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryStore, runCycle } from "../../src/host/index.ts";
import {
  applyEvaluation,
  checkSnapshot,
  type Evaluation,
  evaluate,
  evaluatePrepared,
  prepare,
  recommended,
  type Snapshot,
  type SnapshotInput,
} from "../../src/index.ts";
import { referenceEvaluate } from "../../src/testing/index.ts";
import { any } from "../support/arbitraries.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";
import { plain } from "../support/plain.ts";

/** Ids that are names of what every object inherits. */
const ODD = ["__proto__", "constructor", "hasOwnProperty", "toString", "get", ""];

/** The snapshot as JSON keeps it: the times in an object. */
function asJson(given: Snapshot): SnapshotInput {
  const times = [...given.lastTriggered].map(
    ([id, at]) => `${JSON.stringify(id)}:${JSON.stringify(at)}`,
  );
  return { ...given, lastTriggered: JSON.parse(`{${times.join(",")}}`) };
}

describe("times in a plain object", () => {
  test("get the answers that they get in a Map, everywhere", () => {
    fc.assert(
      fc.property(any.snapshot(), any.semantics(), (given, semantics) => {
        const json = asJson(given);
        const answer = evaluate(given, semantics);
        const same = plain(answer);
        expect(plain(evaluate(json, semantics))).toEqual(same);
        expect(plain(evaluatePrepared(prepare(given.rules, semantics), json))).toEqual(same);
        expect(plain(referenceEvaluate(json, semantics))).toEqual(
          plain(referenceEvaluate(given, semantics)),
        );
        expect(checkSnapshot(json)).toEqual(checkSnapshot(given));
        expect(applyEvaluation(json, answer)).toEqual(applyEvaluation(given, answer));
      }),
    );
  });

  test.each(ODD)("are found under the id %j", (id) => {
    const given = snapshot({
      rules: [rule({ id, cooldownSeconds: 60 })],
      metrics: [average("90")],
      lastTriggered: new Map([[id, NOON - 1000]]),
    });
    const cooling = [{ kind: "cooling-down" }];
    expect(evaluate(asJson(given)).decisions[0]?.outcomes).toMatchObject(cooling);
    expect(referenceEvaluate(asJson(given)).decisions[0]?.outcomes).toMatchObject(cooling);
  });

  test.each(ODD)("that are empty have no time of the rule %j", (id) => {
    const given = {
      ...snapshot({ rules: [rule({ id })], metrics: [average("90")] }),
      lastTriggered: {},
    };
    const triggered = (answer: Evaluation) => [...answer.triggered.keys()];
    expect(triggered(evaluate(given))).toEqual([id]);
    expect(triggered(referenceEvaluate(given, recommended))).toEqual([id]);
    expect(checkSnapshot(given)).toEqual([]);
  });

  test("are faults of their rule where they are no instants", () => {
    const given = {
      ...snapshot({ rules: [rule({ id: "__proto__" })], metrics: [average("90")] }),
      lastTriggered: JSON.parse('{"__proto__":"yesterday"}'),
    };
    expect(checkSnapshot(given).map(({ path }) => path)).toEqual(['lastTriggered["__proto__"]']);
    expect(evaluate(given).decisions[0]?.outcomes).toMatchObject([{ kind: "invalid-input" }]);
  });

  test("are what a store may start with and load", async () => {
    const state = {
      endpoints: [endpoint()],
      rules: [rule({ id: "out" })],
      lastTriggered: { out: NOON - 1000 },
    };
    expect(createMemoryStore(state).state().lastTriggered).toEqual(new Map([["out", NOON - 1000]]));

    const store = createMemoryStore({ ...state, lastTriggered: {} });
    const json = {
      ...store,
      load: async () => Object.assign(store.state(), { lastTriggered: {} }),
    };
    const sources = { KERNEL: source, INFERENCE_FRAMEWORK: source };
    const report = await runCycle({ store: json, sources, clock: () => NOON });
    expect(report.status).toBe("completed");
    expect(store.state().lastTriggered).toEqual(new Map([["out", NOON]]));
  });
});

const source = { load: async () => [average("90")] };
