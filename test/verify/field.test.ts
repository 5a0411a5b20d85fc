import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { backendAi25, backendAi26, recommended, type Semantics } from "../../src/index.ts";
import { parseRuleSet } from "../../src/schema/index.ts";
import { verifyRules } from "../../src/verify/index.ts";

/** Rules from public bug reports and policies, under invented names, and what has to be said of them. */
interface FieldCase {
  readonly id: string;
  readonly note: string;
  readonly input: { readonly semantics: string };
  readonly expected: {
    readonly has?: readonly string[];
    readonly hasNot?: readonly string[];
    /** Each is named by a finding or advice of severity warning or error. */
    readonly warnsAbout?: readonly string[];
    /** `code/model` */
    readonly proves?: readonly string[];
    readonly provesNot?: readonly string[];
    readonly helpMatches?: string;
  };
}

const { cases }: { readonly cases: readonly FieldCase[] } = JSON.parse(
  readFileSync(new URL("./field-cases.json", import.meta.url), "utf8"),
);

const SEMANTICS: Readonly<Record<string, Semantics>> = {
  "backend-ai-25": backendAi25,
  "backend-ai-26": backendAi26,
  recommended,
};

describe("rules from the field get the findings that their stories call for", () => {
  test.each(cases)("$id: $note", ({ input, expected }) => {
    const { semantics: name, endpoints: _, ...set } = parseRuleSet(input);
    const semantics = SEMANTICS[name ?? "backend-ai-25"];
    const { findings, advice, proved } = verifyRules({ ...set, semantics });
    const remarks = [...findings, ...advice];
    const codes = new Set<string>(remarks.map(({ code }) => code));
    const warned = remarks.filter(({ severity }) => severity !== "note").flatMap(({ rules }) => rules);
    const claims = proved.map(({ code, model }) => `${code}/${model}`);
    const { has = [], hasNot = [], warnsAbout = [], proves = [], provesNot = [], helpMatches = "" } = expected;
    expect([...codes]).toEqual(expect.arrayContaining([...has]));
    expect(hasNot.filter((code) => codes.has(code))).toEqual([]);
    expect(warned).toEqual(expect.arrayContaining([...warnsAbout]));
    expect(claims).toEqual(expect.arrayContaining([...proves]));
    expect(provesNot.filter((claim) => claims.includes(claim))).toEqual([]);
    if (helpMatches !== "") expect(remarks.some(({ help }) => new RegExp(helpMatches).test(help))).toBe(true);
  });
});
