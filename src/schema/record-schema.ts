import { SWITCHES } from "../model/semantics.ts";
import { decisionSchema } from "./evaluation-schema.ts";
import { snapshotSchema } from "./snapshot-schema.ts";
import { object } from "./zod/object.ts";
import { list, oneOf } from "./zod/values.ts";

const SEMANTICS_HELP = "see Semantics; backendAi25 is sequential, skip, exclusive";

/** A recorded cycle, in its wire form and as the core's `CycleRecord`. */
export const recordSchema = object(
  {
    semantics: object(
      {
        combine: oneOf(SWITCHES.combine, SEMANTICS_HELP),
        bounds: oneOf(SWITCHES.bounds, SEMANTICS_HELP),
        cooldownEnd: oneOf(SWITCHES.cooldownEnd, SEMANTICS_HELP),
      },
      "the semantics",
    ),
    snapshot: snapshotSchema,
    decisions: list(decisionSchema, "list the decisions; [] for none"),
  },
  "the record",
);
