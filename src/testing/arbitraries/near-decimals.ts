import { Decimal } from "decimal.js";
import type { DecimalLike } from "../../model/decimal-like.ts";
import { exact } from "../reference/exact.ts";
import { nextDown, nextUp } from "./next-double.ts";

/** How a decimal can lie to a threshold, in the order in which a counterexample shrinks. */
export type Nearness = "same" | "apart" | "nextDouble" | "sameDouble" | "infinite";

/** Decimals that lie so to a threshold; no list is empty. */
export type NearDecimals = Readonly<Record<Nearness, readonly DecimalLike[]>>;

/** The decimals that try a comparison with a threshold hardest; first in each list the easiest to read. */
export function nearDecimals(threshold: DecimalLike): NearDecimals {
  const decimal = exact(threshold) ?? new Decimal(0);
  return decimal.isFinite() ? nearFinite(threshold, decimal) : nearInfinite(threshold, decimal.isNegative());
}

/** Digits below the last of a decimal at which a difference is lost in its double. */
const DEEP = 25;

function nearFinite(threshold: DecimalLike, decimal: Decimal): NearDecimals {
  // Wide enough for the deepest difference to be exact.
  const Wide = Decimal.clone({ defaults: true, precision: decimal.precision() + 2 * DEEP });
  const wide = new Wide(decimal);
  const text = wide.toString();
  // JSON has no −0.
  const double = Number(text) + 0;
  const trifle = wide.isZero() ? new Wide("1e-400") : new Wide(10).pow(wide.e - DEEP);
  return {
    same: [
      threshold,
      text,
      wide.toExponential(),
      ...(text.includes("e") ? [] : [text.includes(".") ? `${text}0` : `${text}.0`]),
      ...(wide.isNegative() ? [] : [`+${text}`]),
      new Wide(wide),
      ...(wide.eq(double) ? [double] : []),
    ],
    apart: [wide.plus(1).toString(), wide.minus(1).toString(), wide.times(2).toString(), 0],
    nextDouble: [nextUp(double), nextDown(double)].filter(Number.isFinite),
    sameDouble: [wide.plus(trifle).toString(), wide.minus(trifle).toString()],
    infinite: ["Infinity", "-inf"],
  };
}

function nearInfinite(threshold: DecimalLike, isNegative: boolean): NearDecimals {
  const sign = isNegative ? "-" : "";
  return {
    same: [
      threshold,
      `${sign}Infinity`,
      `${sign}inf`,
      isNegative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    ],
    apart: [0, 1],
    nextDouble: [isNegative ? -Number.MAX_VALUE : Number.MAX_VALUE],
    sameDouble: [`${sign}1e400`, `${sign}1e401`],
    infinite: [isNegative ? "Infinity" : "-inf"],
  };
}
