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
  preset,
  queryRule,
  SOUND,
} from "./databases.ts";

const release = "26.8";
const of = (rows: unknown) => diagnose({ rows, release });

/** A database after a repair: the row in the place of the one with its id, or none where it is to go. */
function repairedBy(given: Database, { table, repaired, sql }: DoctorFinding): Database {
  const id = repaired?.["id"] ?? /DELETE FROM \w+ WHERE id = '([^']+)'/.exec(sql ?? "")?.[1];
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

test("what a finding says was recorded: the fault, what the host does today, and how to repair it", async () => {
  const told = Object.entries(FAULTY).flatMap(([name, [, rows]]) =>
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
    // Nothing is known of presets, so that no rule is said to lack its own.
    expect(diagnose({ rows: parts.rows, release })).toEqual([]);
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
      { ...kernelRule, step_size: "1" },
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
    expect(finding?.message).toContain("from 3 its step of 3 leads past its min_replicas of 2");
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
