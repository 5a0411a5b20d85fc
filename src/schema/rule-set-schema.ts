import * as z from "zod";
import { endpointSchema } from "./endpoint-schema.ts";
import { expects } from "./expectation.ts";
import { decimal, integer, list, number, oneOf, text } from "./fields.ts";
import { object } from "./object.ts";
import { ruleSchema } from "./rule-schema.ts";

/** The names of the presets, as files and command lines have them. */
const SEMANTICS_NAMES = /* @__PURE__ */ Object.freeze(["backend-ai-25", "backend-ai-26", "recommended"] as const);

const END = "an end of what the metric's readings can be; null for none";
const COUNT = "give a count of replicas";

const domain = object(
  { min: z.exactOptional(decimal(END).nullable()), max: z.exactOptional(decimal(END).nullable()) },
  "a domain",
);
const DOMAINS = expects({
  code: "wrong-type",
  expected: "an object of domains by metric name",
  help: 'give { "min": "0", "max": "100" } for each metric',
});

/** Rules as people keep them in a file, with what a verifier should know of their endpoints and metrics. */
export const ruleSetSchema = object(
  {
    rules: list(ruleSchema, "list the rules in the order in which they are to be tried; [] for none"),
    endpoints: z.exactOptional(list(endpointSchema, "list the endpoints that the rules are on, or leave them out")),
    semantics: z.exactOptional(oneOf(SEMANTICS_NAMES, "name whose answers the rules get")),
    initial: z.exactOptional(list(integer(COUNT, 0), "list the counts to start from")),
    counts: z.exactOptional(
      object({ min: integer(COUNT, 0), max: integer(COUNT, 0) }, "the counts that should be reachable"),
    ),
    domain: z.exactOptional(z.record(z.string(), domain, DOMAINS)),
    load: z.exactOptional(object({ metric: text("name the metric that the replicas share") }, "the load").nullable()),
    cycleSeconds: z.exactOptional(number("a number of seconds", "give the time from cycle to cycle", 0)),
    startupSeconds: z.exactOptional(number("a number of seconds", "give the time until a new replica serves", 0)),
  },
  "the rule set",
);
