import { containerFaults } from "../check/container-faults.ts";
import { semanticsFaults } from "../check/semantics-faults.ts";
import { type Semantics, SWITCHES } from "../model/semantics.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";

/**
 * Runs an evaluation of a snapshot. Where there is none at all (a list is no array, an item no object, the semantics no
 * switches), it throws the library's own error, which lists every fault.
 */
export function guarded<T>(snapshot: Partial<Snapshot>, semantics: Semantics, run: () => T): T {
  if (!isReadable(snapshot)) throw new SnapshotError(containerFaults(snapshot));
  if (!isKnown(semantics)) throw new SnapshotError(semanticsFaults(semantics, "semantics"));
  try {
    return run();
  } catch (error) {
    // Asked only now, as looking at each item costs as much as a small cycle.
    const unreadable = containerFaults(snapshot);
    throw unreadable.length > 0 ? new SnapshotError(unreadable, { cause: error }) : error;
  }
}

/** The lists are lists; nothing is said of their items. */
function isReadable(snapshot: Partial<Snapshot> | null | undefined): boolean {
  if (snapshot === null || snapshot === undefined) return false;
  const { endpoints, rules, metrics, missing = [], lastTriggered } = snapshot;
  return (
    Array.isArray(endpoints) &&
    Array.isArray(rules) &&
    Array.isArray(metrics) &&
    Array.isArray(missing) &&
    typeof lastTriggered?.get === "function"
  );
}

function isKnown(semantics: Partial<Semantics> | null): boolean {
  const { combine, bounds, cooldownEnd } = semantics ?? {};
  return (
    combine !== undefined &&
    bounds !== undefined &&
    cooldownEnd !== undefined &&
    SWITCHES.combine.includes(combine) &&
    SWITCHES.bounds.includes(bounds) &&
    SWITCHES.cooldownEnd.includes(cooldownEnd)
  );
}
