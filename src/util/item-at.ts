/**
 * The item at an index that is there by construction: a list's own index, or one that a search gave. One that is not there
 * is this library's mistake, which must not pass for a number.
 */
export function itemAt<Item>(
  items: { readonly [index: number]: Item | undefined; readonly length: number },
  index: number,
): Item {
  const item = items[index];
  if (item === undefined) checkIsThere(items, index);
  return item as Item;
}

/** Against its type a host's list may hold undefined. A function of its own, for the reason that `columns.ts` gives. */
function checkIsThere(items: { readonly length: number }, index: number): void {
  if (!(index in items)) throw new RangeError(`no item ${index} among ${items.length}`);
}
