import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Finding, type VerifyInput, verifyRules, type Witness } from "../../src/verify/index.ts";

/** Rule sets drawn once from rule-sets.ts, one a line, each with a finding, a proof or a limit that none before it has. */
const drawn = readFileSync(new URL("./drawn.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");

/** What a verification comes to, in a few lines. */
function outcomeOf(input: VerifyInput): string {
  const { findings, advice, proved, reachable, cells, horizon, unexplored } = verifyRules(input);
  return [
    ...findings.map(findingText),
    `advice: ${advice.map(({ code, rules }) => `${code} ${rules.join("+")}`).join(", ")}`,
    `proved: ${proved.map(({ code, model, cooldowns }) => `${code} ${model} ${cooldowns}`).join(", ")}`,
    `unexplored: ${unexplored.map(({ model, says }) => `${model}: ${says}`).join("; ")}`,
    `reachable: ${reachable.join(" ")} up to ${horizon}, ${cells.length} kinds of readings`,
  ].join("\n  ");
}

function findingText({ code, model, rules, counts, loads, repair, witness }: Finding): string {
  const where = loads.map(
    ({ from, to, fromClosed, toClosed }) => `${fromClosed ? "[" : "("}${from}, ${to}${toClosed ? "]" : ")"}`,
  );
  const mend = repair === null ? "" : `; ${repair.ruleId}.${repair.field} = ${repair.value}`;
  const run = witness === null ? "" : runText(witness);
  return `${code} ${model} ${rules.join("+")} at ${counts.join(" ")}${where.join(" ")}${mend}${run}`;
}

function runText({ replicas, steps, otherOrder }: Witness): string {
  const shown = steps.map(({ at, readings, after }) => {
    const read = readings.map(({ value }) => value).join("/");
    return ` ${at} s ${read} -> ${after}`;
  });
  const order = otherOrder === null ? "" : ` or by ${otherOrder.order.join()} ${otherOrder.after}`;
  return `; from ${replicas}${shown.join()}${order}`;
}

test("what is found out about each rule set of a wide choice was recorded", async () => {
  const lines = drawn.map((text, at) => `${at + 1}: ${outcomeOf(JSON.parse(text))}\n`);
  await expect(lines.join("")).toMatchFileSnapshot("./recorded/drawn.txt");
});
