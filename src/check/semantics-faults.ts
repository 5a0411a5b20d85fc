import { aType, aWord } from "../fields/expectations.ts";
import { type Fault, fault } from "../model/fault.ts";
import type { Keys } from "../model/fault-place.ts";
import { SWITCHES } from "../model/semantics.ts";
import { isRecord } from "../util/is-record.ts";

const HELP = "use a preset: backendAi25, backendAi26 or recommended";

/** Everything wrong with semantics. */
export function semanticsFaults(semantics: unknown, keys: Keys): Fault[] {
  if (!isRecord(semantics)) {
    const place = { keys, value: semantics, help: HELP };
    return [fault(aType("object", Object.keys(SWITCHES)), place)];
  }
  return Object.entries(SWITCHES).flatMap(([key, words]) => {
    const value = semantics[key];
    if (words.some((each) => each === value)) return [];
    const place = { keys: [...keys, key], value, help: HELP };
    return fault(aWord(words), place);
  });
}
