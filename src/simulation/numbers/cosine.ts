const HALF_PI = 1.5707963267948966;

/**
 * The cosine of so many turns (1 is a full circle), by + − × ÷ alone: ECMAScript leaves the digits of `Math.cos` to each
 * engine. Taylor's series over a quarter turn, to the 16th power: within 1e-13.
 */
export function cosineOfTurns(turns: number): number {
  const phase = turns - Math.floor(turns);
  const half = phase > 0.5 ? 1 - phase : phase;
  const isFar = half > 0.25;
  const x = (isFar ? 0.5 - half : half) * 4 * HALF_PI;
  const x2 = x * x;
  let sum = 1;
  for (let power = 16; power >= 2; power -= 2) sum = 1 - (sum * x2) / (power * (power - 1));
  return isFar ? -sum : sum;
}

/** The mean of the cosine over so many turns about 0, above 0. */
export function meanOfCosine(turns: number): number {
  const x = 2 * HALF_PI * turns;
  const x2 = x * x;
  // The quotient of two small numbers would lose digits.
  if (x2 < 0.001) return 1 - (x2 / 6) * (1 - (x2 / 20) * (1 - x2 / 42));
  return cosineOfTurns(turns / 2 - 0.25) / x;
}
