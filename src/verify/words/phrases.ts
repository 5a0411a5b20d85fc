import { signed } from "../../explain/phrases.ts";
import type { RuleId } from "../../model/ids.ts";
import { quoted } from "../../model/show.ts";
import { itemAt } from "../../util/item-at.ts";
import { printable } from "../../util/printable.ts";
import type { ReadingParams } from "./remark-params.ts";

/** Readings in a sentence: `cuda_util at 90 and qps at 0.5`. */
export function readingsText({ metrics, values, queries }: ReadingParams): string {
  const texts = metrics.map((metric, at) => {
    const value = itemAt(values, at);
    const query = itemAt(queries, at);
    // Which query it is, where others of that name read something else.
    const others = metrics.some((each, place) => each === metric && values[place] !== value);
    return `${printable(metric)} at ${value}${others && query !== "" ? ` for ${ruleText(query)}` : ""}`;
  });
  return listText([...new Set(texts)]);
}

/** ``rule `out` ``. */
export function ruleText(id: RuleId): string {
  return `rule ${quoted(id)}`;
}

/** ``rule `out` ``, ``rules `out` and `in` ``; of many, the first few and how many more. */
export function rulesText(ids: readonly RuleId[]): string {
  return `${oneOr(ids.length, "rule", "rules")} ${idsText(ids)}`;
}

/** `` `out` and `in` ``; of many, the first few and how many more. */
export function idsText(ids: readonly RuleId[]): string {
  const most = ids.length > 5 ? 3 : 5;
  return listText([...ids.slice(0, most).map(quoted), ...(ids.length > most ? [`${ids.length - most} more`] : [])]);
}

/** ``rule `out` (+1)``. */
export function moveText(id: RuleId, step: number): string {
  return `${ruleText(id)} (${signed(step)})`;
}

/** `a`, `b and c`, `d, e and f`. */
export function listText(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Counts in a sentence, with runs drawn together: `0`, `1 and 3-6`. */
export function countsText(counts: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const count of [...counts].sort((one, other) => one - other)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] + 1 === count) run[1] = count;
    else runs.push([count, count]);
  }
  const shown = runs.slice(0, 6).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return listText(runs.length > 6 ? [...shown, `${runs.length - 6} more runs of counts`] : shown);
}

/** A run of counts as people draw it: `1 -> 2 -> 1`. */
export function pathText(counts: readonly number[]): string {
  const most = 12;
  return (counts.length > most ? [...counts.slice(0, most), "…"] : counts).join(" -> ");
}

/** The first of some texts, and how many more there are. */
export function firstFew(texts: readonly string[], most: number, other: string): string {
  const shown = texts.slice(0, most);
  const left = texts.length - most;
  return listText(left > 0 ? [...shown, `${left} more ${oneOr(left, other, `${other}s`)}`] : shown);
}

/** One word or another, as there are one or several. */
export function oneOr(count: number, one: string, several: string): string {
  return count === 1 ? one : several;
}

/** What to do about replicas that take time to start. */
export const WAIT_FOR_STARTS = "let rules wait while replicas start: by longer cooldowns, or by settle of the endpoint";

/** Of one rule or of several. */
export function its(rules: readonly RuleId[]): string {
  return oneOr(rules.length, "its", "their");
}

/** The changes that were tried and work; or what to do where none is. */
export function listOr<Cure extends string>(
  cures: readonly Cure[],
  texts: Readonly<Record<Cure, string>>,
  otherwise: string,
): string {
  return cures.length === 0 ? otherwise : cures.map((cure) => texts[cure]).join(", or ");
}

/** Rules of which the same is true as of the one that is shown. */
export function alsoText(others: readonly RuleId[]): string {
  return others.length === 0 ? "" : `; the same is true of ${rulesText(others)}`;
}
