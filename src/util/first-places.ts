/** Where each id stands first in a list. */
export function firstPlaces(items: readonly { readonly id: string }[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [index, { id }] of items.entries()) if (!places.has(id)) places.set(id, index);
  return places;
}
