import * as z from "zod";
import { ENDPOINT_HELP } from "../check/field-help.ts";
import { PAUSES } from "../model/endpoint.ts";
import { flag, instant, integer, number, oneOf, text } from "./fields.ts";
import { object } from "./object.ts";

const cooldown = number("a number of seconds", ENDPOINT_HELP.cooldownSeconds, 0);
const change = instant(ENDPOINT_HELP.lastScaledAt).nullable();
const bound = integer(ENDPOINT_HELP.bound, 0).nullable();

/** An endpoint, in its wire form and as the core's `Endpoint`. */
export const endpointSchema = object(
  {
    id: text(ENDPOINT_HELP.id),
    replicas: integer(ENDPOINT_HELP.replicas, 0),
    paused: z.exactOptional(oneOf(PAUSES, ENDPOINT_HELP.paused)),
    pausedUntil: z.exactOptional(instant(ENDPOINT_HELP.pausedUntil)),
    advisory: z.exactOptional(flag(ENDPOINT_HELP.advisory)),
    cooldownSeconds: z.exactOptional(object({ out: cooldown, in: cooldown }, "the cooldowns")),
    lastScaledAt: z.exactOptional(object({ out: change, in: change }, "the times of the last changes")),
    minReplicas: z.exactOptional(bound),
    maxReplicas: z.exactOptional(bound),
  },
  "an endpoint",
);
