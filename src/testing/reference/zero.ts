import type { ActivationCondition } from "../../model/endpoint.ts";
import { exact, HOLDS } from "./exact.ts";
import { isPaused } from "./paused.ts";
import { readingFor } from "./reading.ts";
import { sightOf } from "./sight.ts";
import type { Subject } from "./subject.ts";
import { isCooling, later, startOf } from "./times.ts";

/**
 * Whether an endpoint with `zero` is in use: where an activation condition holds, or a scale-out condition does, whatever its
 * rule may do; else not known, where an activation metric is not. Null for an endpoint without `zero`.
 */
export function useOf(subject: Subject): "active" | "idle" | "unknown" | null {
  const { endpoint, rules, snapshot } = subject;
  if (endpoint.zero === undefined) return null;
  // An endpoint that is left alone looks at nothing.
  if (isPaused(endpoint, "both", snapshot.now)) return "unknown";
  const holding = endpoint.zero.activation.map((condition) => holds(condition, subject));
  const asksForMore = rules.some((rule) => {
    const sight = sightOf(rule, subject);
    return sight.kind === "met" && sight.branch.direction === "out";
  });
  if (asksForMore || holding.includes(true)) return "active";
  return holding.includes(null) ? "unknown" : "idle";
}

/** Null where the metric is unknown. */
function holds(condition: ActivationCondition, { endpoint, snapshot }: Subject): boolean | null {
  const reading = readingFor(endpoint.id, condition, snapshot);
  const average = reading === null || reading.isContested ? null : exact(reading.value);
  const threshold = exact(condition.threshold);
  if (average === null || threshold === null) return null;
  return HOLDS[condition.comparator](average.cmp(threshold));
}

/** An endpoint that has replicas has been idle for long enough. */
export function fallsAsleep(subject: Subject): boolean {
  const { endpoint, snapshot, semantics } = subject;
  const { zero, memory, replicas } = endpoint;
  if (zero === undefined || replicas === 0 || useOf(subject) !== "idle") return false;
  const end = later(startOf(memory?.idleSince, snapshot.now), zero.idleSeconds);
  return !isCooling(snapshot.now, end, semantics);
}

/** What `zero` makes of a count to which the rules lead. */
export function applyZero(subject: Subject, count: number): number {
  const { zero, memory, replicas, minReplicas } = subject.endpoint;
  if (zero === undefined) return count;
  if (replicas > 0) return count <= replicas && fallsAsleep(subject) ? 0 : count;
  // At 0 by hand it stays there; for lack of use until it is in use.
  if (memory?.zeroBy !== "rules" || useOf(subject) !== "active") return 0;
  return Math.max(count, 1, minReplicas ?? 0, zero.to ?? 0);
}
