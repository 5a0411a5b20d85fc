import { relation, signed } from "../explain/phrases.ts";
import { decimalText } from "../model/decimal-like.ts";
import type { ChainLink, Decision } from "../model/decision.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { formatInstant } from "../model/instant.ts";
import type { MetOutcome, RuleOutcome } from "../model/rule-outcome.ts";
import { printable } from "../util/printable.ts";
import type { Colour, Paint } from "./paint.ts";
import { type Cell, table } from "./table.ts";

const TITLES: readonly Cell[] = ["ENDPOINT", "REPLICAS", "", "RULE", "OUTCOME", "WHY"].map((text) => ({
  text,
  colour: "dim",
}));

/** An evaluation as a table: an endpoint's first line has its count, and every rule has a line. */
export function evaluationTable({ decisions, orphans, recheckAt }: Evaluation, paint: Paint): string {
  const rows = table([TITLES, ...decisions.flatMap(decisionRows)], paint);
  const ignored =
    orphans.length === 0 ? "" : `\nignored, as the snapshot lacks their endpoints: ${printable(orphans.join(", "))}\n`;
  const recheck =
    recheckAt === null ? "" : `\nif nothing but the clock moves, the answer changes at ${formatInstant(recheckAt)}\n`;
  return `${rows}${ignored}${recheck}`;
}

function decisionRows(decision: Decision): Cell[][] {
  const { fault, outcomes } = decision;
  const undecided: Cell[][] =
    fault === undefined ? [] : [[{ text: "-" }, { text: "undecided", colour: "red" }, { text: fault.message }]];
  const rules =
    outcomes.length === 0 && fault === undefined ? [[{ text: "-" }, { text: "no rules" }]] : outcomes.map(ruleCells);
  const held = decision.chain.flatMap(({ stage, from, to, by }) => {
    if (!isOfEndpoint(stage, by) || from === to) return [];
    const whose = stage === "bounds" ? `${by} ${to}: ` : "";
    return [[{ text: "" }, { text: stage }, { text: `${whose}${from} -> ${to}` }]];
  });
  const blank: Cell[] = [{ text: "" }, { text: "" }, { text: "" }];
  return [...undecided, ...rules, ...held].map((cells, at) => [...(at === 0 ? countCells(decision) : blank), ...cells]);
}

/** A stage that no rule's own line shows. */
function isOfEndpoint(stage: ChainLink["stage"], by: string | undefined): boolean {
  return stage === "paused" ? by === undefined : SHOWN.has(stage);
}

const SHOWN: ReadonlySet<ChainLink["stage"]> = new Set(["projection", "zero", "settling", "bounds"]);

function countCells({ endpointId, replicas, desired, delta, wouldBe }: Decision): Cell[] {
  const count = { text: delta === 0 ? String(replicas) : `${replicas} -> ${desired}` };
  const change: Cell =
    wouldBe === undefined
      ? { text: delta === 0 ? "" : signed(delta), colour: colourOf(delta) }
      : { text: `(${signed(wouldBe)})`, colour: "dim" };
  return [{ text: endpointId, colour: "bold" }, count, change];
}

function colourOf(change: number): Colour {
  return change > 0 ? "green" : "yellow";
}

function ruleCells(outcome: RuleOutcome): Cell[] {
  const { ruleId, kind } = outcome;
  return [{ text: ruleId }, outcomeCell(kind, outcome), { text: why(outcome) }];
}

function outcomeCell(kind: RuleOutcome["kind"], outcome: RuleOutcome): Cell {
  const text = kind.replaceAll("-", " ");
  if (outcome.kind === "triggered") return { text, colour: colourOf(outcome.to - outcome.from) };
  return kind === "invalid-input" || kind === "invalid-metric" ? { text, colour: "red" } : { text, colour: "dim" };
}

/** The values in a few words. `--explain` has the whole sentence. */
function why(outcome: RuleOutcome): string {
  const { name } = outcome.metric;
  switch (outcome.kind) {
    case "triggered":
      return `${met(outcome)}: ${outcome.from} -> ${outcome.to}`;
    case "not-met":
      return `${name} ${decimalText(outcome.value)}, needs ${outcome.conditions.map(relation).join(" or ")}`;
    case "no-metric":
      return outcome.reason === null ? name : `${name}: ${outcome.reason}`;
    case "stale-metric":
      return `${name} of ${formatInstant(outcome.at)}, at most ${outcome.maxAgeSeconds} s old`;
    case "invalid-metric":
      return `${name} ${decimalText(outcome.value)}: ${outcome.reason}`;
    case "out-of-bounds":
      return `${met(outcome)}: ${outcome.from} -> ${outcome.proposed}, ${outcome.scope}'s ${outcome.bound} ${outcome.limit}`;
    case "cooling-down":
      return `${met(outcome)}: ${outcome.scope} cools until ${formatInstant(outcome.until)}`;
    case "superseded":
      return "by" in outcome ? `by ${outcome.by}, ${outcome.because}` : outcome.because;
    case "pending":
      return `${met(outcome)}: ${outcome.remainingSeconds} s more`;
    case "uncovered":
      return `${met(outcome)}: ${outcome.reported} of ${outcome.of} reported`;
    case "fallback":
      return `${name}: ${outcome.failure}, ${outcome.from} -> ${outcome.proposed}${outcome.heldBy === null ? "" : `, ${outcome.heldBy}`}`;
    case "disabled":
      return "";
    case "paused":
      return outcome.paused === "both" ? "endpoint" : `${met(outcome)}: ${outcome.paused}`;
    case "invalid-input":
      return outcome.fault.message;
  }
}

function met(outcome: MetOutcome): string {
  return `${outcome.metric.name} ${decimalText(outcome.value)} ${relation(outcome)}`;
}
