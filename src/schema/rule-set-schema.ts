import * as z from "zod";
import { aType } from "../fields/expectations.ts";
import { FACT_FIELDS } from "../fields/fact-fields.ts";
import { isRecord } from "../util/is-record.ts";
import { strictEndpointSchema } from "./endpoint-schema.ts";
import { strictRuleSchema } from "./rule-schema.ts";
import { accepting, expecting } from "./zod/expectation.ts";
import { strictObject } from "./zod/object.ts";
import { storedShape } from "./zod/schema-of.ts";
import { count, described, duration, list, oneOf, text } from "./zod/values.ts";

/** The names of the presets, as files and command lines have them. */
export const SEMANTICS_NAMES = /* @__PURE__ */ Object.freeze([
  "backend-ai-25",
  "backend-ai-26",
  "recommended",
] as const);

const COUNT = "give a count of replicas";

const facts = strictObject(storedShape(FACT_FIELDS, "strict"), "the facts of a metric");
const BY_NAME = expecting({
  expects: aType("facts"),
  help: 'give { "min": "0", "max": "100" } for each metric',
});

/** Reads or writes the facts of each metric; what is wrong with one is an issue of the whole. */
const eachFacts =
  <Given, Made>(step: (facts: Given) => z.ZodSafeParseResult<Made>) =>
  (byName: Readonly<Record<string, Given>>, context: z.core.ParsePayload) => {
    const entries = Object.entries(byName).flatMap(([name, value]) => {
      const { success, data, error } = step(value);
      if (success) return [[name, data] as const];
      for (const { message, path, ...issue } of error.issues) {
        const at = { path: [name, ...path], message };
        context.issues.push(
          issue.code === "unrecognized_keys"
            ? { ...at, code: issue.code, keys: issue.keys, input: byName }
            : { ...at, code: "custom", input: value },
        );
      }
      return [];
    });
    return Object.fromEntries(entries);
  };

/**
 * Facts by metric name. Read by hand, as any text may be a name and a record schema would lose
 * `__proto__`.
 */
const factsByName = (description: string) =>
  z.codec(
    accepting<Readonly<Record<string, unknown>>>(isRecord, BY_NAME).meta({
      type: "object",
      description,
      get additionalProperties() {
        const { $schema: _, ...form } = z.toJSONSchema(facts, { io: "input" });
        return form;
      },
    }),
    accepting<Readonly<Record<string, z.output<typeof facts>>>>(isRecord, BY_NAME),
    {
      decode: eachFacts((value) => z.safeParse(facts, value)),
      encode: eachFacts((value) => z.safeEncode(facts, value)),
    },
  );

/**
 * Rules as people keep them in a file, with what a verifier should know of their endpoints and
 * metrics. A key that it does not know is a fault.
 */
export const ruleSetSchema = strictObject(
  {
    rules: described(
      "The rules, in the order in which they are to be tried.",
      list(strictRuleSchema, "list the rules in evaluation order; [] for none"),
    ),
    endpoints: z.exactOptional(
      described(
        "The endpoints that the rules are on: their bounds, cooldowns and counts. Default: no bounds.",
        list(strictEndpointSchema, "list the endpoints that the rules are on, or leave them out"),
      ),
    ),
    semantics: z.exactOptional(
      described(
        "Whose answers the rules get. Default: backend-ai-25.",
        oneOf(SEMANTICS_NAMES, "name whose answers the rules get"),
      ),
    ),
    initial: z.exactOptional(
      described(
        "The counts to start from. Default: that of the endpoint, else the least of `counts`.",
        list(count(COUNT), "list the counts to start from"),
      ),
    ),
    counts: z.exactOptional(
      described(
        "The counts that should all be reachable. Default: from the least minimum to the greatest maximum of endpoint and rules.",
        strictObject(
          {
            min: described("The least count that should be reachable.", count(COUNT)),
            max: described("The greatest count that should be reachable.", count(COUNT)),
          },
          "the counts that should be reachable",
        ),
      ),
    ),
    domain: z.exactOptional(
      factsByName("By metric name: what its readings are, in place of what is known of it."),
    ),
    metrics: z.exactOptional(
      factsByName("By metric name: facts about it, beside what is known of it."),
    ),
    load: z.exactOptional(
      described(
        "The load that the replicas share; null for none. Default: each metric by which rules both scale out and in.",
        strictObject(
          {
            metric: described(
              "The name of the metric that is the load.",
              text("name the metric that the replicas share"),
            ),
          },
          "the load",
        ).nullable(),
      ),
    ),
    cycleSeconds: z.exactOptional(
      described(
        "Seconds from cycle to cycle. Default: not known, so that cooldowns are not looked into.",
        duration("give the time from cycle to cycle"),
      ),
    ),
    startupSeconds: z.exactOptional(
      described(
        "Seconds until a new replica serves. Default: not known.",
        duration("give the time until a new replica serves"),
      ),
    ),
  },
  "the rule set",
);
