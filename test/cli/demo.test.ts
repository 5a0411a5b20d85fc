import { describe, expect, test } from "vitest";
import { RULES } from "../../src/cli/demo/inputs.ts";
import { verifyRules } from "../../src/verify/verify-rules.ts";
import { once } from "../support/once.ts";
import { go } from "./go.ts";

const demo = once(() => go("demo"));

const repaired = RULES.map((rule) => (rule.id === "idle" ? { ...rule, threshold: "40" } : rule));

describe("autoscaling-rules demo", () => {
  test("shows decisions, rules that are proved to flap with the number that repairs them, and a day of both", async () => {
    const { code, out, err, written } = await demo();
    expect([code, err, written]).toEqual([0, "", {}]);
    expect(out).toContain("llama-chat     3 -> 5    +2");
    const [worst] = verifyRules({ rules: RULES }).findings;
    expect(out).toContain(`error[limit-cycle] ${worst?.message}`);
    expect(out).toContain("set threshold of rule `idle` to 40 or less");
    expect(out).toMatch(/\nfirst draft: .*\n {3}8 \|/);
    expect(out).toMatch(/\nrepaired +100\.00 %/);
  });

  test("repairs its rules: nothing is left to find", async () => {
    const { out } = await demo();
    expect(verifyRules({ rules: repaired }).findings).toEqual([]);
    expect(out).toMatch(/With that, 0 of \d+ findings are left/);
  });

  test("fits a terminal of 115 columns, apart from sentences", async () => {
    const { out } = await demo();
    const wide = out.split("\n").filter((line) => line.length > 115);
    expect(wide.filter((line) => !/^(rule|error|repair|endpoint) ?/.test(line) && !line.startsWith("  the "))).toEqual(
      [],
    );
  });

  test("draws the day as a picture of a panel for each rule set", async () => {
    const { code, out, written } = await go("demo --chart day.svg");
    const svg = String(written["day.svg"]);
    expect(code).toBe(0);
    expect(out).toContain("day.svg has the day as a picture");
    expect(svg.match(/font-weight="bold">[^<]+/g)).toEqual([
      'font-weight="bold">first draft',
      'font-weight="bold">repaired',
    ]);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const opened = svg.match(/<(?:svg|g|text)\b/g);
    expect(svg.match(/<\/(?:svg|g|text)>/g)).toHaveLength(opened?.length ?? 0);
  });

  test.each([
    ["demo day.json", "demo takes no file: day.json"],
    ["demo --chart day.png", "demo draws .svg alone, not day.png"],
  ])("refuses what it cannot do: %s", async (args, message) => {
    const { code, err } = await go(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
