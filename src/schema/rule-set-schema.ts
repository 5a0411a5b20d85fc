import * as z from "zod";
import { DECIMAL } from "../fields/decimal-domains.ts";
import { isRecord } from "../util/is-record.ts";
import { endpointSchema } from "./endpoint-schema.ts";
import { ruleSchema } from "./rule-schema.ts";
import { accepting, expects } from "./zod/expectation.ts";
import { object } from "./zod/object.ts";
import { count, decimal, duration, flag, list, oneOf, text } from "./zod/values.ts";

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

/** What the values of `busy` and `load` may be. */
const LOADS = ["shared", "total", "none"] as const;
const BUSY = ["more", "less"] as const;

const facts = object(
  {
    unit: z.exactOptional(text("name what its values count, such as percent or requests")),
    min: z.exactOptional(decimal(END).nullable()),
    max: z.exactOptional(decimal(END).nullable()),
    integer: z.exactOptional(flag("say whether its values are whole numbers")),
    load: z.exactOptional(oneOf(LOADS, "say whether the replicas share a load that it measures")),
    busy: z.exactOptional(oneOf(BUSY, "say which way it goes when the replicas have more to do")),
    atZero: z.exactOptional(flag("say whether it has a value at 0 replicas")),
  },
  "the facts of a metric",
);
const FACTS_JSON = {
  type: "object",
  properties: {
    unit: { type: "string" },
    min: END_JSON,
    max: END_JSON,
    integer: { type: "boolean" },
    load: { enum: [...LOADS] },
    busy: { enum: [...BUSY] },
    atZero: { type: "boolean" },
  },
};
const BY_NAME = expects({
  code: "wrong-type",
  expected: "an object of facts by metric name",
  help: 'give { "min": "0", "max": "100" } for each metric',
});

/**
 * Facts by metric name. Read by hand, as any text may be a name and a record schema would lose
 * `__proto__`.
 */
const factsByName = (accepts: (value: unknown) => boolean) =>
  z.codec(
    accepting<Readonly<Record<string, unknown>>>(accepts, BY_NAME).meta({
      type: "object",
      additionalProperties: FACTS_JSON,
    }),
    accepting<Readonly<Record<string, z.output<typeof facts>>>>(isRecord, BY_NAME),
    {
      decode: (wire, context) => {
        // A snapshot has a list of averages under `metrics`: no facts.
        const entries = Object.entries(Array.isArray(wire) ? {} : wire).flatMap(([name, value]) => {
          const { success, data, error } = facts.safeParse(value);
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
    domain: z.exactOptional(factsByName(isRecord)),
    metrics: z.exactOptional(factsByName((value) => isRecord(value) || Array.isArray(value))),
    load: z.exactOptional(
      object({ metric: text("name the metric that the replicas share") }, "the load").nullable(),
    ),
    cycleSeconds: z.exactOptional(duration("give the time from cycle to cycle")),
    startupSeconds: z.exactOptional(duration("give the time until a new replica serves")),
  },
  "the rule set",
);
