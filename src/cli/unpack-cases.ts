type Packed = string | number | boolean | null | readonly [number] | readonly string[];

/** Recorded cases, out of the form in which the package has them: `.ci/pack-cases.mjs` says what that is. */
export function unpackCases(packed: string): readonly unknown[] {
  const columns: Readonly<Record<string, readonly Packed[]>> = JSON.parse(packed);
  const read = new Map<string, number>();
  let first = 0;
  const next = (place: string): unknown => {
    const at = read.get(place) ?? 0;
    read.set(place, at + 1);
    const value = columns[place]?.[at];
    if (place === "[]") first = 0;
    if (typeof value === "string" && value.startsWith("~")) {
      const ms = first + Math.round(Number(value.slice(1)) * 1000);
      first ||= ms;
      return new Date(ms).toISOString();
    }
    if (!Array.isArray(value)) return value;
    const [length] = value;
    if (typeof length === "number") return Array.from({ length }, () => next(`${place}[]`));
    return Object.fromEntries(value.map((key) => [key, next(`${place}.${key.replace(/\d+$/, "")}`)]));
  };
  return [next("")].flat();
}
