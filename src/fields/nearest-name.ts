import { editDistance, plainName } from "../util/edit-distance.ts";

/** A name that is known, and others that people try in its place. */
export interface KnownName {
  readonly name: string;
  readonly aliases?: readonly (string | null)[];
}

/**
 * The known name that was most likely meant: one that differs in case or separators alone, one with
 * this alias, or the one with the fewest letters to change, where at most a third has to be. Null
 * where none is near.
 *
 * @example
 * nearestName("max_replicas", [{ name: "maxReplicas" }]); // "maxReplicas"
 * nearestName("treshold", [{ name: "threshold" }]); // "threshold"
 */
export function nearestName(tried: string, known: readonly KnownName[]): string | null {
  const plain = plainName(tried);
  if (plain === "") return null;
  const most = Math.min(3, Math.max(1, Math.floor(plain.length / 3)));
  let nearest: string | null = null;
  let least = most + 1;
  for (const { name, aliases = [] } of known) {
    for (const alias of [name, ...aliases]) {
      if (alias === null) continue;
      const distance = editDistance(plain, plainName(alias));
      if (distance < least) [nearest, least] = [name, distance];
    }
  }
  return nearest;
}
