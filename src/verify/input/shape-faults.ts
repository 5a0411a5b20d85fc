import { aType } from "../../fields/expectations.ts";
import { type Fault, fault } from "../../model/fault.ts";
import type { Keys } from "../../model/fault-place.ts";
import { isObject } from "../../util/is-object.ts";
import type { VerifyInput } from "./verify-input.ts";

/** How to give each part of an input that is an object. */
const OBJECTS = {
  endpoint: "give the endpoint of the rules, or leave it out",
  semantics: "use a preset: backendAi25, backendAi26 or recommended",
  counts: "give { min: 1, max: 8 }, or leave it out",
  domain: "give the facts of each metric by its name, or leave it out",
  metrics: "give the facts of each metric by its name, or leave it out",
  load: 'give { metric: "qps" } with the name of the metric, null for no load, or leave it out',
} as const satisfies Partial<Record<keyof VerifyInput, string>>;

/** What keeps an input from being looked at: it is no object, its rules are no list, a part of it is of another kind. */
export function shapeFaults(input: unknown): readonly Fault[] {
  if (!isObject(input) || Array.isArray(input)) return [notAn("object", [], input, RULES)];
  const { rules } = input;
  const ofRules = Array.isArray(rules)
    ? rules.flatMap((rule, at) =>
        isObject(rule) ? [] : notAn("object", ["rules", at], rule, "give every rule as an object"),
      )
    : [notAn("array", ["rules"], rules, "list the rules in evaluation order; [] for none")];
  const ofParts = Object.entries(OBJECTS).flatMap(([name, help]) => {
    const part = input[name];
    const isAbsent = part === undefined || (name === "load" && part === null);
    return isAbsent || (isObject(part) && !Array.isArray(part)) ? [] : notAn("object", [name], part, help);
  });
  return [...ofRules, ...ofParts];
}

const RULES = "give the rules in an object: verifyRules({ rules })";

function notAn(type: "object" | "array", keys: Keys, value: unknown, help: string): Fault {
  return fault(aType(type), { keys, value, help });
}
