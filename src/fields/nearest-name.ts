import { editDistance, plainName } from "../util/edit-distance.ts";

/** A name that is known, and others that people try in its place. */
export interface KnownName {
  readonly name: string;
  readonly aliases?: readonly (string | null)[];
}

/**
 * The known name that was most likely meant: one that differs in case or separators alone, one with
 * this alias, or the one with the fewest letters to change, where at most a third has to be. A name
 * of which the text is the beginning or some of the words counts as one that differs in a letter or
 * two, unless there are several. Null where none is near.
 *
 * @example
 * nearestName("max_replicas", [{ name: "maxReplicas" }]); // "maxReplicas"
 * nearestName("treshold", [{ name: "threshold" }]); // "threshold"
 * nearestName("cycle", [{ name: "cycleSeconds" }]); // "cycleSeconds"
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
  return least <= 1 ? nearest : (nameByPart(tried, known) ?? nearest);
}

/** Shorter texts are parts of many names. */
const LEAST_LETTERS = 3;

/** The only name that begins with a text, else the only one that has all of its words, or all of whose words it has. */
function nameByPart(tried: string, known: readonly KnownName[]): string | null {
  const plain = plainName(tried);
  if (plain.length < LEAST_LETTERS) return null;
  const words = wordsOf(tried);
  const begun = known.filter(({ name }) => plainName(name).startsWith(plain));
  const sharing = known.filter(
    ({ name }) => wordsOf(name).includes(words) || words.includes(wordsOf(name)),
  );
  const [only = null, ...others] = begun.length > 0 ? begun : sharing;
  return others.length === 0 ? (only?.name ?? null) : null;
}

/** The words of a name, each between blanks. */
function wordsOf(name: string): string {
  const words = name.slice(0, MOST_LETTERS).replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ");
  return ` ${words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim()} `;
}

/** Longer names are compared by this many letters. */
const MOST_LETTERS = 100;
