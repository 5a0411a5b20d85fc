import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, type Snapshot } from "../../src/index.ts";
import {
  formatEvaluation,
  formatRule,
  formatSnapshot,
  parseEvaluation,
  parseRule,
  parseSnapshot,
  SchemaError,
  safeParseEvaluation,
  safeParseSnapshot,
} from "../../src/schema/index.ts";
import { any, wireable } from "../support/arbitraries.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";
import { withLittleStack } from "../support/little-stack.ts";

/** A value as JSON carries it to another machine and back. */
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Decimals come back as text, which means the same. */
function withTextDecimals<T>(value: T): unknown {
  if (Decimal.isDecimal(value)) return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Map) return value;
  if (Array.isArray(value)) return value.map(withTextDecimals);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withTextDecimals(inner)]),
  );
}

describe("round trip", () => {
  test("parse undoes format for any snapshot", () => {
    fc.assert(
      fc.property(wireable, (given) => {
        expect(parseSnapshot(overTheWire(formatSnapshot(given)))).toEqual(withTextDecimals(given));
      }),
    );
  });

  test("parse undoes format for any rule", () => {
    fc.assert(
      fc.property(any.rule(), (given) => {
        expect(parseRule(overTheWire(formatRule(given)))).toEqual(withTextDecimals(given));
      }),
    );
  });

  test("a snapshot that went over the wire gets the same answer", () => {
    fc.assert(
      fc.property(wireable, any.semantics(), (given, rules) => {
        const sent = parseSnapshot(overTheWire(formatSnapshot(given)));
        expect(formatEvaluation(evaluate(sent, rules))).toEqual(
          overTheWire(formatEvaluation(evaluate(given, rules))),
        );
      }),
    );
  });

  test("parse undoes format for any evaluation", () => {
    fc.assert(
      fc.property(any.snapshot(), any.semantics(), (given, rules) => {
        const evaluation = evaluate(given, rules);
        expect(parseEvaluation(overTheWire(formatEvaluation(evaluation)))).toEqual(
          withTextDecimals(evaluation),
        );
      }),
    );
  });

  test("an evaluation of rules from another language than TypeScript can be written, too", () => {
    const odd = Object.assign(rule(), { id: 5, metricName: 7, metricSource: "DISK" });
    const wire = overTheWire(formatEvaluation(evaluate(snapshot({ rules: [odd] }))));
    expect(wire).toMatchObject({
      decisions: [
        {
          outcomes: [{ kind: "invalid-input", ruleId: "5", metric: { source: "DISK", name: "7" } }],
        },
      ],
    });
  });

  test("an evaluation of faulty input can be written and read, too", () => {
    const faulty = snapshot({
      endpoints: [endpoint({ replicas: Number.NaN }), endpoint({ id: "far" })],
      rules: [rule(), rule({ id: "far", endpointId: "far", cooldownSeconds: 2 ** 31 - 1 })],
      metrics: [average("90", { endpointId: "far" })],
      lastTriggered: new Map([["far", 8.64e15]]),
    });
    const evaluation = evaluate(faulty);
    const wire = overTheWire(formatEvaluation(evaluation));
    expect(wire).toMatchObject({
      decisions: [
        { replicas: null, desired: null },
        { outcomes: [{ kind: "cooling-down", until: 8.642147483647e15 }] },
      ],
    });
    expect(parseEvaluation(wire)).toEqual(evaluation);
    expect(safeParseEvaluation(wire)).toEqual({ success: true, data: evaluation });
    expect(safeParseEvaluation({}).success).toBe(false);
  });
});

describe("the wire form", () => {
  test("has times as ISO 8601 text and decimals as text", () => {
    const given: Snapshot = {
      ...snapshot({ rules: [rule({ threshold: new Decimal("80.5") })] }),
      metrics: [average(Number.POSITIVE_INFINITY, { at: NOON - 0.25 })],
      lastTriggered: new Map([["__proto__", NOON - 60_000]]),
    };
    expect(overTheWire(formatSnapshot(given))).toMatchObject({
      now: "2026-03-02T12:00:00.000Z",
      rules: [{ threshold: "80.5" }],
      metrics: [{ value: "Infinity", at: "2026-03-02T11:59:59.99975Z" }],
    });
    expect(JSON.stringify(formatSnapshot(given).lastTriggered)).toBe(
      '{"__proto__":"2026-03-02T11:59:00.000Z"}',
    );
  });

  test("has instants outside the calendar's text as numbers", () => {
    expect(formatSnapshot(snapshot({ now: -0.5 })).now).toBe(-0.5);
    expect(parseSnapshot(formatSnapshot(snapshot({ now: -0.5 }))).now).toBe(-0.5);
  });

  test("is read from JSON text, too", () => {
    expect(parseSnapshot(JSON.stringify(formatSnapshot(snapshot())))).toEqual(snapshot());
  });

  test.each([
    ["2026-03-02T12:00:00Z", NOON],
    ["2026-03-02T21:00:00+09:00", NOON],
    ["2026-03-02 06:30:00.000-0530", NOON],
    ["2026-03-02T12:00:00.000250Z", NOON + 0.25],
    ["2026-03-02T12:00Z", NOON],
    ["2026-03-02T13:00:00,5+01", NOON + 500],
    ["1969-12-31T23:59:59.9995Z", -0.5],
    ["0000-01-01T00:00:00Z", -62_167_219_200_000],
    ["+275760-09-13T00:00:00Z", 8.64e15],
    [NOON, NOON],
  ])("reads the time %j", (time, expected) => {
    expect(parseSnapshot({ ...formatSnapshot(snapshot()), now: time }).now).toBe(expected);
  });

  test.each([
    "2026-03-02T12:00:00",
    "2026-02-30T12:00:00Z",
    "2026-03-02T24:00:00Z",
    "2026-03-02T12:60:00Z",
    "2026-03-02T12:00:60Z",
    "2026-03-02T12:00:00+24:00",
    "2026-03-02T12:00:00+01:60",
    "2026-03-02",
    "+275760-09-13T00:00:00.001Z",
    "noon",
    8.64e15 + 1,
    Number.NaN,
    null,
    true,
  ])("refuses the time %j", (now) => {
    expect(safeParseSnapshot({ ...formatSnapshot(snapshot()), now })).toMatchObject({
      success: false,
      error: {
        faults: [{ code: expect.stringMatching(/not-an-instant|no-offset|seconds/), path: "now" }],
      },
    });
  });

  test("takes null for a rule that never triggered, and a line for editors", () => {
    const wire = {
      ...formatSnapshot(snapshot()),
      lastTriggered: { out: null },
      $schema: "./snapshot.json",
    };
    expect(parseSnapshot(wire)).toEqual(snapshot());
  });
});

describe("faults", () => {
  const faults = (input: unknown) => {
    const parsed = safeParseSnapshot(input);
    return parsed.success
      ? []
      : parsed.error.faults.map(({ message, help }) => `${message}; ${help}`);
  };

  test("come all at once, each with its place, what was found, what is expected and the fix", () => {
    const wire = {
      now: "2026-03-02T12:00:00",
      endpoints: [{ id: "chat", replicas: 2.5, paused: "yes", minReplicas: -1 }, 7],
      rules: [
        { ...rule(), threshold: "1e10000", cooldownSeconds: 2 ** 31 },
        { ...rule({ id: "x".repeat(600) }), comparator: "ABOUT", stepSize: "2", maxAgeSeconds: -1 },
        { ...rule({ id: "kind" }), type: "other" },
        { ...rule({ id: "many" }), threshold: "1".repeat(1001), enabled: 1 },
      ],
      metrics: [
        { endpointId: "chat", source: "KERNEL", name: "cuda_util", value: "high" },
        { value: 1 },
      ],
      lastTriggered: { "scale up": "yesterday" },
      missing: [{ endpointId: "chat", source: "KERNEL", name: "cuda_util", reason: "because" }],
    };
    expect(faults(wire)).toMatchInlineSnapshot(`
      [
        "now is "2026-03-02T12:00:00", expected an ISO 8601 time with an offset, or milliseconds since 1970; say whose clock it is: end it with Z for UTC, or with an offset such as +09:00",
        "endpoint \`chat\`: endpoints[0].replicas is 2.5, expected an integer of 0 or more; give the target count at the start of the cycle",
        "endpoint \`chat\`: endpoints[0].paused is "yes", expected both, out or in; leave it out for an endpoint that is not paused",
        "endpoint \`chat\`: endpoints[0].minReplicas is -1, expected an integer of 0 or more, or null; use null for no bound",
        "endpoints[1] is 7, expected an object; give an endpoint as an object",
        "rule \`out\`: rules[0].threshold is "1e10000", expected a decimal number (at most 1,000 digits, exponent within ±9,999); write it as digits, such as "80" or "0.75"",
        "rule \`out\`: rules[0].cooldownSeconds is 2147483648, expected a number of seconds, at most 2,147,483,647; use 0 for a rule that may trigger at every evaluation",
        "rule \`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\`: rules[1].id is "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", expected at most 512 characters; shorten it",
        "rule \`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\`: rules[1].comparator is "ABOUT", expected LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN or GREATER_THAN_OR_EQUAL; write GREATER_THAN for >, LESS_THAN for <",
        "rule \`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\`: rules[1].stepSize is "2", expected an integer; write the number without quotes",
        "rule \`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\`: rules[1].maxAgeSeconds is -1, expected a number of seconds of 0 or more; leave it out to act on an average of any age",
        "rule \`kind\`: rules[2].type is "other", expected threshold or band; use "type": "threshold" for one comparator, "band" for a minimum and a maximum",
        "rule \`many\`: rules[3].threshold is "111111111111111111111111111111111111111111111111111111111111…", expected a decimal number (at most 1,000 digits, exponent within ±9,999); write it as digits, such as "80" or "0.75"",
        "rule \`many\`: rules[3].enabled is 1, expected true or false; leave it out for an enabled rule",
        "metrics[0].value is "high", expected a decimal number, Infinity, -Infinity or NaN; leave out an average that is not known",
        "metrics[1].endpointId is missing, expected text; give the id of the endpoint that the average is of",
        "metrics[1].source is missing, expected KERNEL, INFERENCE_FRAMEWORK or PROMETHEUS; say where the average comes from",
        "metrics[1].name is missing, expected text; give the name under which the source exports the metric",
        "lastTriggered["scale up"] is "yesterday", expected an ISO 8601 time with an offset, or milliseconds since 1970; leave out a rule that never triggered",
        "missing[0].reason is "because", expected no-stats, no-metric, histogram, unparsable, no-replicas, no-distribution, incomputable, several-series, matrix or source-failed; say why there is no average",
      ]
    `);
  });

  test("tell of whole parts that are missing", () => {
    expect(faults({})).toMatchInlineSnapshot(`
      [
        "now is missing, expected an ISO 8601 time with an offset, or milliseconds since 1970; give the host's clock, as Date.now() does",
        "endpoints is missing, expected an array; list the endpoints; [] for none",
        "rules is missing, expected an array; list the rules in evaluation order; [] for none",
        "metrics is missing, expected an array; list the averages; [] for none",
        "lastTriggered is missing, expected an object of times by rule id; use {} where no rule ever triggered",
      ]
    `);
    expect(faults([])).toMatchInlineSnapshot(`
      [
        "the input is an array, expected an object; give the snapshot as an object",
      ]
    `);
    expect(faults('{"now": ')).toHaveLength(1);
    expect(faults('{"now": ')[0]).toMatch(
      /^the input is "\{\\"now\\": ", expected JSON; a missing bracket or a stray comma is the usual cause/,
    );
  });

  test("name a rule or an endpoint by its id, and nothing else", () => {
    const wire = formatSnapshot(snapshot());
    expect(
      faults({
        ...wire,
        rules: [null, { ...rule(), stepSize: 0.5 }],
        metrics: [average("x")],
      }),
    ).toEqual([
      "rules[0] is null, expected an object; give a rule as an object",
      "rule `out`: rules[1].stepSize is 0.5, expected an integer; use 2 to add two replicas, -1 to remove one",
      'metrics[0].value is "x", expected a decimal number, Infinity, -Infinity or NaN; leave out an average that is not known',
    ]);
    expect(faults({ ...wire, rules: { id: "out", toString: 1 }, endpoints: 7 })).toEqual([
      "endpoints is 7, expected an array; list the endpoints; [] for none",
      "rules is an object, expected an array; list the rules in evaluation order; [] for none",
    ]);
  });

  test("are thrown together as one SchemaError", () => {
    expect(() => parseSnapshot({})).toThrow(SchemaError);
    expect(() => parseSnapshot({})).toThrow(
      /the input has 5 fault\(s\):\n- now is missing, expected an ISO 8601 time/,
    );
  });

  test("are listed up to a thousand, and counted beyond", () => {
    const parsed = safeParseSnapshot({
      ...formatSnapshot(snapshot()),
      metrics: Array(1500).fill(7),
    });
    expect(parsed).toMatchObject({
      success: false,
      error: { total: 1500, faults: { length: 1000 } },
    });
    if (!parsed.success) expect(parsed.error.message).toMatch(/- and 500 more$/);
  });

  test("are the same whatever a host does to zod's messages", () => {
    const plain = faults({});
    expect(plain.join()).not.toMatch(/invalid|required/i);
  });

  test("are found in a Map where an object of times should be, and in invalid times", () => {
    const core = snapshot({ lastTriggered: new Map([["out", NOON]]) });
    expect(faults(core)).toEqual([
      "lastTriggered is a Map, expected an object of times by rule id; use {} where no rule ever triggered",
    ]);
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => formatSnapshot(snapshot({ lastTriggered: new Map([["out", time]]) }))).toThrow(
        `lastTriggered.out is ${time},`,
      );
    }
  });

  test("that are too many for one list to hand up are still told of", () => {
    const count = 20_000;
    const outcomes = Array(count).fill(0);
    const wire = {
      decisions: [{ endpointId: "e", replicas: 1, desired: 1, delta: 0, outcomes, chain: [] }],
      deltas: {},
      triggered: {},
      orphans: [],
      recheckAt: null,
    };
    const parsed = withLittleStack(count, () => safeParseEvaluation(wire));
    expect(parsed).toMatchObject({ error: { total: count, faults: { length: 1000 } } });
    expect(parsed.error?.faults[0]).toMatchObject({
      code: "not-one-of",
      path: "decisions[0].outcomes[0]",
    });
  });

  test("never steer a terminal, and never break a line", () => {
    const [fault = ""] = faults({
      ...formatSnapshot(snapshot()),
      rules: [{ ...rule({ id: "a\u001b[31m\nb\u009b" }), stepSize: "\u202e" }],
    });
    expect(fault).toMatch(
      /^rule `a\ufffd\[31m\ufffdb\ufffd`: rules\[0\]\.stepSize is "\ufffd", expected/,
    );
  });

  test("tell an empty text from a broken one", () => {
    expect(faults(" \n")).toEqual([
      "the input is empty, expected JSON; pass the JSON text: a stream can be read only once",
    ]);
  });

  test("stop what has no wire form from being written", () => {
    expect(() => formatSnapshot(snapshot({ now: Number.NaN }))).toThrow(
      /now is NaN, expected an ISO 8601 time/,
    );
  });
});
