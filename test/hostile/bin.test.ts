import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRule } from "../../src/schema/index.ts";
import { go } from "../cli/go.ts";
import { rule } from "../support/build.ts";
import { ENTRIES } from "./entries.ts";
import { mutated } from "./mutations.ts";
import { expectCleanPrototypes } from "./realm.ts";

/** Ends with a code of its own, never by throwing, and lets nothing through that steers a terminal. */
async function expectEnd(args: string, input: string): Promise<number> {
  const { code, out, err } = await go(args, { "-": input });
  expect([0, 1]).toContain(code);
  expect(`${out}${err}`.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  if (code === 1 && !args.startsWith("verify"))
    expect(err).toMatch(/^(?:standard input:(?:\d+:\d+:)? )?(?:fault|warning): /m);
  return code;
}

const TEXTS: readonly string[] = [
  "",
  " \n",
  "null",
  "[]",
  "0",
  '"text"',
  "[".repeat(100_000),
  "[".repeat(100_000) + "]".repeat(100_000),
  '{"a":'.repeat(100_000),
  "- ".repeat(100_000),
  `{"now": ${"9".repeat(1_000_000)}}`,
  '{"__proto__": {"profile": "v26"}}',
  '{"profile": "__proto__"}',
  '{"profile": "v26", "kernel_stats": {"__proto__": 5}}',
  "\ud800",
  "\u0000",
  "\u001b[31m",
  `{"now": "\u001b[2J"}`,
];

describe.each(["evaluate -", "evaluate - --json --explain", "verify -", "verify - --json --strict"])("%s", (args) => {
  test("ends on text that is no input", async () => {
    for (const text of TEXTS) expect(await expectEnd(args, text)).toBe(1);
    expectCleanPrototypes();
  });

  test.each([
    ["a snapshot", ENTRIES.snapshot.sound],
    ["rows", ENTRIES.rows.sound],
    ["a rule set", ENTRIES["rule-set"].sound],
  ])("ends on any mutation of %s", async (_, sound) => {
    await fc.assert(
      fc.asyncProperty(mutated(sound), async (input) => {
        await expectEnd(args, JSON.stringify(input));
      }),
      { numRuns: 40 },
    );
    expectCleanPrototypes();
  });
});

test("options of any kind are refused or taken, never thrown on", async () => {
  const input = { "-": [formatRule(rule({ maxReplicas: 5 }))] };
  const words = ["__proto__", "constructor", "1e309", "-0", "NaN", "0x10", "\ud800", "1e-300", "1e300", ""];
  for (const option of ["semantics", "cycle-seconds", "startup-seconds", "load"]) {
    for (const word of words) {
      const { code } = await go(`verify - --${option}=${word}`, input);
      expect([0, 1, 2]).toContain(code);
    }
  }
  for (const args of ["--__proto__", "constructor", "schema __proto__", "schema constructor", "evaluate a b", "-x"]) {
    expect(await go(args)).toMatchObject({ code: 2 });
  }
  expectCleanPrototypes();
});
