// The number at an index that is there by construction, as itemAt gives items. A function for each kind of column: an engine
// compiles a read of one kind to a few instructions, and of several kinds to several times as many.

export function doubleAt(column: Float64Array, index: number): number {
  return column[index] ?? missing(index);
}

export function integerAt(column: Int32Array, index: number): number {
  return column[index] ?? missing(index);
}

export function signedByteAt(column: Int8Array, index: number): number {
  return column[index] ?? missing(index);
}

export function byteAt(column: Uint8Array, index: number): number {
  return column[index] ?? missing(index);
}

/** The same numbers, in a column with space for twice as many. */
export function longer(column: Float64Array): Float64Array<ArrayBuffer> {
  const twice = new Float64Array(2 * column.length);
  twice.set(column);
  return twice;
}

/** Puts a number at every place. In a short column a loop is done before an engine has called its own `fill`. */
export function fillDoubles(column: Float64Array, number: number): Float64Array {
  if (column.length > 64) return column.fill(number);
  for (let at = 0; at < column.length; at += 1) column[at] = number;
  return column;
}

// A function of its own: an engine always compiles functions as short as those above into the ones that call them, and of
// longer ones so many as there is space for.
function missing(index: number): never {
  throw new RangeError(`no number ${index} in the column`);
}
