import { wakeCount } from "../../evaluate/constraints.ts";
import type { Endpoint, ZeroPolicy } from "../../model/endpoint.ts";
import type { EndpointLimits } from "../rules/policy.ts";

/** An endpoint that goes to 0 replicas without use. */
export interface Sleep {
  readonly zero: ZeroPolicy;
  /** The endpoint as it is, its minimum being one from 1 replica on. */
  readonly endpoint: EndpointLimits;
  /** The count with which it comes back. */
  readonly wakeTo: number;
}

/** What `zero` of an endpoint makes of it; null where it has none. */
export function sleepOf(limits: EndpointLimits, endpoint: Endpoint | undefined): Sleep | null {
  if (endpoint?.zero === undefined) return null;
  const { zero, minReplicas = null } = endpoint;
  const wanted = wakeCount(endpoint, zero);
  const wakeTo = Math.min(wanted, limits.maxReplicas ?? wanted);
  return { zero, endpoint: { ...limits, minReplicas, zero }, wakeTo };
}
