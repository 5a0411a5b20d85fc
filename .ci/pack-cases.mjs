// Recorded cases in the form that compresses best: what stands at one place of every case is beside each other. The bin reads it
// back (src/cli/unpack-cases.ts).

/** By place: all that stands there, in the order of the cases. A list is written as [its length], an object as the list of its keys. */
export function packCases(cases) {
  const columns = {};
  const write = (value, place) => {
    columns[place] ??= [];
    if (Array.isArray(value)) {
      columns[place].push([value.length]);
      for (const item of value) write(item, `${place}[]`);
    } else if (typeof value === "object" && value !== null) {
      columns[place].push(Object.keys(value));
      // Ids are keys too: k1, k2 and k3 are one place.
      for (const [key, part] of Object.entries(value)) write(part, `${place}.${key.replace(/\d+$/, "")}`);
    } else columns[place].push(value);
  };
  write(cases, "");
  return JSON.stringify(columns);
}
