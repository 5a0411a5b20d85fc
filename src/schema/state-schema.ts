import * as z from "zod";
import { endpointSchema } from "./endpoint-schema.ts";
import { ruleSchema } from "./rule-schema.ts";
import { timesByRule } from "./snapshot-schema.ts";
import { object } from "./zod/object.ts";
import { list } from "./zod/values.ts";

/** What is kept from cycle to cycle, with or without the rules. */
export const stateSchema = object(
  {
    endpoints: list(endpointSchema, "list the endpoints; [] for none"),
    rules: z.exactOptional(list(ruleSchema, "list the rules, or leave them out")),
    lastTriggered: timesByRule,
  },
  "the state",
);
