import type { SnapshotInput } from "../model/snapshot.ts";
import { SnapshotError } from "../model/snapshot-error.ts";
import { containerFaults } from "./container-faults.ts";

/** @throws SnapshotError where a list is no array, an item no object, or times are by no rule: it lists every fault */
export function checkReadable({
  endpoints,
  rules,
  lastTriggered,
}: Pick<SnapshotInput, "endpoints" | "rules" | "lastTriggered">): void {
  const faults = containerFaults({ endpoints, rules, lastTriggered, metrics: [] });
  if (faults.length > 0) throw new SnapshotError(faults);
}
