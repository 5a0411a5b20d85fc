import { type Fault, listed } from "./fault.ts";

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
  /** The first 1,000 of them, where there are more. */
  readonly faults: readonly Fault[];
  /** How many faults there are in all. */
  readonly total: number;

  constructor(all: readonly Fault[]) {
    const { faults, message } = listed("the snapshot has no one answer:", all);
    super(message);
    this.faults = faults;
    this.total = all.length;
  }
}
