import { type Fault, listed } from "../model/fault.ts";

/**
 * Thrown when an input is not what a schema asks for. It lists every fault, each with its place,
 * what was found, what is expected and how to fix it.
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

  /** `total` where `known` are not all; `cause` where reading the input threw. */
  constructor(
    known: readonly Fault[],
    {
      total = known.length,
      ...options
    }: { readonly cause?: unknown; readonly total?: number } = {},
  ) {
    const { faults, message } = listed(`the input has ${total} fault(s):`, known, total);
    super(message, options);
    this.faults = faults;
    this.total = total;
  }
}
