import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Tournament } from "../../src/simulation/service/tournament.ts";

describe("a tournament", () => {
  const numbers = fc.oneof(fc.nat(3), fc.double({ noNaN: true }), fc.constant(Number.POSITIVE_INFINITY));

  test("has the least of the numbers, and of equal ones the first, after every change", () => {
    const changes = fc.integer({ min: 1, max: 20 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        changes: fc.array(fc.tuple(fc.nat(count - 1), numbers), { maxLength: 60 }),
      }),
    );
    fc.assert(
      fc.property(changes, ({ count, changes: all }) => {
        const tournament = new Tournament(count);
        const list = new Array<number>(count).fill(Number.POSITIVE_INFINITY);
        for (const [place, number] of all) {
          tournament.set(place, number);
          list[place] = number;
          const least = Math.min(...list);
          // Not toBe, for which 0 and minus 0 are two.
          expect(tournament.least === least).toBe(true);
          expect(tournament.first).toBe(list.indexOf(least));
        }
      }),
    );
  });

  test("of nothing has no number below Infinity", () => {
    expect(new Tournament(0).least).toBe(Number.POSITIVE_INFINITY);
  });
});
