import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { evaluate, evaluatePrepared, prepare } from "../../src/index.ts";
import { evaluateInCrowd } from "../support/crowd.ts";
import { decided, PRESETS, readSnapshot } from "./recorded-case.mjs";

interface Recorded {
  readonly case: number;
  readonly snapshot: unknown;
  readonly decisions: Readonly<Record<string, unknown>>;
}

const recorded: readonly Recorded[] = readFileSync(new URL("./recorded/decisions.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

describe("decisions that were recorded", () => {
  test("are three hundred, under each preset, and most outcomes are among them", () => {
    expect(recorded).toHaveLength(300);
    const text = JSON.stringify(recorded.map(({ decisions }) => decisions));
    for (const kind of [
      "triggered",
      "not-met",
      "no-metric",
      "stale-metric",
      "invalid-metric",
      "out-of-bounds",
      "cooling-down",
      "superseded",
      "disabled",
      "paused",
    ]) {
      expect(text.split(`"${kind}"`).length).toBeGreaterThan(50);
    }
  });

  test.each(recorded)("case $case: stand, within a major version", ({ snapshot, decisions }) => {
    for (const [name, semantics] of Object.entries(PRESETS)) {
      const given = readSnapshot(snapshot);
      expect(decided(evaluate(given, semantics))).toEqual(decisions[name]);
      expect(decided(evaluateInCrowd(given, semantics))).toEqual(decisions[name]);
      const prepared = prepare(given.rules, semantics);
      expect(decided(evaluatePrepared(prepared, given))).toEqual(decisions[name]);
    }
  });
});
