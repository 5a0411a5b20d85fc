import * as z from "zod";
import { flag, instant, integer, oneOf, text } from "./fields.ts";
import { object } from "./object.ts";

const COOLDOWN = "give the seconds after a change during which rules do not move the count in that direction";
const SCALED_AT = "use null where the count never changed in that direction";
const BOUND = "use null for no bound";

/** An endpoint, in its wire form and as the core's `Endpoint`. */
export const endpointSchema = object(
  {
    id: text("name the endpoint, as rules and metrics refer to it"),
    replicas: integer("give the target count at the start of the cycle", 0),
    paused: z.exactOptional(oneOf(["both", "out", "in"], "leave it out for an endpoint that is not paused")),
    pausedUntil: z.exactOptional(instant("leave it out for a pause that does not end by itself")),
    advisory: z.exactOptional(flag("leave it out for an endpoint whose count may change")),
    cooldownSeconds: z.exactOptional(object({ out: integer(COOLDOWN, 0), in: integer(COOLDOWN, 0) }, "the cooldowns")),
    lastScaledAt: z.exactOptional(
      object(
        { out: instant(SCALED_AT).nullable(), in: instant(SCALED_AT).nullable() },
        "the times of the last changes",
      ),
    ),
    minReplicas: z.exactOptional(integer(BOUND, 0).nullable()),
    maxReplicas: z.exactOptional(integer(BOUND, 0).nullable()),
  },
  "an endpoint",
);
