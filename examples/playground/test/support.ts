import { EXAMPLES } from "../src/draft/examples.ts";
import type { RuleSetDraft } from "../src/draft/rule-set-draft.ts";

/** The example of a name. */
export function example(name: (typeof EXAMPLES)[number]["name"]): RuleSetDraft {
  const found = EXAMPLES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no example called ${name}`);
  return found.draft;
}
