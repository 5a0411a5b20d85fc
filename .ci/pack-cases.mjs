// Recorded cases in the form that compresses best: what stands at one place of every case is beside each other. The bin reads it
// back (src/cli/unpack-cases.ts).

/**
 * By place: all that stands there, in the order of the cases. A list is written as [its length], an object as the list of its
 * keys, and a time as "~" and the seconds to it from the first time of its case.
 */
export function packCases(cases) {
  const columns = {};
  let first = 0;
  const write = (value, place) => {
    columns[place] ??= [];
    if (place === "[]") first = 0;
    if (isTime(value)) {
      columns[place].push(`~${(Date.parse(value) - first) / 1000}`);
      first ||= Date.parse(value);
    } else if (Array.isArray(value)) {
      columns[place].push([value.length]);
      for (const item of value) write(item, `${place}[]`);
    } else if (typeof value === "object" && value !== null) {
      columns[place].push(Object.keys(value));
      // Ids are keys too: k1, k2 and k3 are one place.
      for (const [key, part] of Object.entries(value)) write(part, `${place}.${key.replace(/\d+$/, "")}`);
    } else if (typeof value === "string" && value.startsWith("~")) {
      throw new Error(`${value} would be read as a time`);
    } else columns[place].push(value);
  };
  write(cases, "");
  return JSON.stringify(columns);
}

/** Whether a value is a time that comes back as it was from its milliseconds. */
function isTime(value) {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return false;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
}
