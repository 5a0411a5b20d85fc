import type { RuleOutcome } from "../model/rule-outcome.ts";
import { type Comparison, comparedColumns } from "../simulation/choice/compare.ts";
import type { RuleCounts } from "../simulation/run/rule-counts.ts";
import { painter } from "./paint.ts";
import { table } from "./table.ts";

interface Meaning {
  readonly titles: readonly string[];
  readonly meaning: string;
  /** What they are called together, where all of their titles would be long. */
  readonly word?: string;
}

/** What columns mean, those that belong together in one line. */
const COLUMNS: readonly Meaning[] = [
  { titles: ["mean wait", "p99 wait"], meaning: "time in the queue; p99: 99 % of the requests waited no longer" },
  {
    titles: ["p95 first token", "p95 per token", "p95 end to end"],
    word: "p95",
    meaning: "95 % of the requests took no longer: to the first token, for each further one, to the end of the answer",
  },
  { titles: ["violated"], meaning: "time in which an objective of the scenario was not kept" },
  { titles: ["lost"], meaning: "requests that gave up, were turned away, or were served by a replica that failed" },
  { titles: ["still waiting"], meaning: "requests that still wait for an answer at the end" },
  { titles: ["replica-hours"], meaning: "hours of all replicas together, also of those that start and drain" },
  { titles: ["under", "over"], meaning: "share of the time with fewer, or more, ready replicas than needed" },
  { titles: ["changes", "reversals"], meaning: "changes of the count, and those turned back within 10 minutes" },
];

/** What became of a rule in a cycle. */
const OUTCOMES: Readonly<Record<RuleOutcome["kind"], string>> = {
  triggered: "the rule changed the count",
  "not-met": "its condition did not hold",
  "no-metric": "its metric had no reading",
  "stale-metric": "its reading was too old",
  "invalid-metric": "its reading was invalid",
  "out-of-bounds": "its step would leave the bounds",
  "cooling-down": "a cooldown had not ended",
  superseded: "another rule or stage came before it",
  pending: "its condition had not held for long enough",
  uncovered: "too few replicas reported",
  fallback: "its metric failed, and its fallback was used",
  disabled: "it is not enabled",
  paused: "the endpoint was paused",
  "invalid-input": "it could not be evaluated",
};

/** What the columns of a comparison mean that are shown. */
export function comparisonKey(comparison: Comparison): string {
  const shown = comparedColumns(comparison);
  const within = `within ${comparison.objectiveSeconds} s`;
  const first: Meaning = { titles: [within], meaning: `share of the requests whose answers began ${within}` };
  return keyOf(
    [first, ...COLUMNS].flatMap(({ titles, word = titles.join(", "), meaning }): Line[] =>
      titles.some((title) => shown.includes(title)) ? [[word, meaning]] : [],
    ),
  );
}

/** What the outcomes of rules mean that came about; nothing where none did. */
export function outcomesKey(rules: readonly RuleCounts[]): string {
  const there = new Set(rules.flatMap(({ outcomes }) => Object.keys(outcomes)));
  if (there.size === 0) return "";
  return `cycles in which\n${keyOf(Object.entries(OUTCOMES).filter(([kind]) => there.has(kind)))}`;
}

type Line = readonly [word: string, meaning: string];

function keyOf(lines: readonly Line[]): string {
  const rows = lines.map((line) => line.map((text) => ({ text })));
  return table(rows, painter(false)).trimEnd();
}
