import { type Fault, fault, show } from "../model/fault.ts";
import { SWITCHES } from "../model/semantics.ts";
import { isRecord } from "../util/is-record.ts";
import { choice } from "../util/words.ts";

const HELP = "use a preset: backendAi25, backendAi26 or recommended";

/** Everything wrong with semantics. */
export function semanticsFaults(semantics: unknown, path: string): Fault[] {
  if (!isRecord(semantics)) {
    const facts = { code: "wrong-type", path, found: show(semantics), help: HELP } as const;
    return [fault({ ...facts, expected: `an object of ${Object.keys(SWITCHES).join(", ")}` })];
  }
  return Object.entries(SWITCHES).flatMap(([key, words]) => {
    const value = semantics[key];
    if (words.some((each) => each === value)) return [];
    const facts = {
      code: "not-one-of",
      path: `${path}.${key}`,
      found: show(value),
      help: HELP,
    } as const;
    return fault({ ...facts, expected: choice(words) });
  });
}
