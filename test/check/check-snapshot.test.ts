import { describe, expect, test } from "vitest";
import { checkSnapshot, evaluate, evaluatePrepared, prepare, type Snapshot, SnapshotError } from "../../src/index.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";

/** A snapshot from JavaScript, where types do not hold. */
const untyped = (value: object): Snapshot => Object.assign(snapshot(), value);

describe("checkSnapshot", () => {
  test("finds nothing in a sound snapshot", () => {
    expect(checkSnapshot(snapshot({ rules: [rule()], metrics: [average("90")] }))).toEqual([]);
  });

  test("lists every fault at once, each with its place", () => {
    const faulty = untyped({
      now: "noon",
      endpoints: [
        endpoint({ id: "a", replicas: -1, maxReplicas: 0.5, cooldownSeconds: { out: Number.NaN, in: 0 } }),
        {
          ...endpoint({ id: "b" }),
          paused: "yes",
          pausedUntil: "later",
          advisory: 1,
          lastScaledAt: { out: "x", in: null },
        },
        endpoint({ id: "a", minReplicas: 3, maxReplicas: 2 }),
      ],
      rules: [
        rule({ endpointId: "a", stepSize: 0.5, threshold: "many" }),
        { ...rule({ endpointId: "gone" }), comparator: "ABOUT", metricSource: "DISK", type: "threshold" },
        { ...rule({ id: "band", endpointId: "b" }), type: "band", minThreshold: "x", maxThreshold: "y" },
        { ...rule({ id: "odd", endpointId: "b" }), type: "odd", enabled: "no", priority: "high", metricName: 7 },
      ],
      metrics: [average("NaN", { at: Number.NaN }), { ...average("1"), source: "DISK", endpointId: 1, name: null }],
      lastTriggered: new Map([["out", "never"]]),
    });
    expect(checkSnapshot(faulty).map(({ path, code }) => `${path}: ${code}`)).toMatchInlineSnapshot(`
      [
        "now: not-an-instant",
        "endpoints[0].replicas: not-an-integer",
        "endpoints[0].cooldownSeconds.out: out-of-range",
        "endpoints[0].maxReplicas: not-an-integer",
        "endpoints[1].paused: not-one-of",
        "endpoints[1].pausedUntil: not-an-instant",
        "endpoints[1].advisory: wrong-type",
        "endpoints[1].lastScaledAt.out: not-an-instant",
        "endpoints[2].maxReplicas: out-of-range",
        "endpoints[2].id: duplicate-id",
        "rules[0].stepSize: not-an-integer",
        "rules[0].threshold: not-a-decimal",
        "rules[1].metricSource: not-one-of",
        "rules[1].comparator: not-one-of",
        "rules[2].maxThreshold: not-a-decimal",
        "rules[2].minThreshold: not-a-decimal",
        "rules[3].type: not-one-of",
        "rules[3].metricName: wrong-type",
        "rules[3].enabled: wrong-type",
        "rules[3].priority: out-of-range",
        "rules[1].id: duplicate-id",
        "rules[1].endpointId: unknown-endpoint",
        "metrics[0].value: not-a-decimal",
        "metrics[0].at: not-an-instant",
        "metrics[1].endpointId: wrong-type",
        "metrics[1].source: not-one-of",
        "metrics[1].name: wrong-type",
        "lastTriggered["out"]: not-an-instant",
      ]
    `);
  });

  const NO_NUMBER = ["1", null, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 1n, {}, true];
  const NO_TEXT = [1, null, undefined, {}, Symbol("s")];
  test.each<[string, readonly unknown[]]>([
    ["type", ["other", null, undefined, 1]],
    ["id", NO_TEXT],
    ["endpointId", NO_TEXT],
    ["metricSource", ["kernel", ...NO_TEXT]],
    ["metricName", NO_TEXT],
    ["comparator", [">", ...NO_TEXT]],
    ["threshold", ["", "x", "NaN", Number.NaN, null, undefined, {}, true]],
    ["stepSize", [1.5, undefined, ...NO_NUMBER]],
    ["cooldownSeconds", [undefined, ...NO_NUMBER]],
    ["minReplicas", [1.5, ...NO_NUMBER.filter((value) => value !== null)]],
    ["maxReplicas", [1.5, ...NO_NUMBER.filter((value) => value !== null)]],
    ["maxAgeSeconds", [-1, ...NO_NUMBER]],
    ["enabled", [1, null, "true"]],
    ["priority", NO_NUMBER],
  ])("finds whatever cannot stand for a rule's %s, and nothing else", (field, junk) => {
    for (const value of junk) {
      const faults = checkSnapshot(untyped({ rules: [{ ...rule(), [field]: value }] }));
      const paths = faults.filter(({ code }) => code !== "unknown-endpoint").map(({ path }) => path);
      expect(field === "type" ? paths.slice(0, 1) : paths).toEqual([`rules[0].${field}`]);
    }
  });

  test.each<[string, readonly unknown[]]>([
    ["id", NO_TEXT],
    ["replicas", [-1, 1.5, undefined, ...NO_NUMBER]],
    ["paused", ["yes", null, true]],
    ["pausedUntil", ["later", null, Number.NaN, 8.64e15 + 1]],
    ["advisory", [1, null, "true"]],
    ["cooldownSeconds", [60, null, [], new Map()]],
    ["lastScaledAt", [60, null, [], new Date(0)]],
    ["minReplicas", [-1, 1.5, "1"]],
    ["maxReplicas", [-1, 1.5, "1"]],
  ])("finds whatever cannot stand for an endpoint's %s, and nothing else", (field, junk) => {
    for (const value of junk) {
      const faults = checkSnapshot(untyped({ endpoints: [{ ...endpoint(), [field]: value }] }));
      expect(faults.map(({ path }) => path)).toEqual([`endpoints[0].${field}`]);
    }
  });

  test("tells an endpoint's cooldown that is no object of both directions from one that is not there", () => {
    const paths = (changes: object) =>
      checkSnapshot(untyped({ endpoints: [{ ...endpoint(), ...changes }] })).map(({ path }) => path);
    expect(paths({ cooldownSeconds: null, lastScaledAt: NOON })).toEqual([
      "endpoints[0].cooldownSeconds",
      "endpoints[0].lastScaledAt",
    ]);
    expect(paths({ cooldownSeconds: { in: 60 }, lastScaledAt: { out: NOON } })).toEqual([
      "endpoints[0].cooldownSeconds.out",
      "endpoints[0].lastScaledAt.in",
    ]);
    expect(paths({ cooldownSeconds: { out: 0, in: -1 }, lastScaledAt: { out: null, in: null } })).toEqual([
      "endpoints[0].cooldownSeconds.in",
    ]);
    expect(paths({})).toEqual([]);
  });

  test("lists averages that contradict each other, and none that a later one settles", () => {
    const faults = checkSnapshot(snapshot({ metrics: [average("90"), average("90.0"), average("70")] }));
    expect(faults.map(({ code, message }) => [code, message])).toEqual([
      ["conflict", 'metric `cuda_util`: metrics[2].value is "70", expected what metrics[0] says: "90"'],
    ]);
    expect(checkSnapshot(snapshot({ metrics: [average("90"), average("70"), average("60", { at: 1 })] }))).toEqual([]);
    const query = { source: "PROMETHEUS", ruleId: "out" } as const;
    expect(
      checkSnapshot(snapshot({ metrics: [average("90", query), average("70", { ...query, name: "other" })] })),
    ).toHaveLength(1);
    expect(
      checkSnapshot(snapshot({ metrics: [average("90", query), average("70", { ...query, ruleId: "b" })] })),
    ).toEqual([]);
  });

  test("says in each fault what was found, what is expected and how to mend it", () => {
    const [fault] = checkSnapshot(snapshot({ rules: [rule({ id: "scale-up", stepSize: 1.5 })] }));
    expect(fault).toEqual({
      code: "not-an-integer",
      path: "rules[0].stepSize",
      found: "1.5",
      expected: "an integer, within 32 bits",
      help: "use 2 to add two replicas, -1 to remove one",
      message: "rule `scale-up`: rules[0].stepSize is 1.5, expected an integer, within 32 bits",
    });
  });

  test("shows any value in short", () => {
    const found = (stepSize: unknown) => checkSnapshot(untyped({ rules: [{ ...rule(), stepSize }] }))[0]?.found;
    expect([undefined, null, 1n, true, [1], {}, "x".repeat(100), Symbol("s")].map(found)).toEqual([
      "nothing",
      "null",
      "1n",
      "true",
      "an array",
      "an object",
      `"${"x".repeat(60)}…"`,
      "a symbol",
    ]);
  });
});

describe("two of one id", () => {
  const rules = [rule(), rule({ threshold: "x" })];

  test("have no one answer: evaluate throws, and lists every fault of the snapshot", () => {
    const given = snapshot({ endpoints: [endpoint(), endpoint({ id: "b" }), endpoint()], rules });
    expect(() => evaluate(given)).toThrow(SnapshotError);
    try {
      evaluate(given);
    } catch (error) {
      expect(error).toBeInstanceOf(SnapshotError);
      if (!(error instanceof SnapshotError)) return;
      expect(error.name).toBe("SnapshotError");
      expect(error.faults.map(({ path }) => path)).toEqual(["endpoints[2].id", "rules[1].threshold", "rules[1].id"]);
      expect(error.message).toContain(
        'rule `out`: rules[1].id is "out", expected an id of its own: rules[0] has it too',
      );
    }
  });

  test("are listed up to a thousand, and counted beyond", () => {
    const many = snapshot({ rules: Array(3000).fill(rule()) });
    expect(() => evaluate(many)).toThrow(/- and 1999 more$/);
    try {
      evaluate(many);
    } catch (error) {
      expect(error).toMatchObject({ total: 2999, faults: { length: 1000 } });
    }
  });

  test("are refused by prepare, and endpoints of one id by evaluatePrepared", () => {
    expect(() => prepare(rules)).toThrow(/rules\[1\]\.id/);
    const twice = { now: NOON, endpoints: [endpoint(), endpoint()], metrics: [], lastTriggered: new Map() };
    expect(() => evaluatePrepared(prepare([]), twice)).toThrow(/endpoints\[1\]\.id/);
    expect(() => evaluatePrepared(prepare([rule()]), twice)).toThrow(/endpoints\[1\]\.id/);
  });
});
