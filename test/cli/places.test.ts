import { describe, expect, test } from "vitest";
import { go } from "./go.ts";
import { row, sound } from "./inputs.ts";

/** What is said of each fault that `verify` finds in a text, without its help. */
async function faultsIn(file: string, text: string): Promise<readonly string[]> {
  const { err } = await go(`verify ${file}`, { [file]: text });
  return err.split("\n").map((line) => line.replace(/(?:, expected|;).*/, ""));
}

/** The same rule as somebody would write it in YAML, with one more line. */
function yaml(more: string): string {
  const fields = Object.entries({ ...sound[0] }).map(([name, value]) => `    ${name}: ${value}\n`);
  return `rules:\n  - # the only one\n${fields.join("")}${more}`;
}

describe("a fault in YAML is placed", () => {
  test("at the value, or at the key where only the key is wrong", async () => {
    const text = yaml("    treshold: 1\n    forSeconds: soon\n");
    expect(await faultsIn("a.yaml", text)).toEqual([
      'a.yaml:15:17: fault: rule `out`: rules[0].forSeconds is "soon"',
      "a.yaml:14:5: fault: rule `out`: unknown key `rules[0].treshold`",
      "",
    ]);
  });

  test("at a key that has no value", async () => {
    expect(await faultsIn("a.yaml", yaml("    ? forSeconds\n"))).toEqual([
      "a.yaml:14:7: fault: rule `out`: rules[0].forSeconds is null",
      "",
    ]);
  });

  test("where the anchor is, of what stands behind an alias", async () => {
    const text = `load: &load { metric: qps, metrc: 5 }\n${yaml("")}domain: { qps: *load }\n`;
    expect(await faultsIn("a.yaml", text)).toContain("a.yaml:1:28: fault: unknown key `domain.qps.metrc`");
  });

  test("at what is around it, where it came by a merge, or under a key that is a list", async () => {
    const merged = `${yaml("    <<: { treshold: 1 }\n")}`;
    expect(await faultsIn("a.yaml", merged)).toEqual([
      "a.yaml:3:5: fault: rule `out`: unknown key `rules[0].treshold`",
      "",
    ]);
    expect(await faultsIn("a.yaml", yaml("    ? [a, b]\n    : 1\n"))).toEqual([
      'a.yaml:3:5: fault: rule `out`: unknown key `rules[0]["[ a, b ]"]`',
      "",
    ]);
  });

  test("at the list, of a pair that stands in it as YAML 1.1 has them", async () => {
    const [first] = await faultsIn("a.yaml", "rules: !!pairs\n  - a: 1\n");
    expect(first).toMatch(/^a\.yaml:2:3: fault: rules\[0\]\.type is missing/);
  });

  test("at the first of several documents, where it is about all of them", async () => {
    const { err } = await go("simulate a.yaml", { "a.yaml": "# two\nseed: 1\n---\nseed: 2\n" });
    expect(err).toMatch(/^a\.yaml:2:1: fault: scenario is an array, expected an object/);
  });

  test("nowhere, where the text has comments alone", async () => {
    expect(await faultsIn("a.yaml", "# rules come later\n")).toEqual([
      "a.yaml: fault: the input is text with only comments",
      "",
    ]);
  });
});

test("YAML whose aliases multiply without end, or have no anchor, is refused", async () => {
  const bomb = [
    "a: &a [x,x,x,x,x,x,x,x,x]",
    "b: &b [*a,*a,*a,*a,*a,*a,*a,*a]",
    "rules: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]",
  ].join("\n");
  const told = await go("verify a.yaml", { "a.yaml": bomb });
  expect([told.code, told.err]).toEqual([1, expect.stringContaining("; Excessive alias count")]);
  const unknown = await go("verify a.yaml", { "a.yaml": "rules: [*a]\n" });
  expect([unknown.code, unknown.err]).toEqual([
    1,
    expect.stringMatching(/^a\.yaml:1:9: fault: .*; \*a has no anchor: /),
  ]);
});

describe("a fault in JSON is placed", () => {
  test("at the value, at the key where only the key is wrong, and around what is missing", async () => {
    const [rule] = sound;
    const { cooldownSeconds: _, ...short } = { ...rule, stepSize: 0.5, treshold: 1 };
    const text = JSON.stringify([short], null, 1);
    const lines = text.split("\n").map((line) => line.trim());
    const at = (start: string) => lines.findIndex((line) => line.startsWith(start)) + 1;
    expect((await faultsIn("a.json", text)).map((line) => line.replace(/ (?:is|key) .*/, ""))).toEqual([
      `a.json:${at('"stepSize"')}:15: fault: rule \`out\`: rules[0].stepSize`,
      "a.json:2:2: fault: rule `out`: rules[0].cooldownSeconds",
      `a.json:${at('"treshold"')}:3: fault: rule \`out\`: unknown`,
      "",
    ]);
  });

  test("at its key, where that looks like a step of a path", async () => {
    const { code, err } = await go("simulate a.json", { "a.json": { rules: [], '["\\q"]': 1 } });
    expect(code).toBe(1);
    expect(err).toContain('a.json:1:13: fault: unknown key `scenario["[\\"\\\\q\\"]"]`; ');
  });

  test("at the second of two keys, in every command that reads what people write", async () => {
    for (const args of ["simulate a", "service-curve a", "verify r.json --accept a"]) {
      const { code, err } = await go(args, { a: '{ "seed": 1,\n  "seed": 2 }', "r.json": sound });
      expect([args, code, err]).toEqual([args, 1, expect.stringMatching(/^a:2:11: fault: seed is given twice/)]);
    }
  });
});

describe("tables of a database have a line for each row, and none for what is of all rows", () => {
  const columns = Object.entries({ ...row, last_triggered_at: "" });
  const names = columns.map(([name]) => name).join();
  const fields = (changes: object) =>
    Object.values({ ...Object.fromEntries(columns), ...changes })
      .map((value) => value ?? "")
      .join();

  test("so that of a fault of the whole the file is named alone", async () => {
    const dump = "COPY public.endpoints (id, replicas) FROM stdin;\nchat\t2\n\\.\n";
    const { err } = await go("simulate dump.sql", { "dump.sql": dump });
    expect(err.split("\n").map((line) => line.replace(/;.*/, ""))).toEqual([
      "dump.sql: fault: unknown key `scenario.endpoints`",
      "dump.sql: fault: scenario.rules is missing, expected an array of rules",
      "dump.sql: fault: scenario.trace is missing, expected an object",
      "dump.sql: fault: scenario.initialReplicas is missing, expected an integer from 0 to 1,000,000",
      "dump.sql: fault: scenario.service is missing, expected a service of the model ideal, fluid or llm, or a function",
      "",
    ]);
  });

  test("so that a finding about a row is at its line", async () => {
    const table = `${names}\n${fields({ id: "one" })}\n${fields({ id: "two" })}\n`;
    const { out } = await go("verify rules.csv", { "rules.csv": table });
    expect(out).toMatch(/^rules\.csv:2:1: \w+\[[a-z-]+(?:, \w+)?\] one/m);
    expect(out).toMatch(/^rules\.csv:3:1: \w+\[[a-z-]+(?:, \w+)?\] one, two/m);
  });

  test("so that of a finding about all rows every format names the file alone, and text the field too", async () => {
    const table = `${names}\n${fields({ step_size: 1, min_threshold: null, max_threshold: "80", max_replicas: 4 })}`;
    const verified = async (format: string) =>
      (await go(`verify rules.csv --format ${format}`, { "rules.csv": table })).out;
    expect(await verified("text")).toContain("\nrules.csv:rules: warning[one-direction] r\n");
    expect(await verified("github")).toMatch(/^::warning file=rules\.csv,title=one-direction::rule `r`/);
    const [{ verification }] = JSON.parse(await verified("json")).endpoints;
    const remarks = [...verification.findings, ...verification.advice];
    expect(remarks).toContainEqual(expect.objectContaining({ code: "one-direction", line: null, column: null }));
    const [result] = JSON.parse(await verified("sarif")).runs[0].results;
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "rules.csv", uriBaseId: "%SRCROOT%" },
    });
  });
});
