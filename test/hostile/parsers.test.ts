import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diagnose, planRollout, ruleFromRow, rulesFromRows, snapshotFromRows } from "../../src/backend-ai/index.ts";
import {
  applyRulePatch,
  formatEvaluation,
  formatRule,
  formatSnapshot,
  parseEvaluation,
  parseRule,
  parseRuleInput,
  parseRulePatch,
  parseRuleSet,
  parseSnapshot,
  SchemaError,
} from "../../src/schema/index.ts";
import { rule } from "../support/build.ts";
import { CORPUS } from "./corpus.ts";
import { ENTRIES, ENTRY_LIST, type Entry } from "./entries.ts";
import { EXOTIC } from "./exotic.ts";
import { mutated } from "./mutations.ts";
import { expectCleanPrototypes } from "./realm.ts";

/** Reads an input, which gives a value or a SchemaError that lists what is wrong, and nothing else. */
function expectAnswer({ read }: Entry, input: unknown): void {
  const parsed = read(input);
  if (parsed.success) return;
  expect(parsed.error).toBeInstanceOf(SchemaError);
  const { faults, total } = parsed.error;
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.length).toBe(Math.min(1000, total));
  for (const { message, help } of faults) expect(`${message}${help}`).not.toMatch(/[\p{Cc}\p{Cs}]/u);
}

test("the sound inputs are sound", () => {
  for (const [, { read, sound }] of ENTRY_LIST) expect(read(sound)).toMatchObject({ success: true });
});

describe("the corpus", () => {
  test.each(CORPUS.map((entry) => [entry.to, entry.name, entry] as const))("%s: %s", (to, _, { input, answer }) => {
    const { read } = ENTRIES[to];
    const parsed = read(input);
    expectAnswer(ENTRIES[to], input);
    if (answer === "read") expect(parsed.error?.faults ?? []).toEqual([]);
    else expect(parsed.error?.faults.map(({ code, path }) => ({ code, path }))).toContainEqual(answer);
    expectCleanPrototypes();
  });
});

describe.each(ENTRY_LIST)("%s", (_, entry) => {
  test.each(Object.entries(EXOTIC))("answers to %s, in any place", (_name, make) => {
    expectAnswer(entry, make());
    for (const [key, value] of Object.entries(entry.sound)) {
      expectAnswer(entry, { ...entry.sound, [key]: make() });
      if (Array.isArray(value)) {
        expectAnswer(entry, { ...entry.sound, [key]: [...value, make()] });
        for (const item of value) {
          if (typeof item !== "object" || item === null) continue;
          for (const inner of Object.keys(item)) {
            expectAnswer(entry, { ...entry.sound, [key]: [{ ...item, [inner]: make() }] });
          }
        }
      } else if (typeof value === "object" && value !== null) {
        expectAnswer(entry, { ...entry.sound, [key]: { ...value, [Object.keys(value)[0] ?? "x"]: make() } });
      }
    }
    expectCleanPrototypes();
  });

  test("answers to getters that throw, and says what they threw", () => {
    for (const key of Object.keys(entry.sound)) {
      const cause = new RangeError("not today");
      const get = (): never => {
        throw cause;
      };
      const parsed = entry.read(Object.defineProperty({ ...entry.sound }, key, { enumerable: true, get }));
      expect(parsed.error).toMatchObject({ total: 1, cause });
      expect(parsed.error?.faults[0]).toMatchObject({ code: "unreadable", expected: "data that can be read" });
    }
  });

  test.each([1, 2, 3, 4])(
    "answers to getters that throw at reading %d alone, or give something else from then on",
    (nth) => {
      for (const [key, value] of Object.entries(entry.sound)) {
        for (const other of [new RangeError("not now"), new Error("not now"), 7, undefined, null, [], {}]) {
          let readings = 0;
          const get = (): unknown => {
            readings += 1;
            if (readings < nth) return value;
            if (!(other instanceof Error)) return other;
            if (readings > nth) return value;
            throw other;
          };
          expectAnswer(entry, Object.defineProperty({ ...entry.sound }, key, { enumerable: true, get }));
        }
      }
    },
  );

  test("answers to any mutation of something sound, and changes nothing of it", () => {
    fc.assert(
      fc.property(mutated(entry.sound), (input) => {
        const before = JSON.stringify(input);
        expectAnswer(entry, input);
        expectAnswer(entry, before);
        expect(JSON.stringify(input)).toBe(before);
      }),
    );
    expectCleanPrototypes();
  });

  test("answers to truncated JSON", () => {
    const text = JSON.stringify(entry.sound);
    for (let length = 0; length < text.length; length += 7)
      expect(entry.read(text.slice(0, length)).success).toBe(false);
  });
});

describe("what throws", () => {
  const hostile = Object.entries(EXOTIC).map(([name, make]) => [name, make] as const);

  test.each(hostile)("throws nothing but a SchemaError: %s", (_, make) => {
    const value = make();
    // What types rule out reaches a library all the same: from JavaScript, and through `any`.
    const calls: readonly ((input: never) => unknown)[] = [
      parseSnapshot,
      parseRule,
      parseRuleInput,
      parseRulePatch,
      parseRuleSet,
      parseEvaluation,
      formatSnapshot,
      formatRule,
      formatEvaluation,
      snapshotFromRows,
      ruleFromRow,
      rulesFromRows,
      (rows) => diagnose({ rows, release: "26.8" }),
      (presets) => diagnose({ rows: [], presets, endpoints: presets, release: "26.8" }),
      planRollout,
      (input) => applyRulePatch(rule(), input),
      (input) => applyRulePatch(input, {}),
    ];
    for (const call of calls) expectSchemaError(() => Reflect.apply(call, undefined, [value]));
    expectCleanPrototypes();
  });

  function expectSchemaError(call: () => unknown): void {
    try {
      call();
    } catch (error) {
      expect(error).toBeInstanceOf(SchemaError);
    }
  }
});

test("a patch with an own __proto__ is refused, and one with inherited fields changes nothing that it does not name", () => {
  expect(() => parseRulePatch(JSON.parse('{"__proto__": {"stepSize": 99}}'))).toThrow(SchemaError);
  expect(applyRulePatch(rule(), parseRulePatch({ stepSize: 2 }))).toEqual(rule({ stepSize: 2 }));
});
