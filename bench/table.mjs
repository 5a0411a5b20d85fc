/** A section as a table: what a rule costs, or a run, the quartiles, and the ratio to the limit of its kind. */
export function printTable({ title, unit, rows }) {
  console.log(`\n${title}`);
  for (const { name, low, median, high, ratio, against } of rows) {
    const figures = [low, median, high].map((value) => digits(value).padStart(9)).join("");
    const compared = ratio === null ? "" : `${digits(ratio).padStart(8)} × ${against}`;
    console.log(`  ${name.padEnd(36)}${figures} ${unit.padEnd(8)}${compared}`);
  }
}

function digits(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Rows of measured quartiles in milliseconds, divided into `parts`, each compared with the limit that `limits` names for it. */
export function rowsOf(measured, scale, limits) {
  return [...measured].map(([name, { low, median, high }]) => {
    const against = limits[name] ?? null;
    const ratio = against === null ? null : median / measured.get(against).median;
    return { name, low: low * scale, median: median * scale, high: high * scale, ratio, against };
  });
}
