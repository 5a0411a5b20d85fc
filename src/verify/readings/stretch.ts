import { known } from "../../util/known.ts";
import { unitsBetween } from "./fixed-point.ts";

/** A stretch of a line in units of 10^-places; null: no end. */
export interface Stretch {
  readonly from: bigint | null;
  readonly to: bigint | null;
  readonly fromClosed: boolean;
  readonly toClosed: boolean;
}

/** Whether an average over so many replicas, each of which has a whole number, can lie somewhere. */
export type Fits = (replicas: number) => boolean;

/** The roundest whole number in a stretch, as text; null where there is none. */
export function wholeIn(stretch: Stretch, places: number): string | null {
  const one = 10n ** BigInt(places);
  const first = stretch.from === null ? null : firstMultiple(stretch.from, stretch.fromClosed, one);
  const last = stretch.to === null ? null : lastMultiple(stretch.to, stretch.toClosed, one);
  const least = first ?? (last === null ? 0n : last - magnitude(last));
  const greatest = last ?? least + magnitude(least);
  return least > greatest ? null : String(unitsBetween(least - 1n, greatest + 1n));
}

function magnitude(whole: bigint): bigint {
  return whole < 0n ? -whole : whole;
}

/**
 * Which numbers of replicas can have an average in a stretch without a whole number: those of which some multiple of 1 / n lies
 * in it. One without an end has whole numbers.
 */
export function fitsOn({ from, to, fromClosed, toClosed }: Stretch, places: number): Fits {
  const one = 10n ** BigInt(places);
  const [low, high] = [known(from), known(to)];
  return (replicas) => {
    const count = BigInt(Math.max(1, replicas));
    return firstMultiple(low * count, fromClosed, one) <= lastMultiple(high * count, toClosed, one);
  };
}

/** The least whole number at or above an end, in ones. */
function firstMultiple(units: bigint, closed: boolean, one: bigint): bigint {
  const below = floorDivide(units, one);
  return closed && below * one === units ? below : below + 1n;
}

function lastMultiple(units: bigint, closed: boolean, one: bigint): bigint {
  const below = floorDivide(units, one);
  return below * one === units && !closed ? below - 1n : below;
}

function floorDivide(units: bigint, by: bigint): bigint {
  const quotient = units / by;
  return units < 0n && quotient * by !== units ? quotient - 1n : quotient;
}
