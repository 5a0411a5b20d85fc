import type { Fault } from "../model/fault.ts";

/** How many faults an error lists; `total` counts the rest. */
const MOST_FAULTS = 1000;

/**
 * Thrown when an input is not what a schema asks for. It lists every fault, each with its place, what was found, what is
 * expected and how to mend it.
 *
 * @example
 * try {
 *   parseRuleInput(body);
 * } catch (error) {
 *   if (error instanceof SchemaError) return reply.status(422).send({ faults: error.faults });
 * }
 */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
  /** The faults in the order of the input; the first 1,000 where there are more. */
  readonly faults: readonly Fault[];
  /** How many faults there are in all. */
  readonly total: number;

  constructor(faults: readonly Fault[]) {
    const listed = faults.slice(0, MOST_FAULTS);
    const lines = listed.map(({ message, help }) => `- ${message}; ${help}`);
    const rest = faults.length - listed.length;
    super(
      [`the input has ${faults.length} fault(s):`, ...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n"),
    );
    this.faults = listed;
    this.total = faults.length;
  }
}
