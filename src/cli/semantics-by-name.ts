import { backendAi25, backendAi26, recommended, type Semantics } from "../model/semantics.ts";
import type { RuleSet } from "../schema/parsers.ts";

const SEMANTICS: Readonly<Record<NonNullable<RuleSet["semantics"]>, Semantics>> = {
  "backend-ai-25": backendAi25,
  "backend-ai-26": backendAi26,
  recommended,
};

/** The names as people write them. */
export const SEMANTICS_NAMES: readonly string[] = Object.keys(SEMANTICS);

/** The preset of a name, with or without hyphens and capitals; undefined where there is none. */
export function semanticsByName(name: string): Semantics | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll("-", "");
  return Object.entries(SEMANTICS).find(([known]) => plain(known) === plain(name))?.[1];
}

/** What `--semantics` asks for; null where it is not given, an error that says which there are where it names none. */
export function chosenSemantics(name: string | undefined): Semantics | null | Error {
  if (name === undefined) return null;
  const none = `no such semantics: ${name}; there are backend-ai-25, backend-ai-26 and recommended`;
  return semanticsByName(name) ?? new Error(none);
}
