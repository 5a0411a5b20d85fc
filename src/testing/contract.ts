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

/** Compares plain data, told apart by how JSON writes it. */
export function demand(what: string, found: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  if (is !== should) throw new ContractError(`${what}: is ${is}, must be ${should}`);
}
