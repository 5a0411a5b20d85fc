import { describe, expect, test } from "vitest";
import {
  backendAi25,
  type CycleState,
  type Evaluation,
  evaluate,
  evaluatePrepared,
  prepare,
  type Snapshot,
  SnapshotError,
} from "../../src/index.ts";
import { average, endpoint, rule, snapshot } from "../support/build.ts";

/** The paths of the faults that are thrown; what else is thrown is no answer. */
function refusal(run: () => unknown): readonly string[] | "none" {
  try {
    run();
    return "none";
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    return error.faults.map(({ path }) => path);
  }
}

/** A state as a host may keep it. */
class State implements CycleState {
  readonly #given: CycleState;

  constructor(given: CycleState) {
    this.#given = given;
  }

  get now() {
    return this.#given.now;
  }

  get endpoints() {
    return this.#given.endpoints;
  }

  get metrics() {
    return this.#given.metrics;
  }

  get lastTriggered() {
    return this.#given.lastTriggered;
  }
}

/** Against its type. */
function spoiled(changes: object): Snapshot {
  return Object.assign(snapshot({ rules: [rule()], metrics: [average("90")] }), changes);
}

describe("what is no snapshot", () => {
  const LISTS = ["endpoints", "rules", "metrics", "missing"];

  test.each(LISTS)("has no list of %s, and is refused", (name) => {
    for (const list of [null, 5, {}, "text", new Map()]) {
      expect(refusal(() => evaluate(spoiled({ [name]: list })))).toEqual([name]);
    }
  });

  test.each(LISTS)("has in its list of %s an item that is no object, and is refused", (name) => {
    for (const item of [null, undefined, 5, "text", 5n, () => "text"]) {
      const before = name === "endpoints" ? [endpoint()] : name === "rules" ? [rule()] : [];
      const list = [...before, item];
      expect(refusal(() => evaluate(spoiled({ [name]: list })))).toEqual([
        `${name}[${before.length}]`,
      ]);
    }
    expect(refusal(() => evaluate(spoiled({ [name]: new Array(2) })))).toEqual([`${name}[0]`]);
  });

  test("has no last-triggered times that can be looked up, and is refused", () => {
    for (const lastTriggered of [null, undefined, [], 5, "text", new Date(0), new Set()]) {
      expect(refusal(() => evaluate(spoiled({ lastTriggered })))).toEqual(["lastTriggered"]);
    }
  });

  test.each([[null], [undefined], [5], ["text"], [[]]])("is %j, and is refused", (given) => {
    const lists = ["endpoints", "rules", "metrics", "lastTriggered"];
    expect(refusal(() => Reflect.apply(evaluate, undefined, [given]))).toEqual(lists);
  });

  test("is refused with what went wrong as the cause, where that was found out on the way", () => {
    try {
      evaluate(spoiled({ rules: [null] }));
      throw new Error("nothing was refused");
    } catch (error) {
      expect(error).toBeInstanceOf(SnapshotError);
      expect(error).toMatchObject({ cause: expect.any(TypeError) });
    }
  });

  test("is refused with all its faults at once", () => {
    expect(
      refusal(() => evaluate(spoiled({ rules: 5, metrics: [1, 2], lastTriggered: null }))),
    ).toEqual(["rules", "metrics[0]", "metrics[1]", "lastTriggered"]);
  });

  test("is refused for prepared rules, too, and so is what are no rules", () => {
    const prepared = prepare([rule()]);
    const ask = (state: unknown): Evaluation =>
      Reflect.apply(evaluatePrepared, undefined, [prepared, state]);
    expect(refusal(() => ask(null))).toEqual(["endpoints", "metrics", "lastTriggered"]);
    expect(refusal(() => ask(spoiled({ endpoints: [5] })))).toEqual(["endpoints[0]"]);
    expect(refusal(() => Reflect.apply(prepare, undefined, ["text"]))).toEqual(["rules"]);
    expect(refusal(() => Reflect.apply(prepare, undefined, [[null]]))).toEqual(["rules[0]"]);
  });
});

describe("what can be read is evaluated", () => {
  test("though the last-triggered times can only be asked for one by one", () => {
    const times: Readonly<Record<string, number>> = { in: Number.NaN };
    const lastTriggered = { get: (id: string) => times[id] };
    const rules = [rule(), rule({ id: "in" })];
    expect(evaluate(spoiled({ rules, lastTriggered })).decisions).toMatchObject([
      { delta: 1, outcomes: [{ kind: "triggered" }, { kind: "invalid-input" }] },
    ]);
  });

  test("though `missing` is left out, or undefined", () => {
    expect(evaluate(spoiled({ missing: undefined })).deltas).toEqual(new Map([["chat", 1]]));
  });

  test("though the state is an instance, whose fields are getters of its class", () => {
    const state = new State(snapshot({ metrics: [average("90")] }));
    expect(evaluatePrepared(prepare([rule()]), state).deltas).toEqual(new Map([["chat", 1]]));
  });
});

describe("semantics that cannot be used", () => {
  test.each([
    { combine: "most" },
    { bounds: "bend" },
    { cooldownEnd: "soon" },
    { combine: "__proto__" },
  ])("are refused, and the switch is named: %j", (wrong) => {
    const semantics = Object.assign({ ...backendAi25 }, wrong);
    const path = `semantics.${Object.keys(wrong)[0]}`;
    expect(refusal(() => evaluate(spoiled({}), semantics))).toEqual([path]);
    expect(refusal(() => prepare([rule()], semantics))).toEqual([path]);
  });

  test.each(Object.keys(backendAi25))("are refused where %s is unknown", (name) => {
    const semantics = Object.assign({ ...backendAi25 }, { [name]: "unknown" });
    expect(refusal(() => evaluate(spoiled({}), semantics))).toEqual([`semantics.${name}`]);
  });

  test("are refused with every switch that is missing", () => {
    expect(refusal(() => Reflect.apply(evaluate, undefined, [spoiled({}), {}]))).toEqual([
      "semantics.combine",
      "semantics.bounds",
      "semantics.cooldownEnd",
    ]);
    expect(refusal(() => Reflect.apply(evaluate, undefined, [spoiled({}), null]))).toEqual([
      "semantics",
    ]);
  });
});

test("what a host's own map throws is not taken for a faulty snapshot", () => {
  const lastTriggered = new Map();
  lastTriggered.get = () => {
    throw new Error("the connection is closed");
  };
  const given = snapshot({ rules: [rule()], metrics: [average("90")], lastTriggered });
  const prepared = prepare(given.rules);
  expect(() => evaluate(given)).toThrow("the connection is closed");
  expect(() => evaluatePrepared(prepared, new State(given))).toThrow("the connection is closed");
});
