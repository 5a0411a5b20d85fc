import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { caught } from "../../src/cli/caught.ts";
import { evaluationTable } from "../../src/cli/evaluation-table.ts";
import type { Io } from "../../src/cli/io.ts";
import { painter } from "../../src/cli/paint.ts";
import { run } from "../../src/cli/run.ts";
import { evaluate } from "../../src/index.ts";
import { formatRule, formatSnapshot } from "../../src/schema/index.ts";
import { average, endpoint, inRule, NOON, rule, snapshot } from "../support/build.ts";
import { go } from "./go.ts";

const [vector = ""] = readFileSync(
  new URL("../conformance/vectors/backendai-v26.jsonl", import.meta.url),
  "utf8",
).split("\n");
const rows = JSON.parse(vector).input;

const busy = snapshot({
  endpoints: [
    endpoint(),
    endpoint({ id: "idle" }),
    endpoint({ id: "high", replicas: 9, maxReplicas: 5, paused: "in" }),
  ],
  rules: [rule(), inRule({ id: "in\u001b[31m" }), rule({ id: "lost", endpointId: "gone" })],
  metrics: [average("90")],
});

describe("evaluate", () => {
  test("prints a table: each endpoint's count, and what each rule did and why", async () => {
    const { code, out, err } = await go("evaluate busy.json", { "busy.json": formatSnapshot(busy) });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatchInlineSnapshot(`
      "ENDPOINT  REPLICAS      RULE     OUTCOME    WHY
      chat      3 -> 4    +1  out      triggered  cuda_util 90 > 80: 3 -> 4
                              in�[31m  not met    cuda_util 90, needs < 20
      idle      3             -        no rules
      high      9             -        no rules
                                       bounds     maxReplicas 5: 9 -> 5
                                       paused     5 -> 9

      ignored, as the snapshot lacks their endpoints: lost
      "
    `);
  });

  test("adds a sentence for every rule on request", async () => {
    const { out } = await go("evaluate - --explain", { "-": formatSnapshot(busy) });
    expect(out).toContain(
      "\nendpoint `chat`: 3 -> 4 replicas (+1)\nrule `out` triggered: `cuda_util` (KERNEL) is 90, > 80; 3 -> 4 replicas\n",
    );
  });

  test("names the command for rules where it gets rules alone", async () => {
    const { code, err } = await go("evaluate rules.json", { "rules.json": { rules: [formatRule(rule())] } });
    expect([code, err]).toEqual([1, expect.stringContaining("To check rules: autoscaling-rules verify\n")]);
    const snapshotOfOdd = { ...formatSnapshot(busy), endpoints: 5 };
    expect((await go("evaluate busy.json", { "busy.json": snapshotOfOdd })).err).not.toContain("To check rules");
  });

  test("reads standard input where no file is named, unless a person would have to type it", async () => {
    const input = { "-": formatSnapshot(busy) };
    expect((await go("evaluate", input)).code).toBe(0);
    expect(await go("evaluate", input, { inputIsTerminal: true })).toMatchObject({ code: 2, out: "" });
  });

  test("prints JSON for programs, with explanations on request", async () => {
    const { code, out } = await go("evaluate - --json", { "-": formatSnapshot(busy) });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      deltas: { chat: 1 },
      triggered: { out: "2026-03-02T12:00:00.000Z" },
      orphans: ["lost"],
      recheckAt: null,
    });
    const explained = await go("evaluate - --json --explain", { "-": formatSnapshot(busy) });
    expect(JSON.parse(explained.out).explanations).toHaveLength(3);
  });

  test("tells Backend.AI's rows from a snapshot, and then answers as the rows' release does", async () => {
    const { code, out } = await go("evaluate rows.json --json", { "rows.json": rows });
    expect(code).toBe(0);
    expect(JSON.parse(out).decisions).toHaveLength(1);
    const pair = {
      ...rows,
      rules: rows.rules.map((row: object) => ({ ...row, max_threshold: "-1", min_replicas: null, max_replicas: null })),
    };
    expect(JSON.parse((await go("evaluate - --json", { "-": pair })).out)).toMatchObject({ deltas: { ep1: 2 } });
    const older = await go("evaluate - --json --semantics backend-ai-25", { "-": pair });
    expect(JSON.parse(older.out)).toMatchObject({ deltas: { ep1: 3 } });
    const pr3277 = await go("evaluate - --json", { "-": { ...pair, profile: "pr3277" } });
    expect(JSON.parse(pr3277.out)).toMatchObject({ deltas: { ep1: 3 } });
  });

  test("warns of rows that hardly say what their author meant", async () => {
    const inverted = { ...rows, rules: rows.rules.map((row: object) => ({ ...row, step_size: -1 })) };
    const { code, err } = await go("evaluate -", { "-": inverted });
    expect(code).toBe(0);
    expect(err).toMatch(
      /^warning: rule `ru1`: a step of -1 adds 1 below the band and removes 1 above it; store a step of 1/,
    );
  });

  test.each([
    ["backend-ai-25", 6],
    ["backendAi26", 4],
    ["recommended", 5],
  ])("answers as asked: --semantics %s", async (name, desired) => {
    const rules = [rule({ id: "a" }), rule({ id: "b", stepSize: 2 })];
    const input = formatSnapshot(snapshot({ rules, metrics: [average("90")] }));
    const { out } = await go(`evaluate - --json --semantics ${name}`, { "-": input });
    expect(JSON.parse(out).decisions[0].desired).toBe(desired);
  });

  test("says which rule came first of several of which one counts", async () => {
    const rules = [rule({ id: "a" }), rule({ id: "b", stepSize: 2 })];
    const input = formatSnapshot(snapshot({ rules, metrics: [average("90")] }));
    expect((await go("evaluate - --semantics backend-ai-26", { "-": input })).out).toMatch(
      /b +superseded +by a, came-later/,
    );
  });

  test("says why a file cannot be read, whatever the reader throws", async () => {
    const read = () => Promise.reject("the disk is gone");
    expect(await go("evaluate some.json", {}, { read })).toMatchObject({
      code: 2,
      err: expect.stringContaining("cannot read some.json: the disk is gone"),
    });
    expect((await go("evaluate", {}, { read })).err).toContain("cannot read standard input: the disk is gone");
  });

  test("prints every fault of an input, with its place, and ends with 1", async () => {
    const faulty = { ...formatSnapshot(busy), now: "noon", rules: [{ ...rule({ id: "r\u001b" }), stepSize: "2" }] };
    const { code, out, err } = await go("evaluate -", { "-": faulty });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatchInlineSnapshot(`
      "standard input:1:8: fault: now is "noon", expected an ISO 8601 time with an offset, or milliseconds since 1970; give the host's clock, as Date.now() does
      standard input:1:309: fault: rule \`r�\`: rules[0].stepSize is "2", expected an integer, within 32 bits; write the number without quotes
      "
    `);
    const json = await go("evaluate - --json", { "-": faulty });
    expect(JSON.parse(json.out)).toMatchObject({ total: 2, faults: [{ path: "now" }, { path: "rules[0].stepSize" }] });
  });

  test("prints what makes a snapshot ambiguous, and ends with 1", async () => {
    const twice = formatSnapshot(snapshot({ endpoints: [endpoint(), endpoint()] }));
    expect(await go("evaluate -", { "-": twice })).toMatchObject({
      code: 1,
      err: expect.stringContaining("endpoints[1].id"),
    });
  });

  test("counts the faults that are too many to print", async () => {
    const { err } = await go("evaluate -", { "-": { ...formatSnapshot(busy), metrics: Array(1200).fill(0) } });
    expect(err).toMatch(/and 200 more faults\n$/);
  });

  test("ends with 1 on text that is no JSON, and takes a byte order mark in its stride", async () => {
    expect(await go("evaluate -", { "-": "{" })).toMatchObject({ code: 1 });
    expect(await go("evaluate -", { "-": "7" })).toMatchObject({ code: 1 });
    expect(await go("evaluate -", { "-": `\uFEFF${JSON.stringify(formatSnapshot(busy))}` })).toMatchObject({ code: 0 });
  });

  test("shows every kind of outcome in few words", async () => {
    const at = (kind: string) => `m-${kind}`;
    const on = (kind: string, changes = {}) =>
      rule({ id: kind, metricName: at(kind), cooldownSeconds: 60, ...changes });
    const given = snapshot({
      endpoints: [
        endpoint(),
        endpoint({ id: "still", paused: "both" }),
        endpoint({ id: "one-way", paused: "out" }),
        endpoint({ id: "advised", advisory: true }),
        endpoint({ id: "low", replicas: 1, minReplicas: 2 }),
      ],
      rules: [
        on("met"),
        on("not-met"),
        on("none"),
        on("why"),
        on("stale", { maxAgeSeconds: 5 }),
        on("nan"),
        on("bound", { maxReplicas: 3, stepSize: 2 }),
        on("cooling"),
        on("off", { enabled: false }),
        on("paused", { endpointId: "still" }),
        on("paused-out", { endpointId: "one-way", metricName: "m" }),
        on("advice", { endpointId: "advised", metricName: "m" }),
      ],
      metrics: [
        ...["met", "bound", "cooling"].map((kind) => average("90", { name: at(kind) })),
        average("7", { name: at("not-met") }),
        average("90", { name: at("stale"), at: NOON - 6000 }),
        average("NaN", { name: at("nan") }),
        average("90", { name: "m", endpointId: "one-way" }),
        average("90", { name: "m", endpointId: "advised" }),
      ],
      lastTriggered: new Map([["cooling", NOON - 1000]]),
      missing: [{ endpointId: "chat", source: "KERNEL", name: at("why"), reason: "histogram" }],
    });
    expect((await go("evaluate -", { "-": formatSnapshot(given) })).out).toMatchInlineSnapshot(`
      "ENDPOINT  REPLICAS        RULE        OUTCOME         WHY
      chat      3 -> 4    +1    met         triggered       m-met 90 > 80: 3 -> 4
                                not-met     not met         m-not-met 7, needs > 80
                                none        no metric       m-none
                                why         no metric       m-why: histogram
                                stale       stale metric    m-stale of 2026-03-02T11:59:54.000Z, at most 5 s old
                                nan         invalid metric  m-nan NaN: not-a-number
                                bound       out of bounds   m-bound 90 > 80: 4 -> 6, rule's max 3
                                cooling     cooling down    m-cooling 90 > 80: rule cools until 2026-03-02T12:00:59.000Z
                                off         disabled
      still     3               paused      paused          endpoint
      one-way   3               paused-out  paused          m 90 > 80: out
      advised   3         (+1)  advice      triggered       m 90 > 80: 3 -> 4
      low       1 -> 2    +1    -           no rules
                                            bounds          minReplicas 2: 1 -> 2

      if nothing but the clock moves, the answer changes at 2026-03-02T12:00:59.000001Z
      "
    `);
    const faulty = { ...rows, rules: [] };
    expect((await go("evaluate -", { "-": faulty })).out).toMatch(/ep1 +4 +- +no rules/);
  });

  test("keeps its columns under letters that are two columns wide", async () => {
    const given = snapshot({ endpoints: [endpoint({ id: "챗봇" }), endpoint({ id: "abcd" })] });
    const { out } = await go("evaluate -", { "-": formatSnapshot(given) });
    expect(out).toContain("챗봇      3");
    expect(out).toContain("abcd      3");
  });

  test("tells of an endpoint that it could not decide on", async () => {
    const given = { ...formatSnapshot(snapshot({ endpoints: [endpoint({ minReplicas: 5 })] })) };
    const wire = { ...given, endpoints: [{ ...endpoint({ minReplicas: 5, maxReplicas: 2 }) }] };
    expect((await go("evaluate -", { "-": wire })).out).toMatch(
      /chat +3 +- +undecided +endpoint `chat`: endpoints\[0\]\.maxReplicas is 2/,
    );
  });

  test("tells what is wrong with a rule that nobody has checked", () => {
    const drawn = evaluationTable(evaluate(snapshot({ rules: [rule({ stepSize: 0.5 })] })), painter(true));
    expect(drawn).toContain("\u001b[31minvalid input\u001b[0m");
    expect(drawn).toContain("rule `out`: rules[0].stepSize is 0.5, expected an integer, within 32 bits");
  });

  test("paints only for someone who looks", async () => {
    const input = { "-": formatSnapshot(busy) };
    expect((await go("evaluate -", input)).out).not.toContain("\u001b");
    const { out } = await go("evaluate -", input, { colour: true });
    expect(out).toContain("\u001b[32m+1\u001b[0m");
    expect(out).not.toContain("in\u001b[31m");
  });
});

describe("schema", () => {
  test("prints JSON Schema by name", async () => {
    const { code, out } = await go("schema rule-input");
    expect(code).toBe(0);
    expect(JSON.parse(out).title).toBe("rule-input");
  });

  test("says which names there are", async () => {
    expect(await go("schema")).toMatchObject({
      code: 2,
      err: expect.stringContaining("snapshot, rule, rule-input, rule-patch, rule-set, acceptances, evaluation"),
    });
    expect(await go("schema toString")).toMatchObject({
      code: 2,
      err: expect.stringContaining("no such schema: toString"),
    });
  });
});

describe("a wrong command line", () => {
  test.each([
    ["", "no such command"],
    [
      "decide",
      "no such command: decide; there are demo, evaluate, verify, diff, fmt, simulate, merge, service-curve, schema, doctor and vectors",
    ],
    ["evalute rules.yaml", "no such command: evalute; did you mean evaluate?"],
    ["evaluate missing.json", "cannot read missing.json: there is no such file or folder"],
    ["evaluate a b", "too many arguments: b"],
    ["evaluate - --semantics constructor", "no such semantics: constructor"],
    ["evaluate - --loud", "--loud"],
    ["evaluate - --strict", "evaluate has no option --strict; it has --semantics, --release, --json, --explain"],
    ["verify -q --shard 1/2 rules.yaml", "verify has no option --shard"],
    ["schema snapshot --json", "schema has no option --json; it has none"],
    ["constructor --json", "no such command: constructor"],
  ])("%j ends with 2 and says why", async (args, why) => {
    expect(await go(args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(why) });
  });

  test("has no option but those that the help says the command has", async () => {
    const { out } = await go("--help");
    const usage = out
      .slice(out.indexOf("Usage"), out.indexOf("\n\ndemo\n"))
      .split(/^ {2}autoscaling-rules /m)
      .slice(1, -1);
    for (const [command = "", ...rest] of usage.map((line) => line.split(" "))) {
      const named = [...rest.join(" ").matchAll(/--([\w-]+)/g)].map(([, name]) => name);
      // One that it lacks is refused, with the list of those that there are.
      const refused = (await go(`${command} --${command === "vectors" ? "load" : "profile"} x`)).err;
      const listed = [...refused.replace(/^.*; it has/s, "").matchAll(/--([\w-]+)/g)].map(([, name]) => name);
      // `--json` is short for `--format json`.
      expect(new Set(listed.filter((name) => name !== "json" && name !== "help"))).toEqual(
        new Set(named.filter((name) => name !== "json")),
      );
    }
  });

  test("without a command ends with 2", async () => {
    const terminals = { colour: false, inputIsTerminal: false, errIsTerminal: false };
    const files = {
      read: async () => "",
      find: async (operand: string) => [operand],
      write: async () => {},
      render: async () => new Uint8Array(),
      again: async () => "",
    };
    const silent: Io = { ...files, out: () => {}, err: () => {}, ...terminals };
    expect(await run([], silent)).toBe(2);
  });
});

test("--help tells how to use it, --version which it is", async () => {
  const help = await go("--help");
  expect(help.code).toBe(0);
  expect(help.out).toMatch(/^autoscaling-rules: .*\n\nUsage\n/);
  expect((await go("help")).out).toBe(help.out);
  expect((await go("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("--help of a command is about that command alone", async () => {
  const { code, out } = await go("evaluate -h");
  expect(code).toBe(0);
  expect(out).toMatch(
    /^autoscaling-rules: .*\n\nUsage\n {2}autoscaling-rules evaluate .*\n\nevaluate\n[\s\S]*\n\nExit codes\n/,
  );
  expect(out).not.toMatch(/^(?:demo|verify)/m);
  expect((await go("help evaluate")).out).toBe(out);
});

test("an error that is not awaited goes on its way", () => {
  const awaited = new RangeError("awaited");
  expect(caught(awaited, RangeError)).toBe(awaited);
  expect(() => caught(new TypeError("a mistake"), RangeError)).toThrow("a mistake");
});

test("a file that rejects with something other than an error is still told of", async () => {
  const io = { read: () => Promise.reject("disk on fire") };
  expect(await go("evaluate x", {}, io)).toMatchObject({ code: 2, err: expect.stringContaining("disk on fire") });
});
