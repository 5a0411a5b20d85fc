/** A section as a table: what a rule costs, or a run, the quartiles, and the ratio to the limit of its kind. */
export function printTable({ title, unit, rows }) {
  console.log(`\n${title}`);
  for (const { name, low, median, high, ratio, against } of rows) {
    const values = [low, median, high].map((value) => digits(value).padStart(9)).join("");
    const compared = ratio === null ? "" : `${digits(ratio).padStart(8)} × ${against}`;
    console.log(`  ${name.padEnd(36)}${values} ${unit.padEnd(8)}${compared}`);
  }
}

/** A value in three digits or so. */
export function digits(value) {
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

/** The sections over clusters, one size beside the other, as Markdown: medians and ratios. */
export function markdown(sections) {
  const clusters = sections.filter(({ title }) => /^[\d,]+ rules/.test(title));
  const sizes = [...new Set(clusters.map(({ title }) => title.split(" in ")[0]))];
  const rowsOfSize = (size) => clusters.filter(({ title }) => title.startsWith(size)).flatMap(({ rows }) => rows);
  const lines = rowsOfSize(sizes[0]).map(({ name }, at) => {
    const rows = sizes.map((size) => rowsOfSize(size)[at]);
    const cells = rows.map(({ median, ratio }) => `${digits(median)} | ${ratio === null ? "" : digits(ratio)}`);
    return `| ${[name, ...cells].join(" | ")} |`;
  });
  const head = sizes.map((size) => `${size} | ratio`).join(" | ");
  return [`| | ${head} |`, `| --- |${" --- | --- |".repeat(sizes.length)}`, ...lines].join("\n");
}
