import { containerFaults } from "../check/container-faults.ts";
import { semanticsFaults } from "../check/semantics-faults.ts";
import type { Fault } from "../model/fault.ts";
import type { Rule } from "../model/rule.ts";
import { hasGet } from "../model/rule-times.ts";
import { type Semantics, SWITCHES } from "../model/semantics.ts";
import type { CycleState } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import { isRecord } from "../util/is-record.ts";

/**
 * Runs an evaluation of rules and a state. Where they cannot be read (a list is no array, an item is no object, a switch of
 * the semantics is unknown), it throws the library's own error, which lists every fault.
 */
export function guarded<T>(
  rules: readonly Rule[],
  state: CycleState,
  semantics: Semantics,
  run: () => T,
): T {
  if (!Array.isArray(rules) || !isReadable(state)) throw new SnapshotError(faultsOf(rules, state));
  if (!isKnown(semantics)) throw new SnapshotError(semanticsFaults(semantics, ["semantics"]));
  try {
    return run();
  } catch (error) {
    // Asked only now, as looking at each item costs as much as a small cycle.
    const unreadable = faultsOf(rules, state);
    throw unreadable.length > 0 ? new SnapshotError(unreadable, { cause: error }) : error;
  }
}

/** Field by field: of a state that is an instance a spread would leave the getters of its class behind. */
function faultsOf(rules: unknown, state: Partial<CycleState> | null | undefined): readonly Fault[] {
  const { endpoints, metrics, missing, lastTriggered } = state ?? {};
  return containerFaults({ endpoints, rules, metrics, missing, lastTriggered });
}

/** The lists are lists; nothing is said of their items. */
function isReadable(state: Partial<CycleState> | null | undefined): boolean {
  const { endpoints, metrics, missing = [], lastTriggered } = state ?? {};
  return (
    Array.isArray(endpoints) &&
    Array.isArray(metrics) &&
    Array.isArray(missing) &&
    (hasGet(lastTriggered ?? {}) || isRecord(lastTriggered))
  );
}

function isKnown(semantics: Partial<Semantics> | null): boolean {
  const { combine, bounds, cooldownEnd } = semantics ?? {};
  return (
    isOneOf(SWITCHES.combine, combine) &&
    isOneOf(SWITCHES.bounds, bounds) &&
    isOneOf(SWITCHES.cooldownEnd, cooldownEnd)
  );
}

function isOneOf(values: readonly unknown[], value: unknown): boolean {
  return values.includes(value);
}
