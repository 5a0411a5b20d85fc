import type { RuleId } from "../../model/ids.ts";
import { printable } from "../../util/printable.ts";
import type { Severity } from "../../verify/answer/finding.ts";
import type { MetricAxis } from "../../verify/answer/verification.ts";
import { eachOnce } from "../../verify/grounds.ts";
import { groundsText } from "../../verify/words/english-proofs.ts";
import { counted } from "../counted.ts";
import type { Colour, Paint } from "../paint.ts";
import { fileText, placeText } from "../report-faults.ts";
import {
  type Outcome,
  openCauses,
  type Remark,
  summaryOf,
  type UnusedAcceptance,
  unusedText,
  type VerifiedEndpoint,
} from "./outcome.ts";
import { thresholdAxis } from "./threshold-axis.ts";

const COLOURS: Readonly<Record<Severity, Colour>> = { error: "red", warning: "yellow", note: "dim" };

/**
 * What was found, as a compiler prints it, and a line that sums it up. A sound endpoint is shown where it is the only one.
 *
 * @param only - the severities that are shown, and nothing else with them; null: everything
 */
export function textReport(outcome: Outcome, only: readonly Severity[] | null, paint: Paint): string {
  const { endpoints, unused, namesIds } = outcome;
  const how = { namesIds, paint };
  const summary = `${summaryOf(outcome)}\n`;
  if (only !== null) {
    return [...openCauses(outcome, only).map((remark) => remarkText(remark, how)), summary].join("");
  }
  const shown = endpoints.filter((each) => endpoints.length === 1 || causesOf(each).length > 0);
  const parts = shown.map((each) => endpointText(each, how));
  const acceptances = unused.map((each) => acceptanceText(each, paint)).join("");
  return [...parts, ...(acceptances === "" ? [] : [acceptances]), summary].join("\n");
}

/** What of an endpoint is to be fixed, and nobody has accepted: first the errors in how its rules are written. */
function causesOf({ remarks }: VerifiedEndpoint): readonly Remark[] {
  const open = remarks.filter(({ about, accepted }) => about.because === null && accepted === null);
  return [...open.filter(isWrittenWrong), ...open.filter((each) => !isWrittenWrong(each))];
}

function isWrittenWrong({ about }: Remark): boolean {
  return about.severity === "error" && !("model" in about);
}

/** How a report is written. */
interface Style extends Pick<Outcome, "namesIds"> {
  readonly paint: Paint;
}

function endpointText(endpoint: VerifiedEndpoint, how: Style): string {
  const { proved, reachable, unexplored, axes, readingClasses } = endpoint.verification;
  const head = how.paint("bold", `endpoint ${printable(endpoint.endpointId)}`);
  const pictures = axes.map((axis) => indented(thresholdAxis(named(axis, axes))));
  const remarks = causesOf(endpoint).map((remark) =>
    remarkText(remark, how).concat(consequencesText(remark, endpoint.remarks)),
  );
  const open = new Set(unexplored.map(({ says, help }) => `  not checked: ${printable(says)}; ${printable(help)}\n`));
  const counts = counted(reachable.length, "count");
  const kinds = `${readingClasses.length} ${readingClasses.length === 1 ? "kind" : "kinds"} of readings`;
  const verdict = `  ${proved.length} properties proved over ${counts} and ${kinds}\n`;
  const facts = eachOnce(proved.flatMap(({ restsOn }) => restsOn));
  const grounds = facts.length === 0 ? [] : [`  given that ${printable(groundsText(facts))}\n`];
  return [`${head}\n`, ...pictures, ...remarks, verdict, ...grounds, ...open].join("");
}

/** With its source, where another one of that name is of another source. */
function named(axis: MetricAxis, axes: readonly MetricAxis[]): MetricAxis {
  const { name, source } = axis.metric;
  const isRepeated = axes.some(({ metric }) => metric.name === name && metric.source !== source);
  return isRepeated ? { ...axis, metric: { ...axis.metric, name: `${name} (${source})` } } : axis;
}

function remarkText({ file, place, about }: Remark, { namesIds, paint }: Style): string {
  const { id, severity, code, path, message, help, rules } = about;
  const model = "model" in about ? `, ${about.model}` : "";
  const where = place === null ? `${fileText(file)}:${path}: ` : placeText(file, place);
  const head = `${where}${paint(COLOURS[severity], severity)}[${code}${model}]${rulesText(rules)}`;
  const named = namesIds ? `  id: ${printable(id)}\n` : "";
  return `${head}\n  ${printable(message)}\n  help: ${printable(help)}\n${named}`;
}

/** What follows from a cause goes with it: its kinds are enough. */
function consequencesText({ about: { id } }: Remark, all: readonly Remark[]): string {
  const follows = all.filter(
    ({ about: { because } }) =>
      because === id || all.some(({ about: each }) => each.because === id && each.id === because),
  );
  const codes = [...new Set(follows.map(({ about }) => about.code))];
  return codes.length === 0 ? "" : `  this also causes: ${codes.join(", ")}\n`;
}

function acceptanceText(unused: UnusedAcceptance, paint: Paint): string {
  const { file, place, stale } = unused;
  const severity = stale ? "warning" : "note";
  const code = stale ? "stale-acceptance" : "unused-acceptance";
  return `${placeText(file, place)}${paint(COLOURS[severity], severity)}[${code}]\n  ${unusedText(unused)}\n`;
}

function rulesText(rules: readonly RuleId[]): string {
  return rules.length === 0 ? "" : ` ${rules.map((id) => printable(id)).join(", ")}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ").trimEnd().concat("\n");
}
