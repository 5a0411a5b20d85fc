import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { go } from "./go.ts";

const recorded = (file: string) =>
  readFileSync(new URL(`../conformance/vectors/${file}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("vectors", () => {
  test.each([
    ["v26", "backendai-v26", "backendai-fill-v26"],
    ["pr3277", "backendai-pr3277", "backendai-fill"],
  ])("prints every recorded case of %s, and what they are", async (profile, cases, fill) => {
    const { code, out, err } = await go(`vectors --profile ${profile}`);
    expect([code, err]).toEqual([0, ""]);
    const { about, ...rest } = JSON.parse(out);
    expect(rest).toEqual({ cases: recorded(cases), fill: recorded(fill) });
    expect(about.profile).toBe(profile);
    const keys = new Set(rest.cases.flatMap(({ input }: { input: object }) => Object.keys(input)));
    expect([...keys].filter((key) => key !== "profile").toSorted()).toEqual(
      Object.keys(about.input)
        .filter((key) => keys.has(key))
        .toSorted(),
    );
    const told = new Set(rest.cases.flatMap(({ expected }: { expected: object }) => Object.keys(expected)));
    for (const key of told) expect([...Object.keys(about.expected), "error_rule"]).toContain(key);
  });

  test.each([
    ["vectors", "vectors takes --profile: there are pr3277 and v26"],
    ["vectors --profile v27", "no such profile: v27; there are pr3277 and v26"],
    ["vectors out.json --profile v26", "vectors takes no file: out.json"],
  ])("refuses %s", async (args, why) => {
    const { code, err } = await go(args);
    expect(code).toBe(2);
    expect(err).toContain(why);
  });
});
