import type * as z from "zod";
import type { RulePatch } from "./apply-rule-patch.ts";
import { coerceForm } from "./coerce-form.ts";
import { guarded, orThrow, type Parsed, readJson, safeParseBy } from "./parse.ts";
import { ruleInputSchema } from "./rule-input-schema.ts";
import { rulePatchSchema } from "./rule-patch-schema.ts";

/** A rule as a user may create it: the id may be left to the host. */
export type RuleInput = z.output<typeof ruleInputSchema>;

/** How input of users is read. */
export interface InputOptions {
  /**
   * True for a web form, which has text alone: `"1"` is read as 1 and `"on"` as true where the field has such values, and
   * an empty text is nothing. Absent: values must be of their type.
   */
  readonly coerce?: boolean;
}

/**
 * Reads a rule that a user wants to create. Strict: no unknown keys, no step of 0, no bounds or
 * thresholds out of order.
 *
 * @throws SchemaError with every fault at once
 * @example
 * const rule: Rule = { id: crypto.randomUUID(), ...parseRuleInput(request.body) };
 * @example
 * parseRuleInput(Object.fromEntries(new URLSearchParams(body)), { coerce: true }); // a web form
 */
export function parseRuleInput(input: unknown, options?: InputOptions): RuleInput {
  return orThrow(safeParseRuleInput(input, options));
}

/** {@link parseRuleInput} without the throw. */
export function safeParseRuleInput(
  input: unknown,
  { coerce = false }: InputOptions = {},
): Parsed<RuleInput> {
  return reading(input, (value) => {
    const rule = coerce
      ? coerceForm(value, ({ nullable, created }) => {
          if (nullable) return null;
          return created === "optional" ? undefined : "";
        })
      : value;
    return safeParseBy(ruleInputSchema, rule);
  });
}

/**
 * Reads changes to a rule: an absent key keeps what is there, null clears a field that a rule need not have.
 * {@link applyRulePatch} makes them.
 *
 * @throws SchemaError with every fault at once
 * @example
 * parseRulePatch({ threshold: "85", maxReplicas: null });
 */
export function parseRulePatch(input: unknown, options?: InputOptions): RulePatch {
  return orThrow(safeParseRulePatch(input, options));
}

/** {@link parseRulePatch} without the throw. With `coerce` an empty text clears what null clears, and else keeps what is there. */
export function safeParseRulePatch(
  input: unknown,
  { coerce = false }: InputOptions = {},
): Parsed<RulePatch> {
  return reading(input, (value) => {
    const changes = coerce
      ? coerceForm(value, ({ patch }) => (patch === "clear" ? null : undefined))
      : value;
    return safeParseBy(rulePatchSchema, changes);
  });
}

/** JSON text is read first, so that it can be looked at. */
function reading<T>(input: unknown, read: (value: unknown) => Parsed<T>): Parsed<T> {
  const json =
    typeof input === "string" ? readJson(input) : { success: true as const, data: input };
  if (!json.success) return json;
  // Text within JSON text is no object, and must not be read once more.
  const { data } = json;
  return guarded(data, () => read(typeof data === "string" ? [data] : data));
}
