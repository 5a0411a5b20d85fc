import * as fc from "fast-check";
import { RUNS } from "./runs.ts";

/** How often the property runs in each round after the first: most of what is missing comes up soon. */
const MORE_RUNS = Math.ceil(RUNS / 10);
const MOST_ROUNDS = 400;

/**
 * Asserts a property, again and again until each kind of case has come up that it counts: a rare one may be missing from a
 * few cases. Throws where one never does, so that no law passes because it was never put to the test.
 *
 * @param seen - how often each kind came up, which the property adds to
 */
export function assertUntilSeen<Given>(property: fc.IProperty<Given>, seen: Readonly<Record<string, number>>): void {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    fc.assert(property, { numRuns: round === 0 ? RUNS : MORE_RUNS });
    if (Object.values(seen).every((times) => times > 0)) return;
  }
  throw new Error(`not every kind of case came up: ${JSON.stringify(seen)}`);
}
