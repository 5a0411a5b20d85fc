import * as z from "zod";
import { DECIMAL } from "../fields/decimal-domains.ts";
import { isRecord } from "../util/is-record.ts";
import { endpointSchema } from "./endpoint-schema.ts";
import { ruleSchema } from "./rule-schema.ts";
import { accepting, expects } from "./zod/expectation.ts";
import { object } from "./zod/object.ts";
import { count, decimal, duration, list, oneOf, text } from "./zod/values.ts";

/** The names of the presets, as files and command lines have them. */
const SEMANTICS_NAMES = /* @__PURE__ */ Object.freeze([
  "backend-ai-25",
  "backend-ai-26",
  "recommended",
] as const);

const END = "an end of what the metric's readings can be; null for none";
const COUNT = "give a count of replicas";

/** An end of a domain, for JSON Schema. */
const END_JSON = { anyOf: [DECIMAL.coding.form, { type: "null" }] };

const domain = object(
  { min: z.exactOptional(decimal(END).nullable()), max: z.exactOptional(decimal(END).nullable()) },
  "a domain",
);
const DOMAINS = expects({
  code: "wrong-type",
  expected: "an object of domains by metric name",
  help: 'give { "min": "0", "max": "100" } for each metric',
});

/**
 * Domains by metric name. Read by hand, as any text may be a name and a record schema would lose
 * `__proto__`.
 */
const domains = z.codec(
  accepting<Readonly<Record<string, unknown>>>(isRecord, DOMAINS).meta({
    type: "object",
    additionalProperties: { type: "object", properties: { min: END_JSON, max: END_JSON } },
  }),
  accepting<Readonly<Record<string, z.output<typeof domain>>>>(isRecord, DOMAINS),
  {
    decode: (wire, context) => {
      const entries = Object.entries(wire).flatMap(([name, value]) => {
        const { success, data, error } = domain.safeParse(value);
        if (success) return [[name, data] as const];
        for (const { message, path } of error.issues) {
          context.issues.push({ code: "custom", input: value, path: [name, ...path], message });
        }
        return [];
      });
      return Object.fromEntries(entries);
    },
    encode: (ends) => ends,
  },
);

/**
 * Rules as people keep them in a file, with what a verifier should know of their endpoints and
 * metrics.
 */
export const ruleSetSchema = object(
  {
    rules: list(
      ruleSchema,
      "list the rules in the order in which they are to be tried; [] for none",
    ),
    endpoints: z.exactOptional(
      list(endpointSchema, "list the endpoints that the rules are on, or leave them out"),
    ),
    semantics: z.exactOptional(oneOf(SEMANTICS_NAMES, "name whose answers the rules get")),
    initial: z.exactOptional(list(count(COUNT), "list the counts to start from")),
    counts: z.exactOptional(
      object({ min: count(COUNT), max: count(COUNT) }, "the counts that should be reachable"),
    ),
    domain: z.exactOptional(domains),
    load: z.exactOptional(
      object({ metric: text("name the metric that the replicas share") }, "the load").nullable(),
    ),
    cycleSeconds: z.exactOptional(duration("give the time from cycle to cycle")),
    startupSeconds: z.exactOptional(duration("give the time until a new replica serves")),
  },
  "the rule set",
);
