import type { Path } from "./document.ts";

const STEP = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g;

/** The keys of a path as a fault writes it: `rules[3].threshold`. */
export function pathKeys(path: string): Path {
  return [...path.matchAll(STEP)].map(([, index, quoted, name]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? String(name) : unquoted(quoted);
  });
}

/** A key that is no plain word. One that only looks like it, as it stands so in a name, is kept as it is. */
function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
