import type { Arbitrary } from "fast-check";
import type { DecimalLike } from "../../model/decimal-like.ts";
import { itemAt } from "../../util/item-at.ts";
import type { FastCheck } from "./fast-check.ts";
import { type Nearness, nearDecimals } from "./near-decimals.ts";
import { TO_THE_FIRST } from "./pools.ts";

/** Where a value shall lie to a threshold that is not known yet. */
export interface Aim {
  readonly nearness: Nearness;
  /** Which of the decimals that lie so. */
  readonly nth: number;
}

/** Aims at a threshold: mostly at ties and at differences that no double shows. */
export function aimAt(fc: FastCheck): Arbitrary<Aim> {
  const aim = (weight: number, nearness: Nearness) => ({
    weight,
    arbitrary: fc.record({ nearness: fc.constant(nearness), nth: fc.nat({ max: 6 }) }),
  });
  return fc.oneof(
    TO_THE_FIRST,
    aim(5, "same"),
    aim(4, "apart"),
    aim(2, "nextDouble"),
    aim(3, "sameDouble"),
    aim(1, "infinite"),
  );
}

/** The value that an aim means. */
export function hit(threshold: DecimalLike, { nearness, nth }: Aim): DecimalLike {
  const candidates = nearDecimals(threshold)[nearness];
  return itemAt(candidates, nth % candidates.length);
}

/** The threshold that most generated rules have, so that many rules meet one value. */
export const USUAL_THRESHOLD = "10";

/** Finite decimals, near each other more often than not. */
export function finiteDecimals(fc: FastCheck): Arbitrary<DecimalLike> {
  const near = nearDecimals(USUAL_THRESHOLD);
  return fc.oneof(
    TO_THE_FIRST,
    { weight: 5, arbitrary: fc.constantFrom(...near.same) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 20 }) },
    { weight: 2, arbitrary: fc.constantFrom(...near.sameDouble, ...near.nextDouble) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("0", "-0", "0.30000000000000000000001", "1e-400", "-1e-400", "1e400", "1e401"),
    },
  );
}

/** What cannot be compared, and may stand where an average should. */
export function junk(fc: FastCheck): Arbitrary<DecimalLike> {
  return fc.constantFrom("NaN", Number.NaN, "abc", "", "0x10", "1,5");
}
