import { type Fault, listed } from "../../model/fault.ts";

/**
 * Thrown where there is nothing to verify: rules with faults, rules of several endpoints, a domain that is empty.
 * `faults` lists everything that is wrong, not the first of it alone.
 *
 * @example
 * try {
 *   verifyRules({ rules });
 * } catch (error) {
 *   if (error instanceof VerifyError) for (const { message, help } of error.faults) console.error(message, help);
 * }
 */
export class VerifyError extends Error {
  override readonly name = "VerifyError";
  /** The first 1,000 of them, where there are more. */
  readonly faults: readonly Fault[];
  /** How many faults there are in all. */
  readonly total: number;

  constructor(all: readonly Fault[]) {
    const { faults, message } = listed("the rules cannot be verified:", all);
    super(message);
    this.faults = faults;
    this.total = all.length;
  }
}
