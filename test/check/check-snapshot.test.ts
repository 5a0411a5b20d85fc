import { describe, expect, test } from "vitest";
import { containerFaults } from "../../src/check/container-faults.ts";
import { isSoundEndpoint } from "../../src/check/endpoint-faults.ts";
import { isSoundRule } from "../../src/check/rule-faults.ts";
import { checkSnapshot, type Rule, type Snapshot } from "../../src/index.ts";
import { average, endpoint, NOON, rule, snapshot } from "../support/build.ts";
import { faultText } from "../support/fault-text.ts";

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
        endpoint({
          id: "a",
          replicas: -1,
          maxReplicas: 0.5,
          cooldownSeconds: { out: Number.NaN, in: 0 },
        }),
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
        {
          ...rule({ endpointId: "gone" }),
          comparator: "ABOUT",
          metricSource: "DISK",
          type: "threshold",
        },
        {
          ...rule({ id: "band", endpointId: "b" }),
          type: "band",
          minThreshold: "x",
          maxThreshold: "y",
        },
        {
          ...rule({ id: "odd", endpointId: "b" }),
          type: "odd",
          enabled: "no",
          priority: "high",
          metricName: 7,
        },
      ],
      metrics: [
        average("NaN", { at: Number.NaN }),
        { ...average("1"), source: "DISK", endpointId: 1, name: null },
      ],
      lastTriggered: new Map([["out", "never"]]),
    });
    expect(
      checkSnapshot(faulty).map(({ path, code }) => `${path}: ${code}`),
    ).toMatchInlineSnapshot(`
      [
        "now: not-an-instant",
        "endpoints[0].replicas: not-an-integer",
        "endpoints[0].cooldownSeconds.out: not-a-number",
        "endpoints[0].maxReplicas: not-an-integer",
        "endpoints[1].paused: not-one-of",
        "endpoints[1].pausedUntil: not-an-instant",
        "endpoints[1].advisory: wrong-type",
        "endpoints[1].lastScaledAt.out: not-an-instant",
        "endpoints[2].maxReplicas: bounds-reversed",
        "endpoints[2].id: duplicate-id",
        "rules[0].threshold: not-a-decimal",
        "rules[0].stepSize: not-an-integer",
        "rules[1].metricSource: not-one-of",
        "rules[1].comparator: not-one-of",
        "rules[2].minThreshold: not-a-decimal",
        "rules[2].maxThreshold: not-a-decimal",
        "rules[3].type: not-one-of",
        "rules[3].metricName: wrong-type",
        "rules[3].enabled: wrong-type",
        "rules[3].priority: not-a-number",
        "rules[1].id: duplicate-id",
        "rules[1].endpointId: unknown-endpoint",
        "metrics[0].value: not-a-decimal",
        "metrics[0].at: not-an-instant",
        "metrics[1].endpointId: wrong-type",
        "metrics[1].source: not-one-of",
        "metrics[1].name: wrong-type",
        "lastTriggered.out: not-an-instant",
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
    ["queryPresetId", [1, true, {}]],
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
      const paths = faults
        .filter(({ code }) => code !== "unknown-endpoint")
        .map(({ path }) => path);
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
    ["zero", [60, null]],
    [
      "memory",
      [
        1,
        null,
        { breachedSince: { out: 7 } },
        { breachedSince: { out: { at: NOON, direction: "up" } } },
        { failingSince: { out: "noon" } },
        { idleSince: "noon" },
        { zeroBy: "hand" },
      ],
    ],
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
      checkSnapshot(untyped({ endpoints: [{ ...endpoint(), ...changes }] })).map(
        ({ path }) => path,
      );
    expect(paths({ cooldownSeconds: null, lastScaledAt: NOON })).toEqual([
      "endpoints[0].cooldownSeconds",
      "endpoints[0].lastScaledAt",
    ]);
    expect(paths({ cooldownSeconds: { in: 60 }, lastScaledAt: { out: NOON } })).toEqual([
      "endpoints[0].cooldownSeconds.out",
      "endpoints[0].lastScaledAt.in",
    ]);
    expect(
      paths({ cooldownSeconds: { out: 0, in: -1 }, lastScaledAt: { out: null, in: null } }),
    ).toEqual(["endpoints[0].cooldownSeconds.in"]);
    expect(paths({})).toEqual([]);
  });

  test("finds an activation condition that is no object", () => {
    const zero = { activation: [7], idleSeconds: 60 };
    expect(checkSnapshot(untyped({ endpoints: [{ ...endpoint(), zero }] }))).toMatchObject([
      { code: "wrong-type", path: "endpoints[0].zero.activation[0]", found: "7" },
    ]);
  });

  test("lists averages that contradict each other, and none that a later one settles", () => {
    const faults = checkSnapshot(
      snapshot({ metrics: [average("90"), average("90.0"), average("70")] }),
    );
    expect(faults.map(({ code, message }) => [code, message])).toEqual([
      [
        "conflicting-averages",
        'metric `cuda_util`: metrics[2].value is "70", expected "90", as in metrics[0]',
      ],
    ]);
    expect(
      checkSnapshot(
        snapshot({ metrics: [average("90"), average("70"), average("60", { at: 1 })] }),
      ),
    ).toEqual([]);
    const query = { source: "PROMETHEUS", ruleId: "out" } as const;
    expect(
      checkSnapshot(
        snapshot({ metrics: [average("90", query), average("70", { ...query, name: "other" })] }),
      ),
    ).toHaveLength(1);
    expect(
      checkSnapshot(
        snapshot({ metrics: [average("90", query), average("70", { ...query, ruleId: "b" })] }),
      ),
    ).toEqual([]);
  });

  test("says in each fault what was found, what is expected and how to fix it", () => {
    const [fault] = checkSnapshot(snapshot({ rules: [rule({ id: "scale-up", stepSize: 1.5 })] }));
    expect(fault).toEqual({
      code: "not-an-integer",
      path: "rules[0].stepSize",
      keys: ["rules", 0, "stepSize"],
      params: {
        ...{ min: -2_147_483_648, max: 2_147_483_647, nullable: false },
        ...{ found: 1.5, kind: "number", noun: "rule", id: "scale-up" },
      },
      found: "1.5",
      expected: "an integer",
      help: "use 2 to add two replicas, -1 to remove one",
      message: "rule `scale-up`: rules[0].stepSize is 1.5, expected an integer",
    });
  });

  test("shows any value in short", () => {
    const found = (stepSize: unknown) =>
      checkSnapshot(untyped({ rules: [{ ...rule(), stepSize }] }))[0]?.found;
    expect([undefined, null, 1n, true, [1], {}, "x".repeat(100), Symbol("s")].map(found)).toEqual([
      "missing",
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

describe("rules of one id", () => {
  const paths = (...rules: readonly Rule[]) =>
    checkSnapshot(snapshot({ rules })).map(({ path, code }) => `${path}: ${code}`);

  test("are no fault where they are equal once parsed", () => {
    const full = rule({
      threshold: 80,
      aggregation: "average",
      enabled: true,
      priority: 0,
      queryPresetId: null,
    });
    expect(paths(rule(), full, rule({ threshold: "8.00e1" }))).toEqual([]);
  });

  test("are a fault where they differ, named beside the first of them", () => {
    expect(paths(rule(), rule({ threshold: "80.0000000000000000001" }))).toEqual([
      "rules[1].id: duplicate-id",
    ]);
    expect(paths(rule(), rule(), rule({ enabled: false }), rule())).toEqual([
      "rules[2].id: duplicate-id",
    ]);
    const [fault] = checkSnapshot(snapshot({ rules: [rule(), rule(), rule({ stepSize: 2 })] }));
    expect(fault?.message).toBe(
      'rule `out`: rules[2].id is "out", expected a unique id: rules[0] has it too',
    );
  });
});

test("endpoints of one id are a fault, be they equal or not", () => {
  const endpoints = [endpoint(), endpoint({ id: "b" }), endpoint()];
  expect(checkSnapshot(snapshot({ endpoints })).map(({ path, code }) => [path, code])).toEqual([
    ["endpoints[2].id", "duplicate-id"],
  ]);
});

describe("a snapshot that cannot be read", () => {
  const found = (value: unknown) =>
    containerFaults(value).map(({ path, code }) => `${path}: ${code}`);

  test("has a fault for each part, and checkSnapshot lists the same", () => {
    for (const value of [undefined, null, 7, "text", [], () => 0]) {
      expect(found(value)).toEqual([": wrong-type"]);
    }
    expect(found({})).toEqual([
      "endpoints: wrong-type",
      "rules: wrong-type",
      "metrics: wrong-type",
      "lastTriggered: wrong-type",
    ]);
    const broken = {
      endpoints: [endpoint(), null],
      rules: { length: 1 },
      missing: null,
      metrics: [average("1"), 7, average("1"), "x"],
      lastTriggered: [],
    };
    expect(found({ ...snapshot(), ...broken })).toEqual([
      "endpoints[1]: wrong-type",
      "rules: wrong-type",
      "metrics[1]: wrong-type",
      "metrics[3]: wrong-type",
      "missing: wrong-type",
      "lastTriggered: wrong-type",
    ]);
    expect(checkSnapshot(untyped(broken))).toEqual(containerFaults({ ...snapshot(), ...broken }));
  });

  test("has one fault for a list with holes, however long it claims to be", () => {
    expect(found({ ...snapshot(), rules: new Array(4_000_000_000) })).toEqual([
      "rules[0]: wrong-type",
    ]);
  });

  test("has a fault, and nothing is thrown, where reading it throws", () => {
    const trap = Object.defineProperty({ ...snapshot() }, "rules", {
      get: () => {
        throw new Error("no rules");
      },
    });
    expect(found(trap)).toEqual([": unreadable"]);
    expect(checkSnapshot(trap).map(({ expected }) => expected)).toEqual(["data that can be read"]);
    const { proxy, revoke } = Proxy.revocable(snapshot(), {});
    revoke();
    expect(found(proxy)).toEqual([": unreadable"]);
  });
});

test("a snapshot whose rules throw when they are read is one that cannot be read", () => {
  const thrown = {
    get stepSize(): never {
      throw new Error("no");
    },
  };
  const rules = [Object.defineProperties({ ...rule() }, Object.getOwnPropertyDescriptors(thrown))];
  expect(checkSnapshot(untyped({ rules })).map(({ path, code }) => [path, code])).toEqual([
    ["", "unreadable"],
  ]);
});

test("a snapshot with a lookup of times that is no Map is checked for its rules' times", () => {
  const lastTriggered = { get: (id: string) => (id === "out" ? Number.NaN : undefined) };
  const given = untyped({ rules: [rule(), rule({ id: "other" })], lastTriggered });
  expect(checkSnapshot(given).map(({ path }) => path)).toEqual(["lastTriggered.out"]);
});

describe("the words of every fault", () => {
  /** Each fault as a caller prints it. */
  const told = (value: object) => checkSnapshot(untyped(value)).map(faultText);

  test("say of a rule's fields what each must be and how to fix it", () => {
    const junk = {
      endpointId: 1,
      metricSource: 1,
      metricName: 1,
      aggregation: "mean",
      comparator: "=",
      threshold: "x",
      stepSize: 0.5,
      cooldownSeconds: "1",
      minReplicas: 0.5,
      maxReplicas: 0.5,
      maxAgeSeconds: -1,
      enabled: 1,
      priority: "1",
    };
    expect(
      told({
        rules: [
          { ...rule(), ...junk },
          { ...rule(), id: 7, type: "step" },
        ],
      }),
    ).toMatchInlineSnapshot(`
      [
        "wrong-type: rule \`out\`: rules[0].endpointId is 1, expected text; give the id of the endpoint whose count the rule changes",
        "not-one-of: rule \`out\`: rules[0].metricSource is 1, expected KERNEL, INFERENCE_FRAMEWORK or PROMETHEUS; say where the average comes from",
        "wrong-type: rule \`out\`: rules[0].metricName is 1, expected text; give the name under which the source exports the metric",
        "not-one-of: rule \`out\`: rules[0].aggregation is "mean", expected average, min, max, sum or p50 to p99; leave it out for the average",
        "not-one-of: rule \`out\`: rules[0].comparator is "=", expected LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN or GREATER_THAN_OR_EQUAL; write GREATER_THAN for >, LESS_THAN for <",
        "not-a-decimal: rule \`out\`: rules[0].threshold is "x", expected a decimal number; write it as digits, such as "80" or "0.75"",
        "not-an-integer: rule \`out\`: rules[0].stepSize is 0.5, expected an integer; use 2 to add two replicas, -1 to remove one",
        "not-a-number: rule \`out\`: rules[0].cooldownSeconds is "1", expected a number of seconds; use 0 for a rule that may trigger at every evaluation",
        "not-an-integer: rule \`out\`: rules[0].minReplicas is 0.5, expected an integer, or null; use null for no bound",
        "not-an-integer: rule \`out\`: rules[0].maxReplicas is 0.5, expected an integer, or null; use null for no bound",
        "not-a-number: rule \`out\`: rules[0].maxAgeSeconds is -1, expected a number of seconds of 0 or more; leave it out to act on an average of any age",
        "wrong-type: rule \`out\`: rules[0].enabled is 1, expected true or false; leave it out for an enabled rule",
        "not-a-number: rule \`out\`: rules[0].priority is "1", expected a number; leave it out for priority 0; higher goes first",
        "not-one-of: rule \`7\`: rules[1].type is "step", expected threshold or band; use "type": "threshold" for one comparator, "band" for a minimum and a maximum",
        "wrong-type: rule \`7\`: rules[1].id is 7, expected text; give the rule an id: its last-triggered time is stored under it",
        "unknown-endpoint: rule \`out\`: rules[0].endpointId is 1, expected the id of an endpoint in the snapshot; add the endpoint, or remove the rule, which is ignored",
      ]
    `);
    const band = { ...rule(), type: "band", minThreshold: "low", maxThreshold: "high" };
    expect(
      told({ rules: [band, rule({ id: "stray", endpointId: "gone" })] }),
    ).toMatchInlineSnapshot(`
      [
        "not-a-decimal: rule \`out\`: rules[0].minThreshold is "low", expected a decimal number, or null; write it as digits, such as "80" or "0.75"; use null for no lower end",
        "not-a-decimal: rule \`out\`: rules[0].maxThreshold is "high", expected a decimal number, or null; write it as digits, such as "80" or "0.75"; use null for no upper end",
        "unknown-endpoint: rule \`stray\`: rules[1].endpointId is "gone", expected the id of an endpoint in the snapshot; add the endpoint, or remove the rule, which is ignored",
      ]
    `);
  });

  test("say of an endpoint's fields what each must be and how to fix it", () => {
    const junk = {
      id: 1,
      replicas: -1,
      paused: "yes",
      pausedUntil: "later",
      advisory: 1,
      cooldownSeconds: 60,
      lastScaledAt: 60,
      minReplicas: -1,
      maxReplicas: -2,
    };
    const halves = {
      id: "b",
      cooldownSeconds: { out: -1, in: "1" },
      lastScaledAt: { out: "never", in: {} },
    };
    const endpoints = [
      { ...endpoint(), ...junk },
      { ...endpoint(), ...halves },
      endpoint({ id: "b" }),
    ];
    expect(told({ endpoints })).toMatchInlineSnapshot(`
      [
        "wrong-type: endpoint \`1\`: endpoints[0].id is 1, expected text; give the endpoint an id, as rules and metrics refer to it",
        "not-an-integer: endpoint \`1\`: endpoints[0].replicas is -1, expected an integer of 0 or more; give the target count at the start of the cycle",
        "not-one-of: endpoint \`1\`: endpoints[0].paused is "yes", expected both, out or in; leave it out for an endpoint that is not paused",
        "not-an-instant: endpoint \`1\`: endpoints[0].pausedUntil is "later", expected milliseconds since 1970; leave it out for a pause without an end",
        "wrong-type: endpoint \`1\`: endpoints[0].advisory is 1, expected true or false; leave it out for an endpoint whose count may change",
        "wrong-type: endpoint \`1\`: endpoints[0].cooldownSeconds is 60, expected an object of out and in; give both directions, as { out: 60, in: 600 }, or leave it out for no cooldowns",
        "wrong-type: endpoint \`1\`: endpoints[0].lastScaledAt is 60, expected an object of out and in; give both directions, as { out: null, in: null }, or leave it out for never",
        "not-an-integer: endpoint \`1\`: endpoints[0].minReplicas is -1, expected an integer of 0 or more, or null; use null for no bound",
        "not-an-integer: endpoint \`1\`: endpoints[0].maxReplicas is -2, expected an integer of 0 or more, or null; use null for no bound",
        "bounds-reversed: endpoint \`1\`: endpoints[0].maxReplicas is -2, expected -1 or more, as minReplicas is -1; raise maxReplicas or lower minReplicas: no count is within both",
        "not-a-number: endpoint \`b\`: endpoints[1].cooldownSeconds.out is -1, expected a number of seconds of 0 or more; use 0 for no cooldown in that direction",
        "not-a-number: endpoint \`b\`: endpoints[1].cooldownSeconds.in is "1", expected a number of seconds of 0 or more; use 0 for no cooldown in that direction",
        "not-an-instant: endpoint \`b\`: endpoints[1].lastScaledAt.out is "never", expected milliseconds since 1970, or null; use null where the count never changed in that direction",
        "not-an-instant: endpoint \`b\`: endpoints[1].lastScaledAt.in is an object, expected milliseconds since 1970, or null; use null where the count never changed in that direction",
        "duplicate-id: endpoint \`b\`: endpoints[2].id is "b", expected a unique id: endpoints[1] has it too; rename or remove one of the two",
      ]
    `);
  });

  test("say of averages and times what each must be and how to fix it", () => {
    const junk = {
      endpointId: 1,
      source: 1,
      name: 1,
      aggregation: "mean",
      value: "x",
      at: "later",
    };
    const metrics = [{ ...average("1"), ...junk }, average("90"), average("70")];
    expect(
      told({ now: "noon", metrics, lastTriggered: new Map([["out", "never"]]) }),
    ).toMatchInlineSnapshot(`
      [
        "not-an-instant: now is "noon", expected milliseconds since 1970; give the host's clock, as Date.now() does",
        "wrong-type: metric \`1\`: metrics[0].endpointId is 1, expected text; give the id of the endpoint that the average is of",
        "not-one-of: metric \`1\`: metrics[0].source is 1, expected KERNEL, INFERENCE_FRAMEWORK or PROMETHEUS; say where the average comes from",
        "wrong-type: metric \`1\`: metrics[0].name is 1, expected text; give the name under which the source exports the metric",
        "not-one-of: metric \`1\`: metrics[0].aggregation is "mean", expected average, min, max, sum or p50 to p99; leave it out for the average",
        "not-a-decimal: metric \`1\`: metrics[0].value is "x", expected a decimal number; leave out an average that is not known",
        "not-an-instant: metric \`1\`: metrics[0].at is "later", expected milliseconds since 1970; leave it out for an average that cannot be stale",
        "conflicting-averages: metric \`cuda_util\`: metrics[2].value is "70", expected "90", as in metrics[1]; keep one of the two, or say when each was read",
        "not-an-instant: lastTriggered.out is "never", expected milliseconds since 1970; leave out a rule that never triggered",
      ]
    `);
  });
});

describe("averages of one metric", () => {
  const conflicting = (...metrics: Snapshot["metrics"]) =>
    checkSnapshot(snapshot({ metrics })).map(({ path, expected }) => `${path}: ${expected}`);

  test("contradict each other only where endpoint, source, name and aggregation are the same", () => {
    const first = average("90");
    expect(conflicting(first, average("70", { endpointId: "other" }))).toEqual([]);
    expect(conflicting(first, average("70", { source: "PROMETHEUS" }))).toEqual([]);
    expect(conflicting(first, average("70", { name: "other" }))).toEqual([]);
    expect(conflicting(first, average("70", { aggregation: "max" }))).toEqual([]);
    expect(conflicting(first, average("70", { aggregation: "average" }))).toHaveLength(1);
  });

  test("are a rule's own by their rule only where they are Prometheus's", () => {
    expect(
      conflicting(average("90", { ruleId: "a" }), average("70", { ruleId: "b" })),
    ).toHaveLength(1);
    const query = { source: "PROMETHEUS", ruleId: "a" } as const;
    expect(conflicting(average("90", query), average("70", { source: "PROMETHEUS" }))).toEqual([]);
  });

  test("contradict the first of the latest, and an earlier one contradicts nothing", () => {
    const at = (value: string, time: number) => average(value, { at: time });
    expect(conflicting(at("90", 2), at("70", 1), at("60", 2), at("50", 2))).toEqual([
      'metrics[2].value: "90", as in metrics[0]',
      'metrics[3].value: "90", as in metrics[0]',
    ]);
    expect(conflicting(at("90", 1), at("70", 1), at("60", 2))).toEqual([]);
  });
});

const { comparator: _, threshold: __, ...common } = rule();
const band = { ...common, type: "band", minThreshold: "20", maxThreshold: "80" } as const;

describe("no fault is", () => {
  test.each<[string, Partial<Snapshot>]>([
    ["a time at which a rule last triggered", { lastTriggered: new Map([["out", NOON]]) }],
    ["a band with an age limit", { rules: [{ ...band, maxAgeSeconds: 30 }] }],
    ["an age limit of 0", { rules: [rule({ maxAgeSeconds: 0 })] }],
    [
      "a fraction of a second of cooldown, or of a priority",
      { rules: [rule({ cooldownSeconds: 0.5, priority: 0.5 })] },
    ],
    [
      "the least and the largest integer of 32 bits",
      { rules: [rule({ stepSize: -(2 ** 31), maxReplicas: 2 ** 31 - 1 })] },
    ],
    [
      "an endpoint's least count below its most",
      { endpoints: [endpoint({ minReplicas: 1, maxReplicas: 2 })] },
    ],
    [
      "an endpoint's least count that is its most",
      { endpoints: [endpoint({ minReplicas: 2, maxReplicas: 2 })] },
    ],
    [
      "two queries of Prometheus that no rule asked",
      {
        metrics: [
          average("90", { source: "PROMETHEUS" }),
          average("70", { source: "PROMETHEUS", name: "other" }),
        ],
      },
    ],
  ])("%s", (_, changes) => {
    expect(checkSnapshot(snapshot({ rules: [rule()], ...changes }))).toEqual([]);
  });
});

describe("a single fault is found:", () => {
  const found = (one: object) => checkSnapshot(untyped({ rules: [one] })).map(({ path }) => path);

  test.each([["mean"], ["maximum"], ["a max"], ["p5"], ["p500"], [["max"]]])(
    "the aggregation %j, of which there is none",
    (aggregation) => {
      expect(found({ ...rule(), aggregation })).toEqual(["rules[0].aggregation"]);
    },
  );

  test("one threshold of a band, whatever the other is", () => {
    expect(found({ ...band, minThreshold: "low" })).toEqual(["rules[0].minThreshold"]);
    expect(found({ ...band, maxThreshold: "high" })).toEqual(["rules[0].maxThreshold"]);
    expect(found({ ...band, maxThreshold: "high", maxAgeSeconds: 1 })).toEqual([
      "rules[0].maxThreshold",
    ]);
  });

  test("a step that has no negative, of a band that is left below, too", () => {
    for (const stepSize of [1n, Symbol("one"), { valueOf: () => 1n }])
      expect(found({ ...band, stepSize })).toEqual(["rules[0].stepSize"]);
  });

  test("an integer just past 32 bits, on either side", () => {
    expect(found(rule({ stepSize: 2 ** 31 }))).toEqual(["rules[0].stepSize"]);
    expect(found(rule({ stepSize: -(2 ** 31) - 1 }))).toEqual(["rules[0].stepSize"]);
  });

  test("the ends of 32 bits are said of numbers beyond them, and of no others", () => {
    const expected = (given: Rule) => checkSnapshot(snapshot({ rules: [given] }))[0]?.expected;
    expect(expected(rule({ stepSize: 2 ** 31 }))).toBe("an integer, at most 2,147,483,647");
    expect(expected(rule({ stepSize: -(2 ** 31) - 1 }))).toBe(
      "an integer, at least -2,147,483,648",
    );
    expect(expected(rule({ stepSize: 0.5 }))).toBe("an integer");
    expect(expected(rule({ maxAgeSeconds: 2 ** 31 }))).toBe(
      "a number of seconds from 0 to 2,147,483,647",
    );
    expect(expected(rule({ maxAgeSeconds: -1 }))).toBe("a number of seconds of 0 or more");
  });
});

// A cycle asks this of every rule and every endpoint.
describe("what a sound snapshot has is found sound without the fold:", () => {
  test.each<[string, Rule]>([
    ["a threshold rule", rule()],
    ["a band rule", band],
    ["a rule of averages by name", rule({ aggregation: "average" })],
    ["a rule with bounds", rule({ minReplicas: 1, maxReplicas: 8 })],
    ["a rule that says that it is enabled, or not", rule({ enabled: false })],
    ["a rule with a priority", rule({ priority: 1 })],
    ["a rule with an age limit", rule({ maxAgeSeconds: 30 })],
    ["a rule of a percentile", rule({ aggregation: "p95" })],
    ["a rule of a query", rule({ metricSource: "PROMETHEUS", queryPresetId: "busy" })],
  ])("%s", (_, one) => {
    expect(isSoundRule(one)).toBe(true);
    expect(checkSnapshot(snapshot({ rules: [one] }))).toEqual([]);
  });

  test("an endpoint, whether or not its count ever changed", () => {
    expect(isSoundEndpoint(endpoint())).toBe(true);
    expect(isSoundEndpoint(endpoint({ lastScaledAt: { out: NOON, in: null } }))).toBe(true);
    expect(isSoundEndpoint(endpoint({ lastScaledAt: { out: Number.NaN, in: null } }))).toBe(false);
    expect(isSoundEndpoint(endpoint({ lastScaledAt: { out: null, in: Number.NaN } }))).toBe(false);
  });
});

test("a fault shows 60 characters of a text, and of an object that cannot be read that it cannot", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const found = (stepSize: unknown) =>
    checkSnapshot(untyped({ rules: [{ ...rule(), stepSize }] }))[0]?.found;
  expect(found("x".repeat(60))).toBe(`"${"x".repeat(60)}"`);
  expect(found("x".repeat(61))).toBe(`"${"x".repeat(60)}…"`);
  expect(found(proxy)).toBe("an object that cannot be read");
  expect([new Map(), new Date(0), () => 0].map(found)).toEqual(["a Map", "a Date", "a function"]);
});
