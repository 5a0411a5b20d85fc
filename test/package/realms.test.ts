import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const folder = new URL("../runtimes/", import.meta.url);

/** What a program of test/runtimes prints. */
function printed(program: string, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}): string {
  return execFileSync(process.execPath, [...flags, fileURLToPath(new URL(program, folder))], {
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 100_000_000,
  });
}

const plain = printed("program.mjs");

describe("the built library gives the same bytes", () => {
  test("in hardened JavaScript, where clock, randomness, timers, network, process and console throw", () => {
    const hardened = printed("hardened.mjs");
    expect(hardened.length).toBeGreaterThan(1_000_000);
    // The plain run goes on with what needs zod.
    expect(plain.slice(0, hardened.length) === hardened).toBe(true);
  });

  test.each([
    ["America/St_Johns", "tr_TR.UTF-8"],
    ["Pacific/Kiritimati", "ar_EG.UTF-8"],
  ])("in the time zone %s and the locale %s", (TZ, LC_ALL) => {
    expect(printed("program.mjs", [], { TZ, LC_ALL, LANG: LC_ALL }) === plain).toBe(true);
  });

  test.each(["--frozen-intrinsics", "--disable-proto=throw", "--disallow-code-generation-from-strings", "--jitless"])(
    "under %s",
    (flag) => {
      expect(printed("program.mjs", [flag]) === plain).toBe(true);
    },
  );
});
