/**
 * The exact value of a double as decimal text: 0.1 is 0.1000000000000000055511151231257827…
 *
 * Python's `Decimal(0.1)` gives this, where `Decimal(str(0.1))` gives the shortest decimal. The double must be finite.
 *
 * @example
 * binaryValue(0.375); // "375e-3"
 */
export function binaryValue(double: number): string {
  if (Number.isInteger(double)) return String(BigInt(double));
  // m × 2^-k = m × 5^k × 10^-k: double the fraction away, then count in tenths instead of halves.
  let scaled = double;
  let halvings = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    halvings += 1;
  }
  return `${BigInt(scaled) * 5n ** BigInt(halvings)}e-${halvings}`;
}
