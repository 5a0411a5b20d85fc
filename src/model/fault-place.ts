import { show } from "./show.ts";

/** Where something stands in an input: the keys that lead there, one after another. */
export type Keys = readonly (string | number)[];

/** A place as code would write it: `rules[3].threshold`, `lastTriggered["a b"]`. */
export function pathOf(keys: Keys): string {
  return keys.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    if (!/^[A-Za-z]\w*$/.test(key)) return `${text}[${show(key)}]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

const STEP = /\[(\d+)\]|([^.[\]]+)/g;

/** The keys of a path of plain names: of `data.items[2]` they are `data`, `items` and 2. */
export function keysOf(path: string): Keys {
  return [...path.matchAll(STEP)].map(([, index, name = ""]) => (index === undefined ? name : Number(index)));
}
