import type { RuleId } from "../model/ids.ts";
import { printable } from "../util/printable.ts";
import type { Advice } from "../verify/answer/advice.ts";
import type { Finding, Severity } from "../verify/answer/finding.ts";
import type { Verification } from "../verify/answer/verification.ts";
import type { Colour, Paint } from "./paint.ts";
import { thresholdAxis } from "./threshold-axis.ts";

const COLOURS: Readonly<Record<Severity, Colour>> = { error: "red", warning: "yellow", note: "dim" };

/** What was found about the rules of one endpoint, one place after the other, as a compiler prints it. */
export function verificationReport(file: string, endpointId: string, verification: Verification, paint: Paint): string {
  const { findings, advice, proved, reachable, unexplored, axes } = verification;
  const endpoint = paint("bold", `endpoint ${printable(endpointId)}`);
  const pictures = axes.map((axis) => indented(thresholdAxis(axis)));
  const all = [...findings, ...advice];
  const remarks = all
    .filter(({ because }) => because === null)
    .map((remark) => remarkText(file, remark, paint).concat(consequencesText(remark, all)));
  const open = unexplored.map(
    ({ model, says, help }) => `  not looked into (${model}): ${printable(says)}; ${printable(help)}\n`,
  );
  const counts = `${reachable.length} ${reachable.length === 1 ? "count" : "counts"}`;
  const verdict = `  ${proved.length} properties proved over ${counts} and ${verification.cells.length} kinds of readings\n`;
  return [`${endpoint}\n`, ...pictures, ...remarks, verdict, ...open].join("");
}

function remarkText(file: string, remark: Finding | Advice, paint: Paint): string {
  const { severity, code, path, message, help, rules } = remark;
  const model = "model" in remark ? `, ${remark.model}` : "";
  const place = `${printable(file)}:${path}`;
  const head = `${place}: ${paint(COLOURS[severity], severity)}[${code}${model}]${rulesText(rules)}`;
  return `${head}\n  ${printable(message)}\n  help: ${printable(help)}\n`;
}

/** What follows from a cause goes with it: its kinds are enough. */
function consequencesText({ id }: Finding | Advice, all: readonly (Finding | Advice)[]): string {
  const follows = all.filter(
    ({ because }) => because === id || all.some((each) => each.because === id && each.id === because),
  );
  const codes = [...new Set(follows.map(({ code }) => code))];
  return codes.length === 0 ? "" : `  so also: ${codes.join(", ")}\n`;
}

function rulesText(rules: readonly RuleId[]): string {
  return rules.length === 0 ? "" : ` ${rules.map((id) => printable(id)).join(", ")}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ").trimEnd().concat("\n");
}
