/** What was caught, if it is of the kind that is awaited there; whatever else it is goes on its way. */
export function caught<Kind extends Error>(error: unknown, kind: new (...args: never[]) => Kind): Kind {
  if (error instanceof kind) return error;
  throw error;
}
