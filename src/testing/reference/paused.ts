import type { Direction, Endpoint } from "../../model/endpoint.ts";
import type { Instant } from "../../model/instant.ts";
import { micros } from "./times.ts";

/** Whether the endpoint is paused in just this way, and the pause has not ended. */
export function isPaused(endpoint: Endpoint, way: "both" | Direction, now: Instant): boolean {
  const { paused, pausedUntil } = endpoint;
  return paused === way && (pausedUntil === undefined || micros(now) < micros(pausedUntil));
}
