import { evaluate } from "../../evaluate/evaluate.ts";
import { explain } from "../../explain/explain.ts";
import type { Rule, ThresholdRule } from "../../model/rule.ts";
import { recommended } from "../../model/semantics.ts";
import { compare, comparisonTable } from "../../simulation/choice/compare.ts";
import { simulate } from "../../simulation/run/simulate.ts";
import { itemAt } from "../../util/item-at.ts";
import { known } from "../../util/known.ts";
import type { Repair } from "../../verify/answer/finding.ts";
import { verifyRules } from "../../verify/verify-rules.ts";
import { comparisonKey } from "../comparison-key.ts";
import { evaluationTable } from "../evaluation-table.ts";
import { EXIT, type ExitCode, type Io } from "../io.ts";
import { type Paint, painter } from "../paint.ts";
import { refuse } from "../refuse.ts";
import { writeFile } from "../write-file.ts";
import { daySvg, dayText } from "./day.ts";
import { CLUSTER, DAY, RULES } from "./inputs.ts";

/** Columns of a day in the terminal: twenty minutes each. */
const WIDTH = 72;

export interface DemoOptions {
  readonly chart?: string | undefined;
}

/** `autoscaling-rules demo`: what the library does, from what it brings along. */
export async function demoCommand(operand: string | undefined, { chart }: DemoOptions, io: Io): Promise<ExitCode> {
  if (operand !== undefined) return refuse(`demo takes no file: ${operand}`, io);
  if (chart !== undefined && !chart.endsWith(".svg")) return refuse(`demo draws .svg alone, not ${chart}`, io);
  const paint = painter(io.colour);
  io.out(decisions(paint));
  const { text, repaired } = proof(paint);
  io.out(text);
  const days = [
    { name: "first draft", rules: RULES },
    { name: "repaired", rules: repaired },
  ].map((each) => simulate({ ...DAY, ...each }));
  io.out(`\n${heading("3. A simulated day: both rule sets on the same traffic", paint)}`);
  for (const day of days)
    io.out(`${day.name}: # replicas, - replicas that the traffic needs\n${dayText(day, WIDTH)}\n`);
  const comparison = compare(days, { objectiveSeconds: 5 });
  io.out(`${comparisonTable(comparison)}\n\n${comparisonKey(comparison)}\n`);
  if (chart === undefined) {
    io.out("\nAs a picture: autoscaling-rules demo --chart day.svg\nWhat else there is: autoscaling-rules --help\n");
    return EXIT.done;
  }
  const code = await writeFile(chart, daySvg(days), io);
  if (code === EXIT.done) io.out(`\n${chart} has the day as a picture\n`);
  return code;
}

function heading(text: string, paint: Paint): string {
  return `${paint("bold", text)}\n\n`;
}

function decisions(paint: Paint): string {
  const evaluation = evaluate(CLUSTER, recommended);
  return [
    heading("1. Decisions: how many replicas each endpoint should have, and why", paint),
    evaluationTable(evaluation, CLUSTER, paint),
    "\nIn full, for the first endpoint:\n",
    `${explain(itemAt(evaluation.decisions, 0))}\n`,
  ].join("");
}

/** What is wrong with the rules, and the rules without it. */
function proof(paint: Paint): { readonly text: string; readonly repaired: readonly Rule[] } {
  const { findings } = verifyRules({ rules: RULES });
  const { severity, code, message, help, ...found } = itemAt(findings, 0);
  const repair = known(found.repair);
  const repaired = RULES.map((rule) => withRepair(rule, repair));
  const after = verifyRules({ rules: repaired });
  const rules = RULES.map((rule) => `  ${ruleText(rule)}\n`);
  const text = [
    `\n${heading("2. Proof: rules that look right, the load that breaks them, and the repair", paint)}`,
    ...rules,
    `\n${paint("red", severity)}[${code}] ${message}\n${paint("green", "repair")}: ${help}\n`,
    `\nWith that, ${after.findings.length} of ${findings.length} findings are left, `,
    `and ${after.proved.length} properties are proved. Among them:\n`,
    ...after.proved.filter((each) => each.code === code).map((each) => `  ${each.says}\n`),
  ];
  return { text: text.join(""), repaired };
}

function withRepair(rule: Rule, { ruleId, field, value }: Repair): Rule {
  return rule.id === ruleId ? { ...rule, [field]: value } : rule;
}

function ruleText(rule: ThresholdRule): string {
  const sign = rule.comparator === "GREATER_THAN" ? ">" : "<";
  const step = rule.stepSize > 0 ? `+${rule.stepSize}` : String(rule.stepSize);
  return `rule \`${rule.id}\`: ${step} replica when ${rule.metricName} ${sign} ${rule.threshold}`;
}
