import { ENDPOINT_FIELDS } from "../fields/endpoint-fields.ts";
import { isCount, isDuration } from "../fields/plain-domains.ts";
import { ENDPOINT_RELATIONS } from "../fields/relation.ts";
import { type Endpoint, PAUSES } from "../model/endpoint.ts";
import type { Fault } from "../model/fault.ts";
import { isInstant } from "../model/instant.ts";
import { isObject } from "../util/is-object.ts";
import { fieldFaults, isSound, NO_FAULTS, relationFaults } from "./field-faults.ts";

/**
 * Everything in an endpoint that keeps it from a decision of its own.
 *
 * @param asks - whether it {@link endpointAsksForMore}, for who knows already
 */
export function endpointFaults(
  endpoint: Endpoint,
  index: number,
  asks: boolean = endpointAsksForMore(endpoint),
): readonly Fault[] {
  return isSoundEndpoint(endpoint, asks) ? NO_FAULTS : endpointFieldFaults(endpoint, index);
}

/** {@link endpointFaults}, field by field. */
export function endpointFieldFaults(endpoint: Endpoint, index: number): readonly Fault[] {
  const keys = ["endpoints", index];
  const subject = { noun: "endpoint", id: endpoint.id } as const;
  return [
    ...fieldFaults(endpoint, ENDPOINT_FIELDS, keys, subject),
    ...relationFaults(endpoint, ENDPOINT_RELATIONS, keys, subject),
  ];
}

/**
 * The same as no {@link endpointFieldFaults}, decided by a few comparisons: a cycle asks it of
 * every endpoint. Written by hand, as a walk over the table takes fifty times as long; a test holds
 * the two together, field by field.
 */
export function isSoundEndpoint(endpoint: Endpoint, asks = endpointAsksForMore(endpoint)): boolean {
  const hasCount = typeof endpoint.id === "string" && isCount(endpoint.replicas);
  return hasCount && isSoundButCount(endpoint, asks);
}

/** As {@link isSoundEndpoint}, of an endpoint whose id and count are known to be sound. */
export function isSoundButCount(
  endpoint: Omit<Endpoint, "id" | "replicas">,
  asks: boolean = endpointAsksForMore(endpoint),
): boolean {
  const { lastScaledAt, cooldownSeconds } = endpoint;
  return (
    (lastScaledAt === undefined || areBoth(lastScaledAt, isChange)) &&
    hasSoundBounds(endpoint) &&
    (cooldownSeconds === undefined || areBoth(cooldownSeconds, isDuration)) &&
    (endpoint.paused === undefined || PAUSES.includes(endpoint.paused)) &&
    (endpoint.pausedUntil === undefined || isInstant(endpoint.pausedUntil)) &&
    (endpoint.advisory === undefined || typeof endpoint.advisory === "boolean") &&
    (!asks || isSound(endpoint, ADDITIONS, ENDPOINT_RELATIONS))
  );
}

/** Whether an endpoint has one of the fields that most do without: it settles, goes to 0, or remembers. */
export function endpointAsksForMore(endpoint: Partial<Endpoint>): boolean {
  return (
    endpoint.starting !== undefined ||
    endpoint.settle !== undefined ||
    endpoint.settleAtMostSeconds !== undefined ||
    endpoint.createdAt !== undefined ||
    endpoint.zero !== undefined ||
    endpoint.memory !== undefined
  );
}

const { starting, settle, settleAtMostSeconds, createdAt, zero, memory } = ENDPOINT_FIELDS;

const ADDITIONS = { starting, settle, settleAtMostSeconds, createdAt, zero, memory };

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
