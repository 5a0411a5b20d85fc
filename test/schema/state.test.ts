import { describe, expect, test } from "vitest";
import {
  applyEvaluation,
  type Decision,
  evaluate,
  explain,
  type Rule,
  recommended,
} from "../../src/index.ts";
import {
  formatDecision,
  formatState,
  parseDecision,
  parseRules,
  parseState,
  SchemaError,
  safeParseDecision,
  safeParseSnapshot,
  safeParseState,
} from "../../src/schema/index.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";

const cooling = rule({ cooldownSeconds: 300 });

describe("a state", () => {
  const first = snapshot({ rules: [cooling], metrics: [average("90")] });

  test("goes through JSON from cycle to cycle, and cooldowns with it", () => {
    const state = applyEvaluation(first, evaluate(first, recommended));
    const kept = parseState(JSON.stringify(formatState(state)));
    expect(kept).toEqual(state);
    const second = { ...first, ...kept, now: NOON + 10_000 };
    expect(evaluate(second, recommended).decisions[0]?.outcomes[0]?.kind).toBe("cooling-down");
  });

  test("may have its rules with it", () => {
    const state = {
      endpoints: [endpoint()],
      rules: [cooling],
      lastTriggered: new Map([["__proto__", NOON + 0.25]]),
    };
    expect(parseState(JSON.stringify(formatState(state)))).toEqual(state);
  });

  test("has its faults listed with their paths", () => {
    const { error } = safeParseState({ endpoints: [{ id: "a", replicas: -1 }], lastTriggered: [] });
    expect(error?.faults.map(({ path }) => path)).toEqual([
      "endpoints[0].replicas",
      "lastTriggered",
    ]);
  });
});

describe("a decision", () => {
  test("goes through JSON with an infinite average, and explains itself as before", () => {
    const [decision] = evaluate(
      snapshot({ rules: [cooling], metrics: [average(Number.POSITIVE_INFINITY)] }),
    ).decisions;
    if (decision === undefined) throw new Error("there is an endpoint");
    const kept: Decision = parseDecision(JSON.stringify(formatDecision(decision)));
    expect(explain(kept)).toBe(explain(decision));
    expect(explain(kept)).toContain("is Infinity, > 80");
  });

  test("has faults where the value is not a decision", () => {
    expect(safeParseDecision({}).error).toBeInstanceOf(SchemaError);
  });
});

describe("stored rules", () => {
  const broken = { ...rule({ id: "broken", endpointId: "b" }), threshold: "eighty" };

  test("are all read but for the broken ones, which spoil themselves alone", () => {
    const { rules, faulty } = parseRules(JSON.stringify([cooling, broken, 7, { endpointId: 5 }]));
    expect(faulty).toMatchObject([
      {
        index: 1,
        ruleId: "broken",
        endpointId: "b",
        faults: [
          {
            path: "rules[1].threshold",
            message: expect.stringMatching(/^rule `broken`: rules\[1\]\.threshold is "eighty"/),
          },
        ],
      },
      { index: 2, ruleId: null, endpointId: null, faults: [{ path: "rules[2]" }] },
      { index: 3, ruleId: null, endpointId: null },
    ]);
    const [good, bad] = rules;
    const state = snapshot({
      rules: [good, bad].filter((each): each is Rule => each !== undefined),
      endpoints: [endpoint(), endpoint({ id: "b" })],
      metrics: [average("90"), average("90", { endpointId: "b" })],
    });
    expect(
      evaluate(state).decisions.map(({ delta, outcomes }) => [delta, outcomes[0]?.kind]),
    ).toEqual([
      [1, "triggered"],
      [0, "invalid-input"],
    ]);
    expect(rules).toHaveLength(3);
  });

  test("that are no list are refused", () => {
    expect(() => parseRules({})).toThrow(
      "the input is an object, expected an array; list the rules; [] for none",
    );
    expect(() => parseRules("[")).toThrow(SchemaError);
  });
});

describe("a time that is written wrongly is refused", () => {
  const faultOf = (changes: object) =>
    safeParseSnapshot({
      now: NOON,
      endpoints: [],
      rules: [],
      metrics: [],
      lastTriggered: {},
      ...changes,
    }).error?.faults[0];

  test.each([
    ["now", { now: "2026-03-02T12:00:00" }],
    ['lastTriggered["in-1"]', { lastTriggered: { "in-1": "2026-03-29T02:30:00" } }],
  ])("without an offset: %s", (path, changes) => {
    expect(faultOf(changes)).toMatchObject({
      path,
      code: "no-offset",
      help: "say whose clock it is: end it with Z for UTC, or with an offset such as +09:00",
    });
  });

  test.each([
    ["now", { now: 1772452800 }],
    ["metrics[0].at", { metrics: [{ ...average("1"), at: 1775034000.781 }] }],
    ["lastTriggered.out", { lastTriggered: { out: 1772443200 } }],
  ])("in seconds: %s", (path, changes) => {
    expect(faultOf(changes)).toMatchObject({
      path,
      code: "seconds",
      expected: "milliseconds since 1970",
    });
  });

  test("but not where it can only be milliseconds", () => {
    expect(faultOf({ now: 0, lastTriggered: { a: 99_999_999, b: 1e11, c: -5 } })).toBeUndefined();
    expect(faultOf({ now: "1970-01-05T00:00:00Z" })).toBeUndefined();
  });
});
