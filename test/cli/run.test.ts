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

      rule lost was ignored: endpoint gone is not in the snapshot
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

  test("doubts a clock that is in seconds, and decides all the same", async () => {
    const at = (now: number) => go("evaluate - --json", { "-": formatSnapshot({ ...busy, now }) });
    expect(await at(1_764_451_200)).toMatchObject({
      code: 0,
      err: "warning: now is 1764451200, which is in 1970 as milliseconds since 1970; if it is in seconds, multiply every time by 1000\n",
    });
    for (const now of [0, 999_999_999, 100_000_000_000, 1_764_451_200_000]) expect((await at(now)).err).toBe("");
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
      /b +superseded +rule a comes first/,
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
      standard input:1:309: fault: rule \`r�\`: rules[0].stepSize is "2", expected an integer; write the number without quotes
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
                                why         no metric       m-why: it is a histogram, not one value
                                stale       stale metric    m-stale of 2026-03-02T11:59:54.000Z: 6 s old, needs at most 5 s
                                nan         invalid metric  m-nan NaN is not a number
                                bound       out of bounds   m-bound 90 > 80: 4 -> 6, rule's max 3
                                cooling     cooling down    m-cooling 90 > 80: rule cools until 2026-03-02T12:00:59.000Z
                                off         disabled
      still     3               paused      paused          the endpoint is paused
      one-way   3               paused-out  paused          m 90 > 80: scaling out is paused
      advised   3         (+1)  advice      triggered       m 90 > 80: 3 -> 4
      low       1 -> 2    +1    -           no rules
                                            bounds          minReplicas 2: 1 -> 2

      next possible change: 2026-03-02T12:00:59.000001Z
      "
    `);
    const faulty = { ...rows, rules: [] };
    expect((await go("evaluate -", { "-": faulty })).out).toMatch(/ep1 +4 +- +no rules/);
  });

  describe("with faults of one endpoint", () => {
    const wire = formatSnapshot(
      snapshot({
        endpoints: [endpoint(), endpoint({ id: "b" }), endpoint({ id: "c" })],
        rules: [rule({ id: "one" }), rule({ id: "two", endpointId: "b" }), rule({ id: "three", endpointId: "c" })],
        metrics: [average("90"), average("90", { endpointId: "b" }), average("90", { endpointId: "c" })],
        lastTriggered: new Map([["three", NOON - 1000]]),
      }),
    );
    const changed = (list: "endpoints" | "rules" | "metrics", at: number, change: object) => ({
      ...wire,
      [list]: wire[list].map((each: object, nth: number) => (nth === at ? { ...each, ...change } : each)),
    });

    test.each([
      ["a rule", changed("rules", 0, { comparator: "GREATER" }), "rules[0].comparator", "chat"],
      ["a misspelt key of a rule", changed("rules", 1, { maxReplica: 3 }), "rules[1].maxReplica", "b"],
      ["a count", changed("endpoints", 0, { replicas: "two" }), "endpoints[0].replicas", "chat"],
      ["an average", changed("metrics", 1, { value: "high" }), "metrics[1].value", "b"],
      ["a time", { ...wire, lastTriggered: { three: "soon" } }, 'lastTriggered["three"]', "c"],
    ])("decides the others where %s cannot be read, and ends with 1", async (_, input, path, undecided) => {
      const { code, out, err } = await go("evaluate given.json", { "given.json": input });
      expect(code).toBe(1);
      expect(err).toContain("given.json:1:");
      expect(err.replace("lastTriggered.three", 'lastTriggered["three"]')).toContain(path);
      expect(out).toContain(`\nnot decided, because of faults: ${undecided}\n`);
      const json = JSON.parse((await go("evaluate - --json", { "-": input })).out);
      const decided = json.decisions.map((each: { endpointId: string }) => each.endpointId);
      expect(decided).toEqual(["chat", "b", "c"].filter((id) => id !== undecided));
      expect(json).toMatchObject({ total: 1, faults: [{ file: "-" }], orphans: [] });
    });

    test.each([
      ["the clock", { ...wire, now: "soon" }],
      ["the endpoint of a rule", changed("rules", 0, { endpointId: 5 })],
      ["a key of the snapshot", { ...wire, rulez: [] }],
      ["every endpoint", { ...wire, endpoints: wire.endpoints.map((each) => ({ ...each, replicas: -1 })) }],
    ])("decides nothing where the fault may concern every endpoint: %s", async (_, input) => {
      const { code, out, err } = await go("evaluate -", { "-": input });
      expect([code, out]).toEqual([1, ""]);
      expect(err).toContain("fault: ");
    });
  });

  test("decides the endpoints of sound rows beside a row that cannot be read", async () => {
    const [row] = rows.rules;
    const [one] = rows.endpoints;
    const given = {
      ...rows,
      endpoints: [one, { ...one, id: "other" }],
      rules: [row, { ...row, id: "bad", endpoint: "other", metric_source: "moon" }],
    };
    const { code, out, err } = await go("evaluate -", { "-": given });
    expect(code).toBe(1);
    expect(err).toContain('rules[1].metric_source is "moon"');
    expect(out).toContain("not decided, because of faults: other\n");
    expect(out).toMatch(/\nep1 /);
  });

  test("names what was most likely meant: the endpoint of a rule, and the metric of a reading", async () => {
    const given = snapshot({
      rules: [
        rule({ id: "busy", endpointId: "chta" }),
        rule({ id: "near", metricName: "cuda_utl" }),
        rule({ id: "other", metricSource: "INFERENCE_FRAMEWORK" }),
        rule({ id: "far", metricName: "queue_length" }),
      ],
      metrics: [average("10")],
    });
    const { out } = await go("evaluate -", { "-": formatSnapshot(given) });
    expect(out).toContain("rule busy was ignored: endpoint chta is not in the snapshot; did you mean chat?\n");
    expect(out).toContain("cuda_utl; did you mean cuda_util, which has a reading?\n");
    expect(out).toContain("cuda_util; KERNEL has a reading of it, not INFERENCE_FRAMEWORK\n");
    expect(out).toMatch(/ queue_length\n/);
  });

  test("says which bound a count went to that was outside the bounds of its rule", async () => {
    const given = snapshot({
      endpoints: [endpoint({ replicas: 20 }), endpoint({ id: "b", replicas: 1, minReplicas: 3 })],
      rules: [
        rule({ id: "in", comparator: "LESS_THAN", threshold: "20", stepSize: -1, maxReplicas: 6 }),
        rule({ id: "out", endpointId: "b", stepSize: 1 }),
      ],
      metrics: [average("10"), average("90", { endpointId: "b" })],
    });
    const { out } = await go("evaluate - --semantics recommended", { "-": formatSnapshot(given) });
    expect(out).toContain("cuda_util 10 < 20: 20 -> 6, brought back to the rule's max 6\n");
    expect(out).toContain("cuda_util 90 > 80: 1 -> 3, brought back to the endpoint's min 3\n");
  });

  test("gives one reason in the table and in the sentence where nothing is left to remove", async () => {
    const idle = rule({ comparator: "LESS_THAN", threshold: "20", stepSize: -1, minReplicas: 1 });
    const given = snapshot({ endpoints: [endpoint({ replicas: 0 })], rules: [idle], metrics: [average("10")] });
    const { out } = await go("evaluate - --explain", { "-": formatSnapshot(given) });
    expect(out).toContain("cuda_util 10 < 20: the count is already 0, below the rule's min 1\n");
    expect(out).toContain("but the count is already 0, below the rule's minimum of 1; needs replicas to remove");
  });

  test("does not say that a rule triggered whose move was taken back", async () => {
    const given = snapshot({
      endpoints: [endpoint({ starting: 1, settle: "hold" })],
      rules: [
        rule({ id: "hot", stepSize: 4 }),
        rule({ id: "idle", metricName: "mem", comparator: "LESS_THAN", threshold: "20", stepSize: -1 }),
      ],
      metrics: [average("91.5"), average("10", { name: "mem" })],
    });
    const { out } = await go("evaluate - --explain --semantics backend-ai-26", { "-": formatSnapshot(given) });
    expect(out).toContain("idle  superseded  rule hot comes first\n");
    expect(out).toContain("hot   superseded  cuda_util 91.5 > 80: replicas are starting\n");
    expect(out).toContain("rule `idle` did not trigger: rule `hot` comes first and proposes a count, so");
    expect(out).not.toContain(" triggered");
  });

  test("says how old a reading is, or how far ahead of the clock", async () => {
    const given = snapshot({
      endpoints: [endpoint(), endpoint({ id: "b" })],
      rules: [rule({ maxAgeSeconds: 60 }), rule({ id: "b", endpointId: "b", maxAgeSeconds: 60 })],
      metrics: [average("90", { at: NOON - 300_000 }), average("90", { endpointId: "b", at: NOON + 90_000 })],
    });
    const { out } = await go("evaluate -", { "-": formatSnapshot(given) });
    expect(out).toContain(": 300 s old, needs at most 60 s\n");
    expect(out).toContain(": 90 s ahead of the clock, needs at most 60 s\n");
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
    const rules = formatSnapshot(snapshot({ rules: [rule({ enabled: false })] })).rules;
    expect((await go("evaluate -", { "-": { ...wire, rules } })).out).toMatch(/out +disabled/);
  });

  test("places what it could not decide on where it stands, though endpoints before it cannot be read", async () => {
    const wire = formatSnapshot(snapshot({ rules: [rule(), rule({ id: "late", endpointId: "c" })] }));
    const endpoints = [
      { ...endpoint(), replicas: -1 },
      endpoint({ id: "b" }),
      endpoint({ id: "c", minReplicas: 5, maxReplicas: 2 }),
    ];
    const { out, err } = await go("evaluate -", { "-": { ...wire, endpoints } });
    expect([out, err]).toMatchInlineSnapshot(`
      [
        "ENDPOINT  REPLICAS    RULE  OUTCOME        WHY
      b         3           -     no rules
      c         3           -     undecided      endpoint \`c\`: endpoints[2].maxReplicas is 2, expected 5 or more, as minReplicas is 5
                            late  invalid input  endpoint \`c\`: endpoints[2].maxReplicas is 2, expected 5 or more, as minReplicas is 5

      not decided, because of faults: chat
      ",
        "standard input:1:72: fault: endpoint \`chat\`: endpoints[0].replicas is -1, expected an integer of 0 or more; give the target count at the start of the cycle
      standard input:1:153: fault: endpoint \`c\`: endpoints[2].maxReplicas is 2, expected 5 or more, as minReplicas is 5; raise maxReplicas or lower minReplicas: no count is within both
      ",
      ]
    `);
    const json = JSON.parse((await go("evaluate - --json", { "-": { ...wire, endpoints } })).out);
    const fault = { path: "endpoints[2].maxReplicas" };
    expect(json.decisions[1]).toMatchObject({ fault, outcomes: [{ kind: "invalid-input", fault }] });
    expect(json).toMatchObject({ total: 2, faults: [{}, { file: "-", line: 1, ...fault }] });
  });

  test("says where in the file every fault stands that keeps it from deciding, once each", async () => {
    const lines = [
      'now: "2026-03-02T12:00:00Z"',
      "endpoints:",
      "  - { id: a, replicas: -1 }",
      "  - { id: b, replicas: 2, settle: hold }",
      "  - { id: c, replicas: 2, minReplicas: 5, maxReplicas: 4 }",
      "  - { id: d, replicas: 2 }",
      '  - { id: "d", replicas: 3 }',
      "rules: []",
      "metrics: []",
      "lastTriggered: {}",
    ];
    const files = { "snap.yaml": lines.join("\n") };
    const { code, err } = await go("evaluate snap.yaml", files);
    expect(code).toBe(1);
    expect(err.split("\n").map((line) => line.replace(/;.*/, ""))).toEqual([
      "snap.yaml:3:24: fault: endpoint `a`: endpoints[0].replicas is -1, expected an integer of 0 or more",
      "snap.yaml:4:5: fault: endpoint `b`: endpoints[1].starting is missing, expected the number of replicas that start, as settle is given",
      "snap.yaml:5:56: fault: endpoint `c`: endpoints[2].maxReplicas is 4, expected 5 or more, as minReplicas is 5",
      'snap.yaml:7:11: fault: endpoint `d`: endpoints[4].id is "d", expected a unique id: endpoints[3] has it too',
      "",
    ]);
    const json = JSON.parse((await go("evaluate snap.yaml --json", files)).out);
    expect(json).toMatchObject({
      total: 4,
      faults: [{}, { line: 4, column: 5 }, { line: 5, column: 56 }, { line: 7 }],
    });
  });

  test("decides the one sound endpoint beside more faults than are listed, and beside one without an id", async () => {
    const wire = formatSnapshot(snapshot({ endpoints: [endpoint({ id: "good" })] }));
    const broken = Array.from({ length: 1100 }, (_, at) => ({ id: `b${at}`, replicas: -1 }));
    const { code, out, err } = await go("evaluate -", {
      "-": { ...wire, endpoints: [...broken, { replicas: 1 }, ...wire.endpoints] },
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^good +3 /m);
    expect(err).toMatch(/\nand 101 more faults\n$/);
  });

  test("places a fault of rows in an answer around them, though an endpoint cannot be read", async () => {
    const [row] = rows.rules;
    const [one] = rows.endpoints;
    const twice = [{ node: row }, { node: { ...row, step_size: 9 } }];
    const given = { ...rows, endpoints: [{ ...one, id: "other", replicas: -1 }, one], rules: { edges: twice } };
    const { err } = await go("evaluate - --release 26.8", { "-": given });
    expect(err).toMatch(
      /\nstandard input:1:\d+: fault: rule `.*`: rules\[1\]\.id is ".*", expected a unique id: rules\[0\]/,
    );
  });

  test("tells what is wrong with a rule that nobody has checked", () => {
    const given = snapshot({ rules: [rule({ stepSize: 0.5 })] });
    const drawn = evaluationTable(evaluate(given), given, painter(true));
    expect(drawn).toContain("\u001b[31minvalid input\u001b[0m");
    expect(drawn).toContain("rule `out`: rules[0].stepSize is 0.5, expected an integer");
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
