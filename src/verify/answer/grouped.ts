import type { RuleId } from "../../model/ids.ts";

/** What is said of some rules, each of which may be one of several of a kind. */
interface Groupable {
  readonly key: string;
  readonly params: { readonly rules: readonly RuleId[] };
}

/** Whatever differs in its rules alone, as one that lists them all. */
export function grouped<T extends Groupable>(each: readonly T[]): T[] {
  const groups = new Map<string, T>();
  for (const one of each) {
    const key = JSON.stringify([one.key, { ...one.params, rules: [] }]);
    const first = groups.get(key);
    groups.set(key, first === undefined ? one : joined(first, one));
  }
  return [...groups.values()];
}

function joined<T extends Groupable>(first: T, other: T): T {
  const rules = [...new Set([...first.params.rules, ...other.params.rules])];
  return { ...first, params: { ...first.params, rules } };
}
