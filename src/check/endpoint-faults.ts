import { ENDPOINT_FIELDS } from "../fields/endpoint-fields.ts";
import { isCount, isDuration } from "../fields/plain-domains.ts";
import { ENDPOINT_RELATIONS } from "../fields/relation.ts";
import { type Endpoint, PAUSES } from "../model/endpoint.ts";
import { type Fault, named } from "../model/fault.ts";
import { isInstant } from "../model/instant.ts";
import { isObject } from "../util/is-object.ts";
import { fieldFaults, NO_FAULTS, relationFaults } from "./field-faults.ts";

/** Everything in an endpoint that keeps it from a decision of its own. */
export function endpointFaults(endpoint: Endpoint, index: number): readonly Fault[] {
  return isSoundEndpoint(endpoint) ? NO_FAULTS : endpointFieldFaults(endpoint, index);
}

/** {@link endpointFaults}, field by field. */
export function endpointFieldFaults(endpoint: Endpoint, index: number): readonly Fault[] {
  const path = `endpoints[${index}]`;
  const subject = named("endpoint", endpoint.id);
  return [
    ...fieldFaults(endpoint, ENDPOINT_FIELDS, path, subject),
    ...relationFaults(endpoint, ENDPOINT_RELATIONS, path, subject),
  ];
}

/**
 * The same as no {@link endpointFieldFaults}, decided by a few comparisons: a cycle asks it of
 * every endpoint. Written by hand, as a walk over the table takes fifty times as long; a test holds
 * the two together, field by field.
 */
export function isSoundEndpoint(endpoint: Endpoint): boolean {
  return typeof endpoint.id === "string" && isCount(endpoint.replicas) && isSoundButCount(endpoint);
}

/** As {@link isSoundEndpoint}, of an endpoint whose id and count are known to be sound. */
export function isSoundButCount(endpoint: Omit<Endpoint, "id" | "replicas">): boolean {
  const { lastScaledAt, cooldownSeconds } = endpoint;
  return (
    (lastScaledAt === undefined || areBoth(lastScaledAt, isChange)) &&
    hasSoundBounds(endpoint) &&
    (cooldownSeconds === undefined || areBoth(cooldownSeconds, isDuration)) &&
    (endpoint.paused === undefined || PAUSES.includes(endpoint.paused)) &&
    (endpoint.pausedUntil === undefined || isInstant(endpoint.pausedUntil)) &&
    (endpoint.advisory === undefined || typeof endpoint.advisory === "boolean")
  );
}

function hasSoundBounds({ minReplicas: min, maxReplicas: max }: Partial<Endpoint>): boolean {
  const isLow = min === undefined || min === null || isCount(min);
  return isLow && (max === undefined || max === null || (isCount(max) && max >= (min ?? 0)));
}

function areBoth(parts: unknown, accepts: (part: unknown) => boolean): boolean {
  return isObject(parts) && accepts(parts["out"]) && accepts(parts["in"]);
}

function isChange(value: unknown): boolean {
  return value === null || isInstant(value);
}
