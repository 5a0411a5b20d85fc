import type { Semantics, Snapshot } from "../../src/index.ts";

/** Takes away what a case does not need to be one in which library and reference differ: items, and what is optional in them. */
export function reduce(
  given: Snapshot,
  semantics: Semantics,
  differs: (one: Snapshot, by: Semantics) => boolean,
): Snapshot {
  for (const smaller of smallerThan(given)) if (differs(smaller, semantics)) return reduce(smaller, semantics, differs);
  return given;
}

const LISTS = ["endpoints", "rules", "metrics", "missing"] as const;
const REQUIRED = new Set([
  "id",
  "replicas",
  "type",
  "endpointId",
  "metricSource",
  "metricName",
  "source",
  "name",
  "value",
]);
const NEEDED_BY_RULES = new Set(["comparator", "threshold", "stepSize", "cooldownSeconds", "reason"]);
const NULLABLE = new Set(["minReplicas", "maxReplicas", "minThreshold", "maxThreshold"]);

/** The snapshot without one item or field, in every way. */
function* smallerThan(given: Snapshot): Generator<Snapshot> {
  for (const list of LISTS) {
    const items: readonly object[] = given[list] ?? [];
    for (const [at, item] of items.entries()) {
      yield { ...given, [list]: items.filter((_, nth) => nth !== at) };
      for (const [field, value] of Object.entries(item)) {
        const isRule = list === "rules";
        if (REQUIRED.has(field) || ((isRule || list === "missing") && NEEDED_BY_RULES.has(field))) continue;
        if (isRule && NULLABLE.has(field) && value === null) continue;
        const { [field]: _, ...rest } = item as Record<string, unknown>;
        const without = isRule && NULLABLE.has(field) ? { ...item, [field]: null } : rest;
        yield { ...given, [list]: items.map((one, nth) => (nth === at ? without : one)) };
      }
    }
  }
  for (const id of given.lastTriggered.keys()) {
    yield { ...given, lastTriggered: new Map([...given.lastTriggered].filter(([key]) => key !== id)) };
  }
}
