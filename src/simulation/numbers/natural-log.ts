import { doubleAt } from "../../util/columns.ts";

/** The factors of artanh's series, from the 19th power down. Divided beforehand: a request draws two logarithms. */
const SERIES = /* @__PURE__ */ Float64Array.of(1 / 19, 1 / 17, 1 / 15, 1 / 13, 1 / 11, 1 / 9, 1 / 7, 1 / 5, 1 / 3, 1);

/**
 * The natural logarithm of `integer` × 2^`exponent`, by + − × ÷ alone: ECMAScript leaves the digits of `Math.log` to each
 * engine, and a simulation must come out the same in all.
 *
 * ln m = 2 artanh((m − 1)/(m + 1)) for m in [√½, √2], as a series to the 19th power: within 1e-14 of the true value.
 *
 * @param integer - 1 to 2³²
 */
export function naturalLog(integer: number, exponent: number): number {
  const bits = integer > 0xffffffff ? 32 : 31 - Math.clz32(integer);
  const mantissa = integer / (bits === 32 ? 4294967296 : (1 << bits) >>> 0);
  const isUpper = mantissa > Math.SQRT2;
  const ratio = isUpper ? mantissa / 2 : mantissa;
  const s = (ratio - 1) / (ratio + 1);
  const s2 = s * s;
  let sum = 0;
  for (let at = 0; at < SERIES.length; at += 1) sum = sum * s2 + doubleAt(SERIES, at);
  return (bits + exponent + (isUpper ? 1 : 0)) * Math.LN2 + 2 * s * sum;
}
