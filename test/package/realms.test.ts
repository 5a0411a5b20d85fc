import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { once } from "../support/once.ts";

const folder = new URL("../runtimes/", import.meta.url);

/** What a program of test/runtimes prints. */
function printed(program: string, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync(process.execPath, [...flags, fileURLToPath(new URL(program, folder))], {
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 100_000_000,
  });
}

const home = once(() =>
  printed("program.mjs", [], { TZ: "Pacific/Kiritimati", LC_ALL: "ar_EG.UTF-8", LANG: "ar_EG.UTF-8" }),
);

describe("the built library gives the same bytes", () => {
  test("in hardened JavaScript, where clock, randomness, timers, network, process and console throw", () => {
    const hardened = printed("hardened.mjs");
    expect(hardened.length).toBeGreaterThan(1_000_000);
    // The other programs go on with what needs zod.
    expect(home().slice(0, hardened.length) === hardened).toBe(true);
  });

  // All at once: a program of seconds need not run for each.
  test("in another time zone and locale, without a compiler, generated code, __proto__ and intrinsics that change", () => {
    const flags = [
      "--frozen-intrinsics",
      "--disable-proto=throw",
      "--disallow-code-generation-from-strings",
      "--jitless",
    ];
    const away = { TZ: "America/St_Johns", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" };
    expect(printed("program.mjs", flags, away) === home()).toBe(true);
  });
});
