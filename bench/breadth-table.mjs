import { digits } from "./table.mjs";

/** The workload that the others are compared with. */
const PLAIN = "threshold";

/** By workload and lane: nanoseconds a rule, how many times its limit's, and how many times those of plain threshold rules. */
export function breadthOf(sections) {
  const plain = sections.find(({ workload }) => workload === PLAIN);
  return sections.map(({ title, workload, rows }) => {
    const lanes = rows.filter(({ against }) => against !== null);
    const cells = lanes.map(({ name, median, ratio, against }) => {
      const ofPlain = plain.rows.find((row) => row.name === name).median;
      return { lane: name, median, against, ofLimit: ratio, ofPlain: median / ofPlain };
    });
    return { title, workload, cells };
  });
}

/** The breadth as a table for the terminal. */
export function printBreadth(sections) {
  const breadth = breadthOf(sections);
  console.log("\n10,000 rules of every kind: nanoseconds a rule, times its limit, times threshold rules");
  const lanes = breadth[0].cells.map(({ lane }) => lane.replace(" read", ""));
  console.log(`  ${"".padEnd(36)}${lanes.map((lane) => lane.padStart(26)).join("")}`);
  for (const { title, cells } of breadth) {
    const columns = cells.map(({ median, ofLimit, ofPlain }) => [
      digits(median).padStart(10),
      digits(ofLimit).padStart(8),
      digits(ofPlain).padStart(8),
    ]);
    console.log(`  ${title.padEnd(36)}${columns.flat().join("")}`);
  }
}

/** The same as Markdown. */
export function breadthMarkdown(sections) {
  const breadth = breadthOf(sections);
  const lanes = breadth[0].cells.map(({ lane }) => lane);
  const lines = breadth.map(({ title, cells }) => {
    const texts = cells.map(
      ({ median, ofLimit, ofPlain }) => `${digits(median)} · ${digits(ofLimit)} · ${digits(ofPlain)}`,
    );
    return `| ${[title, ...texts].join(" | ")} |`;
  });
  return [`| | ${lanes.join(" | ")} |`, `| --- |${" --- |".repeat(lanes.length)}`, ...lines].join("\n");
}
