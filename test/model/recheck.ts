import type { Endpoint } from "../../src/model/endpoint.ts";
import type { Instant } from "../../src/model/instant.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { ModelDecision } from "./decide.ts";
import { isTime, later, micros, nextMicro } from "./times.ts";

/**
 * The earliest time at which the answer differs, by the definition: decide again at every time at which anything in the
 * snapshot ends, and at the microsecond after, and take the first that gives another answer. Null for none.
 */
export function recheck(
  snapshot: Snapshot,
  decisions: readonly ModelDecision[],
  decideAt: (later: Snapshot, endpoint: Endpoint) => ModelDecision,
): Instant | null {
  if (!isTime(snapshot.now)) return null;
  const changes = snapshot.endpoints.flatMap((endpoint, nth): Instant[] => {
    const answer = JSON.stringify(decisions[nth]);
    const change = ends(snapshot, endpoint).find(
      (now) => JSON.stringify(decideAt({ ...snapshot, now }, endpoint)) !== answer,
    );
    return change === undefined ? [] : [change];
  });
  return changes.length === 0 ? null : Math.min(...changes);
}

/** The times to come at which something of the endpoint ends, each with the next microsecond, in their order. */
function ends({ now, rules, metrics, lastTriggered }: Snapshot, endpoint: Endpoint): Instant[] {
  const { id, pausedUntil, cooldownSeconds, lastScaledAt } = endpoint;
  const own = rules.filter((rule) => rule.endpointId === id);
  const readings = metrics.filter(
    ({ endpointId, ruleId }) => endpointId === id || own.some((rule) => rule.id === ruleId),
  );
  const ages = own.map(({ maxAgeSeconds }) => maxAgeSeconds).filter((age) => age !== undefined);
  const changes = [lastScaledAt?.out ?? null, lastScaledAt?.in ?? null].filter((change) => change !== null);
  const moments = [
    pausedUntil ?? Number.NaN,
    ...changes.flatMap((at) => [later(at, cooldownSeconds?.out ?? 0), later(at, cooldownSeconds?.in ?? 0)]),
    ...own.map((rule) => later(lastTriggered.get(rule.id) ?? Number.NaN, rule.cooldownSeconds)),
    ...readings.flatMap(({ at }) => ages.map((age) => later(at ?? Number.NaN, age))),
  ].map(micros);
  const candidates = moments
    .flatMap((moment) => [moment, nextMicro(moment)])
    .filter((moment) => moment > micros(now) && isTime(moment / 1000));
  return [...new Set(candidates)].toSorted((a, b) => a - b).map((moment) => moment / 1000);
}
