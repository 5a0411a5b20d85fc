import type { Fault } from "./fault.ts";

/**
 * Thrown where a snapshot has no one answer: two rules, or two endpoints, with one id. `faults` lists everything that
 * {@link checkSnapshot} finds in it, not the duplicates alone.
 *
 * @example
 * try {
 *   evaluate(snapshot);
 * } catch (error) {
 *   if (error instanceof SnapshotError) for (const fault of error.faults) console.error(fault.path, fault.help);
 * }
 */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(`the snapshot has no one answer:\n${faults.map(({ message, help }) => `- ${message}; ${help}`).join("\n")}`);
    this.faults = faults;
  }
}
