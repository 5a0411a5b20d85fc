import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, describe, expect, test } from "vitest";
import { findFiles } from "../../src/cli/find-files.ts";
import { COMPILED_SOON } from "../support/compiled-soon.ts";
import { go } from "./go.ts";
import { narrow, row, sound } from "./inputs.ts";

const folder = mkdtempSync(join(tmpdir(), "rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const onDisk = { find: findFiles, read: async (path: string) => readFileSync(path, "utf8") };

/** Rules of an endpoint of this name. */
function on(endpointId: string, rules = sound) {
  return rules.map((each) => ({ ...each, id: `${endpointId}-${each.id}`, endpointId }));
}

const YAML = `# the chat service
rules:
  - { type: threshold, id: out, endpointId: chat, metricSource: INFERENCE_FRAMEWORK, metricName: qps,
      comparator: GREATER_THAN, threshold: 75, stepSize: 1, cooldownSeconds: 60, minReplicas: 1, maxReplicas: 6 }
  - type: threshold
    id: in
    endpointId: chat
    metricSource: INFERENCE_FRAMEWORK
    metricName: qps
    comparator: LESS_THAN
    threshold: 60
    stepSize: -1
    cooldownSeconds: 60
    minReplicas: 1
    maxReplicas: 6
`;

describe("rules are read", () => {
  test("from files, folders and patterns, each file once, without packages and hidden folders", async () => {
    written({
      "find/b.json": "[]",
      "find/a.yaml": "[]",
      "find/deep/er/c.yml": "[]",
      "find/deep/d.jsonc": "[]",
      "find/notes.txt": "",
      "find/node_modules/x.json": "[]",
      "find/.git/y.json": "[]",
    });
    const at = (...names: string[]) => names.map((name) => join(folder, "find", name));
    expect(await findFiles(join(folder, "find"))).toEqual(at("a.yaml", "b.json", "deep/d.jsonc", "deep/er/c.yml"));
    expect(await findFiles(join(folder, "find/**/*.{yml,jsonc}"))).toEqual(at("deep/d.jsonc", "deep/er/c.yml"));
    expect(await findFiles(join(folder, "find/notes.txt"))).toEqual(at("notes.txt"));
    expect(await findFiles(join(folder, "find/gone.json"))).toEqual(at("gone.json"));
    expect(await findFiles("-")).toEqual(["-"]);
    const twice = await go(`verify ${join(folder, "find")} ${join(folder, "find/b.json")}`, {}, onDisk);
    expect(twice.out).toContain("0 endpoints in 4 files: ");
  });

  test("from a pattern without a folder, or with the dot of the current one, in the folder where the command runs", async () => {
    const packages = ["package-lock.json", "package.json"];
    expect(await findFiles("package*.json")).toEqual(packages);
    expect(await findFiles("./package*.json")).toEqual(packages);
  });

  test("from no folder that is not there: a pattern in it is wrong usage", async () => {
    const told = await go(`verify ${join(folder, "gone")}/*.json`, {}, onDisk);
    expect(told).toMatchObject({ code: 2, out: "" });
    expect(told.err).toMatch(/no file matches .*gone\/\*\.json\n/);
  });

  test("none in a folder are wrong usage", async () => {
    written({ "none/readme.txt": "" });
    const told = await go(`verify ${join(folder, "none")}`, {}, onDisk);
    expect(told).toMatchObject({ code: 2, out: "" });
    expect(told.err).toContain("none has no files of rules: .json, .jsonc, .yaml or .yml");
  });

  test("of an endpoint that goes to zero, whose conditions are no rows of Backend.AI", async () => {
    const asked = { metricSource: "PROMETHEUS", metricName: "asked", comparator: "GREATER_THAN", threshold: "0" };
    const endpoint = { id: "chat", replicas: 1, minReplicas: 1, zero: { activation: [asked], idleSeconds: 600 } };
    const { out, err } = await go("verify r.json", { "r.json": { rules: sound, endpoints: [endpoint] } });
    expect(err).toBe("");
    expect(out).toContain("1 endpoint in 1 file: 0 errors");
  });

  test("from YAML and from JSON with comments, with the line and column of what is wrong", async () => {
    const json = `{\n  // why\n  "rules": ${JSON.stringify(narrow, null, 2).replace('"60"', '"60" /* too near */')},\n}\n`;
    const { out, code } = await go("verify chat.yaml chat.jsonc --load qps", { "chat.yaml": YAML, "chat.jsonc": json });
    expect(code).toBe(1);
    expect(out).toContain("chat.yaml:11:16: error[limit-cycle, load] out, in\n");
    const line = json.split("\n").findIndex((each) => each.includes("too near")) + 1;
    expect(out).toContain(`chat.jsonc:${line}:18: error[limit-cycle, load] out, in\n`);
  });

  test("from lists of rule sets, and from several YAML documents", async () => {
    const sets = JSON.stringify([{ rules: on("a") }, { rules: on("b", narrow), load: { metric: "qps" } }], null, 1);
    const one = await go("verify sets.json", { "sets.json": sets });
    expect(one.out).toMatch(/^sets\.json:\d+:\d+: error\[limit-cycle, load\] b-out, b-in$/m);
    expect(one.out).toContain("2 endpoints in 1 file: 1 error");
    const stream = await go("verify chat.yaml --load qps", {
      "chat.yaml": `${JSON.stringify({ rules: on("a") })}\n---\n${YAML}`,
    });
    expect(stream.out).toContain("chat.yaml:13:16: error[limit-cycle, load] out, in\n");
  });

  test("from YAML documents of lists, of single rules and of rule sets: rules outside sets belong together", async () => {
    const [first, second] = narrow.map((each) => JSON.stringify(each));
    const lists = `# out\n- ${first}\n---\n- ${second}\n`;
    const rules = `${first}\n---\n${second}\n`;
    const mixed = `${second}\n---\nrules: ${JSON.stringify(on("b"))}\n---\n- ${first}\n---\n# nothing yet\n`;
    const found = /^(.*): error\[limit-cycle, load\] (?:out, in|in, out)$/m;
    const verified = async (text: string) => await go("verify r.yaml --load qps", { "r.yaml": text });
    for (const [text, line] of [
      [lists, 4],
      [rules, 3],
      [mixed, 1],
    ] as const) {
      const { code, out, err } = await verified(text);
      expect([code, err, out.match(found)?.[1]]).toEqual([1, "", expect.stringMatching(`^r.yaml:${line}:`)]);
    }
    expect((await verified(mixed)).out).toContain("2 endpoints in 1 file: 1 error");
    expect((await verified(lists.replace('"stepSize":-1', '"stepSize":0.5'))).err).toMatch(
      /^r\.yaml:4:\d+: fault: rule `in`: rules\[1\]\.stepSize is 0\.5/,
    );
  });

  test("from one rule alone, in a file or in a document", async () => {
    const [rule] = narrow;
    const { out, err } = await go("verify r.json", { "r.json": rule });
    expect([out, err]).toEqual([expect.stringContaining("\nr.json:1:1: warning[one-direction] out\n"), ""]);
    expect((await go("evaluate r.json", { "r.json": rule })).err).toContain("These are rules without a snapshot.");
  });

  test("from YAML documents that are rows of Backend.AI, which belong together", async () => {
    const text = [row, { ...row, id: "low", step_size: 0 }].map((each) => JSON.stringify(each)).join("\n---\n");
    const { out } = await go("verify r.yaml", { "r.yaml": text });
    expect(out).toMatch(/^r\.yaml:3:\d+: \w+\[.*\] .*low/m);
    expect(out).toContain("1 endpoint in 1 file");
  });

  test("from a dump of Backend.AI, with the line of the row", async () => {
    const row = { id: "r", endpoint: "chat", metric_source: "kernel", metric_name: "cuda_util", min_threshold: "20" };
    const rest = { max_threshold: null, step_size: -1, cooldown_seconds: 60, min_replicas: 1, max_replicas: 4 };
    const lines = [
      { ...row, ...rest },
      { ...row, ...rest, id: "s", max_threshold: "80" },
    ];
    const { out } = await go("verify dump.jsonl", {
      "dump.jsonl": lines.map((each) => JSON.stringify(each)).join("\n"),
    });
    expect(out).toMatch(/^dump\.jsonl:2:1: warning/m);
  });

  test("without a rule are a fault, as nothing would be proved", async () => {
    for (const empty of ["[]", '{"rules": []}', "rules: []\n", ""]) {
      const { code, err } = await go("verify empty.yaml", { "empty.yaml": empty });
      expect([empty, code]).toEqual([empty, 1]);
      expect(err).toMatch(
        /^empty\.yaml.*: fault: (?:rules is an empty list, expected at least one rule|the input is empty)/,
      );
    }
  });
});

describe("a misspelt key is a fault, with the name that was meant", () => {
  test.each([
    [
      "of a rule",
      { rules: [{ ...sound[0], maxReplica: 4 }] },
      "unknown key `rules[0].maxReplica`; did you mean `maxReplicas`?",
    ],
    [
      "of a rule in a list",
      [{ ...sound[0], treshold: 4 }],
      "unknown key `rules[0].treshold`; did you mean `threshold`?",
    ],
    ["of the rule set", { rules: sound, semantic: "recommended" }, "unknown key `semantic`; did you mean `semantics`?"],
    [
      "of an endpoint",
      { rules: sound, endpoints: [{ id: "chat", replicas: 1, minReplica: 1 }] },
      "did you mean `minReplicas`?",
    ],
    [
      "in a part of an endpoint",
      { rules: sound, endpoints: [{ id: "chat", replicas: 1, cooldownSeconds: { out: 1, in: 2, inn: 3 } }] },
      "unknown key `endpoints[0].cooldownSeconds.inn`; did you mean `in`?",
    ],
    [
      "of a metric's facts",
      { rules: sound, metrics: { qps: { mim: 0 } } },
      "unknown key `metrics.qps.mim`; did you mean `min`?",
    ],
    ["of the load", { rules: sound, load: { metric: "qps", metrc: "x" } }, "did you mean `metric`?"],
  ])("%s", async (_, set, says) => {
    const { code, err } = await go("verify rules.json", { "rules.json": set });
    expect(code).toBe(1);
    expect(err).toContain(says);
    expect(err).toMatch(/^rules\.json:1:\d+: fault: /);
  });

  test("in a snapshot, and in a scenario's rules", async () => {
    const snapshot = { now: 1e12, endpoints: [{ id: "chat", replica: 1 }], rules: [], metrics: [], lastTriggered: {} };
    expect((await go("evaluate s.json", { "s.json": snapshot })).err).toContain("did you mean `replicas`?");
    expect((await go("verify s.json", { "s.json": snapshot })).err).toContain("did you mean `replicas`?");
    const scenario = { rules: [{ ...sound[0], stepsize: 1 }], initialReplicas: 1 };
    expect((await go("simulate s.json", { "s.json": scenario })).err).toContain("did you mean `stepSize`?");
  });

  test("a key that stands twice is one too, as the first of them would not count", async () => {
    const text = JSON.stringify(sound).replace('"stepSize":1', '"stepSize":1,"stepSize":2');
    const { code, err } = await go("verify rules.json", { "rules.json": text });
    expect(code).toBe(1);
    expect(err).toMatch(/^rules\.json:1:\d+: fault: \[0\]\.stepSize is given twice, expected one value; remove one/);
    const yaml = await go("verify rules.yaml", {
      "rules.yaml": YAML.replace("    stepSize: -1", "    stepSize: -1\n    stepSize: -2"),
    });
    expect(yaml.err).toMatch(
      /^rules\.yaml:\d+:15: fault: rules\[1\]\.stepSize is given twice, expected one value; remove/,
    );
  });

  test("a $schema line is for editors", async () => {
    const $schema = "./rule-set.json";
    expect((await go("verify a.json", { "a.json": { $schema, rules: sound } })).code).toBe(0);
  });
});

describe("what is printed", () => {
  test("of a hundred sound endpoints is one line", async () => {
    const rules = Array.from({ length: 100 }, (_, at) => on(`e${at}`)).flat();
    const { code, out, err } = await go("verify all.json", { "all.json": rules });
    expect([code, out, err]).toEqual([0, "100 endpoints in 1 file: 0 errors, 0 warnings, 0 notes\n", ""]);
  });

  test("quietly is what fails, and the summary", async () => {
    const { out } = await go("verify a.json b.json --quiet --load qps", {
      "a.json": on("a"),
      "b.json": on("b", narrow),
    });
    expect(out.split("\n").map((line) => line.replace(/:.*/, ""))).toEqual([
      "b.json",
      "  under a constant total qps of 100, shared by the replicas, the count oscillates",
      "  help",
      "2 endpoints in 2 files",
      "",
    ]);
  });

  test("goes on after a faulty file", async () => {
    const { code, out, err } = await go("verify a.json b.json --load qps", {
      "a.json": "{",
      "b.json": on("b", narrow),
    });
    expect(code).toBe(1);
    expect(err).toMatch(/^a\.json:1:2: fault: /);
    expect(out).toMatch(/^b\.json:1:\d+: error/m);
    expect(out).toMatch(/1 error, 0 warnings, 0 notes, 1 fault\n$/);
  });

  test("warns of an endpoint whose rules are in two files, as they were not verified together", async () => {
    const [out, scaleIn] = on("chat");
    const { err } = await go("verify a.json b.json", { "a.json": [out], "b.json": [scaleIn] });
    expect(err).toContain("warning: endpoint `chat` has rules in a.json and in b.json: each part was verified alone\n");
  });

  test("warns of an endpoint whose rules are in two sets of one file too", async () => {
    const [out, scaleIn] = on("chat");
    const { err } = await go("verify a.json", { "a.json": [{ rules: [out] }, { rules: [scaleIn] }] });
    expect(err).toBe("warning: endpoint `chat` has rules twice in a.json: each part was verified alone\n");
  });

  test("lists 1,000 faults of a file, and says how many more there are", async () => {
    const rules = Array.from({ length: 1002 }, (_, at) => ({ ...sound[0], id: `r${at}`, stepSize: "1" }));
    const { err, out } = await go("verify a.json", { "a.json": rules });
    expect(err.match(/stepSize is "1"/g)).toHaveLength(1000);
    expect(err).toMatch(/\nand 2 more faults\n$/);
    expect(out).toMatch(/, 1002 faults\n$/);
    const { err: one } = await go("verify a.json", { "a.json": rules.slice(1) });
    expect(one).toMatch(/\nand 1 more fault\n$/);
  });

  test("of rules that are all off names no rule, and stands at their list", async () => {
    const off = { rules: sound.map((each) => ({ ...each, enabled: false })) };
    const { code, out } = await go("verify a.json", { "a.json": off });
    expect(code).toBe(0);
    expect(out).toContain(
      "\na.json:1:10: warning[none-enabled]\n  no rule is enabled, so that nothing changes the count",
    );
    expect(out).toContain("  10 properties proved over 1 count and 1 kind of readings\n");
  });

  test("of metrics with a query for each rule is an axis for each, bare where no reading can stand on it", async () => {
    const rules = sound.map((each) => ({ ...each, metricSource: "PROMETHEUS" }));
    const { out } = await go("verify a.json", { "a.json": rules });
    expect(out).toContain("  qps (out)  0             75\n             |  dead zone  |  out +1  >\n");
    expect(out).toContain("  qps (in)  0         30\n            |  in -1  |  dead zone  >\n");
    const between = { rules, metrics: { qps: { integer: true, min: "0.3", max: "0.6" } } };
    expect((await go("verify a.json", { "a.json": between })).out).toContain("\n  qps (out)\n  qps (in)\n");
  });

  test("for GitHub are annotations, with the characters escaped that have a meaning there", async () => {
    const { out } = await go("verify a,b.json --format github --load qps", { "a,b.json": narrow });
    expect(out).toMatch(
      /^::error file=a%2Cb\.json,line=1,col=\d+,title=limit-cycle::under a constant .*%0Aset threshold/,
    );
    expect(out).toMatch(/\n1 endpoint in 1 file: 1 error, 0 warnings, 0 notes\n$/);
    const faulty = await go("verify a.json --format github", { "a.json": [{ ...sound[0], stepSize: "50%" }] });
    expect(faulty.out).toMatch(/^::error file=a\.json,line=1,col=\d+,title=not-an-integer::rule `out`: .*"50%25"/);
    const stale = { accepted: [acceptance("chat", "gone"), acceptance("other", "gone")] };
    const accepted = await go("verify a.json --accept b.json --format github", { "a.json": sound, "b.json": stale });
    expect(accepted.out).toBe(
      "::warning file=b.json,line=1,col=14,title=stale-acceptance::endpoint `chat` has no finding with the id `gone`: remove the acceptance\n" +
        "1 endpoint in 1 file: 0 errors, 0 warnings, 0 notes, 1 acceptance stale\n",
    );
    const option = await go("verify a.json --load qsp --format github", { "a.json": sound });
    expect(option.out).toMatch(/^::error title=unknown-metric::--load is "qsp"/);
  });

  test("as SARIF keeps to its schema, whatever was found", async () => {
    const text = readFileSync(new URL("./sarif/sarif-2.1.0.json", import.meta.url), "utf8");
    // What it says is the same in the dialect that is read here, but for its name.
    const { id: _id, $schema: _, ...schema } = JSON.parse(text);
    const validate = new Ajv({ ...COMPILED_SOON, strict: false, validateFormats: false, unicodeRegExp: false }).compile(
      schema,
    );
    const accepted = { accepted: [acceptance("b", "limit-cycle/load/b-out,b-in"), acceptance("a", "gone")] };
    const files = { "a%.json": on("a"), "/b.json": on("b", narrow), "c.json": "{", "accept.json": accepted };
    const { out, code } = await go("verify a%.json /b.json c.json --format sarif --accept accept.json", files);
    const log = JSON.parse(out);
    expect(validate(log) || validate.errors).toBe(true);
    expect(code).toBe(1);
    const results = log.runs[0].results.map((each: { ruleId: string; suppressions?: unknown[] }) => [
      each.ruleId,
      each.suppressions?.length,
    ]);
    expect(results).toEqual([
      ["no-document", undefined],
      ["limit-cycle", 1],
      ["stale-acceptance", undefined],
    ]);
    const open = await go("verify b.json --format sarif --load qsp", { "b.json": narrow });
    expect(JSON.parse(open.out).runs[0].results).toEqual([
      expect.objectContaining({ ruleId: "unknown-metric", level: "error", locations: [] }),
    ]);
    const found = JSON.parse((await go("verify b.json --format sarif", { "b.json": narrow })).out);
    expect(validate(found) || validate.errors).toBe(true);
    expect(found.runs[0].results).toEqual([expect.not.objectContaining({ suppressions: expect.anything() })]);
  });

  test("in no other form, and says which there are", async () => {
    expect((await go("verify a --format xml", { a: sound })).err).toContain(
      "--format is xml, expected text, json, sarif or github",
    );
  });
});

function acceptance(endpointId: string, id: string) {
  return { endpointId, id, reason: "until the new engine is out", date: "2026-03-02" };
}

describe("what was accepted", () => {
  const id = "limit-cycle/load/out,in";

  test("does not count, nor what follows from it", async () => {
    const accepted = { accepted: [acceptance("chat", id)] };
    const { code, out } = await go("verify r.json --accept a.json --strict", { "r.json": narrow, "a.json": accepted });
    expect(code).toBe(0);
    expect(out).not.toContain("error[");
    expect(out).toMatch(/0 errors, 0 warnings, 0 notes, 1 accepted\n$/);
  });

  test("and is no longer found is stale, which --strict counts", async () => {
    const files = { "r.json": sound, "a.yaml": `accepted:\n  - ${JSON.stringify(acceptance("chat", id))}\n` };
    const { code, out } = await go("verify r.json --accept a.yaml", files);
    expect(code).toBe(0);
    expect(out).toContain(
      "a.yaml:2:5: warning[stale-acceptance]\n  endpoint `chat` has no finding with the id `limit-cycle/load/out,in`: remove the acceptance\n",
    );
    expect(out).toMatch(/, 1 acceptance stale\n$/);
    expect((await go("verify r.json --accept a.yaml --strict", files)).code).toBe(1);
    const json = JSON.parse((await go("verify r.json --accept a.yaml --json", files)).out);
    const [accepted] = [acceptance("chat", id)];
    expect(json.unusedAcceptances).toEqual([
      { file: "a.yaml", line: 2, column: 5, stale: true, meant: [], ...accepted },
    ]);
  });

  test.each(["limit-cycle", "limit_cycel/load/out,in", "limit-cycle/load/scale-out,in"])(
    "by an id that is not there gets the nearest one that is: %s",
    async (wrong) => {
      const files = { "r.json": narrow, "a.json": { accepted: [acceptance("chat", wrong)] } };
      const says = `endpoint \`chat\` has no finding with the id \`${wrong}\`; did you mean \`${id}\`? Otherwise remove the acceptance`;
      const { out } = await go("verify r.json --accept a.json", files);
      expect(out).toContain(`warning[stale-acceptance]\n  ${says}\n`);
      const sarif = JSON.parse((await go("verify r.json --accept a.json --format sarif", files)).out);
      expect(sarif.runs[0].results[1].message.text).toBe(says);
      expect((await go("verify r.json --accept a.json --format github", files)).out).toContain(`::${says}\n`);
    },
  );

  test("by the code of several findings gets three of their ids, of those that nobody has accepted", async () => {
    const dead = ["100", "101", "102", "103", "104"].map((threshold, at) => {
      return { ...sound[0], id: `r${at}`, metricName: "cuda_util", metricSource: "KERNEL", threshold };
    });
    const accepted = [acceptance("chat", "outside-domain"), acceptance("chat", "outside-domain/r0")];
    const files = { "r.json": dead, "a.json": { accepted } };
    const json = JSON.parse((await go("verify r.json --accept a.json --json", files)).out);
    expect(json.unusedAcceptances).toMatchObject([
      { meant: ["outside-domain/r1", "outside-domain/r2", "outside-domain/r3"] },
    ]);
  });

  test("is read by ids, which the text names beside a list of what was accepted", async () => {
    const files = { "r.json": narrow, "a.yaml": "accepted: []" };
    for (const quiet of ["", " --quiet --strict"]) {
      expect((await go(`verify r.json --accept a.yaml${quiet}`, files)).out).toContain(`\n  id: ${id}\n`);
      expect((await go(`verify r.json${quiet}`, files)).out).not.toContain("  id: ");
    }
  });

  test("for an endpoint that was not read is noted, and costs nothing", async () => {
    const files = { "r.json": sound, "a.json": { accepted: [acceptance("other", id)] } };
    const { code, out } = await go("verify r.json --accept a.json --strict", files);
    expect(code).toBe(0);
    expect(out).toContain("note[unused-acceptance]\n  endpoint `other` was not among those verified\n");
  });

  test("needs a reason and a day", async () => {
    const { reason: _, ...bare } = acceptance("chat", id);
    const files = { "r.json": sound, "a.json": { accepted: [{ ...bare, date: "soon", why: "" }] } };
    const { code, err } = await go("verify r.json --accept a.json", files);
    expect(code).toBe(1);
    expect(err).toContain("accepted[0].reason is missing");
    expect(err).toContain('accepted[0].date is "soon", expected a day such as 2026-03-02');
    expect(err).toContain("unknown key `accepted[0].why`");
    expect((await go("verify r.json --accept gone.json", files)).code).toBe(2);
    const unreadable = await go("verify r.json --accept a.json", { ...files, "a.json": "{" });
    expect([unreadable.code, unreadable.err]).toEqual([1, expect.stringMatching(/^a\.json:1:2: fault: /)]);
  });
});
