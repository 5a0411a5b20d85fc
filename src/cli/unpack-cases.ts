type Packed = string | number | boolean | null | readonly [number] | readonly string[];

/** Recorded cases, out of the form in which the package has them: `.ci/pack-cases.mjs` says what that is. */
export function unpackCases(packed: string): readonly unknown[] {
  const columns: Readonly<Record<string, readonly Packed[]>> = JSON.parse(packed);
  const read = new Map<string, number>();
  const next = (place: string): unknown => {
    const at = read.get(place) ?? 0;
    read.set(place, at + 1);
    const value = columns[place]?.[at];
    if (!Array.isArray(value)) return value;
    const [first] = value;
    if (typeof first === "number") return Array.from({ length: first }, () => next(`${place}[]`));
    return Object.fromEntries(value.map((key) => [key, next(`${place}.${key.replace(/\d+$/, "")}`)]));
  };
  return [next("")].flat();
}
