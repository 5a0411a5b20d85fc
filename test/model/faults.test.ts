import { describe, expect, test } from "vitest";
import { englishFaults, FAULT_CODES, type Fault, translatedFault } from "../../src/index.ts";
import { safeParseRuleInput } from "../../src/schema/index.ts";
import { rule } from "../support/build.ts";
import { everyFault } from "./every-fault.ts";
import { german } from "./german-faults.ts";

const FAULTS = await everyFault();

/** The numbers in a text, each once, rising. */
function numbersIn(text: string): string[] {
  const plain = text.replace(/(?<=\d),(?=\d{3})/g, "");
  return [...new Set(plain.match(/(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?/g))].toSorted();
}

describe("a host that speaks another language needs code, keys and params alone", () => {
  test("each code is said of some input", () => {
    const said = new Set(FAULTS.map(({ code }) => code));
    expect(FAULT_CODES.filter((code) => !said.has(code))).toEqual([]);
  });

  test("every fault in English is made by the table, from what JSON keeps of it", () => {
    for (const fault of FAULTS) {
      const kept: Fault = JSON.parse(JSON.stringify(fault));
      expect(kept).toEqual(fault);
      expect(translatedFault(kept, englishFaults)).toEqual(fault);
    }
  });

  test("every fault is said in German, with the same numbers", () => {
    for (const fault of FAULTS) {
      const { message, help, expected } = translatedFault(fault, german);
      expect(message).not.toBe(fault.message);
      expect(numbersIn(message), `${message} | ${fault.message}`).toEqual(numbersIn(fault.message));
      for (const words of [message, help, expected]) {
        expect(words).toMatch(/\S/);
        expect(words, fault.code).not.toMatch(/undefined|\[object/);
      }
    }
  });

  test("the help stays English where it depends on the field and the table leaves it", () => {
    const parsed = safeParseRuleInput({ ...rule(), stepSize: "1" });
    const [fault] = parsed.error?.faults ?? [];
    const table = { ...german, help: englishFaults.help };
    expect(fault && translatedFault(fault, table).help).toBe("write the number without quotes");
  });

  test("one code has one meaning: what is expected has the same words wherever the params are the same", () => {
    const words = new Map<string, string>();
    for (const { code, params, expected } of FAULTS) {
      const { found: _, kind: __, noun: ___, id: ____, ...own } = params;
      const key = JSON.stringify([code, own]);
      expect(words.get(key) ?? expected).toBe(expected);
      words.set(key, expected);
    }
  });
});
