import { describe, expect, test } from "vitest";
import { checkSnapshot, evaluate, type Fault, type Rule } from "../../src/index.ts";
import { safeParseRule, safeParseSnapshot } from "../../src/schema/index.ts";
import { average, endpoint, rule, snapshot } from "../support/build.ts";

const ruleFaults = (changes: object): readonly Fault[] =>
  safeParseRule({ ...rule(), ...changes }).error?.faults ?? [];

const wire = { ...snapshot(), lastTriggered: {} };

const snapshotFaults = (changes: object): readonly Fault[] =>
  safeParseSnapshot({ ...wire, ...changes }).error?.faults ?? [];

describe("a share", () => {
  test.each(["0.0001", 1, "1.000", "1e-9", `0.${"3".repeat(999)}`])("may be %s", (minCoverage) => {
    expect(ruleFaults({ minCoverage })).toEqual([]);
  });

  test.each([0, "0", "-0.5", "1.0001", 2, "NaN", "much", {}, null, `0.${"3".repeat(1000)}`])(
    "may not be %s",
    (minCoverage) => {
      expect(ruleFaults({ minCoverage })).toMatchObject([
        { code: "not-a-share", path: "minCoverage" },
      ]);
    },
  );
});

describe("what an endpoint remembers", () => {
  const memories = (memory: unknown) => snapshotFaults({ endpoints: [{ ...endpoint(), memory }] });

  test.each([
    {},
    { breachedSince: {}, failingSince: {} },
    { breachedSince: { out: { at: 1, direction: "out" }, in: { at: 2, direction: "in" } } },
    { breachedSince: { none: { at: 1, direction: null } }, failingSince: { out: 5 } },
    { idleSince: 1, zeroBy: "rules" },
  ])("may be %j", (memory) => {
    expect(memories(memory)).toEqual([]);
  });

  test.each([
    "nothing",
    { breachedSince: [] },
    { breachedSince: { out: null } },
    { breachedSince: { out: { direction: "out" } } },
    { breachedSince: { out: { at: "now", direction: "out" } } },
    { breachedSince: { out: { at: 1, direction: "up" } } },
    { breachedSince: { out: { at: 1, direction: "out" }, in: { at: 1 } } },
    { failingSince: { out: 1, in: "long" } },
    { failingSince: 1 },
    { idleSince: "long" },
    { zeroBy: "hand" },
  ])("may not be %j", (memory) => {
    const expected = expect.stringContaining("a memory");
    expect(memories(memory)).toMatchObject([
      { code: "wrong-type", path: "endpoints[0].memory", expected },
    ]);
  });
});

describe("a wait for both directions", () => {
  test.each([0, 60.5, { out: 0, in: 60 }])("may be %j", (forSeconds) => {
    expect(ruleFaults({ forSeconds })).toEqual([]);
  });

  test.each([
    -1,
    {},
    { out: 60 },
    { in: 60 },
    { out: -1, in: 60 },
    { out: 60, in: "60" },
    { out: 60, in: 60, up: 60 },
  ])("may not be %j", (forSeconds) => {
    const expected = "a number of seconds of 0 or more, or one for out and one for in";
    expect(ruleFaults({ forSeconds })).toMatchObject([{ path: "forSeconds", expected }]);
  });

  test("is the same however it is written, and another one where a direction differs", () => {
    const outcomes = (forSeconds: NonNullable<Rule["forSeconds"]>) => {
      const rules = [rule({ forSeconds: 60 }), rule({ forSeconds })];
      return evaluate(snapshot({ rules, metrics: [average("90")] })).decisions[0]?.outcomes.map(
        ({ kind }) => kind,
      );
    };
    expect(outcomes({ out: 60, in: 60 })).toEqual(["pending"]);
    expect(outcomes({ out: 61, in: 60 })).toEqual(["invalid-input", "invalid-input"]);
    expect(outcomes({ out: 60, in: 61 })).toEqual(["invalid-input", "invalid-input"]);
  });
});

describe("a text", () => {
  test("has at most 512 characters", () => {
    expect(ruleFaults({ metricName: "m".repeat(512) })).toEqual([]);
    expect(ruleFaults({ metricName: "m".repeat(513) })).toMatchObject([
      { code: "too-long", path: "metricName" },
    ]);
  });

  test("is said to be none once, not twice", () => {
    expect(ruleFaults({ metricName: 5 })).toMatchObject([
      { code: "wrong-type", path: "metricName" },
    ]);
  });
});

describe("names of metrics that were reported", () => {
  const missing = (names: unknown) =>
    snapshotFaults({
      missing: [
        {
          endpointId: "chat",
          source: "KERNEL",
          name: "cuda_util",
          reason: "no-metric",
          detail: { names },
        },
      ],
    });

  test.each([[[]], [["cuda_mem", "cuda_util_2"]]])("may be %j", (names) => {
    expect(missing(names)).toEqual([]);
  });

  test.each([["cuda_mem"], [{ length: 0 }], [["cuda_mem", 5]], [[5]]])("may not be %j", (names) => {
    expect(missing(names)).toMatchObject([
      {
        path: "missing[0].detail.names",
        expected: "a list of texts",
        help: "leave it out where it is not known",
      },
    ]);
  });
});

describe("a count of those that reported", () => {
  test("is repaired by a number of kernels or replicas", () => {
    const faults = snapshotFaults({
      metrics: [average("90", { coverage: { reported: -1, of: 0.5 } })],
    });
    expect(faults.map(({ path, help }) => [path, help])).toEqual([
      ["metrics[0].coverage.reported", "give a number of kernels or replicas"],
      ["metrics[0].coverage.of", "give a number of kernels or replicas"],
    ]);
  });

  test("is an object", () => {
    const metrics = [{ ...average("90"), coverage: 0.5 }];
    expect(snapshotFaults({ metrics })).toMatchObject([
      { path: "metrics[0].coverage", params: { type: "object" } },
    ]);
  });
});

describe("a time", () => {
  test.each([99_999_999, 1e11, "1768103854495.12345", "2026-01-11T03:57Z", "2026-01-11T03:57+09"])(
    "may be %s",
    (now) => {
      expect(snapshotFaults({ now })).toEqual([]);
    },
  );

  test.each([
    [1e8, "seconds"],
    [99_999_999_999, "seconds"],
    ["1768103854", "not-an-instant"],
    ["2026-01-11T03:57:34", "no-offset"],
    ["x1768103854495.12345", "not-an-instant"],
    ["1768103854495.12345x", "not-an-instant"],
  ])("may not be %s, by one fault, %s", (now, code) => {
    expect(snapshotFaults({ now })).toMatchObject([{ code, path: "now" }]);
  });

  test("of no prototype is a fault, and nothing is thrown", () => {
    expect(snapshotFaults({ now: Object.create(null) })).toMatchObject([
      { code: "not-an-instant", path: "now" },
    ]);
  });

  test("within the library is milliseconds alone", () => {
    const [fault] = checkSnapshot({ ...snapshot(), now: Number.NaN });
    expect(fault).toMatchObject({ code: "not-an-instant", params: { text: false, date: false } });
  });
});

describe("decimals that are none", () => {
  test("are one fault of their endpoint where they read the same, and a second rule where they do not", () => {
    const faults = (threshold: string) =>
      checkSnapshot(snapshot({ rules: [rule({ threshold: "much" }), rule({ threshold })] })).map(
        ({ code }) => code,
      );
    expect(faults("much")).not.toContain("duplicate-id");
    expect(faults("more")).toContain("duplicate-id");
    expect(faults("80")).toContain("duplicate-id");
  });
});

describe("a relation of fields names the one to change", () => {
  test.each([
    [{ unreported: "argue", aggregation: "p95" }, "unreported"],
    [{ scales: "per-replica", aggregation: "max" }, "scales"],
  ])("of %j", (changes, field) => {
    expect(ruleFaults(changes)).toMatchObject([{ path: field }]);
  });

  test("of an endpoint that settles", () => {
    const faults = checkSnapshot(snapshot({ endpoints: [endpoint({ settle: "hold" })] }));
    expect(faults).toMatchObject([{ path: "endpoints[0].starting" }]);
  });
});

describe("the help for a slip", () => {
  test.each([" 5 ", "5.25", "+7", "-12.5"])(
    "of the number %j as text is to leave out the quotes",
    (cooldownSeconds) => {
      expect(ruleFaults({ cooldownSeconds })).toMatchObject([
        { help: "write the number without quotes" },
      ]);
    },
  );

  test.each([
    ["5 m", "write seconds: 300 for 5 minutes"],
    ["1h", "write seconds: 3600 for 1 hour"],
    ["30secs", "write seconds: 30 for 30 seconds"],
  ])("of the time %s is: %s", (cooldownSeconds, help) => {
    expect(ruleFaults({ cooldownSeconds })).toMatchObject([{ help }]);
  });

  test.each(["x5", "5x", "5.", ".5.", "5 5", "5 m.", "x5 m", ""])(
    "is not given for %j",
    (cooldownSeconds) => {
      const help = "use 0 for a rule that may trigger at every evaluation";
      expect(ruleFaults({ cooldownSeconds })).toMatchObject([{ help }]);
    },
  );

  test("of a share in percent is to leave out the sign", () => {
    for (const threshold of ["80%", "80 %"]) {
      expect(ruleFaults({ threshold })).toMatchObject([{ help: "write 80, without %" }]);
    }
    for (const threshold of ["80%x", "x80%", "much"]) {
      expect(ruleFaults({ threshold })).toMatchObject([
        { help: 'write it as digits, such as "80" or "0.75"' },
      ]);
    }
  });

  test("of a number for an id or a name is to put it in quotes", () => {
    for (const changes of [{ id: 5 }, { endpointId: 5 }, { metricName: 5 }]) {
      expect(ruleFaults(changes)).toMatchObject([{ help: 'put it in quotes: "5"' }]);
    }
    expect(ruleFaults({ metricSource: 5 })).not.toMatchObject([{ help: 'put it in quotes: "5"' }]);
  });
});
