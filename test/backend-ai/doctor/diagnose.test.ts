import { describe, expect, test } from "vitest";
import {
  DOCTOR_CODES,
  type DoctorFinding,
  diagnose,
  ruleFromRow,
  safeDiagnose,
} from "../../../src/backend-ai/index.ts";
import { safeParseRuleInput } from "../../../src/schema/index.ts";
import {
  type Database,
  database,
  endpoint,
  FAULTY,
  kernelRule,
  LOST,
  preset,
  queryRule,
  SOUND,
} from "./databases.ts";

const release = "26.8";
const of = (rows: unknown) => diagnose({ rows, release });

/** A database after a repair: the row in the place of the one with its id, or none where it is to go. */
function repairedBy(given: Database, { table, repaired, sql, help }: DoctorFinding): Database {
  const id = repaired?.["id"] ?? /DELETE FROM \w+ WHERE id = '([^']+)'/.exec(help)?.[1];
  const others = given[table].filter((row) => Reflect.get(row, "id") !== id);
  const rows = repaired === null ? others : [...others, repaired];
  const added = [
    ...(sql ?? "").matchAll(
      /INSERT INTO prometheus_query_presets .*?VALUES \('([^']+)', '[^']*', '([^']+)', '([^']+)'/g,
    ),
  ];
  const presets = added.map(([, newId, metric_name, query_template]) => ({
    ...preset,
    id: newId,
    metric_name,
    query_template,
  }));
  return {
    ...given,
    prometheus_query_presets: [...given.prometheus_query_presets, ...presets],
    [table]: rows,
  };
}

describe("a sound host", () => {
  test.each(Object.entries(SOUND))("is silent: %s", (_, rows) => {
    expect(of(rows).map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    for (const other of ["26.4.4", "26.4.2"])
      expect(diagnose({ rows, release: other })).toEqual([]);
  });
});

describe("a host with one fault", () => {
  const seeded = Object.entries(FAULTY).map(([name, [code, rows]]) => ({ name, code, rows }));

  test.each(seeded)("has that one found, and no other: $name", ({ code, rows }) => {
    expect(of(rows).map((finding) => finding.code)).toEqual([code]);
  });

  test.each(seeded)("has it shown by the evaluator: $name", ({ rows }) => {
    for (const { today, endpointId } of of(rows)) {
      expect(today.length).toBeGreaterThan(0);
      for (const { decision, explanation } of today) {
        expect(decision.endpointId).toBe(endpointId);
        expect(explanation).toContain(`endpoint \`${endpointId}\``);
      }
    }
  });

  test.each(seeded)(
    "is told of the rows, and of the statements that repair them: $name",
    ({ rows }) => {
      for (const { help, sql, rows: faulty, path } of of(rows)) {
        expect(faulty.length).toBeGreaterThan(0);
        expect(path).toMatch(/^(endpoint_auto_scaling_rules|endpoints)\[\d\]$/);
        expect(help).toMatch(/(UPDATE|DELETE FROM|SELECT|INSERT INTO) /);
        if (sql !== null) expect(help).toContain(sql.replaceAll("\n", " "));
      }
    },
  );

  test.each(seeded)("gets a row that is valid: $name", ({ rows }) => {
    for (const { table, repaired } of of(rows)) {
      expect(repaired).not.toBeNull();
      if (table !== "endpoint_auto_scaling_rules") continue;
      const { rule, warnings } = ruleFromRow(Object(repaired));
      expect(safeParseRuleInput(rule).error).toBeUndefined();
      expect(warnings).toEqual([]);
    }
  });

  test.each(seeded)("is sound once it is repaired: $name", ({ rows }) => {
    for (const finding of of(rows)) expect(of(repairedBy(rows, finding))).toEqual([]);
  });
});

test.each(Object.entries(LOST))(
  "a row that cannot be repaired has the statement that deletes it: %s",
  (_, [code, rows]) => {
    const findings = of(rows);
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    for (const finding of findings) {
      expect(finding.today.length).toBeGreaterThan(0);
      expect([finding.repaired, finding.help]).toEqual([
        null,
        expect.stringMatching(/: DELETE FROM endpoint_auto_scaling_rules WHERE id = '[^']+';$/),
      ]);
      expect(of(repairedBy(rows, finding))).toEqual([]);
    }
  },
);

describe("a row with several faults", () => {
  const rows = database(kernelRule, {
    endpoint_auto_scaling_rules: [
      {
        ...kernelRule,
        metric_source: "INFERENCE_FRAMEWORK",
        metric_name: "vllm_num_requests_waiting",
        min_threshold: "10",
        max_threshold: "1",
        step_size: -5,
        cooldown_seconds: 5,
      },
      { ...kernelRule, id: "zero", endpoint: "other", metric_name: "net_rx", step_size: 0 },
      {
        ...kernelRule,
        id: "lost",
        endpoint: "another",
        min_threshold: null,
        max_threshold: null,
        step_size: 0,
      },
    ],
    endpoints: [],
  });

  test("has each of them found, and one row that has none", () => {
    const findings = of(rows);
    const codes = (id: string) =>
      findings.filter(({ rules }) => rules.includes(id)).map(({ code }) => code);
    expect(codes(kernelRule.id)).toEqual([
      "dead-source",
      "inverted-step",
      "inverted-band",
      "stuck-step",
      "short-cooldown",
    ]);
    expect([codes("zero"), codes("lost")]).toEqual([
      ["always-zero", "no-step"],
      ["no-threshold", "no-step"],
    ]);
    const repaired = new Set(findings.map((finding) => JSON.stringify(finding.repaired)));
    expect(repaired.size).toBe(3);
    const sound = {
      ...rows,
      endpoint_auto_scaling_rules: [...repaired].map((each) => JSON.parse(each)),
    };
    expect(of(sound)).toEqual([]);
  });

  test("has the statement against each that is known, where the row as a whole is not", () => {
    const equal = { ...kernelRule, min_threshold: "20", max_threshold: "20" };
    const found = of([{ ...equal, step_size: -1, cooldown_seconds: 5, metric_name: "net_rx" }]);
    expect(
      found.map(({ code, repaired, help }) => [code, repaired, help.replace(/^.*?: /, "")]),
    ).toMatchInlineSnapshot(`
      [
        [
          "always-zero",
          null,
          "UPDATE endpoint_auto_scaling_rules SET metric_name = 'cpu_util' WHERE id = '0f3d2a60-4c0a-4d5e-9a3f-6a1c0b7d2e11';",
        ],
        [
          "inverted-step",
          null,
          "UPDATE endpoint_auto_scaling_rules SET step_size = 1 WHERE id = '0f3d2a60-4c0a-4d5e-9a3f-6a1c0b7d2e11';",
        ],
        [
          "inverted-band",
          null,
          "UPDATE endpoint_auto_scaling_rules SET min_threshold = NULL WHERE id = '0f3d2a60-4c0a-4d5e-9a3f-6a1c0b7d2e11'; or UPDATE endpoint_auto_scaling_rules SET max_threshold = NULL WHERE id = '0f3d2a60-4c0a-4d5e-9a3f-6a1c0b7d2e11';",
        ],
        [
          "short-cooldown",
          null,
          "UPDATE endpoint_auto_scaling_rules SET cooldown_seconds = 300 WHERE id = '0f3d2a60-4c0a-4d5e-9a3f-6a1c0b7d2e11';",
        ],
      ]
    `);
  });
});

test("what a finding says was recorded: the fault, what the host does today, and how to repair it", async () => {
  const told = Object.entries({ ...FAULTY, ...LOST }).flatMap(([name, [, rows]]) =>
    of(rows).map(({ code, message, help, today }) => {
      const shown = today.map(({ explanation }) => explanation.replace(/^/gm, "  "));
      return [`${name} (${code})`, message, "today:", shown.join("\n\n"), `help: ${help}`, ""].join(
        "\n",
      );
    }),
  );
  await expect(told.join("\n")).toMatchFileSnapshot("../recorded/doctor.txt");
});

describe("a doctor", () => {
  test("reads rules, presets and endpoints from one dump, or each by itself, in any form", () => {
    const [, dump] = FAULTY["6: a query whose preset is gone"] ?? [];
    const parts = {
      rows: { items: dump?.endpoint_auto_scaling_rules },
      presets: { data: { queryPresets: { edges: [{ node: camel(preset) }] } } },
      endpoints: dump?.endpoints,
    };
    expect(diagnose({ ...parts, release }).map(({ code }) => code)).toEqual(["no-preset"]);
    expect(diagnose({ rows: JSON.stringify(dump), release }).map(({ code }) => code)).toEqual([
      "no-preset",
    ]);
    expect(of({ ...dump, prometheus_query_presets: [] }).map(({ code }) => code)).toEqual([
      "no-preset",
    ]);
    expect(of({ dump: JSON.stringify(dump) }).map(({ code }) => code)).toEqual(["no-preset"]);
    // Nothing is known of presets, so that no rule is said to lack its own.
    expect(diagnose({ rows: parts.rows, release })).toEqual([]);
  });

  test("reads the rules of an answer that does not say whose they are, where it is told", () => {
    const { endpoint: _, ...others } = kernelRule;
    const given = { rows: { items: [{ ...others, step_size: 0 }] }, release };
    expect(diagnose({ ...given, endpoint: "chat" })).toMatchObject([
      { code: "no-step", endpointId: "chat" },
    ]);
    expect(() => diagnose(given)).toThrow("items[0].endpoint is missing");
  });

  test("reads counts of a dump that has them as text", () => {
    const counts = { replicas: "6", desired_replicas: "2" };
    const text = { ...kernelRule, step_size: "1", cooldown_seconds: "300", max_replicas: "8" };
    const given = database(text, { endpoints: [{ ...endpoint, ...counts }] });
    expect(of(given)).toMatchObject([
      { code: "hidden-replicas", repaired: { desired_replicas: 6 } },
    ]);
  });

  test("says of an older row what a negative step did on either side of the release", () => {
    const [legacy] =
      FAULTY["9: a comparator of unknown age"]?.[1].endpoint_auto_scaling_rules ?? [];
    const derived = of([{ ...legacy, step_size: -2 }]).find(
      ({ code }) => code === "derived-comparator",
    );
    expect(derived?.message).toContain(
      "below its threshold this row adds 2, where a row that is older than 26.4.2 takes 2 away",
    );
  });

  test("knows what is a fault on which release", () => {
    const [, dead] = FAULTY["1: a rule on what nothing writes"] ?? [];
    const codes = (rows: unknown, on: string) =>
      diagnose({ rows, release: on }).map(({ code }) => code);
    expect(codes(dead, "26.4.3")).toEqual([]);
    expect(codes(dead, "26.4.4")).toEqual(["dead-source"]);
    const [, older] = FAULTY["9: a comparator of unknown age"] ?? [];
    expect(codes(older, "26.4.1")).toEqual([]);
    expect(codes(older, "26.4.2")).toEqual(["derived-comparator"]);
    const [, tiers] = FAULTY["13: rules whose order matters"] ?? [];
    const asThresholds = (tiers?.endpoint_auto_scaling_rules ?? []).map((row) => {
      const {
        min_threshold: _,
        max_threshold: threshold,
        ...rest
      } = { max_threshold: "", min_threshold: "", ...row };
      return { ...rest, comparator: "GREATER_THAN", threshold };
    });
    expect(codes(asThresholds, "25.12")).toEqual([]);
    expect(codes(asThresholds, "25.13")).toEqual(["rule-order"]);
  });

  test("holds cooldowns against the cycle that it is told, else against the one of 26.x", () => {
    const rows = database({ ...kernelRule, cooldown_seconds: 45 });
    expect(of(rows)).toEqual([]);
    expect(diagnose({ rows, release, cycleSeconds: 60 }).map(({ code }) => code)).toEqual([
      "short-cooldown",
    ]);
    const older = { ...kernelRule, cooldown_seconds: 10, min_threshold: null, max_threshold: null };
    const row = { ...older, comparator: "GREATER_THAN", threshold: "80" };
    expect(diagnose({ rows: [row], release: "25.12" })).toEqual([]);
  });

  test("lists findings in the order of the codes", () => {
    const rules = Object.values(FAULTY).flatMap(([, rows], nth) =>
      rows.endpoint_auto_scaling_rules.map((row) => ({
        ...row,
        id: `r${nth}`,
        endpoint: `e${nth}`,
      })),
    );
    const ranks = of(rules).map(({ code }) => DOCTOR_CODES.indexOf(code));
    expect(ranks.length).toBeGreaterThan(8);
    expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
  });

  test("refuses what it cannot read, with every fault at once, each at its place", () => {
    const paths = (input: object) =>
      safeDiagnose({ rows: [], release, ...input }).error?.faults.map(({ path }) => path);
    expect(paths({ release: "soon", cycleSeconds: 0 })).toEqual(["release", "cycleSeconds"]);
    expect(paths({ rows: "{" })).toEqual([""]);
    expect(paths({ rows: { tables: 5 } })).toEqual([""]);
    const broken = database(
      { ...kernelRule, step_size: "one" },
      {
        prometheus_query_presets: [{ ...preset, metric_name: 5 }],
        endpoints: [{ ...endpoint, replicas: -1 }],
      },
    );
    expect(paths({ rows: broken })).toEqual([
      "endpoint_auto_scaling_rules[0].step_size",
      "prometheus_query_presets[0].metric_name",
      "endpoints[0].replicas",
    ]);
  });

  test.each([
    ["vllm:gpu_cache_usage_perc", "vllm:kv_cache_usage_perc"],
    ["vllm:time_per_output_token_seconds_sum", "vllm:inter_token_latency_seconds_sum"],
    ["vllm:gpu_prefix_cache_hits_total", "vllm:prefix_cache_hits_total"],
  ])("knows that %s is called %s now, wherever a query has it", (name, current) => {
    const labels = ["$", "{{labels}}"].join("");
    const query_template = `sum(rate(${name}{${labels}}[5m])) / sum(rate(${name}_other{${labels}}[5m]))`;
    const given = database(queryRule, {
      prometheus_query_presets: [{ ...preset, metric_name: name, query_template }],
    });
    const [finding, ...more] = of(given);
    expect([finding?.code, more]).toEqual(["preset-metric", []]);
    expect(finding?.repaired).toMatchObject({
      metric_name: current,
      query_template: `sum(rate(${current}{${labels}}[5m])) / sum(rate(${name}_other{${labels}}[5m]))`,
    });
  });

  test("repairs a preset without a place for labels, at each of its metrics", () => {
    const query_template = 'sum(vllm:a{pod="x"}) / sum(vllm:a)';
    const [finding] = of(
      database(queryRule, {
        prometheus_query_presets: [{ ...preset, metric_name: "vllm:a", query_template }],
      }),
    );
    const labels = ["$", "{{labels}}"].join("");
    expect(finding?.repaired).toMatchObject({
      query_template: `sum(vllm:a{${labels},pod="x"}) / sum(vllm:a{${labels}})`,
    });
  });

  describe("of a release whose queries have placeholders in single braces", () => {
    const older = (query_template: string, changes: object = {}) =>
      database(queryRule, {
        prometheus_query_presets: [{ ...preset, query_template, ...changes }],
      });
    const codes = (rows: Database) => of(rows).map(({ code }) => code);

    test.each([
      "avg by ({group_by})(vllm:num_requests_waiting{{{labels}}})",
      "sum by ({group_by})(rate(vllm:request_success_total{{{labels}}}[{window}]))",
      "avg(vllm:num_requests_waiting{labels})",
      'avg(vllm:num_requests_waiting{{{labels},engine="0"}})',
    ])("is silent about a sound preset: %s", (template) => {
      expect(codes(older(template))).toEqual([]);
    });

    test("finds what is wrong with them, and repairs them in their own style", () => {
      const [series] = of(older("vllm:num_requests_waiting{{{labels}}}"));
      expect(series).toMatchObject({
        code: "preset-series",
        repaired: { query_template: "avg by ({group_by})(vllm:num_requests_waiting{{{labels}}})" },
      });
      const [scope] = of(older("avg by ({group_by})(vllm:num_requests_waiting)"));
      expect(scope).toMatchObject({
        code: "preset-scope",
        repaired: { query_template: "avg by ({group_by})(vllm:num_requests_waiting{{{labels}}})" },
      });
      const [gone] = of(older("max by ({group_by})(vllm:gpu_cache_usage_perc{{{labels}}})"));
      expect(gone).toMatchObject({
        code: "preset-metric",
        repaired: { query_template: "max by ({group_by})(vllm:kv_cache_usage_perc{{{labels}}})" },
      });
    });

    test("has no repair where a selector of its own leaves no sure place for labels", () => {
      const template = 'avg by ({group_by})(vllm:num_requests_waiting{engine="0"})';
      expect(of(older(template))).toMatchObject([{ code: "preset-scope", repaired: null }]);
    });

    test("makes new presets as the host's are, or else as its release has them", () => {
      const dead = {
        ...kernelRule,
        metric_source: "inference_framework",
        metric_name: "vllm_request_success_total",
      };
      const added = "avg by ({group_by})(rate(vllm:request_success_total{{{labels}}}[{window}]))";
      const query_template = "avg by ({group_by})(vllm:num_requests_waiting{{{labels}}})";
      const presets = [{ ...preset, query_template }];
      const [like] = of(database(dead, { prometheus_query_presets: presets }));
      expect(like?.sql).toContain(added);
      const alone = database(dead, { prometheus_query_presets: [] });
      expect(diagnose({ rows: alone, release: "26.4.4" })[0]?.sql).toContain(added);
      expect(diagnose({ rows: alone, release: "26.8" })[0]?.sql).not.toContain("{{{labels}}}");
    });
  });

  test("compares the rules of every endpoint, however many endpoints there are", () => {
    // From one count alone, which is soon compared.
    const out = { ...kernelRule, min_threshold: null, min_replicas: 1, max_replicas: 2 };
    const rows = Array.from({ length: 1100 }, (_, at) => [
      { ...out, id: `one-${at}`, endpoint: `e${at}` },
      { ...out, id: `two-${at}`, endpoint: `e${at}` },
    ]).flat();
    const steep = { ...out, id: "steep", endpoint: "e1099", max_threshold: "95", step_size: 2 };
    const found = of([...rows, { ...steep, max_replicas: 9 }]);
    expect(found.map(({ code, rules }) => [code, rules])).toEqual([
      ["rule-order", ["one-1099", "steep"]],
      ["rule-order", ["two-1099", "steep"]],
    ]);
  });

  test("shows a rule without a step where it triggers, and one that never does", () => {
    const still = { ...kernelRule, step_size: 0 };
    const shown = (changes: object) =>
      of([{ ...still, ...changes }]).find(({ code }) => code === "no-step")?.today ?? [];
    const kindOf = (changes: object) => shown(changes)[0]?.decision.outcomes[0]?.kind;
    expect(kindOf({})).toBe("triggered");
    expect(kindOf({ min_threshold: null, max_threshold: null })).toBe("not-met");
  });

  test("has no repair for a query without a metric", () => {
    for (const query_template of ["", "((("]) {
      const presets = [{ ...preset, query_template }];
      const found = of(database(queryRule, { prometheus_query_presets: presets }));
      expect(found).toMatchObject([{ code: "preset-scope", repaired: null }]);
    }
  });

  test("repairs the largest steps and thresholds that rows can hold", () => {
    const [least] = of([
      { ...kernelRule, step_size: -(2 ** 31), max_replicas: null, min_threshold: null },
    ]);
    expect(least).toMatchObject({ code: "inverted-step", repaired: { step_size: 2 ** 31 - 1 } });
    const [huge] = of([
      { ...kernelRule, min_threshold: "1e400", max_threshold: "15", step_size: 0 },
    ]);
    expect(huge).toMatchObject({ code: "inverted-band", today: [{}] });
  });

  test("leaves out of a repaired row the preset that a row has no column for", () => {
    const { prometheus_query_preset_id: _, ...row } = { ...queryRule, step_size: -1 };
    const [finding] = of([row]);
    expect(finding?.repaired).toMatchObject({ metric_source: "prometheus", step_size: 1 });
    expect(finding?.repaired).not.toHaveProperty("prometheus_query_preset_id");
  });

  test("changes of a preset what is at fault, and nothing else", () => {
    const options = { other: 1, group_labels: [], filter_labels: ["deployment_id"] };
    const query_template = `vllm:num_requests_waiting{${["$", "{{labels}}"].join("")}}`;
    const presets = [{ ...preset, query_template, options }];
    const [finding] = of(database(queryRule, { prometheus_query_presets: presets }));
    expect(finding?.sql).toMatch(
      /^UPDATE prometheus_query_presets SET query_template = '[^']+' WHERE/,
    );
    expect(finding?.repaired?.["options"]).toEqual(options);
  });

  test.each([
    ["READY", ["hidden-replicas"]],
    ["destroying", []],
    ["DESTROYED", []],
  ])("looks at the count of an endpoint that is %s: %j", (lifecycle_stage, codes) => {
    const rows = database(kernelRule, {
      endpoints: [{ ...endpoint, replicas: 6, desired_replicas: 2, lifecycle_stage }],
    });
    expect(of(rows).map(({ code }) => code)).toEqual(codes);
  });

  test("makes a preset for an engine's metric that has none, under one id every time", () => {
    const dead = FAULTY["1: a rule on what nothing writes"]?.[1];
    const without = { ...dead, prometheus_query_presets: [] };
    const [finding] = of(without);
    expect(finding?.sql).toMatch(
      /^INSERT INTO prometheus_query_presets \(id, .*\) VALUES \('[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}', .*\nUPDATE endpoint_auto_scaling_rules SET /,
    );
    expect(of(without)).toEqual(of(without));
  });

  test("finds a step that fits nowhere without knowing any count, and one that is stuck on the way down", () => {
    const codes = (changes: object) =>
      diagnose({ rows: [{ ...kernelRule, ...changes }], release }).map(({ code }) => code);
    expect(codes({ step_size: 5, min_replicas: null, max_replicas: 4 })).toEqual(["stuck-step"]);
    expect(codes({ step_size: 7, max_replicas: 8 })).toEqual([]);
    expect(codes({ step_size: 2, max_replicas: null })).toEqual([]);
    const down = {
      ...kernelRule,
      max_threshold: null,
      min_replicas: 2,
      max_replicas: null,
      step_size: 3,
    };
    const given = database(down, { endpoints: [{ ...endpoint, replicas: 6 }] });
    const [finding] = of(given);
    expect(finding?.message).toContain(
      "from 3 its step of 3 would lead past its min_replicas of 2",
    );
    expect(finding?.today[0]?.decision.delta).toBe(0);
  });

  test("takes another step into account that goes the rest of the way", () => {
    const steep = {
      ...kernelRule,
      max_threshold: "95",
      min_threshold: null,
      step_size: 4,
      max_replicas: 6,
    };
    const fine = { ...steep, id: "fine", max_threshold: "80", step_size: 1 };
    const codes = (...rows: readonly object[]) => of(rows).map(({ code }) => code);
    expect(codes(steep)).toEqual(["stuck-step"]);
    expect(codes(steep, fine)).not.toContain("stuck-step");
    expect(codes(steep, { ...fine, max_replicas: 5 })).toContain("stuck-step");
  });

  test("finds a step that is stuck on the way down too, where another goes no further than this one", () => {
    const down = {
      ...kernelRule,
      max_threshold: null,
      min_replicas: 2,
      max_replicas: 9,
      step_size: 6,
    };
    const fine = { ...down, id: "fine", min_threshold: "10", step_size: 1, min_replicas: null };
    const stuck = (...rules: readonly object[]) =>
      of(database(down, { endpoint_auto_scaling_rules: rules, endpoints: [] })).filter(
        ({ code }) => code === "stuck-step",
      );
    expect(stuck(down)).toMatchObject([{ repaired: { step_size: 1 } }]);
    expect(stuck(down, fine)).toEqual([]);
    expect(stuck(down, { ...fine, min_replicas: 3 })).toHaveLength(1);
  });

  test("repairs a step by one that fits both ways", () => {
    const rows = database(
      { ...kernelRule, min_replicas: 2, max_replicas: 9, step_size: 6 },
      { endpoints: [{ ...endpoint, replicas: 5 }] },
    );
    // From 5 a step of 2 reaches 9, and not 2.
    expect(of(rows)).toMatchObject([{ code: "stuck-step", repaired: { step_size: 1 } }]);
  });

  test("takes no count into account that is outside of a rule's bounds", () => {
    const rule = {
      ...kernelRule,
      min_threshold: null,
      step_size: 2,
      min_replicas: 1,
      max_replicas: 5,
    };
    const codes = (replicas: number, changes: object = {}) =>
      of(database({ ...rule, ...changes }, { endpoints: [{ ...endpoint, replicas }] })).map(
        ({ code }) => code,
      );
    expect([codes(3), codes(4), codes(8)]).toEqual([[], ["stuck-step"], []]);
    expect(codes(4, { min_replicas: null })).toEqual(["stuck-step"]);
    expect(codes(4, { max_replicas: null })).toEqual([]);
  });

  test("says nothing of a step at a threshold that no value is above", () => {
    const max_threshold = `1${"0".repeat(40)}`;
    expect(
      of([{ ...kernelRule, max_threshold, min_threshold: null, step_size: 4, max_replicas: 6 }]),
    ).toEqual([]);
  });

  test("finds a rule of 25.x that reads 0, with its threshold as a percentage", () => {
    const { min_threshold: _, max_threshold: __, ...rest } = kernelRule;
    const found = (comparator: string, threshold: string, step_size: number) =>
      diagnose({
        rows: [{ ...rest, metric_name: "net_rx", comparator, threshold, step_size }],
        release: "25.12",
      }).map(({ code, repaired, message }) => [
        code,
        repaired?.["threshold"],
        message.replace(/.*: it /, ""),
      ]);
    expect(found("GREATER_THAN", "1000000", 1)).toEqual([["always-zero", "80", "never triggers"]]);
    expect(found("LESS_THAN_OR_EQUAL", "1000", -1)).toEqual([
      ["always-zero", "20", "scales in whatever happens"],
    ]);
    expect(found("LESS_THAN", "50", -1)).toEqual([
      ["always-zero", "50", "scales in whatever happens"],
    ]);
  });

  test("leaves a rule of 25.x to a person that would go against the load once it reads something", () => {
    const { min_threshold: _, max_threshold: __, ...rest } = kernelRule;
    const found = (comparator: string, step_size: number) =>
      diagnose({
        rows: [{ ...rest, metric_name: "net_rx", comparator, threshold: "80", step_size }],
        release: "25.12",
      }).map(({ code, repaired, sql, help }) => [
        code,
        repaired,
        sql,
        help.replace(/.*preset\. /, ""),
      ]);
    const deleted = `DELETE FROM endpoint_auto_scaling_rules WHERE id = '${kernelRule.id}';`;
    const why = (effect: string) =>
      `With its comparator and its step the rule would then scale ${effect}: change one of the two as well, or delete it: ${deleted}`;
    expect(found("GREATER_THAN", -1)).toEqual([
      ["always-zero", null, null, why("in while cpu_util is high")],
    ]);
    expect(found("LESS_THAN", 1)).toEqual([
      ["always-zero", null, null, why("out while cpu_util is low")],
    ]);
    const update = `UPDATE endpoint_auto_scaling_rules SET metric_name = 'cpu_util' WHERE id = '${kernelRule.id}';`;
    expect(found("GREATER_THAN", 0)).toEqual([
      ["always-zero", null, update, expect.stringMatching(/^read .* by a query preset: UPDATE /)],
    ]);
  });

  test("compares the order of rules at readings that their metric can have, and at no others", () => {
    const free = { ...kernelRule, metric_name: "cuda_util", min_threshold: null };
    const messages = (low: string, high: string) =>
      of([
        { ...free, max_threshold: low },
        { ...free, id: "steep", max_threshold: high, step_size: 2 },
      ]).map(({ message }) => message.replace(/.*decides: /, ""));
    expect(messages("80", "99.5")).toEqual([
      "with cuda_util at 100 the count goes from 1 to 2 or to 3, and the host does not define their order",
    ]);
    expect(messages("80", "100")).toEqual([]);
    const back = { ...free, id: "back", max_threshold: null, min_threshold: "200" };
    const [both] = of([{ ...free, max_threshold: "60" }, back]);
    expect(both?.message).toContain("with cuda_util at 100 the count goes");
  });

  test("knows nothing of the preset where a row has no column for it", () => {
    const { prometheus_query_preset_id: _, ...row } = queryRule;
    expect(of(database(row))).toEqual([]);
  });

  test("compares the order of queries with one preset at one value, of others at values of each", () => {
    const out = { ...queryRule, min_threshold: null, min_replicas: null, max_replicas: null };
    const back = {
      ...queryRule,
      id: "in",
      max_threshold: null,
      min_threshold: "5",
      min_replicas: null,
    };
    const codes = (...rows: readonly object[]) => of(rows).map(({ code }) => code);
    expect(codes(out, back)).toEqual([]);
    expect(codes(out, { ...back, prometheus_query_preset_id: "another" })).toEqual(["rule-order"]);
    const { prometheus_query_preset_id: _, ...unknown } = back;
    expect(codes(out, unknown)).toEqual(["rule-order"]);
    expect(codes({ ...out, max_threshold: "3" }, back)).toEqual(["rule-order"]);
  });

  test("compares no order of rules of which one never has a reading, or a threshold", () => {
    const out = { ...kernelRule, min_threshold: null };
    const back = { ...kernelRule, id: "in", metric_name: "mem", max_threshold: null };
    const codes = (...rows: readonly object[]) => of(rows).map(({ code }) => code);
    expect(codes(out, back)).toEqual(["rule-order"]);
    expect(codes(out, { ...back, metric_source: "inference_framework" })).toEqual(["dead-source"]);
    expect(codes({ ...out, metric_name: "net_rx" }, back)).toEqual(["always-zero"]);
    expect(codes(out, { ...back, min_threshold: null })).toEqual(["no-threshold"]);
  });

  test("leaves out a repair of the order that cannot be known", () => {
    const out = { ...kernelRule, min_threshold: null };
    const back = {
      ...kernelRule,
      id: "in",
      metric_name: "mem",
      min_threshold: "20",
      max_threshold: "20",
    };
    const order = of([out, back]).find(({ code }) => code === "rule-order");
    expect(order).toMatchObject({ repaired: null, sql: null });
  });

  test("shows a count that is hidden beside rules without thresholds too", () => {
    const rows = database(
      { ...kernelRule, min_threshold: null, max_threshold: null },
      { endpoints: [{ ...endpoint, replicas: 6, desired_replicas: 2, updated_at: "soon" }] },
    );
    const [, hidden] = of(rows);
    expect(hidden?.code).toBe("hidden-replicas");
    expect(hidden?.today[0]?.decision).toMatchObject({ desired: 2, delta: 0 });
  });

  test("says nothing of the cooldown of a rule that changes nothing", () => {
    const rows = database({ ...kernelRule, step_size: 0, cooldown_seconds: 1 });
    expect(of(rows).map(({ code }) => code)).toEqual(["no-step"]);
  });

  test("shows a node of the legacy API whose step is 0", () => {
    const [, legacy] = FAULTY["9: a comparator of unknown age"] ?? [];
    const [row] = legacy?.endpoint_auto_scaling_rules ?? [];
    const derived = of([{ ...row, step_size: 0 }]).find(({ code }) => code !== "no-step");
    expect(derived).toMatchObject({
      code: "derived-comparator",
      today: [{ decision: { delta: 0 } }],
    });
  });

  test("looks for nothing in what is no dump: an answer that is too deep, a list with holes", () => {
    const deep = Array.from({ length: 20 }).reduce<unknown>((within) => ({ within }), preset);
    const sparse: unknown[] = [];
    sparse.length = 3;
    for (const presets of [deep, sparse, 5, null]) {
      expect(diagnose({ rows: [queryRule], presets, release }).map(({ code }) => code)).toEqual([
        "no-preset",
      ]);
    }
  });

  test("reads the labels of a preset wherever they stand", () => {
    const { options, ...bare } = preset;
    const label = "deployment_id";
    const found = (changes: object) =>
      of(database(queryRule, { prometheus_query_presets: [{ ...bare, ...changes }] })).map(
        ({ code }) => code,
      );
    expect(found({ options })).toEqual([]);
    expect(found({ options: JSON.stringify(options) })).toEqual([]);
    expect(found({ options: { filterLabels: [label] } })).toEqual([]);
    expect(found({ filterLabels: [label] })).toEqual([]);
    expect(found({ options: "{" })).toEqual(["preset-scope"]);
    expect(found({})).toEqual(["preset-scope"]);
  });

  test("repairs what is wrong beside a source that is not dead yet, and thresholds that are no percentages", () => {
    const alive = { ...kernelRule, metric_source: "inference_framework", metric_name: "queue" };
    const [inverted] = diagnose({ rows: [{ ...alive, step_size: -1 }], release: "26.4.3" });
    expect(inverted?.repaired).toMatchObject({
      metric_source: "inference_framework",
      step_size: 1,
    });
    const bytes = {
      ...kernelRule,
      metric_name: "net_rx",
      min_threshold: null,
      max_threshold: "1000000",
    };
    expect(of([bytes])[0]?.repaired).toMatchObject({
      metric_name: "cpu_util",
      min_threshold: null,
      max_threshold: "80",
    });
  });

  test("has a statement where neither the preset nor the rule can be repaired", () => {
    const container = { ...preset, metric_name: "backendai_container_utilization" };
    const rule = { ...queryRule, min_threshold: "5", max_threshold: "5" };
    const options = { filter_labels: [], group_labels: [] };
    const found = of(database(rule, { prometheus_query_presets: [{ ...container, options }] }));
    const scope = found.find(({ code }) => code === "preset-scope");
    expect(scope).toMatchObject({ repaired: null, sql: null });
    expect(scope?.help).toContain(
      `SELECT id, query_template, options FROM prometheus_query_presets WHERE id = '${preset.id}';`,
    );
  });

  test("finds rules whose order matters where nothing bounds them and no count is known", () => {
    const free = { ...kernelRule, min_replicas: null, max_replicas: null };
    const steep = { ...free, id: "steep", max_threshold: "95", step_size: 2 };
    expect(of([free, steep]).map(({ code }) => code)).toContain("rule-order");
  });

  test("names a project, where a preset filters by that", () => {
    const options = { filter_labels: ["project"], group_labels: [] };
    const [finding] = of(
      database(queryRule, { prometheus_query_presets: [{ ...preset, options }] }),
    );
    expect(finding?.message).toContain("its whole project");
  });
});

/** A row with the names that GraphQL has for its columns. */
function camel(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
