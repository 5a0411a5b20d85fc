import { liveStats25, liveStats26, type ValueReading } from "../metrics/live-stat.ts";
import { backendAi25, backendAi26, type Semantics } from "../model/semantics.ts";
import { isWord, ROUTE_STATUSES_26 } from "./route-words.ts";

/** Whose averaging and whose answers: pull request 3277 (25.x), or 26.x. */
export type Profile = "pr3277" | "v26";

/** What a profile means. */
export interface ProfileRules {
  /** How its rules combine. */
  readonly semantics: Semantics;
  /** How it reads the values of live stats. */
  readonly reading: ValueReading;
  /** The statuses that a route can have; any other is a fault, as whether it counts is not known. */
  readonly statuses: readonly string[];
  /** Whether a route with this status counts towards averages. */
  readonly counts: (status: string) => boolean;
  /** The fewest replicas that an endpoint's total is divided by. */
  readonly leastDivisor: 0 | 1;
}

/**
 * Everything in which the two profiles differ.
 *
 * @example
 * evaluate(snapshotFromRows(rows), PROFILES[rows.profile].semantics);
 * @see lablup/backend.ai pull request 3277 and release 26.8
 */
export const PROFILES: Readonly<Record<Profile, ProfileRules>> = /* @__PURE__ */ Object.freeze({
  pr3277: {
    semantics: backendAi25,
    reading: liveStats25,
    // Every route counts, so that the words of later releases do no harm.
    statuses: [...ROUTE_STATUSES_26, "healthy", "unhealthy", "degraded"],
    counts: () => true,
    leastDivisor: 0,
  },
  v26: {
    semantics: backendAi26,
    reading: liveStats26,
    statuses: ROUTE_STATUSES_26,
    counts: (status) => isWord(status, ["running", "provisioning"]),
    leastDivisor: 1,
  },
});
