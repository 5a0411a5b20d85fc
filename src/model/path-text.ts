import { show } from "./fault.ts";

/** A path as code would write it: `rules[3].threshold`, `lastTriggered["a b"]`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    if (!/^[A-Za-z]\w*$/.test(String(key))) return `${text}[${show(String(key))}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}
