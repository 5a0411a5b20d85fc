import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findFiles } from "../../src/cli/find-files.ts";
import { go } from "./go.ts";
import { row, sound } from "./inputs.ts";

/** What fmt makes of a text. */
async function formatted(text: string): Promise<string> {
  const { code, out, err, written } = await go("fmt -", { "-": text });
  expect({ code, err, written }).toEqual({ code: 0, err: "", written: {} });
  return out;
}

const canonical = `${JSON.stringify(sound, null, 2)}\n`;

describe("fmt writes", () => {
  test("JSON as a program would, with keys in the order of the tables and decimals as short text", async () => {
    const [first, second] = sound;
    const swapped = [
      { stepSize: 1, ...first, threshold: 7.5e1 },
      { maxReplicas: 6, ...second, threshold: "+030.0" },
    ];
    expect(await formatted(JSON.stringify(swapped))).toBe(canonical);
    expect(await formatted(`\uFEFF${canonical}\n\n`)).toBe(canonical);
    expect(await formatted(canonical)).toBe(canonical);
  });

  test("JSON with comments: each stays above or beside what it is about", async () => {
    const [first] = sound;
    const { id, type, ...others } = first ?? {};
    const rest = Object.entries(others).map((entry) => entry.map((each) => JSON.stringify(each)).join(": "));
    const text = `// the chat service
{ "rules": [ // in this order
    { ${rest.join(", ")},
      "id": /* short */ ${JSON.stringify(id)}, // the name
      /* which
           kind */ "type": ${JSON.stringify(type)},
      // that is all
    }, /* one */ // only
    // no more
  ], "semantics": "recommended", /* new */ "endpoints": [ /* none */ ], "metrics": { "z": {}, /* a */ "a": {} },
} // the end`;
    expect(await formatted(text)).toBe(`// the chat service
{
  "semantics": "recommended",
  "metrics": {
    "z": {},
    /* a */
    "a": {}
  },
  /* new */
  "endpoints": [
    /* none */
  ],
  "rules": [
    // in this order
    {
      /* which
           kind */
      "type": "threshold",
      /* short */
      "id": "out", // the name
${rest.map((each) => `      ${each}`).join(",\n")}
      // that is all
    } /* one */ // only
    // no more
  ]
}
// the end
`);
  });

  test("YAML in the style that it has, with its comments", async () => {
    const text = `# the chat service
rules:
    # busy
    - stepSize: 1   # by one
      id: out
      type: threshold
      endpointId: chat
      metricSource: KERNEL
      metricName: qps
      comparator: GREATER_THAN
      threshold: 075.50 # measured
      cooldownSeconds: 60
      minReplicas: null
      maxReplicas: null

# where they are
endpoints: [ { replicas: 2, id: chat } ]
semantics: recommended
`;
    expect(await formatted(text)).toBe(`# the chat service
semantics: recommended

# where they are
endpoints: [ { id: chat, replicas: 2 } ]
rules:
  # busy
  - type: threshold
    id: out
    endpointId: chat
    metricSource: KERNEL
    metricName: qps
    comparator: GREATER_THAN
    threshold: "75.5" # measured
    stepSize: 1 # by one
    cooldownSeconds: 60
    minReplicas: null
    maxReplicas: null
`);
  });

  test("YAML of several documents, of lists, with headers, anchors and merge keys", async () => {
    const rule = `{type: threshold, id: a, endpointId: e, metricSource: KERNEL, metricName: m, comparator: LESS_THAN, threshold: '5', stepSize: -1, cooldownSeconds: 0, minReplicas: null, maxReplicas: null}`;
    const inOrder = rule.replace(/^\{(.*)\}$/, "{ $1 }").replace("'5'", '"5"');
    const stream = (each: string) => `# a\n\n# b\nrules: [ ${each} ]\n---\n# c\nrules:\n  - ${each}\n`;
    expect(await formatted(stream(rule))).toBe(stream(inOrder));
    expect(await formatted(`# one\n\n# other\nrules: [ ${rule} ]\nsemantics: recommended\n`)).toBe(
      `# one\n\n# other\nsemantics: recommended\nrules: [ ${inOrder} ]\n`,
    );
    expect(await formatted(`rules: [ ${rule} ]\nsemantics: recommended\n`)).toBe(
      `semantics: recommended\nrules: [ ${inOrder} ]\n`,
    );
    const mixed = (each: string) => `${each}\n---\n- ${each}\n---\nrules:\n  - ${each}\n`;
    expect(await formatted(mixed(rule))).toBe(mixed(inOrder));
    const item = `# item\n- # key\n  ${rule.slice(1, -1).split(", ").toReversed().join("\n  ")}\n- ${rule}\n`;
    expect(await formatted(item)).toMatch(/^# item\n# key\n- type: threshold\n {2}id: a\n/);
    const counts = `initial: [ 1, 2 ]\nrules: [ ${inOrder} ]\n`;
    expect(await formatted(counts)).toBe(counts);
    const merged = (second: string) => `- &base ${inOrder.replace("id:", "&name id:")}\n- ${second}\n`;
    expect(await formatted(merged("{ <<: *base, id: b }"))).toBe(merged("{ id: b, <<: *base }"));
    expect(await formatted(merged("{ *name : b, <<: *base }"))).toBe(
      merged("{\n    ? *name\n    : b,\n    <<: *base\n  }"),
    );
  });

  test("decimals in plain digits, or with an exponent where that is shorter and they are very large or small", async () => {
    const long = "123456789012345678901234567890";
    const as = async (threshold: string) =>
      JSON.parse(await formatted(JSON.stringify([{ ...sound[0], threshold }])))[0].threshold;
    expect(await as(`${long}.10`)).toBe(`${long}.1`);
    expect(await as("100000")).toBe("100000");
    expect(await as("0.00001")).toBe("0.00001");
    expect(await as(`1${"0".repeat(30)}`)).toBe("1e+30");
    expect(await as("0.0000000012")).toBe("1.2e-9");
    expect(await as("-12345.678901e-12")).toBe("-1.2345678901e-8");
  });

  test("numbers of YAML as JSON has them", async () => {
    const yaml = (seconds: string) =>
      sound
        .map(
          (rule) =>
            `- ${JSON.stringify({ ...rule, cooldownSeconds: 0 }).slice(0, -1)}, cooldownSeconds: ${seconds} }\n`,
        )
        .join("")
        .replaceAll('"cooldownSeconds":0,', "");
    const canonicalYaml = await formatted(yaml("60"));
    for (const seconds of ["6e1", "60.0", "0x3c", "+60"]) {
      expect([seconds, await formatted(yaml(seconds))]).toEqual([seconds, canonicalYaml]);
    }
  });

  test("line ends as the file has them", async () => {
    const [first] = sound;
    const withBreaks = (text: string) => text.replaceAll("\n", "\r\n");
    const commented = canonical.replace("[\n", "[\n  /* one\n     two */\n  // three\n");
    for (const text of [
      canonical,
      commented,
      await formatted(`# one\n- ${JSON.stringify(first)} # two\n\n# three\n`),
    ]) {
      expect(await formatted(withBreaks(text))).toBe(withBreaks(text));
    }
    expect(await formatted(withBreaks(`# one\n- ${JSON.stringify(first)} # two\n`))).toMatch(
      /^# one\r\n- .* # two\r\n$/,
    );
    expect(await go("fmt a.json --check", { "a.json": withBreaks(canonical) })).toMatchObject({ code: 0, out: "" });
  });

  test("times and nested fields in one way, and null and unknown names as they are", async () => {
    const zero = {
      idleSeconds: 600,
      activation: [{ threshold: 0, comparator: "GREATER_THAN", metricName: "asked", metricSource: "PROMETHEUS" }],
    };
    const endpoint = { replicas: 1, id: "chat", pausedUntil: "2026-03-02T13:00:00+01:00", minReplicas: 1, zero };
    const metrics = { z: { max: null, min: 0 }, a: { integer: true } };
    const load = { metric: "qps" };
    const set = { $schema: "rule-set.json", rules: sound, endpoints: [endpoint], load, metrics };
    const out = await formatted(JSON.stringify(set));
    expect(Object.keys(JSON.parse(out))).toEqual(["$schema", "load", "metrics", "endpoints", "rules"]);
    const [written] = JSON.parse(out).endpoints;
    expect(written).toEqual({
      ...endpoint,
      pausedUntil: "2026-03-02T12:00:00.000Z",
      zero: { ...zero, activation: [{ ...zero.activation[0], threshold: "0" }] },
    });
    expect(Object.keys(written.zero.activation[0])).toEqual(["metricSource", "metricName", "comparator", "threshold"]);
    expect(JSON.stringify(JSON.parse(out).metrics)).toBe('{"z":{"min":"0","max":null},"a":{"integer":true}}');
  });
});

test("the examples are in this form, as their hook wants them", async () => {
  const read = async (path: string) => readFileSync(path, "utf8");
  const args = "fmt --check examples/rules-in-git/rules examples/flapping-rules.json examples/repaired-rules.json";
  expect(await go(args, {}, { find: findFiles, read })).toMatchObject({ code: 0, out: "", err: "" });
});

describe("fmt rewrites", () => {
  const messy = JSON.stringify(sound);

  test("the files that are not in that form, and prints their names", async () => {
    const files = { "a.json": messy, "b.json": canonical, "c.json": messy };
    expect(await go("fmt a.json b.json c.json", files)).toEqual({
      code: 0,
      out: "a.json\nc.json\n",
      err: "",
      written: { "a.json": canonical, "c.json": canonical },
    });
  });

  test("nothing with --check, which prints the same names and ends with 1 where there are any", async () => {
    const files = { "a.json": messy, "b.json": canonical, "-": messy };
    expect(await go("fmt a.json b.json --check", files)).toEqual({ code: 1, out: "a.json\n", err: "", written: {} });
    expect(await go("fmt b.json --check", files)).toEqual({ code: 0, out: "", err: "", written: {} });
    expect(await go("fmt --check", files)).toEqual({ code: 1, out: "-\n", err: "", written: {} });
  });

  test("no file in another form: those of Backend.AI, tables and snapshots", async () => {
    const files = { "rows.json": [row], "lines.json": `${messy}\n${messy}`, "now.json": { now: 1, rules: [] } };
    const { code, out, err, written } = await go("fmt rows.json lines.json now.json", files);
    expect([code, out, written]).toEqual([0, "", {}]);
    expect(err.trimEnd().split("\n")).toEqual([
      "note: rows.json has another form of rules; fmt writes only rule files",
      "note: lines.json has another form of rules; fmt writes only rule files",
      "note: now.json is a snapshot; fmt writes only rule files",
    ]);
    expect((await go("fmt -", { "-": JSON.stringify([row]) })).out).toBe(JSON.stringify([row]));
    expect(await go("fmt --check", { "-": JSON.stringify([row]) })).toMatchObject({ code: 0, out: "" });
  });

  test("no file with faults, but the others", async () => {
    const files = { "a.json": [{ ...sound[0], maxReplica: 1 }], "b.yaml": "rules: [", "c.json": messy };
    const { code, out, err, written } = await go("fmt a.json b.yaml c.json", files);
    expect([code, out, written]).toEqual([1, "c.json\n", { "c.json": canonical }]);
    expect(err).toContain("did you mean `maxReplicas`?");
    expect(err).toContain("b.yaml:");
  });

  test("no file whose aliases would mean something else", async () => {
    const refused = async (changes: string) => {
      const text = `- { type: threshold, id: a, endpointId: e, metricSource: KERNEL, metricName: m, comparator: LESS_THAN, ${changes} }\n`;
      const { code, err, written } = await go("fmt a.yaml", { "a.yaml": text });
      expect([code, written]).toEqual([1, {}]);
      return err;
    };
    const rest = "minReplicas: null, maxReplicas: null";
    const says = "a.yaml: cannot be put in order: its aliases or comments would not stay what they are; write out";
    expect(await refused(`threshold: &n 4, stepSize: *n, cooldownSeconds: 0, ${rest}`)).toContain(says);
    expect(await refused(`cooldownSeconds: &n 4, stepSize: *n, threshold: 4, ${rest}`)).toContain(says);
  });

  test("nothing where the command line is wrong", async () => {
    expect(await go("fmt", {}, { inputIsTerminal: true })).toMatchObject({
      code: 2,
      err: expect.stringContaining("fmt needs files or folders, or rules on standard input"),
    });
    expect(await go("fmt gone.json")).toMatchObject({ code: 2, err: expect.stringContaining("cannot read gone.json") });
    const none = await go("fmt empty", {}, { find: async () => [] });
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining("empty has no files of rules") });
  });
});
