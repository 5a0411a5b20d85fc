import { describe, expect, test } from "vitest";
import { go } from "./go.ts";
import { narrow, sound } from "./inputs.ts";

/** Sound rules as JSON, with a threshold that is written so. */
function json(threshold: string): string {
  return `${JSON.stringify(sound, null, 2).replace('"75"', threshold)}\n`;
}

/** The same as YAML. */
function yaml(threshold: string): string {
  const item = (rule: object) => Object.entries(rule).map(([name, value]) => `${name}: ${value}\n`);
  return sound
    .map((rule) => `- ${item(rule).join("  ")}`)
    .join("")
    .replace("threshold: 75", `threshold: ${threshold}`);
}

const LONG = ["80.0000000000000000001", "9007199254740993", "-1e400", "75.00000000000000000000000001"];

describe("fmt keeps every digit", () => {
  test.each(LONG)("of %s in JSON", async (written) => {
    expect((await go("fmt -", { "-": json(written) })).out).toContain(`"threshold": "${written.replace("e", "e+")}"`);
    const commented = `// above\n${json(`${written} /* 9007199254740993 */`)}`;
    expect((await go("fmt -", { "-": commented })).out).toContain(`"threshold": "${written.replace("e", "e+")}"`);
  });

  test.each(LONG)("of %s in YAML", async (written) => {
    expect((await go("fmt -", { "-": yaml(written) })).out).toContain(`threshold: "${written.replace("e", "e+")}"`);
  });

  test("of numbers that YAML has in other forms", async () => {
    for (const [written, says] of [
      ["0x20000000000001", "9007199254740993"],
      ["0x10", "16"],
      ["+80.0000000000000000001", "80.0000000000000000001"],
      ["!!float 80.0000000000000000001", "80.0000000000000000001"],
      [".50000000000000000000001", "0.50000000000000000000001"],
    ]) {
      expect((await go("fmt -", { "-": yaml(String(written)) })).out).toContain(`"${says}"`);
    }
  });
});

describe("an integer field refuses a number that no double holds", () => {
  test.each([
    ["JSON", json("75").replace('"maxReplicas": 6', '"maxReplicas": 6.0000000000000000001')],
    ["YAML", yaml("75").replace("maxReplicas: 6", "maxReplicas: 6.0000000000000000001")],
  ])("in %s", async (_, text) => {
    const { code, err } = await go("fmt -", { "-": text });
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('rules[0].maxReplicas is "6.0000000000000000001", expected an integer'),
    ]);
  });
});

describe("evaluate compares every digit", () => {
  const text = JSON.stringify({
    now: "2026-03-02T12:00:00Z",
    endpoints: [{ id: "chat", replicas: 1 }],
    metrics: [{ endpointId: "chat", source: "INFERENCE_FRAMEWORK", name: "qps", value: "HERE" }],
    rules: [{ ...narrow[0], endpointId: "chat", threshold: 90 }],
    lastTriggered: {},
  });

  test.each([
    ["90", 1],
    ["90.0000000000000000001", 2],
  ])("of a value of %s", async (value, desired) => {
    const { out } = await go("evaluate - --json", { "-": text.replace('"HERE"', value) });
    expect(JSON.parse(out).decisions[0]).toHaveProperty("desired", desired);
  });
});

describe("a scenario", () => {
  const text = JSON.stringify({
    rules: sound,
    initialReplicas: 1,
    service: { model: "fluid", requestsPerSecond: 1 },
    trace: { binSeconds: 60, requests: [1, 2, 3] },
    variants: [{ name: "v", rules: narrow }],
  });

  test("takes measures of its trace with more digits than a double has", async () => {
    const long = await go("simulate - --json", { "-": text.replace("[1,2,3]", "[1.0000000000000000001,2,3]") });
    expect(long.code).toBe(0);
    expect(long).toEqual(await go("simulate - --json", { "-": text }));
  });

  test("keeps the digits of its rules, and of those of its variants", async () => {
    const { err } = await go("simulate -", { "-": text.replaceAll('"stepSize":1', '"stepSize":9007199254740993') });
    expect(err.match(/\S+ is "9007199254740993"/g)).toEqual([
      'scenario.rules[0].stepSize is "9007199254740993"',
      'scenario.variants[0].rules[0].stepSize is "9007199254740993"',
    ]);
  });
});
