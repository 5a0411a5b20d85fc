import { type Endpoint, PAUSES } from "../model/endpoint.ts";
import { isObject } from "../util/is-object.ts";
import type { Field, ObjectDomain, TableOf } from "./domain.ts";
import { INSTANT } from "./instant-domain.ts";
import { COUNT, DURATION, FLAG, oneOf, TEXT } from "./plain-domains.ts";

const REQUIRED = { nullable: false, stored: "required" } as const;
const OPTIONAL = { nullable: false, stored: "optional" } as const;

const COOLDOWN_HELP = "use 0 for no cooldown in that direction";
const CHANGE_HELP = "use null where the count never changed in that direction";

const COOLDOWNS = bothDirections({
  out: {
    domain: DURATION,
    ...REQUIRED,
    help: COOLDOWN_HELP,
    description: "Seconds during which the count does not rise.",
  },
  in: {
    domain: DURATION,
    ...REQUIRED,
    help: COOLDOWN_HELP,
    description: "Seconds during which the count does not fall.",
  },
} as const);

const CHANGES = bothDirections({
  out: {
    domain: INSTANT,
    ...REQUIRED,
    nullable: true,
    help: CHANGE_HELP,
    description: "When the count last rose; null for never.",
  },
  in: {
    domain: INSTANT,
    ...REQUIRED,
    nullable: true,
    help: CHANGE_HELP,
    description: "When the count last fell; null for never.",
  },
} as const);

const BOUND = { domain: COUNT, ...OPTIONAL, nullable: true, absent: null } as const;
const BOUND_HELP = "use null for no bound";

/** Every field of an endpoint. */
export const ENDPOINT_FIELDS = {
  id: {
    domain: TEXT,
    ...REQUIRED,
    help: "give the endpoint an id, as rules and metrics refer to it",
    description: "The endpoint's id.",
  },
  replicas: {
    domain: COUNT,
    ...REQUIRED,
    help: "give the target count at the start of the cycle",
    description: "The target count of replicas at the start of the cycle.",
  },
  paused: {
    domain: oneOf(PAUSES),
    ...OPTIONAL,
    help: "leave it out for an endpoint that is not paused",
    description: "Do not change the count, or not in that direction.",
  },
  pausedUntil: {
    domain: INSTANT,
    ...OPTIONAL,
    help: "leave it out for a pause without an end",
    description: "When the pause ends. Default: it lasts until `paused` is removed.",
  },
  advisory: {
    domain: FLAG,
    ...OPTIONAL,
    absent: false,
    help: "leave it out for an endpoint whose count may change",
    description: "True: decide everything and change nothing. Default: false.",
  },
  cooldownSeconds: {
    domain: COOLDOWNS,
    ...OPTIONAL,
    help: "give both directions, as { out: 60, in: 600 }, or leave it out for no cooldowns",
    description: "Seconds after any change of the count during which it does not move that way.",
  },
  lastScaledAt: {
    domain: CHANGES,
    ...OPTIONAL,
    help: "give both directions, as { out: null, in: null }, or leave it out for never",
    description: "When the count last changed in each direction.",
  },
  minReplicas: {
    ...BOUND,
    help: BOUND_HELP,
    description: "Fewest replicas, whatever the rules say; null for no bound.",
  },
  maxReplicas: {
    ...BOUND,
    help: BOUND_HELP,
    description: "Most replicas, whatever the rules say; null for no bound.",
  },
} as const satisfies TableOf<Endpoint>;

function bothDirections<Parts extends Record<"out" | "in", Field>>(
  parts: Parts,
): ObjectDomain<Parts> {
  return {
    // One without the other is reported at the part that is missing.
    accepts: (value) => isObject(value) && ("out" in value || "in" in value),
    code: "wrong-type",
    expected: "an object of out and in",
    parts,
  };
}
