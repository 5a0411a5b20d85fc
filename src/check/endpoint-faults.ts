import { type Endpoint, PAUSES } from "../model/endpoint.ts";
import { type Fault, named } from "../model/fault.ts";
import type { EndpointId } from "../model/ids.ts";
import { isInstant } from "../model/instant.ts";
import { isRecord } from "../util/is-record.ts";
import {
  COUNT,
  checkFields,
  ENDPOINT_BOUND,
  type FieldCheck,
  FLAG,
  NO_FAULTS,
  oneOf,
  SECONDS,
  TEXT,
} from "./check-fields.ts";
import { duplicateEndpointFault } from "./duplicate-faults.ts";
import { ENDPOINT_HELP } from "./field-help.ts";

const BOTH_DIRECTIONS = {
  accepts: (value: unknown) => value === undefined || isRecord(value),
  code: "wrong-type",
  expected: "an object of out and in",
} as const;

/** One direction of an object that has both; where there is no object, there is nothing to say of its parts. */
function direction(parent: "cooldownSeconds" | "lastScaledAt", key: "out" | "in", part: (value: unknown) => boolean) {
  return {
    field: `${parent}.${key}`,
    read: (endpoint: Endpoint) => (isRecord(endpoint[parent]) ? endpoint[parent][key] : undefined),
    accepts: (value: unknown, endpoint: Endpoint) => !isRecord(endpoint[parent]) || part(value),
  };
}

const isCooldown = (value: unknown): boolean => SECONDS.accepts(value) && Number(value) >= 0;

const COOLDOWN = {
  code: "out-of-range",
  expected: "a number of seconds of 0 or more",
  help: ENDPOINT_HELP.cooldownSeconds,
} as const;

const isChange = (value: unknown): boolean => value === null || isInstant(value);

const CHANGE = {
  code: "not-an-instant",
  expected: "milliseconds since 1970, or null",
  help: ENDPOINT_HELP.lastScaledAt,
} as const;

const CHECKS: readonly FieldCheck<Endpoint>[] = [
  { field: "id", read: (endpoint) => endpoint.id, ...TEXT, help: ENDPOINT_HELP.id },
  { field: "replicas", read: (endpoint) => endpoint.replicas, ...COUNT, help: ENDPOINT_HELP.replicas },
  {
    field: "paused",
    read: (endpoint) => endpoint.paused,
    ...oneOf(PAUSES),
    accepts: (value) => value === undefined || oneOf(PAUSES).accepts(value),
    help: ENDPOINT_HELP.paused,
  },
  {
    field: "pausedUntil",
    read: (endpoint) => endpoint.pausedUntil,
    accepts: (value) => value === undefined || isInstant(value),
    code: "not-an-instant",
    expected: "milliseconds since 1970",
    help: ENDPOINT_HELP.pausedUntil,
  },
  { field: "advisory", read: (endpoint) => endpoint.advisory, ...FLAG, help: ENDPOINT_HELP.advisory },
  {
    field: "cooldownSeconds",
    read: (endpoint) => endpoint.cooldownSeconds,
    ...BOTH_DIRECTIONS,
    help: ENDPOINT_HELP.cooldowns,
  },
  { ...direction("cooldownSeconds", "out", isCooldown), ...COOLDOWN },
  { ...direction("cooldownSeconds", "in", isCooldown), ...COOLDOWN },
  { field: "lastScaledAt", read: (endpoint) => endpoint.lastScaledAt, ...BOTH_DIRECTIONS, help: ENDPOINT_HELP.changes },
  { ...direction("lastScaledAt", "out", isChange), ...CHANGE },
  { ...direction("lastScaledAt", "in", isChange), ...CHANGE },
  { field: "minReplicas", read: (endpoint) => endpoint.minReplicas, ...ENDPOINT_BOUND, help: ENDPOINT_HELP.bound },
  { field: "maxReplicas", read: (endpoint) => endpoint.maxReplicas, ...ENDPOINT_BOUND, help: ENDPOINT_HELP.bound },
  {
    field: "maxReplicas",
    read: (endpoint) => endpoint.maxReplicas,
    accepts: (max, { minReplicas: min }) => typeof max !== "number" || typeof min !== "number" || max >= min,
    code: "out-of-range",
    expected: "minReplicas or more",
    help: ENDPOINT_HELP.boundsInOrder,
  },
];

/** Everything in an endpoint that keeps it from a decision of its own. */
export function endpointFaults(endpoint: Endpoint, index: number): readonly Fault[] {
  if (isSoundEndpoint(endpoint)) return NO_FAULTS;
  return checkFields(endpoint, CHECKS, "endpoints", index, ({ id }) => named("endpoint", id));
}

/**
 * The common case decided quickly, as a cycle asks it of every endpoint: true only where {@link CHECKS} find nothing, and
 * so for whatever a sound endpoint commonly has. False decides nothing.
 */
export function isSoundEndpoint(endpoint: Endpoint): boolean {
  return typeof endpoint.id === "string" && COUNT.accepts(endpoint.replicas) && isSoundButCount(endpoint);
}

/** As {@link isSoundEndpoint}, of an endpoint whose id and count are known to be sound. */
export function isSoundButCount(endpoint: Omit<Endpoint, "id" | "replicas">): boolean {
  const { minReplicas: min, maxReplicas: max, lastScaledAt, cooldownSeconds } = endpoint;
  return (
    (lastScaledAt === undefined || areBoth(lastScaledAt, isChange)) &&
    (min === undefined || min === null || COUNT.accepts(min)) &&
    (max === undefined || max === null || (COUNT.accepts(max) && max >= (min ?? 0))) &&
    (cooldownSeconds === undefined || areBoth(cooldownSeconds, isCooldown)) &&
    (endpoint.paused === undefined || PAUSES.includes(endpoint.paused)) &&
    (endpoint.pausedUntil === undefined || isInstant(endpoint.pausedUntil)) &&
    (endpoint.advisory === undefined || typeof endpoint.advisory === "boolean")
  );
}

function areBoth(parts: unknown, accepts: (part: unknown) => boolean): boolean {
  return isRecord(parts) && accepts(parts["out"]) && accepts(parts["in"]);
}

/** The faults of endpoints whose id is there twice or more, by id. */
export function duplicateEndpointFaults(endpoints: readonly Endpoint[]): ReadonlyMap<EndpointId, Fault> {
  const first = new Map<EndpointId, number>();
  const faults = new Map<EndpointId, Fault>();
  for (const [index, endpoint] of endpoints.entries()) {
    const known = first.get(endpoint.id);
    if (known === undefined) first.set(endpoint.id, index);
    else if (!faults.has(endpoint.id)) faults.set(endpoint.id, duplicateEndpointFault(endpoint, index, known));
  }
  return faults;
}
