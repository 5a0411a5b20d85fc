import { type Fault, listed } from "./fault.ts";

/**
 * Thrown where the arguments are no snapshot at all: a list is no array, an item no object, the semantics no switches.
 * `faults` lists all of that. Whatever else is wrong costs its own rule or endpoint alone, and is said in its decision.
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

  constructor(all: readonly Fault[], options?: { readonly cause?: unknown }) {
    const { faults, message } = listed("this is no snapshot that can be evaluated:", all);
    super(message, options);
    this.faults = faults;
    this.total = all.length;
  }
}
