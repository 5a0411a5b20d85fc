import { endedAt } from "../explain/explain-outcome.ts";
import { signed } from "../explain/phrases.ts";
import { nearestName } from "../fields/nearest-name.ts";
import type { ChainLink, Decision } from "../model/decision.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { EndpointId, RuleId } from "../model/ids.ts";
import { formatInstant, type Instant } from "../model/instant.ts";
import type { MetricAverage, MetricKey } from "../model/metric.ts";
import type { Rule } from "../model/rule.ts";
import type { RuleOutcome } from "../model/rule-outcome.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { known } from "../util/known.ts";
import { printable } from "../util/printable.ts";
import type { Colour, Paint } from "./paint.ts";
import { type Cell, table } from "./table.ts";
import { whyText, words } from "./why-text.ts";

const TITLES: readonly Cell[] = ["ENDPOINT", "REPLICAS", "", "RULE", "OUTCOME", "WHY"].map((text) => ({
  text,
  colour: "dim",
}));

/** An evaluation as a table: an endpoint's first line has its count, and every rule has a line. */
export function evaluationTable(evaluation: Evaluation, snapshot: Snapshot, paint: Paint): string {
  const { decisions, orphans, recheckAt } = evaluation;
  const rules = new Map(snapshot.rules.map((rule) => [rule.id, rule]));
  const context = { now: snapshot.now, rules, metrics: snapshot.metrics };
  const rows = table([TITLES, ...decisions.flatMap((decision) => decisionRows(decision, context))], paint);
  const ignored = orphans.map((id) => `${printable(orphanText(known(rules.get(id)), snapshot))}\n`).join("");
  const recheck = recheckAt === null ? "" : `\nnext possible change: ${formatInstant(recheckAt)}\n`;
  return `${rows}${ignored === "" ? "" : `\n${ignored}`}${recheck}`;
}

/** What a table says beside an evaluation: the clock, the bounds of rules, and the names of readings. */
interface Context {
  readonly now: Instant;
  readonly rules: ReadonlyMap<RuleId, Rule>;
  readonly metrics: readonly MetricAverage[];
}

/** A rule on an endpoint that is not there, with the endpoint that was most likely meant. */
function orphanText({ id, endpointId: endpoint }: Rule, { endpoints }: Snapshot): string {
  const near = nearestName(
    endpoint,
    endpoints.map((each) => ({ name: each.id })),
  );
  const meant = near === null ? "" : `; did you mean ${near}?`;
  return `rule ${id} was ignored: endpoint ${endpoint} is not in the snapshot${meant}`;
}

function decisionRows(decision: Decision, context: Context): Cell[][] {
  const { fault, outcomes } = decision;
  const undecided: Cell[][] =
    fault === undefined ? [] : [[{ text: "-" }, { text: "undecided", colour: "red" }, { text: fault.message }]];
  const rules =
    outcomes.length === 0 && fault === undefined
      ? [[{ text: "-" }, { text: "no rules" }]]
      : outcomes.map((outcome) => ruleCells(outcome, decision, context));
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

function ruleCells(outcome: RuleOutcome, { endpointId }: Decision, context: Context): Cell[] {
  const { ruleId, kind } = outcome;
  const more = moreText(outcome, endpointId, context);
  return [{ text: ruleId }, outcomeCell(kind, outcome), { text: `${whyText(outcome)}${more}` }];
}

/** What only the snapshot says of an outcome. */
function moreText(outcome: RuleOutcome, endpointId: EndpointId, { now, rules, metrics }: Context): string {
  if (outcome.kind === "no-metric") {
    const own = metrics.filter((each) => each.endpointId === endpointId);
    return nearText(outcome.metric, own);
  }
  if (outcome.kind === "stale-metric") {
    const { at, maxAgeSeconds } = outcome;
    const off = `${Math.abs(now - at) / 1000} s ${at > now ? "ahead of the clock" : "old"}`;
    return `: ${off}, needs at most ${maxAgeSeconds} s`;
  }
  if (outcome.kind !== "triggered") return "";
  const ended = endedAt(outcome);
  if (ended === null) return "";
  const { bound, isBack } = ended;
  const own = rules.get(outcome.ruleId)?.[bound === "min" ? "minReplicas" : "maxReplicas"];
  const whose = `the ${own === outcome.to ? "rule" : "endpoint"}'s ${bound} ${outcome.to}`;
  return isBack ? `, brought back to ${whose}` : `, as far as ${whose}`;
}

/** A reading that the rule may have been meant to read. */
function nearText({ source, name }: MetricKey, readings: readonly MetricAverage[]): string {
  const near = nearestName(name, readings);
  if (near === null) return "";
  if (near !== name) return `; did you mean ${near}, which has a reading?`;
  const other = readings.find((each) => each.name === name && each.source !== source);
  return other === undefined ? "" : `; ${other.source} has a reading of it, not ${source}`;
}

function outcomeCell(kind: RuleOutcome["kind"], outcome: RuleOutcome): Cell {
  const text = words(kind);
  if (outcome.kind === "triggered") return { text, colour: colourOf(outcome.to - outcome.from) };
  return kind === "invalid-input" || kind === "invalid-metric" ? { text, colour: "red" } : { text, colour: "dim" };
}
