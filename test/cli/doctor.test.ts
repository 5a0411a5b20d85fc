import { describe, expect, test } from "vitest";
import {
  database,
  ENDPOINT,
  endpoint,
  FAULTY,
  kernelRule,
  preset,
  queryRule,
  SOUND,
} from "../backend-ai/doctor/databases.ts";
import { go } from "./go.ts";

const inverted = database({ ...kernelRule, step_size: -1, max_threshold: null });

describe("doctor", () => {
  test.each(Object.entries(FAULTY))("ends with 1 and names the fault: %s", async (_, [code, dump]) => {
    const { code: exit, out, err } = await go("doctor dump.json --release 26.8", { "dump.json": dump });
    expect([exit, err]).toEqual([1, ""]);
    expect(out).toMatch(new RegExp(`^dump\\.json:1:\\d+: error\\[${code}\\]`));
    expect(out).toMatch(/\n {2}today: .*\n {4}endpoint `/);
    expect(out).toMatch(/\n(?: {2}help: .*)?(UPDATE|DELETE FROM|SELECT|INSERT INTO) /);
    expect(out).toMatch(/\n1 fault on Backend\.AI 26\.8, a cycle every 30 s\n$/);
  });

  test.each(Object.entries(SOUND))("ends with 0 where the host is sound: %s", async (_, dump) => {
    const { code, out } = await go("doctor -", { "-": dump });
    expect([code, out]).toEqual([0, "0 faults on Backend.AI 26.8, a cycle every 30 s\n"]);
  });

  test("prints JSON for programs: every finding with its rows, its decisions and its repair", async () => {
    const { code, out } = await go("doctor - --json --cycle-seconds 60", { "-": inverted });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      release: "26.8",
      cycleSeconds: 60,
      findings: [
        {
          code: "inverted-step",
          rows: [{ id: kernelRule.id }],
          today: [{ decision: { delta: 1 } }],
          repaired: { step_size: 1 },
        },
      ],
    });
  });

  test("calls a reading that cannot come about by no `today`", async () => {
    const rules = [
      { ...kernelRule, id: "zero", metric_name: "cpu_used", step_size: 4, cooldown_seconds: 5, max_replicas: 6 },
      { ...kernelRule, id: "dead", endpoint: "b", metric_source: "inference_framework", cooldown_seconds: 5 },
      { ...queryRule, id: "gone", endpoint: "c", cooldown_seconds: 5, prometheus_query_preset_id: "old" },
      { ...queryRule, id: "none", endpoint: "d", cooldown_seconds: 5, prometheus_query_preset_id: null },
    ];
    const query_template = preset.query_template.replace(preset.metric_name, "vllm:gpu_cache_usage_perc");
    const old = { ...preset, id: "old", query_template };
    const dump = database(kernelRule, { endpoint_auto_scaling_rules: rules, prometheus_query_presets: [preset, old] });
    const { out } = await go("doctor -", { "-": dump });
    const shown = out.split("\n").filter((line) => /^ {2}(?:today|if) /.test(line.replace(":", " ")));
    const reading = new Set(shown.filter((line) => line.includes(" reads ")));
    expect([...reading]).toEqual(["  today: cpu_used reads 0, 2 replicas"]);
    expect(shown.filter((line) => line.startsWith("  if "))).toHaveLength(3);
  });

  test("shows readings within the range of the metric, and calls others by no `today`", async () => {
    const { min_threshold: _, max_threshold: __, ...rest } = kernelRule;
    const of25 = { ...rest, metric_name: "cuda_util", cooldown_seconds: 5 };
    const shown = async (release: string, rules: readonly object[]) => {
      const dump = {
        endpoint_auto_scaling_rules: rules.map((rule, at) => ({ ...rule, id: `r${at}`, endpoint: `e${at}` })),
      };
      const { out } = await go(`doctor - --release ${release} --cycle-seconds 30`, { "-": dump });
      return out.split("\n").filter((line) => /^ {2}(?:today:|if ).* reads? /.test(line));
    };
    expect(
      await shown("25.6", [
        { ...of25, comparator: "LESS_THAN", threshold: "0.2", step_size: 1 },
        { ...of25, comparator: "GREATER_THAN", threshold: "99.5", step_size: 1 },
        { ...of25, comparator: "GREATER_THAN", threshold: "120", step_size: 1 },
        { ...of25, comparator: "LESS_THAN", threshold: "0", step_size: 1 },
      ]),
    ).toEqual([
      "  today: cuda_util reads 0, 2 replicas",
      "  today: cuda_util reads 100, 2 replicas",
      "  if cuda_util read 121, 2 replicas:",
      "  if cuda_util read -1, 2 replicas:",
    ]);
    const band = { ...kernelRule, min_threshold: null, max_threshold: null };
    expect(
      await shown("26.8", [
        { ...band, metric_name: "cuda_util" },
        { ...band, metric_name: "net_rx" },
      ]),
    ).toEqual([
      // Of always-zero, which comes first.
      "  today: net_rx reads 0, 2 replicas",
      "  today: cuda_util reads 0, 2 replicas",
      "  today: cuda_util reads 100, 2 replicas",
      "  today: net_rx reads 0, 2 replicas",
    ]);
  });

  test("prints each statement once, and one for each row, whatever the findings of it", async () => {
    const dead = { ...kernelRule, metric_source: "inference_framework", metric_name: "vllm_num_requests_waiting" };
    const rules = [
      { ...dead, id: "one", step_size: -4, cooldown_seconds: 5, max_replicas: 6 },
      { ...dead, id: "two", step_size: -4, cooldown_seconds: 5, max_replicas: 6, endpoint: "b" },
    ];
    const dump = database(kernelRule, { endpoint_auto_scaling_rules: rules, prometheus_query_presets: [] });
    const { out } = await go("doctor -", { "-": dump });
    const { findings, statements } = JSON.parse((await go("doctor - --json", { "-": dump })).out);
    expect(findings).toHaveLength(8);
    expect(statements.map((each: string) => each.replace(/^(\w+).*(?: id = '(\w+)')?;$/, "$1"))).toEqual([
      "INSERT",
      "UPDATE",
      "UPDATE",
    ]);
    for (const statement of statements) expect(out.split(statement)).toHaveLength(2);
    expect(out.match(/INSERT|UPDATE/g)).toHaveLength(3);
  });

  test("keeps in the one statement of a row what each of its findings changes", async () => {
    const presets = [preset, { ...preset, id: "wide", options: { filter_labels: [] } }];
    const rule = { ...queryRule, cooldown_seconds: 5, prometheus_query_preset_id: "wide" };
    const dump = database(rule, { prometheus_query_presets: presets });
    const { statements } = JSON.parse((await go("doctor - --json", { "-": dump })).out);
    expect(statements).toEqual([
      `UPDATE endpoint_auto_scaling_rules SET prometheus_query_preset_id = '${preset.id}', cooldown_seconds = 300 WHERE id = '${queryRule.id}';`,
    ]);
  });

  test("diagnoses the rows that can be read, and prints the faults of the others too", async () => {
    const rules = [
      { ...kernelRule, step_size: 0 },
      { ...kernelRule, id: "bad", endpoint: "b", metric_source: "kernl" },
    ];
    const dump = database(kernelRule, { endpoint_auto_scaling_rules: rules });
    const { code, out, err } = await go("doctor dump.json", { "dump.json": dump });
    expect(code).toBe(1);
    expect(out).toContain("error[no-step]");
    expect(err).toContain('endpoint_auto_scaling_rules[1].metric_source is "kernl"');
    const json = JSON.parse((await go("doctor - --json", { "-": dump })).out);
    expect(json).toMatchObject({ findings: [{ code: "no-step" }], faults: [{ code: "not-one-of" }] });
  });

  test("finds nothing that only a row which cannot be read is the reason for", async () => {
    const steep = { ...kernelRule, step_size: 4, max_replicas: 6, cooldown_seconds: 5 };
    const bad = { ...kernelRule, id: "bad", metric_source: "kernl" };
    const codes = async (endpointOfBad: string, hidden: object = endpoint) => {
      const rules = [steep, { ...bad, endpoint: endpointOfBad }];
      const dump = database(steep, { endpoint_auto_scaling_rules: rules, endpoints: [hidden] });
      const { findings } = JSON.parse((await go("doctor - --json", { "-": dump })).out);
      return findings.map((each: { code: string }) => each.code);
    };
    expect(await codes("other", { ...endpoint, replicas: 1 })).toEqual(["stuck-step", "short-cooldown"]);
    expect(await codes(ENDPOINT, { ...endpoint, replicas: 1 })).toEqual(["short-cooldown"]);
    expect(await codes(ENDPOINT, { ...endpoint, desired_replicas: 1 })).toEqual(["short-cooldown"]);
  });

  test("takes a preset that cannot be read for one that is there", async () => {
    const dump = database({ ...queryRule, cooldown_seconds: 5 }, { prometheus_query_presets: [{ ...preset, id: 5 }] });
    const { findings } = JSON.parse((await go("doctor - --json", { "-": dump })).out);
    expect(findings.map((each: { code: string }) => each.code)).toEqual(["short-cooldown"]);
  });

  test("goes by the release and the cycle that it is told", async () => {
    const dead = FAULTY["1: a rule on what nothing writes"]?.[1];
    expect(await go("doctor - --release 26.4.3", { "-": dead })).toMatchObject({ code: 0 });
    const short = database({ ...kernelRule, cooldown_seconds: 45 });
    expect(await go("doctor - --cycle-seconds 60", { "-": short })).toMatchObject({ code: 1 });
    const row = { ...kernelRule, min_threshold: null, max_threshold: null, comparator: "GREATER_THAN", threshold: "8" };
    const { out } = await go("doctor - --release 25.12", { "-": [row] });
    expect(out).toBe("0 faults on Backend.AI 25.12, cooldowns not held against cycles\n");
  });

  test("prints every fault of an input, and ends with 1", async () => {
    const broken = database({ ...kernelRule, step_size: "one" });
    const { code, err } = await go("doctor -", { "-": broken });
    expect(code).toBe(1);
    expect(err).toContain('endpoint_auto_scaling_rules[0].step_size is "one", expected an integer');
    expect(await go("doctor -", { "-": "{" })).toMatchObject({ code: 1 });
  });

  test.each([
    ["doctor - --release soon", "--release is soon, expected a release of Backend.AI"],
    ["doctor - --cycle-seconds 0", "--cycle-seconds is 0, expected a number of seconds, from a microsecond to 1e9"],
    ["doctor missing.json", "cannot read missing.json"],
  ])("refuses %s", async (args, why) => {
    const { code, err } = await go(args, { "-": inverted });
    expect(code).toBe(2);
    expect(err).toContain(why);
  });

  test("reads standard input where it is given no file, and calls it so", async () => {
    expect((await go("doctor", { "-": inverted })).out).toMatch(/^standard input:1:33: error\[inverted-step\]/);
  });

  test("names the line and the column of the rule", async () => {
    const text = `{\n  "endpoint_auto_scaling_rules": [\n    ${JSON.stringify({ ...kernelRule, step_size: 0 })}\n  ]\n}`;
    expect((await go("doctor dump.json", { "dump.json": text })).out).toMatch(/^dump\.json:3:5: error\[no-step\]/);
  });

  test("takes the endpoint of rules that do not say it, as verify and diff do", async () => {
    const { endpoint: _, ...others } = kernelRule;
    const items = (step_size: number) => ({ items: [{ ...others, step_size }] });
    const untold = await go("doctor -", { "-": items(0) });
    expect([untold.code, untold.err]).toEqual([1, expect.stringContaining("items[0].endpoint is missing")]);
    expect((await go("doctor - --endpoint chat", { "-": items(0) })).out).toContain("endpoint `chat`: stays at 2");
    expect((await go("verify - --endpoint chat", { "-": items(1) })).out).toContain("endpoint chat\n");
    const files = { "a.json": items(1), "b.json": items(2) };
    expect((await go("diff a.json b.json --endpoint chat", files)).out).toContain("chat");
  });

  test("paints what is wrong where its reader has colours", async () => {
    const { out } = await go("doctor -", { "-": inverted }, { colour: true });
    expect(out).toContain("\x1b[31merror\x1b[0m[inverted-step]");
  });

  test("does not wait for a person to type a dump", async () => {
    expect(await go("doctor", {}, { inputIsTerminal: true })).toMatchObject({ code: 2 });
  });
});

/** A value as SQL has it. */
const sql = (value: unknown) => (value === null ? "NULL" : typeof value === "number" ? value : `'${value}'`);

/** The cells of a line within a frame. */
const framed = (cells: readonly string[], [left, between, right]: readonly [string, string, string]) =>
  `${left}${cells.join(between)}${right}`;

describe("a dump", () => {
  const columns = Object.keys(kernelRule);
  const row = Object.values({ ...kernelRule, step_size: -1, max_threshold: null });
  const cell = (value: unknown, none: string) => (value === null ? none : String(value));
  const rows = { ...kernelRule, step_size: -1, max_threshold: null };

  /** One dump as each tool prints it. */
  const TEXTS = {
    JSON: JSON.stringify([rows]),
    "a line of JSON a row": `${JSON.stringify(rows)}\n${JSON.stringify({ ...queryRule, endpoint: "other" })}\n`,
    CSV: `${columns.join(",")}\r\n${row.map((each) => `"${cell(each, "")}"`).join(",")}\r\n`.replaceAll('""', ""),
    "what psql shows": [
      columns.join(" | "),
      columns.map(() => "----").join("+"),
      row.map((each) => cell(each, "")).join(" | "),
      "(1 row)",
      "",
    ].join("\n"),
    "what pg_dump copies": [
      "-- PostgreSQL database dump",
      "SET client_encoding = 'UTF8';",
      "",
      `COPY public.endpoint_auto_scaling_rules (${columns.join(", ")}) FROM stdin;`,
      row.map((each) => cell(each, "\\N")).join("\t"),
      "\\.",
      "",
      "COPY public.prometheus_query_presets (id, name, metric_name, query_template, options) FROM stdin;",
      "\\.",
    ].join("\n"),
    "what pg_dump inserts": [
      "CREATE TABLE public.endpoint_auto_scaling_rules (",
      ...columns.map((column) => `    ${column} text DEFAULT '(' NOT NULL,`),
      "    CONSTRAINT positive CHECK ((step_size > 0))",
      ");",
      `INSERT INTO public.endpoint_auto_scaling_rules VALUES (${row.map(sql).join(", ")});`,
      "INSERT INTO public.sessions (id, replicas) VALUES ('s', 1);",
      "INSERT INTO public.kernels VALUES ('k');",
    ].join("\n"),
    "rows with the names of their columns": [
      `INSERT INTO endpoint_auto_scaling_rules (${columns.join(", ")}) VALUES`,
      `\t(${Object.values({ ...queryRule, endpoint: "other" })
        .map(sql)
        .join(", ")}),`,
      `\t(${row.map(sql).join(", ")});`,
    ].join("\n"),
    "what psql shows of two tables, with a bar in a cell": [
      "  id  | replicas | desired_replicas | name",
      "------+----------+------------------+------",
      ` ${ENDPOINT.slice(0, 4)} |        2 |                  | a | b`,
      "(1 row)",
      "",
      columns.join(" | "),
      columns.map(() => "----").join("+"),
      row.map((each) => cell(each, "")).join(" | "),
      "(1 row)",
      "",
      " id | colour ",
      "----+--------",
      " 1  | red    ",
      "(1 row)",
    ].join("\n"),
    "what psql shows in a frame": [
      framed(
        columns.map((name) => "─".repeat(name.length)),
        ["┌─", "─┬─", "─┐"],
      ),
      framed(columns, ["│ ", " │ ", " │"]),
      framed(
        columns.map((name) => "─".repeat(name.length)),
        ["├─", "─┼─", "─┤"],
      ),
      framed(
        row.map((each) => cell(each, "NULL")),
        ["│ ", " │ ", " │"],
      ),
      framed(
        columns.map((name) => "─".repeat(name.length)),
        ["└─", "─┴─", "─┘"],
      ),
    ].join("\n"),
    "what psql shows in a line for each field": [
      "-[ RECORD 1 ]--------------+-----",
      ...columns.map((name, at) => `${name.padEnd(26)} | ${cell(row[at], "")}`),
      "-[ RECORD 2 ]--------------+-----",
      ...Object.entries({ ...queryRule, endpoint: "other" }).map(
        ([name, value]) => `${name.padEnd(26)} | ${cell(value, "")}`,
      ),
    ].join("\n"),
    "what psql shows without alignment": [
      columns.join("|"),
      row.map((each) => cell(each, "")).join("|"),
      "(1 row)",
    ].join("\n"),
    "CSV with semicolons": [columns.join(";"), row.map((each) => cell(each, "")).join(";"), ""].join("\n"),
    "CSV with tabs, all of it in quotes": [columns, row]
      .map((line) => line.map((each) => (each === null ? "" : `"${each}"`)).join("\t"))
      .join("\n"),
    YAML: `- ${Object.entries(rows)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
      .join("\n  ")}\n`,
  };

  test.each(Object.entries(TEXTS))("is read as %s", async (_, text) => {
    const { code, out } = await go("doctor dump", { dump: text });
    expect(code).toBe(1);
    expect(out).toMatch(/^dump:\d+:\d+: error\[inverted-step\]/);
    expect(out).toContain("\n1 fault on");
  });

  test.each(Object.entries(TEXTS))("is verified as %s", async (_, text) => {
    const { err, out } = await go("verify dump", { dump: text });
    expect(err).toMatch(/^warning: rule `0f3d2a60.*a step of -1/);
    expect(out).toContain("endpoint 7e0b6d1c-2f57-4a6e-8d55-0c9a4b3e1f22\n");
  });

  test("in CSV has quotes, commas and line breaks in its fields", async () => {
    const name = 'odd, "name"\nof two lines';
    const odd = { ...rows, metric_name: name };
    const line = Object.values(odd).map((each) => (each === null ? "" : `"${String(each).replaceAll('"', '""')}"`));
    const { out } = await go("doctor - --json", { "-": `${columns.join(",")}\n${line.join(",")}` });
    expect(JSON.parse(out).findings[0].repaired.metric_name).toBe(name);
  });

  test("in COPY has tabs and line breaks in its fields", async () => {
    const text = TEXTS["what pg_dump copies"].replace("\tcpu_util\t", "\todd\\tname\\\\\\n\t");
    const { out } = await go("doctor - --json", { "-": text });
    expect(JSON.parse(out).findings[0].repaired.metric_name).toBe("odd\tname\\\n");
  });

  test("in CSV passes over empty lines, takes lines that are too short for null, and names no column by nothing", async () => {
    const lines = [`${columns.join(",")},`, "", row.map((each) => cell(each, "")).join(","), ""];
    const { out } = await go("doctor - --json", { "-": lines.join("\n") });
    expect(JSON.parse(out).findings.map((each: { code: string }) => each.code)).toEqual(["inverted-step"]);
  });

  test("that has none of these forms is refused in plain words", async () => {
    const refused = "expected JSON, YAML, or tables of a database";
    for (const text of ['id,metric_name\n"mem" of chat,1', "metric_source | metric_name"]) {
      expect((await go("doctor -", { "-": text })).err).toContain(refused);
    }
    expect((await go("doctor -", { "-": "just some words" })).err).toContain(refused);
    expect((await go("doctor -", { "-": "a: [1\nb: }" })).err).toContain(refused);
  });
});

describe("verify", () => {
  const forms = {
    "REST v1": { auto_scaling_rules: [rest(kernelRule)], pagination: { total: 1 } },
    "REST v2": { items: [rest(kernelRule)] },
    "one rule": { rule: rest(kernelRule) },
    Strawberry: { data: { autoScalingRules: { edges: [{ node: camel(rest(kernelRule)) }] } } },
    "tables by name": database(kernelRule),
  };

  test.each(Object.entries(forms))("reads rules as Backend.AI hands them out: %s", async (_, document) => {
    const { code, out, err } = await go("verify -", { "-": document });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`endpoint ${kernelRule.endpoint}\n`);
  });

  test("reads nodes of the legacy API where it is told the release, and says why it needs it", async () => {
    const node = {
      row_id: kernelRule.id,
      endpoint: "chat",
      metric_source: "KERNEL",
      metric_name: "mem",
      comparator: "LESS_THAN",
      threshold: "10",
      step_size: 1,
      cooldown_seconds: 300,
      min_replicas: 1,
      max_replicas: 4,
    };
    const document = { "-": { edges: [{ node }] } };
    const untold = await go("verify -", document);
    expect(untold.code).toBe(1);
    expect(untold.err).toContain("without a release");
    const later = await go("verify - --release 26.8 --json", document);
    expect(JSON.parse(later.out).endpoints[0].verification.axes[0].stretches[0].rules).toMatchObject([{ step: -1 }]);
    const older = await go("verify - --release 25.12 --json", document);
    expect(JSON.parse(older.out).endpoints[0].verification.axes[0].stretches[0].rules).toMatchObject([{ step: 1 }]);
  });

  test("takes counts from a dump, and refuses values that are not counts", async () => {
    const dump = (replicas: unknown) => database(kernelRule, { endpoints: [{ ...endpoint, replicas }] });
    expect(await go("verify -", { "-": dump(2) })).toMatchObject({ code: 0 });
    expect((await go("verify -", { "-": dump("two") })).err).toContain('endpoints[0].replicas is "two"');
  });

  test("reads the rules of a cycle, by the release that it is told where they do not say it", async () => {
    const derived = {
      ...kernelRule,
      min_threshold: undefined,
      max_threshold: undefined,
      comparator: "LESS_THAN",
      threshold: "10",
    };
    const cycle = {
      profile: "v26",
      now: "2026-04-01T09:00:00Z",
      endpoints: [{ ...endpoint, routes: [] }],
      kernels: [],
      kernel_stats: {},
      endpoint_stats: {},
      rules: [derived],
    };
    expect((await go("verify -", { "-": cycle })).err).toContain("without a release");
    const { err } = await go("verify - --release 26.8", { "-": cycle });
    expect(err).toContain("its comparator was derived from a band");
  });

  test("reads a list of rules in YAML whose first line looks like a line of names", async () => {
    const rule = "- metric_source: KERNEL\n  metric_name: mem\n  min_threshold: '10'\n  id: a\n  endpoint: chat";
    const { err, out } = await go("verify -", { "-": `${rule}\n  step_size: 1\n  cooldown_seconds: 60\n` });
    expect(err).toBe("");
    expect(out).toContain("endpoint chat\n");
  });

  test.each([{ items: [] }, { edges: [] }, database(kernelRule, { endpoint_auto_scaling_rules: [] })])(
    "refuses an answer without a rule, as it proves nothing: %j",
    async (document) => {
      expect(await go("verify -", { "-": document })).toMatchObject({ code: 1 });
    },
  );

  test("names the keys of a document without rules", async () => {
    const { code, err } = await go("verify -", { "-": { policies: [], targets: {} } });
    expect([code, err]).toEqual([
      1,
      'standard input:1:1: fault: rules is missing beside "policies", "targets", expected an array; list the rules in evaluation order\n',
    ]);
    expect((await go("verify -", { "-": {} })).err).toContain("rules is missing, expected an array");
  });
});

/** A row of the table as REST answers have it. */
function rest({ endpoint, cooldown_seconds, ...others }: typeof kernelRule): object {
  return { ...others, model_deployment_id: endpoint, time_window: cooldown_seconds };
}

/** A row with the names that GraphQL has for its columns. */
function camel(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
