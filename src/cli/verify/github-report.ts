import { printable } from "../../util/printable.ts";
import type { Severity } from "../../verify/answer/finding.ts";
import type { Place } from "../document/document.ts";
import { type Outcome, openCauses, summaryOf, unusedText } from "./outcome.ts";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

/** What was found as annotations of GitHub Actions, and a line that sums it up. */
export function githubReport(outcome: Outcome, only: readonly Severity[] | null): string {
  const { faults, unused } = outcome;
  const causes = openCauses(outcome, only);
  return [
    ...faults.map(({ file, place, fault: { code, message, help } }) =>
      annotation("error", { file, place, title: code }, `${message}\n${help}`),
    ),
    ...causes.map(({ file, place, about: { severity, code, message, help } }) =>
      annotation(COMMANDS[severity], { file, place, title: code }, `${message}\n${help}`),
    ),
    ...unused
      .filter(({ stale }) => stale)
      .map((each) => {
        const { file, place } = each;
        return annotation("warning", { file, place, title: "stale-acceptance" }, unusedText(each));
      }),
    `${summaryOf(outcome)}\n`,
  ].join("");
}

interface At {
  readonly file: string | null;
  readonly place: Place | null;
  readonly title: string;
}

/** @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function annotation(command: string, { file, place, title }: At, message: string): string {
  const properties = {
    ...(file === null ? {} : { file }),
    ...(place === null ? {} : { line: place.line, col: place.column }),
    title,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${inProperty(String(value))}`);
  const lines = message.split("\n").map((line) => printable(line));
  return `::${command} ${list.join(",")}::${inMessage(lines.join("\n"))}\n`;
}

function inMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function inProperty(text: string): string {
  return inMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
