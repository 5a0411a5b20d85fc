import type { Endpoint } from "../model/endpoint.ts";
import { type Fault, named } from "../model/fault.ts";
import { isInstant } from "../model/instant.ts";
import { checkFields, type FieldCheck, isBound, isFlag, isSeconds, isText, oneOf } from "./check-fields.ts";

const PAUSES = ["both", "out", "in"] as const;

const SECONDS = {
  accepts: (value: unknown) => value === undefined || isSeconds(value),
  code: "out-of-range",
  expected: "a number of seconds",
  help: "use 0 for no cooldown in that direction",
} as const;

const SCALED_AT = {
  accepts: (value: unknown) => value === undefined || value === null || isInstant(value),
  code: "not-an-instant",
  expected: "milliseconds since 1970, or null",
  help: "use null where the count never changed in that direction",
} as const;

const BOUND = {
  accepts: (value: unknown) => isBound(value) && Number(value ?? 0) >= 0,
  code: "not-an-integer",
  expected: "an integer of 0 or more, or null",
  help: "use null for no bound",
} as const;

const CHECKS: readonly FieldCheck<Endpoint>[] = [
  {
    field: "id",
    read: (endpoint) => endpoint.id,
    accepts: isText,
    code: "wrong-type",
    expected: "text",
    help: "name the endpoint, as rules and metrics refer to it",
  },
  {
    field: "replicas",
    read: (endpoint) => endpoint.replicas,
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    code: "not-an-integer",
    expected: "an integer of 0 or more",
    help: "give the target count at the start of the cycle",
  },
  {
    field: "paused",
    read: (endpoint) => endpoint.paused,
    accepts: (value) => value === undefined || PAUSES.some((pause) => pause === value),
    code: "not-one-of",
    expected: oneOf(PAUSES),
    help: "leave it out for an endpoint that is not paused",
  },
  {
    field: "pausedUntil",
    read: (endpoint) => endpoint.pausedUntil,
    accepts: (value) => value === undefined || isInstant(value),
    code: "not-an-instant",
    expected: "milliseconds since 1970",
    help: "leave it out for a pause that does not end by itself",
  },
  {
    field: "advisory",
    read: (endpoint) => endpoint.advisory,
    accepts: isFlag,
    code: "wrong-type",
    expected: "true or false",
    help: "leave it out for an endpoint whose count may change",
  },
  { field: "cooldownSeconds.out", read: (endpoint) => endpoint.cooldownSeconds?.out, ...SECONDS },
  { field: "cooldownSeconds.in", read: (endpoint) => endpoint.cooldownSeconds?.in, ...SECONDS },
  { field: "lastScaledAt.out", read: (endpoint) => endpoint.lastScaledAt?.out, ...SCALED_AT },
  { field: "lastScaledAt.in", read: (endpoint) => endpoint.lastScaledAt?.in, ...SCALED_AT },
  { field: "minReplicas", read: (endpoint) => endpoint.minReplicas, ...BOUND },
  { field: "maxReplicas", read: (endpoint) => endpoint.maxReplicas, ...BOUND },
  {
    field: "maxReplicas",
    read: (endpoint) => endpoint.maxReplicas,
    accepts: (max, { minReplicas: min }) => typeof max !== "number" || typeof min !== "number" || max >= min,
    code: "out-of-range",
    expected: "minReplicas or more",
    help: "raise maxReplicas or lower minReplicas: no count is within both",
  },
];

/** Everything in an endpoint that keeps it from a decision of its own. */
export function endpointFaults(endpoint: Endpoint, index: number): readonly Fault[] {
  return checkFields(endpoint, CHECKS, "endpoints", index, ({ id }) => named("endpoint", id));
}
