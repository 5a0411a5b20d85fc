import type { RuleId } from "../../model/ids.ts";
import { printable } from "../../util/printable.ts";
import type { UsedFact } from "../../verify/answer/used-fact.ts";
import type {
  CountsApart,
  Difference,
  DifferenceWitness,
  MetricReadings,
  NotCompared,
  ReadingStretch,
} from "../../verify/difference/difference.ts";
import { eachOnce } from "../../verify/grounds.ts";
import { groundsText } from "../../verify/words/english-proofs.ts";
import { firstFew, listText, oneOr, readingsText, rulesText } from "../../verify/words/phrases.ts";
import { intervalText, readingParams } from "../../verify/words/places.ts";
import { counted } from "../counted.ts";
import type { Paint } from "../paint.ts";
import { areSame, type ComparedEndpoint } from "./compared.ts";

/** Where rules differ, in words, and a line that sums it up. Endpoints whose rules decide the same are not shown. */
export function diffText(endpoints: readonly ComparedEndpoint[], paint: Paint): string {
  const apart = endpoints.filter(({ comparison }) => !areSame(comparison));
  const alike = endpoints.filter(({ comparison }) => areSame(comparison));
  const others = apart.length === 0 ? "" : "the others decide the same, ";
  const summary = [
    summaryOf(endpoints.length, apart.length),
    ...groundsLines(
      alike.flatMap(({ comparison }) => comparison.restsOn),
      others,
    ),
  ];
  return [...apart.map((each) => endpointText(each, paint)), summary.map((line) => `${line}\n`).join("")].join("\n");
}

/** What the facts are that nothing else differs by. */
function groundsLines(facts: readonly UsedFact[], what = ""): readonly string[] {
  return facts.length === 0 ? [] : [`  ${what}given that ${printable(groundsText(eachOnce(facts)))}`];
}

function summaryOf(all: number, apart: number): string {
  const some = counted(all, "endpoint");
  if (apart === 0) return `${some}: no difference at any count and reading, while no cooldown runs`;
  return all === 1 ? `${some}: OLD and NEW differ` : `${some}: OLD and NEW differ in ${apart}`;
}

function endpointText(endpoint: ComparedEndpoint, paint: Paint): string {
  const { endpointId, old, new: now, removed, added, comparison } = endpoint;
  const { differences, complete, restsOn } = comparison;
  // What only one side has differs in every field.
  const notCompared = comparison.notCompared.filter(
    ({ ruleId }) => ruleId === null || ![...removed, ...added].includes(ruleId),
  );
  const missing = old === null ? ", of which OLD has no rules" : now === null ? ", of which NEW has no rules" : "";
  const shown = differences.filter((each) => !differences.some((other) => isPartOf(each, other)));
  const hidden = differences.length - shown.length;
  const lines = [
    `${paint("bold", `endpoint ${printable(endpointId)}`)}${missing}`,
    ...shown.flatMap(differenceLines),
    ...(hidden === 0
      ? []
      : [
          `  and at ${hidden} more ${oneOr(hidden, "combination", "combinations")} of readings, in which further conditions hold`,
        ]),
    ...(old === null || now === null ? [] : onlyLines(removed, added)),
    ...notComparedLines(notCompared),
    ...(complete ? [] : ["  there are too many counts and kinds of readings: not all of them were compared"]),
    ...groundsLines(restsOn),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Whether a difference is at the readings of another that is shown, and further metrics are at work. */
function isPartOf({ readings }: Difference, other: Difference): boolean {
  return (
    other.readings.length > 0 &&
    other.readings.length < readings.length &&
    other.readings.every((each) => readings.some((one) => JSON.stringify(one) === JSON.stringify(each)))
  );
}

function differenceLines({ readings, counts, loads, reachable, witness }: Difference): readonly string[] {
  const where = readings.length === 0 ? "where no condition holds" : `where ${listText(readings.map(readingText))}`;
  const intervals = firstFew(loads.map(intervalText), 3, "interval");
  return [
    ...counts.map((each) => `  ${countsText(each)}, ${where}: OLD ${does(each, "old")}, NEW ${does(each, "new")}`),
    ...(loads.length === 0 ? [] : [`    as a total load that the replicas share: ${intervals}`]),
    ...(reachable ? [] : ["    neither leads to these counts from where the endpoint starts"]),
    `    example: ${exampleText(witness)}`,
  ];
}

/** `qps is above 75 and at most 80`. */
function readingText({ metric, queriesOf, stretches }: MetricReadings): string {
  const { name, aggregation = "average" } = metric;
  const of = aggregation === "average" ? "" : `${aggregation} of `;
  const query = queriesOf === null ? "" : ` (${queriesOf.map((id) => printable(id)).join(", ")})`;
  return `${of}${printable(name)}${query} is ${stretches.map(stretchText).join(" or ")}`;
}

function stretchText({ from, to, fromClosed, toClosed }: ReadingStretch): string {
  if (from !== null && from === to) return from;
  const low = from === null ? [] : [fromClosed ? `${from} or more` : `above ${from}`];
  const high = to === null ? [] : [toClosed ? `at most ${to}` : `below ${to}`];
  return [...low, ...high].join(" and ") || "anything";
}

function countsText({ min, max }: CountsApart): string {
  if (max === null) return `at ${min} replicas or more`;
  return min === max ? `at ${counted(min, "replica")}` : `at ${min} to ${max} replicas`;
}

/** What a set does to the counts; to one of them in numbers. */
function does({ min, max, ...effects }: CountsApart, set: "old" | "new"): string {
  const { kind, replicas } = effects[set];
  if (kind === "go-to") return `goes to ${replicas}`;
  if (min === max) return leads(min, min + replicas);
  if (replicas === 0) return "keeps the count";
  return replicas > 0 ? `adds ${counted(replicas, "replica")}` : `removes ${counted(-replicas, "replica")}`;
}

function leads(from: number, to: number): string {
  return from === to ? `keeps ${from}` : `goes to ${to}`;
}

function exampleText({ replicas, readings, old, new: now }: DifferenceWitness): string {
  const read = readings.length === 0 ? "" : `, with ${readingsText(readingParams(readings))}`;
  return `${counted(replicas, "replica")}${read}: OLD ${cycleText(replicas, old)}, NEW ${cycleText(replicas, now)}`;
}

function cycleText(replicas: number, { after, acts }: DifferenceWitness["old"]): string {
  const rules = acts.length === 0 ? "" : ` (${rulesText(acts.map(({ ruleId }) => ruleId))})`;
  return `${leads(replicas, after)}${rules}`;
}

/** `removed: rule `a`; added: rule `b``. */
function onlyLines(removed: readonly RuleId[], added: readonly RuleId[]): readonly string[] {
  const parts = [
    ...(removed.length === 0 ? [] : [`removed: ${rulesText(removed)}`]),
    ...(added.length === 0 ? [] : [`added: ${rulesText(added)}`]),
  ];
  return parts.length === 0 ? [] : [`  ${parts.join("; ")}`];
}

/** A line for each field. */
function notComparedLines(all: readonly NotCompared[]): readonly string[] {
  return [...new Set(all.map(({ field }) => field))].map((field) => {
    const rules = all.flatMap((each) => (each.field === field ? (each.ruleId ?? []) : []));
    return `  differs too, and was not compared: ${field}${rules.length === 0 ? "" : ` of ${rulesText(rules)}`}`;
  });
}
