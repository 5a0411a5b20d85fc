/** Numbers side by side. */
export type Column = Float64Array | Int32Array | Uint8Array;

/** The number at an index that is there by construction, as {@link itemAt} gives items: apart from it, so that engines see columns alone here. */
export function numberAt(column: Column, index: number): number {
  const number = column[index];
  if (number === undefined) throw new RangeError(`no number ${index} among ${column.length}`);
  return number;
}
