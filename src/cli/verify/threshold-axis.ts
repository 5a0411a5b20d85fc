import { signed } from "../../explain/phrases.ts";
import { itemAt } from "../../util/item-at.ts";
import { printable } from "../../util/printable.ts";
import type { AxisStretch, MetricAxis } from "../../verify/answer/verification.ts";

/**
 * A metric's axis and what the rules do along it, as a picture of two lines:
 *
 *     qps  0         60             75
 *          |  in -1  |  dead zone   |  out +1  >
 *
 * A single reading at which something else happens stands as `=50`, and what begins past it as `>50`.
 */
export function thresholdAxis({ metric, queriesOf, stretches }: MetricAxis): string {
  const title = printable(queriesOf === null ? metric.name : `${metric.name} (${queriesOf.join(", ")})`);
  if (stretches.length === 0) return `${title}\n`;
  const numbers: string[] = [];
  const parts: string[] = [];
  for (const [at, stretch] of stretches.entries()) {
    const from = `${signOf(stretch, stretches[at - 1])}${stretch.from ?? ""}`;
    const text = `|  ${actionText(stretch)}  `;
    const width = Math.max(text.length, from.length + 2);
    numbers.push(from.padEnd(width));
    parts.push(text.padEnd(width));
  }
  const last = itemAt(stretches, stretches.length - 1);
  const end = isPoint(last) ? "" : last.to;
  const margin = " ".repeat(title.length + 2);
  return `${title}  ${numbers.join("")}${end ?? ""}`
    .trimEnd()
    .concat("\n", margin, parts.join(""), end === null ? ">" : "|", "\n");
}

/** `=` of a single reading, and `>` of what begins past one. */
function signOf(stretch: AxisStretch, before: AxisStretch | undefined): "=" | ">" | "" {
  if (isPoint(stretch)) return "=";
  return before !== undefined && isPoint(before) && before.to === stretch.from ? ">" : "";
}

/** What happens at one reading alone. */
function isPoint({ from, to }: AxisStretch): boolean {
  return from !== null && from === to;
}

function actionText({ rules }: AxisStretch): string {
  if (rules.length === 0) return "dead zone";
  return rules.map(({ ruleId, step }) => `${printable(ruleId)} ${signed(step)}`).join(", ");
}
