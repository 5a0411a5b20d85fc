import { errorText } from "../host/error-text.ts";
import { show } from "../model/show.ts";

/** One thing that an implementation of a port must do. Run it with any test runner: it rejects where it does not hold. */
export interface ContractCase {
  /** A sentence that is true of every sound implementation. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** What an implementation does other than it must. */
export class ContractError extends Error {
  override readonly name = "ContractError";
}

/** What `runCycle` looks at before it uses it, a contract does as well, with the same words. */
export function looked<Checked>(look: () => Checked): Checked {
  try {
    return look();
  } catch (cause) {
    throw new ContractError(errorText(cause), { cause });
  }
}

/** Compares plain data, told apart by how JSON writes it. */
export function demand(what: string, found: unknown, expected: unknown): void {
  const [is, should] = [jsonText(found), jsonText(expected)];
  if (is !== should) throw new ContractError(`${what}: is ${is}, must be ${should}`);
}

/**
 * JSON, and of what has none what people call it: databases give 64-bit numbers as BigInts.
 *
 * @param change - what to write of a part instead
 */
export function jsonText(value: unknown, change: (part: unknown) => unknown = (part) => part): string {
  const replacer = (_: string, part: unknown) => (typeof part === "bigint" ? show(part) : change(part));
  return JSON.stringify(value, replacer) ?? "nothing";
}
