import * as z from "zod";
import { aType } from "../../fields/expectations.ts";
import { nearestName } from "../../fields/nearest-name.ts";
import { RULE_FIELDS } from "../../fields/rule-fields.ts";
import { isRecord } from "../../util/is-record.ts";
import { expecting } from "./expectation.ts";

/** What makes the types of rule one union. */
const byType = {
  error: ({ code }: { readonly code?: string }) =>
    (code === "invalid_type" ? NO_OBJECT : NO_TYPE).error,
};

const NO_OBJECT = expecting({ expects: aType("object"), help: "give a rule as an object" });
const NO_TYPE = expecting({
  expects: RULE_FIELDS.type.domain.expects,
  help: RULE_FIELDS.type.help,
});

/** The schema of one type of rule. */
type RuleSchema = z.ZodType & z.core.$ZodTypeDiscriminable;

/** A rule of either type. Where the type is wrong, the other fields are checked by the type that was most likely meant. */
export function ruleOf<Threshold extends RuleSchema, Band extends RuleSchema>(
  threshold: Threshold,
  band: Band,
): z.ZodDiscriminatedUnion<readonly [Threshold, Band], "type"> {
  const others = z.superRefine<unknown>(
    (value, { addIssue }) => {
      if (!isRecord(value) || isType(value["type"]) || !isWire(value)) return;
      const type = typeMeant(value);
      const parsed = z.safeParse(type === "band" ? band : threshold, { ...value, type });
      for (const { path, message, ...issue } of parsed.error?.issues ?? []) {
        const isOfKeys = issue.code === "unrecognized_keys";
        addIssue(
          isOfKeys
            ? { code: issue.code, keys: issue.keys, path, message }
            : { code: "custom", path, message },
        );
      }
    },
    { when: () => true },
  );
  return z.discriminatedUnion("type", [threshold, band], byType).check(others);
}

function isType(type: unknown): boolean {
  return type === "threshold" || type === "band";
}

/** Whether this can be a rule that is to be read: one that is to be written has decimals as objects. */
function isWire(rule: object): boolean {
  return Object.values(rule).every(
    (value) =>
      value === null || typeof value !== "object" || Array.isArray(value) || isPlain(value),
  );
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function typeMeant(rule: Readonly<Record<string, unknown>>): string {
  const { type } = rule;
  const near = typeof type === "string" ? nearestName(type, TYPES) : null;
  return near ?? ("minThreshold" in rule || "maxThreshold" in rule ? "band" : "threshold");
}

const TYPES = ["threshold", "band"].map((name) => ({ name }));
