import { signed } from "../explain/figures.ts";
import { quoted } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";
import { itemAt } from "../util/item-at.ts";
import { printable } from "../util/printable.ts";
import type { LoadInterval } from "./answer/finding.ts";
import type { Reading, Witness } from "./answer/witness.ts";
import type { Move, Policy, PolicyRule } from "./rules/policy.ts";

/** Readings in a sentence: `cuda_util at 90 and qps at 0.5`. */
export function readingsText(readings: readonly Reading[]): string {
  const texts = readings.map(
    (reading) => `${printable(reading.name)} at ${reading.value}${ofQuery(reading, readings)}`,
  );
  return listText([...new Set(texts)]);
}

/** Which query it is, where others of that name read something else. */
function ofQuery({ name, value, ruleId }: Reading, all: readonly Reading[]): string {
  const others = all.some((each) => each.name === name && each.value !== value);
  return others && ruleId !== undefined ? ` for rule ${quoted(ruleId)}` : "";
}

/** ``rule `out` ``. */
export function ruleText({ rule }: PolicyRule): string {
  return `rule ${quoted(rule.id)}`;
}

/** ``rule `out` (+1)``. */
export function moveText({ rule, step }: Move): string {
  return `${ruleText(rule)} (${signed(step)})`;
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

/** The path of a field of a rule, as code would write it. */
export function fieldPath({ index }: PolicyRule, field: string): string {
  return `rules[${index}].${field}`;
}

/** The rules that act where a witness shows what it shows, each once. */
export function actingRules({ steps, shownFrom }: Witness): RuleId[] {
  return [...new Set(steps.slice(shownFrom).flatMap(({ acts }) => acts.map(({ ruleId }) => ruleId)))];
}

/** The counts that repeat at the end of a witness, in order; none where nothing repeats. */
export function loopCounts({ steps, loopFrom }: Witness): number[] {
  return steps.filter((_, at) => loopFrom !== null && at >= loopFrom).map(({ before }) => before);
}

/** Loads in a sentence: `(75, 120) and (150, 180)`. */
export function loadsText(loads: readonly LoadInterval[]): string {
  const shown = loads.slice(0, 4).map(intervalText);
  return listText(loads.length > 4 ? [...shown, `${loads.length - 4} more intervals`] : shown);
}

/** `75 < L < 120`, `L = 100`, `L > 50`. */
function intervalText({ from, to, fromClosed, toClosed }: LoadInterval): string {
  if (to === null) return `L ${fromClosed ? ">=" : ">"} ${from}`;
  if (from === to) return `L = ${from}`;
  return `${from} ${fromClosed ? "<=" : "<"} L ${toClosed ? "<=" : "<"} ${to}`;
}

/** The path of a field of the rule with an id, as code would write it. */
export function rulePath({ rules }: Policy, id: RuleId, field: string): string {
  const at = rules.findIndex(({ rule }) => rule.id === id);
  return fieldPath(itemAt(rules, at), field);
}
