import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  type BandRuleRow,
  PROFILES,
  type RuleRow,
  readLiveStat,
  rowFromRule,
  rowWarnings,
  ruleFromRow,
  type SnapshotRows,
  safeSnapshotFromRows,
  semanticsOfRelease,
  snapshotFromRows,
  type ThresholdRuleRow,
} from "../../src/backend-ai/index.ts";
import { RULE_FIELDS, type RuleField, ruleFieldsOf } from "../../src/fields/rule-fields.ts";
import {
  averageInferenceMetric,
  averageKernelMetric,
  evaluate,
  type Rule,
} from "../../src/index.ts";
import { SchemaError } from "../../src/schema/index.ts";
import { any } from "../support/arbitraries.ts";
import { bandRule, NOON, rule } from "../support/build.ts";

const row25: RuleRow = {
  id: "out",
  endpoint: "chat",
  metric_source: "KERNEL",
  metric_name: "cuda_util",
  comparator: "GREATER_THAN",
  threshold: "80",
  step_size: 1,
  cooldown_seconds: 0,
  min_replicas: null,
  max_replicas: null,
  last_triggered_at: null,
};

const { comparator: _, threshold: __, ...columns } = row25;
const row26: RuleRow = {
  ...columns,
  metric_source: "kernel",
  min_threshold: "20",
  max_threshold: null,
};

describe("a rule row", () => {
  test("of 25.x is a threshold rule, of 26.x a band rule", () => {
    expect(ruleFromRow(row25)).toEqual({ rule: rule(), lastTriggeredAt: null, warnings: [] });
    expect(ruleFromRow(row26).rule).toMatchObject({
      type: "band",
      metricSource: "KERNEL",
      minThreshold: "20",
      maxThreshold: null,
    });
    expect(ruleFromRow({ ...columns }).rule).toMatchObject({
      type: "band",
      minThreshold: null,
      maxThreshold: null,
    });
    expect(ruleFromRow({ ...row25, min_threshold: "5", max_threshold: null }).rule.type).toBe(
      "band",
    );
  });

  test.each(["kernel", "Kernel", "KERNEL"])(
    "may write its enums in any case: %s",
    (metric_source) => {
      expect(ruleFromRow({ ...row25, metric_source, comparator: "greater-than" }).rule).toEqual(
        rule(),
      );
    },
  );

  test.each([
    ["2026-03-02T12:00:00.000Z", NOON],
    ["2026-03-02 12:00:00.000250+00", NOON + 0.25],
    [new Date(NOON), NOON],
    [NOON, NOON],
    [null, null],
    [undefined, null],
    ["absent", null],
  ])("has the time %s at which it last triggered", (last_triggered_at, expected) => {
    const { last_triggered_at: ___, ...without } = row25;
    const row =
      last_triggered_at === "absent" ? without : Object.assign({ ...row25 }, { last_triggered_at });
    expect(ruleFromRow(row).lastTriggeredAt).toBe(expected);
  });

  test("with a negative step in a band decides as it always did, with a warning and the repaired rule", () => {
    const { rule: read, warnings } = ruleFromRow({ ...row26, step_size: -1 });
    expect(read.stepSize).toBe(-1);
    expect(warnings).toEqual([
      {
        code: "inverted-step",
        ruleId: "out",
        message: "rule `out`: a step of -1 adds 1 below the band and removes 1 above it",
        help: "store a step of 1 if it was meant the other way round",
        repaired: { ...read, stepSize: 1 },
      },
    ]);
    expect(rowWarnings(rule({ stepSize: -1 }))).toEqual([]);
    expect(ruleFromRow({ ...row26, step_size: 1 }).warnings).toEqual([]);
  });

  test("that is to be repaired keeps its preset, where it has one", () => {
    const query = { ...row26, metric_source: "PROMETHEUS", step_size: -1 };
    const repaired = (row: RuleRow) => ruleFromRow(row).warnings.map((each) => each.repaired);
    expect(repaired({ ...query, prometheus_query_preset_id: "p" })).toMatchObject([
      { stepSize: 1, queryPresetId: "p" },
    ]);
    expect(repaired({ ...query, prometheus_query_preset_id: null })).toEqual([null, null]);
    const older = rule({ metricSource: "PROMETHEUS", queryPresetId: null });
    expect(rowWarnings(older)).toMatchObject([{ code: "no-preset", repaired: null }]);
  });

  test("with one threshold twice has no repair, as nobody knows which of them was meant", () => {
    const [warning] = ruleFromRow({
      ...row26,
      min_threshold: "20",
      max_threshold: "20.0",
    }).warnings;
    expect(warning).toMatchObject({ code: "inverted-band", repaired: null });
    expect(warning?.message).toContain("only 20 itself is within the band");
  });

  test("that cannot be read has every fault told, by column", () => {
    const faulty = {
      ...row25,
      metric_source: "disk",
      step_size: 1.5,
      last_triggered_at: new Date(Number.NaN),
    };
    const message = (input: RuleRow) => {
      try {
        ruleFromRow(input);
        return [];
      } catch (error) {
        return error instanceof SchemaError
          ? error.faults.map(({ path, code }) => `${path}: ${code}`)
          : [];
      }
    };
    expect(message(faulty)).toEqual([
      "metric_source: not-one-of",
      "step_size: not-an-integer",
      "last_triggered_at: not-an-instant",
    ]);
    expect(message({ ...row25, comparator: null })).toEqual(["comparator: half-a-row"]);
    expect(message({ ...row25, threshold: null })).toEqual(["threshold: half-a-row"]);
  });

  test("made from a rule reads back as that rule", () => {
    fc.assert(
      fc.property(
        any.rule({ plain: true }),
        fc.option(fc.integer({ min: 0, max: 2 ** 41 })),
        (stored, time) => {
          const text = (value: unknown) =>
            Decimal.isDecimal(value) || typeof value === "number" ? String(value) : value;
          const expected =
            stored.type === "threshold"
              ? { ...stored, threshold: text(stored.threshold) }
              : {
                  ...stored,
                  minThreshold: text(stored.minThreshold),
                  maxThreshold: text(stored.maxThreshold),
                };
          const row = rowFromRule(stored, { lastTriggeredAt: time });
          expect(
            ruleFromRow(row, { release: stored.type === "band" ? "26.8" : "25.12" }),
          ).toMatchObject({
            rule: expected,
            lastTriggeredAt: time,
          });
        },
      ),
    );
  });

  test("made from a band rule is 26.x's, words in small letters", () => {
    const { rule: band } = ruleFromRow(row26);
    expect(rowFromRule(band)).toEqual({
      ...row26,
      min_threshold: "20",
      max_threshold: null,
      last_triggered_at: null,
      prometheus_query_preset_id: null,
    });
  });

  test("of both forms at once is a band rule, as 26.x has it", () => {
    const { rule: read } = ruleFromRow({ ...row25, max_threshold: "90" });
    expect(read).toMatchObject({ type: "band", minThreshold: null, maxThreshold: "90" });
  });

  test("is not made from a rule that fits no row", () => {
    expect(() => rowFromRule(rule({ stepSize: 2 ** 31 }))).toThrow(SchemaError);
    const losses = [
      { enabled: false },
      { priority: 1 },
      { maxAgeSeconds: 5 },
      { cooldownSeconds: 1.5 },
      { aggregation: "max" } as const,
    ];
    for (const loss of losses)
      expect(() => rowFromRule(rule(loss))).toThrow(
        /, as rows (?:have no column for it|hold no others);/,
      );
    expect(() => rowFromRule(rule({ enabled: true, priority: 0 }))).not.toThrow();
    expect(rowFromRule(rule(), { lastTriggeredAt: -0.5 }).last_triggered_at).toBe(-0.5);
    expect(() => rowFromRule(rule(), { lastTriggeredAt: Number.NaN })).toThrow(
      /lastTriggered.out is NaN/,
    );
  });
});

describe("each field of a rule", () => {
  /** A value of each field that is not what its absence means. */
  const OTHER = {
    id: "other",
    endpointId: "search",
    metricSource: "PROMETHEUS",
    metricName: "qps",
    aggregation: "max",
    queryPresetId: "busy",
    comparator: "LESS_THAN",
    threshold: "70",
    minThreshold: "30",
    maxThreshold: "90",
    stepSize: 3,
    cooldownSeconds: 30,
    minReplicas: 1,
    maxReplicas: 7,
    maxAgeSeconds: 15,
    enabled: false,
    priority: 4,
    minCoverage: "0.5",
    unreported: "argue",
    forSeconds: 60,
    onUnknown: "keep",
    rearm: "restart",
    onFailure: { afterSeconds: 60, count: 3, how: "static" },
    scales: "per-replica",
  };
  const cases = [rule(), bandRule()].flatMap((one) =>
    Object.keys(ruleFieldsOf(one.type))
      .filter((name) => name !== "type")
      .map((name) => [one.type, name, one] as const),
  );

  test.each(cases)(
    "of a %s rule, %s, is held by the row or refused by its name",
    (type, name, one: Rule) => {
      const changed: Rule = { ...one, [name]: Reflect.get(OTHER, name) };
      const form = type === "threshold" ? "25.1" : "26.x";
      const column = Reflect.get<Readonly<Record<string, RuleField>>, string>(RULE_FIELDS, name)
        .columns[form];
      if (column === null) {
        expect(() => rowFromRule(changed)).toThrow(
          new RegExp(`: ${name} is .*, expected .*, as rows `),
        );
      } else {
        expect(rowFromRule(changed)).toHaveProperty(column);
        expect(ruleFromRow(rowFromRule(changed), { form: "table" }).rule).toEqual(changed);
      }
    },
  );
});

test("the types of rows have every column of the table of fields, and the time", () => {
  type Columns = (typeof RULE_FIELDS)[keyof typeof RULE_FIELDS]["columns"];
  type Column<Form extends keyof Columns> = Extract<Columns[Form], string> | "last_triggered_at";
  expectTypeOf<keyof RuleRow>().toEqualTypeOf<Column<"25.1"> | Column<"26.x">>();
  expectTypeOf<keyof ThresholdRuleRow>().toEqualTypeOf<Column<"25.1">>();
  expectTypeOf<keyof BandRuleRow>().toEqualTypeOf<Column<"26.x">>();
  expectTypeOf<ThresholdRuleRow["threshold"]>().toEqualTypeOf<string>();
  expectTypeOf<BandRuleRow["min_threshold"]>().toEqualTypeOf<string | null>();
  expectTypeOf<BandRuleRow["metric_source"]>().toEqualTypeOf<string>();
});

describe("the query of a row", () => {
  const query = { metric_source: "prometheus", prometheus_query_preset_id: "busy" };

  test("is the rule's, both ways", () => {
    const { rule: read } = ruleFromRow({ ...row26, ...query });
    expect(read).toMatchObject({ metricSource: "PROMETHEUS", queryPresetId: "busy" });
    expect(rowFromRule(read)).toEqual({ ...row26, ...query });
  });

  test("is absent where its preset was deleted, or the column is not there", () => {
    for (const gone of [{ prometheus_query_preset_id: null }, {}]) {
      const { rule: read } = ruleFromRow({ ...row26, metric_source: "prometheus", ...gone });
      expect(read).not.toHaveProperty("queryPresetId");
      expect(rowFromRule(read)).toHaveProperty("prometheus_query_preset_id", null);
    }
  });

  test("has no column in the form of 25.1, whose table may have it all the same", () => {
    const { rule: read } = ruleFromRow({ ...row25, ...query });
    expect(read).toMatchObject({ type: "threshold", queryPresetId: "busy" });
    expect(() => rowFromRule(read)).toThrow(
      'rule `out`: queryPresetId is "busy", expected nothing, as rows of 25.1 have no column prometheus_query_preset_id for it',
    );
  });
});

describe("a live stat", () => {
  const stat = { cuda_util: { pct: "5" } };
  const over = (...payloads: readonly unknown[]) =>
    averageKernelMetric(payloads.map(readLiveStat), "cuda_util", {
      reading: PROFILES.v26.reading,
      from: payloads.map((_payload, at) => `k${at}`),
    });

  test("is read from an object or from JSON text", () => {
    expect(readLiveStat(stat)).toBe(stat);
    expect(readLiveStat(JSON.stringify(stat))).toEqual(stat);
    for (const none of [null, undefined, "null"]) expect(readLiveStat(none)).toBeNull();
  });

  test.each([7, [], "[]", "{", "", "nonsense", '{"cuda_util": {"pct": "90"', new Map()])(
    "that is %j spoils the average, as it is not absent, and its kernel is named",
    (malformed) => {
      expect(over(stat, malformed, stat)).toMatchObject({
        missing: "unparsable",
        detail: { from: ["k1"] },
      });
      expect(averageInferenceMetric(readLiveStat(malformed), "tokens", 2)).toMatchObject({
        missing: "unparsable",
      });
    },
  );

  test("with a bare NaN in one metric costs that metric alone", () => {
    const python =
      '{"mem": {"pct": NaN, "current": -Infinity}, "cuda_util": {"pct": "90", "note": "NaN, Infinity"}}';
    expect(over(python, stat)).toMatchObject({ average: "47.5", coverage: { reported: 2, of: 2 } });
    expect(averageKernelMetric([readLiveStat(python)], "mem")).toMatchObject({ average: "NaN" });
    expect(averageInferenceMetric(readLiveStat(python), "mem", 2)).toMatchObject({
      average: "-Infinity",
    });
    expect(readLiveStat('{"x": {"note": "a \\"NaN\\" b", "pct": NaN}}')).toEqual({
      x: { note: 'a "NaN" b', pct: "NaN" },
    });
  });
});

test("semantics are of releases alone", () => {
  expect(semanticsOfRelease("25.12").combine).toBe("sequential");
  expect(semanticsOfRelease("26.8").combine).toBe("first");
  expect(() => semanticsOfRelease("soon")).toThrow(/expected a release of Backend\.AI/);
});

describe("a snapshot of rows", () => {
  const ruleRows: readonly RuleRow[] = [
    { ...row25, last_triggered_at: "2026-03-02T11:59:00Z" },
    { ...row25, id: "again" },
    { ...row25, id: "tokens", metric_source: "INFERENCE_FRAMEWORK", metric_name: "tokens" },
    { ...row25, id: "query", metric_source: "PROMETHEUS", metric_name: "latency" },
    { ...row25, id: "silent", metric_source: "PROMETHEUS", metric_name: "latency" },
    { ...row25, id: "orphan", endpoint: "gone" },
  ];

  const rows: SnapshotRows = {
    profile: "v26",
    now: "2026-03-02T12:00:00.000Z",
    endpoints: [
      {
        id: "chat",
        replicas: 3,
        desired_replicas: 0,
        routes: [
          { id: "r1", session: "s1", status: "running" },
          { id: "r2", session: "s2", status: "terminated" },
          { id: "r3", session: null, status: "provisioning" },
        ],
      },
    ],
    kernels: [
      { id: "k1", session: "s1" },
      { id: "k2", session: "s2" },
      { id: "k3", session: null },
      { id: "k4", session: "s1" },
    ],
    kernel_stats: {
      k1: { cuda_util: { pct: "90" } },
      k2: { cuda_util: { pct: "10" } },
      k4: '{"cuda_util": {"pct": 80.1}}',
    },
    endpoint_stats: { chat: { tokens: { current: "9" } } },
    prometheus: { query: "+Inf", silent: null },
    rules: ruleRows,
  };

  test("averages each metric once, over the routes that the profile counts", () => {
    expect(snapshotFromRows(rows)).toMatchObject({
      now: NOON,
      endpoints: [{ id: "chat", replicas: 0 }],
      metrics: [
        { endpointId: "chat", source: "KERNEL", name: "cuda_util", value: "85.05" },
        { endpointId: "chat", source: "INFERENCE_FRAMEWORK", name: "tokens", value: "4.5" },
        {
          endpointId: "chat",
          source: "PROMETHEUS",
          name: "latency",
          value: "Infinity",
          ruleId: "query",
        },
      ],
      missing: [
        {
          endpointId: "chat",
          source: "PROMETHEUS",
          name: "latency",
          ruleId: "silent",
          reason: "no-stats",
        },
      ],
      lastTriggered: new Map([["out", NOON - 60_000]]),
    });
    const { prometheus: ___, ...older } = rows;
    const [kernel, tokens] = snapshotFromRows({ ...older, profile: "pr3277" }).metrics;
    expect([kernel?.value, tokens?.value]).toEqual(["60.03333333333333143855270463", "3"]);
  });

  test("carries the reason for a missing metric into the outcome", () => {
    const { decisions } = evaluate(snapshotFromRows(rows), PROFILES.v26.semantics);
    expect(decisions[0]?.outcomes.find(({ ruleId }) => ruleId === "silent")?.kind).toBe(
      "superseded",
    );
    const { decisions: all } = evaluate(snapshotFromRows(rows), PROFILES.pr3277.semantics);
    expect(all[0]?.outcomes.find(({ ruleId }) => ruleId === "silent")).toMatchObject({
      kind: "no-metric",
      reason: "no-stats",
    });
  });

  test("names a rule beside an answer of Prometheus, and beside no other average", () => {
    const { metrics } = snapshotFromRows(rows);
    expect(metrics.map(Object.keys)).toEqual([
      ["endpointId", "source", "name", "value", "coverage"],
      ["endpointId", "source", "name", "value", "coverage"],
      ["endpointId", "source", "name", "ruleId", "value"],
    ]);
  });

  const kernelRows = (stats: Readonly<Record<string, unknown>>): SnapshotRows => {
    const ids = Object.keys(stats);
    return {
      ...rows,
      endpoints: [
        {
          id: "chat",
          replicas: ids.length,
          routes: ids.map((id) => ({ id: `r-${id}`, session: `s-${id}`, status: "running" })),
        },
      ],
      kernels: ids.map((id) => ({ id, session: `s-${id}` })),
      kernel_stats: stats,
      rules: [row26],
    };
  };
  const util = (pct: string) => ({ cuda_util: { pct } });

  test("has no average where a kernel's report cannot be read, however low the others are", () => {
    const mixed = kernelRows({ k1: '{"cuda_util": {"pct": "90"', k2: util("90"), k3: util("2") });
    const snapshot = snapshotFromRows(mixed);
    expect(snapshot.metrics).toEqual([]);
    expect(snapshot.missing).toMatchObject([{ reason: "unparsable", detail: { from: ["k1"] } }]);
    expect(evaluate(snapshot, PROFILES.v26.semantics).deltas.size).toBe(0);
  });

  test("averages what the kernels say of the metric, whatever NaN stands elsewhere in their reports", () => {
    const stats = {
      k1: '{"cuda_util": {"pct": "90"}, "mem": {"pct": NaN}}',
      k2: util("90"),
      k3: util("2"),
    };
    expect(snapshotFromRows(kernelRows(stats)).metrics).toMatchObject([
      { value: "60.66666666666666666666666667", coverage: { reported: 3, of: 3 } },
    ]);
  });

  test("says how many of the kernels on the routes that count have reported, routes without one included", () => {
    const [endpoint] = kernelRows({ k1: util("5"), k2: null, k3: { mem: { pct: "1" } } }).endpoints;
    const { kernels, kernel_stats } = kernelRows({
      k1: util("5"),
      k2: null,
      k3: { mem: { pct: "1" } },
    });
    const starting = { id: "r4", session: null, status: "provisioning" };
    const ended = { id: "r5", session: null, status: "terminated" };
    const routes = [...(endpoint?.routes ?? []), starting, ended];
    const given = {
      ...rows,
      kernels,
      kernel_stats,
      rules: [row26],
      endpoints: [{ id: "chat", replicas: 4, routes }],
    };
    expect(snapshotFromRows(given).metrics).toMatchObject([
      { value: "5", coverage: { reported: 1, of: 4 } },
    ]);
  });

  test("names what the reports have where a metric is in none of them", () => {
    const { missing } = snapshotFromRows(
      kernelRows({ k1: { cuda_mem: {}, cuda_ut: {} }, k2: { cpu_util: {} } }),
    );
    expect(missing).toMatchObject([
      { reason: "no-metric", detail: { names: ["cuda_ut", "cpu_util", "cuda_mem"] } },
    ]);
  });

  test("takes whole answers of Prometheus, the first series as Backend.AI does, with the sample's time", () => {
    const series = (value: string) => ({ metric: {}, value: [1_775_034_000.781, value] });
    const vector = (...values: readonly string[]) => ({
      status: "success",
      data: { resultType: "vector", result: values.map(series) },
    });
    const answered = (query: unknown) => {
      const { metrics, missing } = snapshotFromRows({
        ...rows,
        prometheus: { query },
        rules: ruleRows.slice(3, 4),
      });
      return metrics[0] ?? missing?.[0];
    };
    expect(answered(vector("3.2", "99"))).toMatchObject({
      value: "3.2",
      at: 1_775_034_000_781,
      ruleId: "query",
    });
    expect(answered(vector())).toMatchObject({
      reason: "no-metric",
      detail: { reason: "no-data" },
    });
    expect(answered({ status: "error", error: "timeout" })).toMatchObject({
      reason: "source-failed",
    });
  });

  test("is read from JSON text too, and refused where the text is not JSON", () => {
    expect(safeSnapshotFromRows(JSON.stringify(rows))).toEqual(safeSnapshotFromRows(rows));
    expect(safeSnapshotFromRows("{").error?.faults).toMatchObject([{ code: "not-json" }]);
  });

  test("is refused where a route has a status that the profile does not know, with its place", () => {
    const odd = (profile: "v26" | "pr3277", status: string) => {
      const routes = [
        { id: "r1", session: "s1", status: "running" },
        { id: "r2", session: "s2", status },
      ];
      const given = { ...rows, profile, endpoints: [{ id: "chat", replicas: 2, routes }] };
      return (
        safeSnapshotFromRows(given).error?.faults.map(({ path, code }) => `${path}: ${code}`) ?? []
      );
    };
    const place = ["endpoints[0].routes[1].status: not-one-of"];
    expect(odd("v26", "healthy")).toEqual(place);
    expect(odd("v26", "runing")).toEqual(place);
    expect(odd("pr3277", "runing")).toEqual(place);
    for (const status of ["healthy", "unhealthy", "degraded", "RUNNING"])
      expect(odd("pr3277", status)).toEqual([]);
    for (const status of [
      "running",
      "PROVISIONING",
      "terminating",
      "terminated",
      "failed_to_start",
    ]) {
      expect(odd("v26", status)).toEqual([]);
    }
  });

  test("is refused where a route's health or traffic is a word that no release has", () => {
    const faultsOf = (words: object) => {
      const routes = [{ id: "r1", session: "s1", status: "running", ...words }];
      const given = { ...rows, endpoints: [{ id: "chat", replicas: 1, routes }] };
      return safeSnapshotFromRows(given).error?.faults.map(({ path }) => path) ?? [];
    };
    expect(faultsOf({ health_status: "Healthy", traffic_status: "ACTIVE" })).toEqual([]);
    expect(faultsOf({ health_status: null })).toEqual([]);
    expect(faultsOf({ health_status: "well", traffic_status: "open" })).toEqual([
      "endpoints[0].routes[0].health_status",
      "endpoints[0].routes[0].traffic_status",
    ]);
  });

  test("counts a route by the whole word of its status", () => {
    const { counts } = PROFILES.v26;
    expect(["running", "Provisioning", "not running", "running late"].map(counts)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("may write the status of routes in either case", () => {
    const [endpoint] = rows.endpoints;
    const routes = (endpoint?.routes ?? []).map((route) => ({
      ...route,
      status: route.status.toUpperCase(),
    }));
    const shouted = { ...rows, endpoints: [{ id: "chat", replicas: 3, routes }] };
    expect(snapshotFromRows(shouted).metrics).toEqual(snapshotFromRows(rows).metrics);
  });

  test("takes nothing but text and numbers for an answer of Prometheus", () => {
    const odd = { ...rows, prometheus: { query: { toString: 1 }, silent: ["5"] } };
    expect(snapshotFromRows(odd).missing).toMatchObject([
      { reason: "unparsable" },
      { reason: "unparsable" },
    ]);
  });

  test("that is invalid has every fault named", () => {
    const parsed = safeSnapshotFromRows({
      ...rows,
      profile: "v27",
      rules: [{ ...row25, comparator: null }],
      kernel_stats: [],
    });
    expect(
      parsed.success ? [] : parsed.error.faults.map(({ path, message }) => [path, message]),
    ).toEqual([
      ["profile", 'profile is "v27", expected pr3277 or v26'],
      ["kernel_stats", "kernel_stats is an array, expected an object by id"],
      [
        "rules[0].comparator",
        "rule `out`: rules[0].comparator is null, expected a comparator beside the threshold",
      ],
    ]);
    expect(() => snapshotFromRows({ ...rows, endpoints: [] }).rules).not.toThrow();
  });
});
