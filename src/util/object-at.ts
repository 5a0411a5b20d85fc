/**
 * The item of a host's list, whose type promises an object.
 *
 * @throws TypeError where there is no object; evaluating turns it into a SnapshotError
 */
export function objectAt<Item extends object>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (typeof item !== "object" || item === null) throw new TypeError(`item ${index} is no object`);
  return item;
}
