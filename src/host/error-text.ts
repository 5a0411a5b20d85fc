/** How many errors of a chain of causes are named. */
const MOST_CAUSES = 5;

/**
 * An error for people, with what caused it: `fetch failed` alone says nothing, the refused connection behind it does.
 *
 * @example
 * errorText(error); // "TypeError: fetch failed, caused by Error: connect ECONNREFUSED 127.0.0.1:9090"
 */
export function errorText(error: unknown): string {
  try {
    return chainOf(error).map(nameOf).join(", caused by ");
  } catch {
    // A port may throw anything, even an object that throws when it is read.
    return "an error that cannot be read";
  }
}

function chainOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  let next: unknown = error;
  while (next !== undefined && chain.length < MOST_CAUSES) {
    chain.push(next);
    next = causeOf(next);
  }
  return chain;
}

/** Of several errors at once, as of a host with several addresses, the first stands for all. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  return error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined);
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" ? error.name : `${error.name}: ${error.message}`;
}
