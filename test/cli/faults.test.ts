import { describe, expect, test } from "vitest";
import { go } from "./go.ts";
import { row, sound } from "./inputs.ts";

/** What a command says of a file, a line for each fault. */
async function faultsOf(command: string, file: string, content: unknown): Promise<readonly string[]> {
  const { code, err } = await go(`${command} ${file}`, { [file]: content });
  expect(code).toBe(1);
  return err.trimEnd().split("\n");
}

describe("a file that does not parse", () => {
  test("is called by its form, where its name says it", async () => {
    expect(await faultsOf("verify", "a.yaml", "- a: [\n")).toEqual([
      expect.stringMatching(/^a\.yaml:2:1: fault: the input is text that does not parse, expected YAML; /),
    ]);
    expect(await faultsOf("verify", "a.yaml", "{ a: [ }\n")).toEqual([
      expect.stringMatching(/^a\.yaml:1:8: fault: the input is text that does not parse, expected YAML; /),
    ]);
    expect(await faultsOf("verify", "a.json", "[")).toEqual([
      "a.json:1:2: fault: the input is text that does not parse, expected JSON; closing bracket expected",
    ]);
  });

  test("for an alias without an anchor has its place", async () => {
    const text = "# one\n- &a { id: a }\n---\n- *a\n";
    expect(await faultsOf("verify", "a.yaml", text)).toEqual([
      "a.yaml:4:3: fault: the input is text that does not parse, expected YAML; *a has no anchor: write &a at what it stands for, above it",
    ]);
  });
});

test("a key that stands twice is named, in YAML of any style and in each of several documents", async () => {
  expect(await faultsOf("simulate", "a.yaml", "{ a: 1, b: { c: 1, c: 2 }, a: 3 }")).toEqual([
    "a.yaml:1:23: fault: b.c is given twice, expected one value; remove one of the two: the last one would count",
    "a.yaml:1:31: fault: a is given twice, expected one value; remove one of the two: the last one would count",
  ]);
  expect(await faultsOf("evaluate", "a.yaml", "a: 1\n---\n- b: 2\n  b: 3\n")).toEqual([
    "a.yaml:4:6: fault: [1][0].b is given twice, expected one value; remove one of the two: the last one would count",
  ]);
});

test("a file with only comments is said to be one", async () => {
  for (const text of ["# soon\n\n  # later\n", "// soon\r\n// later"]) {
    expect(await faultsOf("verify", "a.yaml", text)).toEqual([
      "a.yaml: fault: the input is text with only comments, expected rules, a snapshot or a scenario; write a list of rules below them",
    ]);
  }
});

test("what has no rules names what stands in their place", async () => {
  expect(await faultsOf("verify", "a.yaml", "semantics: recommended\n")).toEqual([
    'a.yaml:1:1: fault: rules is missing beside "semantics", expected an array; list the rules in evaluation order',
  ]);
  expect(await faultsOf("verify", "a.yaml", "---\n---\n")).toEqual([
    expect.stringMatching(/^a\.yaml.*: fault: rules is an empty list, expected at least one rule; /),
  ]);
});

test("a key that was meant as a missing one is one fault", async () => {
  const [{ endpointId, ...rest } = { endpointId: "" }] = sound;
  expect(await faultsOf("verify", "a.json", [{ ...rest, endpoint: endpointId }])).toEqual([
    expect.stringMatching(/unknown key `rules\[0\]\.endpoint`; did you mean `endpointId`\?$/),
  ]);
});

describe("all faults come at once", () => {
  test("of a rule whose type is wrong", async () => {
    const rule = { ...sound[0], type: "Threshold", comparator: "greater_than", threshold: "eighty", limit: 6 };
    const found = await faultsOf("verify", "a.json", [rule]);
    expect(found.map((line) => line.replace(/^.*`out`: /, ""))).toEqual([
      'rules[0].type is "Threshold", expected threshold or band; did you mean threshold?',
      'rules[0].comparator is "greater_than", expected LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN or GREATER_THAN_OR_EQUAL; did you mean GREATER_THAN?',
      expect.stringMatching(/^rules\[0\]\.threshold is "eighty"/),
      "unknown key `rules[0].limit`; did you mean `maxReplicas`?",
    ]);
  });

  test("of a scenario in whose trace there are some", async () => {
    const scenario = {
      rules: sound,
      replicas: 1,
      cycle: 5,
      coldStart: 60,
      trace: { generate: "constant", rate: 1, hours: 24 },
      service: { model: "fluid", rps: 4 },
      objectives: { firstToken: "2s" },
      variants: [5, { seed: 0.5, rules: [{ ...sound[0], stepSize: "x" }] }],
    };
    const found = await faultsOf("simulate", "a.json", scenario);
    expect(found.map((line) => line.replace(/^.*?fault: /, "").replace(/; rename or remove it: .*/, ""))).toEqual([
      "unknown key `scenario.replicas`; did you mean `initialReplicas`?",
      "unknown key `scenario.cycle`; did you mean `cycleSeconds`?",
      "unknown key `scenario.coldStart`; did you mean `startupSeconds`?",
      "unknown key `scenario.trace.hours`",
      expect.stringMatching(/^scenario\.trace\.seconds is missing/),
      expect.stringMatching(/^scenario\.variants\[0\] is 5/),
      expect.stringMatching(/^scenario\.variants\[1\]\.rules\[0\]\.stepSize is "x"/),
      "unknown key `scenario.service.rps`",
      expect.stringMatching(/^scenario\.service\.requestsPerSecond is missing/),
      expect.stringMatching(/^scenario\.objectives\.firstToken is "2s"/),
      expect.stringMatching(/^scenario\.variants\[1\]\.seed is 0\.5/),
    ]);
  });
});

describe("what people often write says how to repair it", () => {
  test.each([
    [{ cooldownSeconds: "5m" }, "write seconds: 300 for 5 minutes"],
    [{ cooldownSeconds: "1 hour" }, "write seconds: 3600 for 1 hour"],
    [{ cooldownSeconds: "90s" }, "write seconds: 90 for 90 seconds"],
    [{ threshold: "80%" }, "write 80, without %"],
    [{ endpointId: 42 }, 'put it in quotes: "42"'],
    [{ metricSource: "kernels" }, "did you mean KERNEL?"],
  ])("%j in a rule", async (changes, help) => {
    const [fault = ""] = await faultsOf("verify", "a.json", [{ ...sound[0], ...changes }]);
    expect(fault.slice(-help.length - 2)).toBe(`; ${help}`);
  });

  test.each([
    ["yaml", "id: 007", "007"],
    ["yaml", "id: 0x10", "0x10"],
    ["yaml", "id: &one +1.50 # the first", "+1.50"],
    ["yaml", "{ metricName: 1e3}", "1e3"],
    ["json", '{"endpointId":1.0}', "1.0"],
    // What is merged into a rule has no place of its own.
    ["yaml", "<<: { id: 7.0 }", "7"],
    ["yaml", "{ <<: { id: 0.0 } }", "0"],
  ])("a number as an id, in its own digits: %s %s", async (form, text, digits) => {
    const list = form === "yaml" ? `- ${text}\n` : `[${text}]`;
    const found = await faultsOf("verify", `a.${form}`, list);
    expect(found.filter((line) => line.includes("quotes"))).toEqual([
      expect.stringMatching(`; put it in quotes: "${digits.replace("+", "\\+")}"$`),
    ]);
  });

  test("a time in a trace that no calendar has", async () => {
    const scenario = { rules: [], initialReplicas: 1, trace: { file: "t.csv" }, service: { model: "ideal" } };
    const { err } = await go("simulate a.json", {
      "a.json": scenario,
      "t.csv": "t,requests\n2026-02-30T00:00:00Z,5\n2026-03-01T00:00:00Z,6\n",
    });
    expect(err).toContain("; there is no such day: 2026-02 has 28 days\n");
  });

  test("a load that is a name", async () => {
    expect(await faultsOf("verify", "a.json", { rules: sound, load: "qps" })).toEqual([
      expect.stringMatching(/load is "qps", expected an object; write load: \{metric: qps\}$/),
    ]);
  });

  test("the same in a scenario", async () => {
    const scenario = {
      rules: sound,
      initialReplicas: 1,
      cycleSeconds: "1m",
      trace: { binSeconds: 60, requests: [1] },
      service: { model: "flued" },
    };
    expect(await faultsOf("simulate", "a.json", scenario)).toEqual([
      expect.stringMatching(/; write seconds: 60 for 1 minute$/),
      expect.stringMatching(/; did you mean fluid\?$/),
    ]);
  });
});

describe("an option that nothing in the input is about is refused", () => {
  const snapshot = { now: "2026-03-02T12:00:00Z", endpoints: [], rules: [], metrics: [], lastTriggered: {} };

  test.each([
    "verify a --endpoint nosuch",
    "verify a --release 26.8",
    "diff a a --release 99",
    "evaluate b --release 9",
  ])("%s", async (args) => {
    const { code, out, err } = await go(args, { a: sound, b: snapshot });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(
      /--(endpoint|release) is for rules from Backend\.AI's database, and the input has none; leave it/,
    );
  });

  test("and taken where some of it is", async () => {
    const told = await go("verify a b --release 26.8 --endpoint other", { a: sound, b: [row] });
    expect([told.code, told.out]).toEqual([1, expect.stringContaining("2 endpoints in 2 files")]);
    expect((await go("diff a b --release 26.8", { a: sound, b: [row] })).code).toBe(1);
  });
});

test("help about an unknown command is refused", async () => {
  const { code, out, err } = await go("explain --help");
  expect([code, out, err.split("\n")[0]]).toEqual([2, "", expect.stringContaining("no such command: explain; ")]);
  expect((await go("help verfy")).err).toContain("no such command: verfy; did you mean verify?");
});

test("the help of a command refers to that of no other", async () => {
  for (const command of ["demo", "evaluate", "verify", "diff", "fmt", "doctor", "simulate", "service-curve"]) {
    expect((await go(`${command} --help`)).out).not.toMatch(/\bas (?:for|of) (?:verify|evaluate|doctor|simulate)\n/);
  }
});

test("diff names the rules that only one side has, and not each of their fields", async () => {
  const [out, ...others] = sound;
  const { code, out: told } = await go("diff a b", {
    a: sound.map((rule) => ({ ...rule, cooldownSeconds: 60 })),
    b: [{ ...out, id: "renamed", threshold: "80" }, ...others].map((rule) => ({ ...rule, cooldownSeconds: 60 })),
  });
  expect(code).toBe(1);
  expect(told).toContain("\n  removed: rule `out`; added: rule `renamed`\n");
  expect(told).not.toContain("was not compared");
});

test("standard input is called so, and a pattern that no file matches is named", async () => {
  expect((await go("verify -", { "-": [{ ...sound[0], stepSize: "x" }] })).err).toMatch(
    /^standard input:1:\d+: fault: /,
  );
  const none = await go("verify no/**/*.yaml", {}, { find: async () => [] });
  expect(none.err).toContain("no file matches no/**/*.yaml\n");
});
