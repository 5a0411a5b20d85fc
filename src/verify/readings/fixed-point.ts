import { Decimal } from "decimal.js";
import { compareDecimals } from "../../decimal/exact.ts";
import type { DecimalLike } from "../../model/decimal-like.ts";

/** Of our own, with the widest range, so that a host's `Decimal.set` cannot move a proof. */
const Exact = /* @__PURE__ */ Decimal.clone({ defaults: true });

/** True of a decimal past the doubles too, which is no infinity. */
export function isFiniteDecimal(value: DecimalLike): boolean {
  return compareDecimals(value, "-Infinity") > 0 && compareDecimals(value, "Infinity") < 0;
}

/** How many decimal places it takes to write all of these, none of which may be infinite. */
export function placesOf(values: readonly DecimalLike[]): number {
  return values.reduce((places: number, value) => Math.max(places, new Exact(value).decimalPlaces()), 0);
}

/** A decimal as a whole number of 10^-places, of which it must be one. Sums, and products with integers, are then exact. */
export function toUnits(value: DecimalLike, places: number): bigint {
  return BigInt(new Exact(value).toFixed(places).replace(".", ""));
}

/** The decimal that so many units of 10^-places are, as short text. */
export function fromUnits(units: bigint, places: number): string {
  return new Exact(`${units}e-${places}`).toString();
}

/** The roundest decimal strictly between two, near their middle: as few digits as will do. Of two alike, that one. */
export function between(low: bigint, high: bigint, places: number): string {
  return fromUnits(unitsBetween(low * TENTHS, high * TENTHS), places + 1);
}

const TENTHS = 10n;

/** As {@link between}, among whole numbers that are alike or at least two apart. */
export function unitsBetween(low: bigint, high: bigint): bigint {
  const middle = (low + high) / 2n;
  for (let step = 10n ** BigInt((high - low).toString().length); step > 1n; step /= 10n) {
    const candidate = nearestMultiple(middle, step);
    if (candidate > low && candidate < high) return candidate;
  }
  return middle;
}

function nearestMultiple(value: bigint, step: bigint): bigint {
  const below = value - (((value % step) + step) % step);
  return (value - below) * 2n < step ? below : below + step;
}
