/** The least double above a finite one. */
export function nextUp(double: number): number {
  if (double === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, double);
  // Doubles of one sign are in the order of their bits.
  view.setBigInt64(0, view.getBigInt64(0) + (double > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

/** The greatest double below a finite one. */
export function nextDown(double: number): number {
  return -nextUp(-double);
}
