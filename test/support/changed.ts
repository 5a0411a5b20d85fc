/** What may stand in the place of a value, or beside it. */
const JUNK = [null, true, false, "", "x", "80", "1.5", "-1", 0, 1, -1, 0.5, 1.5, 7, 1e12, -3e9, [], [7], {}, { a: 1 }];
const KEYS = ["colour", "type", "minTreshold"];

/** A value with something changed in it, at places that are chosen as it is gone through. */
export function changed(value: unknown, choose: (below: number) => number): unknown {
  const isList = Array.isArray(value);
  if (!(isList || (typeof value === "object" && value !== null)) || choose(6) === 0) return JUNK[choose(JUNK.length)];
  const entries: [string, unknown][] = Object.entries(value);
  const at = choose(entries.length + (isList ? 0 : 2));
  const [key, inner] = entries[at] ?? ["colour", null];
  if (at >= entries.length && !isList)
    return { ...value, [KEYS[choose(KEYS.length)] ?? ""]: JUNK[choose(JUNK.length)] };
  if (isList) return value.map((each: unknown, nth) => (nth === at ? changed(each, choose) : each));
  if (choose(5) === 0) return Object.fromEntries(entries.filter((_, nth) => nth !== at));
  return { ...value, [key]: changed(inner, choose) };
}

/** Every value that `changed` can make of one: each place with each other value in it, each key left out, and each added. */
export function* everyChange(value: unknown): Generator<unknown> {
  yield* JUNK;
  if (Array.isArray(value)) {
    for (const [at, inner] of value.entries()) for (const other of everyChange(inner)) yield value.with(at, other);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([each]) => each !== key));
      for (const other of everyChange(inner)) yield { ...value, [key]: other };
    }
    for (const key of KEYS) for (const other of JUNK) yield { ...value, [key]: other };
  }
}
