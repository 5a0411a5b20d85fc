import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { english, headline, translated, type Verification, verifyRules } from "../../src/verify/index.ts";
import { german } from "./german.ts";
import { handCases } from "./hand-cases.ts";
import { inputOf, type LintCase } from "./lint-case.ts";
import { more } from "./recorded-cases.ts";
import { verifierInput } from "./verifier-input.ts";

const { cases: published }: { readonly cases: readonly LintCase[] } = JSON.parse(
  readFileSync(new URL("./lint-cases.json", import.meta.url), "utf8"),
);

const inputs = [
  ...Object.values(more).map((input) => ({ startupSeconds: 45, ...input })),
  ...[...published, ...handCases].map((each) => ({ ...verifierInput(inputOf(each)), startupSeconds: 45 })),
];
const verifications = inputs.map(verifyRules);

/** Every sentence of a verification, each under its key. */
function sentencesOf({ findings, advice, unexplored, proved }: Verification): (readonly [string, string])[] {
  return [
    ...[...findings, ...advice].flatMap(({ key, message, help }) => [[key, message] as const, [key, help] as const]),
    ...unexplored.flatMap(({ key, says, help }) => [[key, says] as const, [key, help] as const]),
    ...proved.map(({ code, says }) => [code, says] as const),
  ];
}

/** The numbers in a text, each once, rising. */
function numbersIn(text: string): string[] {
  return [...new Set(text.match(/(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?/g))].toSorted();
}

describe("a host that speaks another language needs the params alone", () => {
  test("every sentence in English is made by the table from key and params", () => {
    for (const verification of verifications) expect(translated(verification, english)).toEqual(verification);
  });

  test("a verification that went through JSON is said in German, with the same numbers in every message", () => {
    for (const verification of verifications) {
      const stored: Verification = JSON.parse(JSON.stringify(verification));
      const said = sentencesOf(translated(stored, german));
      for (const [at, [key, sentence]] of sentencesOf(verification).entries()) {
        expect(said[at]?.[0]).toBe(key);
        expect(said[at]?.[1]).not.toBe(sentence);
      }
      for (const [at, finding] of [...verification.findings, ...verification.advice].entries()) {
        const german = said[2 * at]?.[1] ?? "";
        expect(numbersIn(german), `${german} | ${finding.message}`).toEqual(numbersIn(finding.message));
      }
    }
  });

  test("every key of the tables is said of some rules", () => {
    const said = verifications.flatMap(({ findings, advice, unexplored }) => [
      ...[...findings, ...advice].map(({ key }) => key),
      ...unexplored.map(({ key }) => key),
    ]);
    const keys = [english.findings, english.advice, english.unexplored].flatMap((table) => Object.keys(table));
    expect(keys.filter((key) => !new Set<string>(said).has(key))).toEqual([]);
  });

  test("the headline too", () => {
    for (const verification of verifications) {
      const [own, other] = [headline(verification), headline(verification, german)];
      expect(other).not.toBe(own);
      expect(numbersIn(other), `${other} | ${own}`).toEqual(numbersIn(own));
    }
  });
});
