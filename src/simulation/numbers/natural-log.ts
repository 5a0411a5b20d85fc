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
  return (bits + exponent + (isUpper ? 1 : 0)) * Math.LN2 + 2 * s * series(s * s);
}

/** artanh(s) ÷ s, from s². Written out, as a loop takes longer than the sum: a simulated request draws three logarithms. */
function series(s2: number): number {
  const high = (((s2 * (1 / 19) + 1 / 17) * s2 + 1 / 15) * s2 + 1 / 13) * s2 + 1 / 11;
  return ((((high * s2 + 1 / 9) * s2 + 1 / 7) * s2 + 1 / 5) * s2 + 1 / 3) * s2 + 1;
}
