import * as fc from "fast-check";

type Path = readonly (string | number)[];

/** What one mutation puts somewhere: as JSON can carry it, so that text and value say the same. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  "",
  "__proto__",
  "constructor",
  "\ud800",
  "\u0000\u001b[31m\n",
  "NaN",
  "-Infinity",
  "1e999999999",
  "-0",
  "9".repeat(1001),
  "2026-03-02T12:00:00",
  "0000-01-01T00:00:00Z",
  "+275760-09-13T00:00:00Z",
  -1,
  1.5,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  1e308,
  5e-324,
  [],
  {},
  [[]],
  { id: "chat" },
];

const KEYS = ["__proto__", "constructor", "toString", "type", "id", "rules", "profile", "0", "", "\ud83d"];

interface Mutation {
  readonly nth: number;
  readonly how: "replace" | "remove" | "repeat" | "add";
  readonly value: unknown;
  readonly key: string;
}

/** Something sound with a few hostile changes, made where the structure has its places: values, fields and items. */
export function mutated(sound: unknown): fc.Arbitrary<unknown> {
  const mutation: fc.Arbitrary<Mutation> = fc.record({
    nth: fc.nat(),
    how: fc.constantFrom("replace", "remove", "repeat", "add"),
    value: fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({ maxDepth: 2 })),
    key: fc.constantFrom(...KEYS),
  });
  return fc.array(mutation, { minLength: 1, maxLength: 3 }).map((mutations) => mutations.reduce(mutate, sound));
}

function mutate(whole: unknown, { nth, how, value, key }: Mutation): unknown {
  const places = [...placesOf(whole)];
  const place = places[nth % places.length] ?? [];
  return changed(whole, place, (found) => {
    if (how === "replace") return value;
    if (Array.isArray(found))
      return how === "remove" ? found.slice(1) : [...found, ...(how === "repeat" ? found : [value])];
    if (typeof found !== "object" || found === null) return value;
    const entries = Object.entries(found);
    // By entries, so that `__proto__` becomes a field like any other.
    return Object.fromEntries(how === "remove" ? entries.slice(1) : [...entries, [key, value]]);
  });
}

function* placesOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* placesOf(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function changed(value: unknown, [key, ...rest]: Path, change: (found: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((each, at) => (at === key ? changed(each, rest, change) : each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === key ? changed(inner, rest, change) : inner]),
  );
}
