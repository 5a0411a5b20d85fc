import { type Endpoint, PAUSES, SETTLE_MODES } from "../model/endpoint.ts";
import { isObject } from "../util/is-object.ts";
import type { Field, ObjectDomain, TableOf } from "./domain.ts";
import { aType } from "./expectations.ts";
import { INSTANT } from "./instant-domain.ts";
import { MEMORY } from "./memory-domain.ts";
import { COUNT, DURATION, FLAG, oneOf, TEXT } from "./plain-domains.ts";
import { RULE_FIELDS } from "./rule-fields.ts";

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

const ZERO = {
  accepts: isObject,
  expects: aType("object", ["activation", "idleSeconds"]),
  parts: {
    activation: {
      domain: {
        accepts: (value: unknown) => Array.isArray(value),
        expects: aType("conditions"),
        item: { expects: aType("condition"), help: "give a condition, or leave it out" },
        items: {
          metricSource: RULE_FIELDS.metricSource,
          metricName: {
            ...RULE_FIELDS.metricName,
            help: "give the name of a metric that exists without replicas",
            description: "The name of a metric that exists without replicas.",
          },
          aggregation: {
            ...RULE_FIELDS.aggregation,
            description: "How several values become one. Default: average.",
          },
          comparator: {
            ...RULE_FIELDS.comparator,
            description:
              "How the average compares with the threshold while the endpoint is in use.",
          },
          threshold: RULE_FIELDS.threshold,
        },
      },
      ...REQUIRED,
      help: "list the conditions under which the endpoint is in use; [] for none",
      description: "Conditions under which the endpoint is in use.",
    },
    idleSeconds: {
      domain: DURATION,
      ...REQUIRED,
      help: "use 600 for ten minutes",
      description: "Seconds without use after which the count goes to 0.",
    },
    to: {
      domain: COUNT,
      ...OPTIONAL,
      help: "leave it out to come back with 1 replica, or with minReplicas",
      description: "The count to come back with, if that is more than 1 and than minReplicas.",
    },
  },
} as const;

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
    description:
      "Seconds after any change of the count during which rules do not move it that way.",
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
    description:
      "Fewest replicas, whatever the rules say, but for the 0 of `zero`; null for no bound.",
  },
  maxReplicas: {
    ...BOUND,
    help: BOUND_HELP,
    description: "Most replicas, whatever the rules say; null for no bound.",
  },
  starting: {
    domain: COUNT,
    ...OPTIONAL,
    help: "give the number of replicas that are wanted and do not serve yet",
    description: "Replicas that are wanted and do not serve yet.",
  },
  settle: {
    domain: oneOf(SETTLE_MODES),
    ...OPTIONAL,
    help: "leave it out to let rules act while replicas start",
    description:
      "What rules may do while replicas start: nothing (hold), or scale out by what exceeds those that start (count). Default: anything.",
  },
  settleAtMostSeconds: {
    domain: DURATION,
    ...OPTIONAL,
    help: "use 600 for ten minutes; leave it out for no limit",
    description: "Seconds after the latest scale-out for which starting replicas hold rules back.",
  },
  createdAt: {
    domain: INSTANT,
    ...OPTIONAL,
    help: "leave it out where it is not known",
    description: "When the endpoint was created.",
  },
  zero: {
    domain: ZERO,
    ...OPTIONAL,
    help: "give { activation: [], idleSeconds: 600 }, or leave it out to keep the endpoint from 0",
    description: "Go to 0 replicas without use, and come back.",
  },
  memory: {
    domain: MEMORY,
    ...OPTIONAL,
    help: "give back the memory of the latest decision that had one, as it was, its times in milliseconds; leave it out for none",
    description: "What the last decision with a memory gave.",
  },
} as const satisfies TableOf<Endpoint>;

function bothDirections<Parts extends Record<"out" | "in", Field>>(
  parts: Parts,
): ObjectDomain<Parts> {
  return {
    // One without the other is reported at the part that is missing.
    accepts: (value) => isObject(value) && ("out" in value || "in" in value),
    expects: aType("object", ["out", "in"]),
    parts,
  };
}
