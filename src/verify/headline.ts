import { printable } from "../util/printable.ts";
import type { Advice } from "./answer/advice.ts";
import type { Finding, LoadInterval } from "./answer/finding.ts";
import type { Verification } from "./answer/verification.ts";
import { listText } from "./words.ts";

/**
 * A verification in one sentence: the worst that was found, and what ends it.
 *
 * @example
 * headline(verifyRules({ rules })); // "flaps between 1 and 2 replicas at a total of 70 to 120: set `in` to 35"
 */
export function headline({ findings, advice, proved }: Verification): string {
  const causes = [...findings, ...advice].filter(({ because }) => because === null);
  const worst =
    causes.find(({ severity }) => severity === "error") ?? causes.find(({ severity }) => severity === "warning");
  if (worst === undefined) return `sound: ${proved.length} properties proved`;
  const more = causes.filter(({ severity }) => severity !== "note").length - 1;
  const others = more === 0 ? "" : `; and ${more} more`;
  return `${sentenceOf(worst)}: ${fixOf(worst)}${others}`;
}

function sentenceOf(remark: Finding | Advice): string {
  if (remark.code !== "limit-cycle") return printable(remark.message.split("; ")[0] ?? "");
  const counts = [...remark.counts].sort((one, other) => one - other);
  const between = `flaps between ${listText([...new Set([counts[0], counts.at(-1)])].map(String))} replicas`;
  const [first] = remark.loads;
  return first === undefined
    ? `${between} under one reading that lasts`
    : `${between} at a total of ${rangeText(first)}`;
}

function rangeText({ from, to }: LoadInterval): string {
  if (to === null) return `${from} or more`;
  return from === to ? from : `${from} to ${to}`;
}

function fixOf(remark: Finding | Advice): string {
  if ("repair" in remark && remark.repair !== null) {
    return `set \`${printable(remark.repair.ruleId)}\` to ${remark.repair.value}`;
  }
  return printable(remark.help);
}
