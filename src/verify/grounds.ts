import type { ActivationCondition } from "../model/endpoint.ts";
import type { FactsGround } from "../model/facts-of-metric.ts";
import { metricKey } from "../model/metric.ts";
import { known } from "../util/known.ts";
import type { FindingCode } from "./answer/finding.ts";
import type { UsedFact } from "./answer/used-fact.ts";
import type { Proof } from "./answer/verification.ts";
import { rulesThatAct } from "./checks/idle-rules.ts";
import { busySide } from "./checks/inverted-steps.ts";
import { explore, type Space } from "./counts/space.ts";
import type { Facts } from "./input/facts.ts";
import type { Settled } from "./input/settle.ts";
import { loadLine } from "./load/load-line.ts";
import { activationMetrics } from "./readings/activation.ts";
import { type Axis, movesKey } from "./readings/axis.ts";
import { factsOfReadings, neededFacts, type RangeFact } from "./readings/range-facts.ts";
import { tick } from "./rules/tick.ts";

type Claim = Pick<Proof, "code" | "model" | "params">;

/** Whose facts they are. */
type Owner = Pick<Axis, "metric" | "facts">;

/** Statements that some run exists: readings that are left out could only add to them. */
const BY_SOME_RUN: ReadonlySet<FindingCode> = /* @__PURE__ */ new Set(["dead-rule", "unreachable-count"]);

/** Statements that each count can be left: readings that are left out could lead to more counts. */
const BY_RUNS_FROM_ALL: ReadonlySet<FindingCode> = /* @__PURE__ */ new Set(["no-way-back", "stuck-count"]);

/**
 * Which facts of metrics a proof rests on: those without which readings would have been gone through that make the rules act
 * otherwise, and those without which a run that it needs would not be sure.
 *
 * @param closed - no move leads from one of the counts to another count, whatever is read
 */
export function groundsIn(
  settled: Settled,
  space: Space,
  closed: boolean,
): (claim: Claim, byProjection: boolean) => UsedFact[] {
  const { axes, policy } = settled;
  const ofReadings = axes.flatMap((axis) => factsOfReadings(axis, policy).map((fact) => rangeFact(axis, fact)));
  const activation = settled.sleep?.zero.activation ?? [];
  const atZero = (isRead: boolean): UsedFact[] => (space.indexOf.has(0) ? factsAtZero(axes, isRead) : []);
  // Other readings, or any at 0, would lead to other counts.
  const ofCounts = closed ? [] : [...ofReadings, ...atZero(false)];

  const underLoads = ({ code, model, params: { loads } }: Claim, byProjection: boolean): UsedFact[] => {
    if (code === "zero-swing") return factsOfWaking(settled, activation);
    const shared = axes.filter(({ metric }) => loads.includes(metric.name));
    const ofLoads = shared.map((axis) => loadFact(axis, settled));
    if (byProjection) return ofLoads;
    if (code === "inverted-step") return [...ofLoads, ...shared.map((axis) => busyFact(axis, settled))];
    // While replicas start, idle time runs.
    const ofUse = model === "load-timed" ? factsOfWaking(settled, activation) : [];
    return [...ofLoads, ...ofCounts, ...loads.flatMap((name) => factsOfLine(name, settled)), ...ofUse];
  };
  const underReadings = ({ code, model }: Claim): UsedFact[] => {
    // While some rules cool down, the others can lead to counts to which all of them together never lead.
    if (model === "held-timed") return [...ofReadings, ...(closed ? atZero(false) : factsAtZero(axes, false))];
    if (code === "zero-trap") return [...ofCounts, ...wayOutOfZero(settled, space)];
    if (BY_SOME_RUN.has(code)) return standsWithoutZero(settled, space) ? [] : atZero(true);
    return [...ofReadings, ...atZero(false), ...(BY_RUNS_FROM_ALL.has(code) ? atZero(true) : [])];
  };
  return (claim, byProjection) => {
    const isUnderLoad = claim.model === "load" || claim.model === "load-timed";
    return eachOnce(isUnderLoad ? underLoads(claim, byProjection) : underReadings(claim));
  };
}

/** Facts of several proofs, each once. */
export function eachOnce(facts: readonly UsedFact[]): UsedFact[] {
  return [...new Map(facts.map((each) => [`${each.fact} ${each.value} ${metricKey(each.metric)}`, each])).values()];
}

/** How sure it is that the replicas share what a metric measures. */
function groundOfLoad({ metric, facts }: Owner, { namedLoad }: Pick<Settled, "namedLoad">): FactsGround {
  if (metric.name === namedLoad) return "stated";
  return facts.load === undefined ? "assumed" : facts.grounds.load;
}

/** Whether it is known or was stated that the replicas share what is read by a name. */
export function isSureLoad(name: string, settled: Pick<Settled, "namedLoad" | "axes">): boolean {
  const own = settled.axes.filter(({ metric }) => metric.name === name);
  return own.every((axis) => groundOfLoad(axis, settled) !== "assumed");
}

function loadFact(axis: Owner, settled: Settled): UsedFact {
  const { metric, facts } = axis;
  const value = metric.name === settled.namedLoad ? "shared" : (facts.load ?? "shared");
  return { metric, fact: "load", value, ground: groundOfLoad(axis, settled) };
}

/** A load that was named is taken for one of which more is more to do. */
function busyFact(axis: Axis, settled: Settled): UsedFact {
  const { metric, facts } = axis;
  const value = busySide(axis, settled) === "above" ? "more" : "less";
  return { metric, fact: "busy", value, ground: facts.busy === undefined ? "stated" : facts.grounds.busy };
}

/** The ends at which the readings of a load stay, where they would pass a threshold. */
function factsOfLine(name: string, settled: Settled): UsedFact[] {
  const own = settled.axes.filter(({ metric }) => metric.name === name);
  return own.slice(0, 1).flatMap((first) => {
    const kindsOf = (facts: Facts): string => {
      const axes = own.map((axis) => ({ ...axis, facts }));
      return known(loadLine({ ...settled, axes }, name))
        .matched.map(movesKey)
        .join("\n");
    };
    return neededFacts(first.facts, kindsOf).map((fact) => rangeFact(first, fact));
  });
}

/** What it rests on that a load wakes an endpoint: which metrics the replicas share, and which of their readings are use. */
function factsOfWaking(settled: Settled, activation: readonly ActivationCondition[]): UsedFact[] {
  const metricsGiven = (factsOf: Settled["factsOf"]) => activationMetrics(activation, { ...settled, factsOf });
  return metricsGiven(settled.factsOf).flatMap((owner) => {
    const key = metricKey(owner.metric);
    const usesOf = (facts: Facts): string =>
      metricsGiven((metric) => (metricKey(metric) === key ? facts : settled.factsOf(metric)))
        .filter(({ metric }) => metricKey(metric) === key)
        .flatMap(({ sections }) => [...new Set(sections.map(({ isActive }) => isActive))])
        .join();
    const ofRange = neededFacts(owner.facts, usesOf).map((fact) => rangeFact(owner, fact));
    return [loadFact(owner, settled), ...ofRange];
  });
}

/** A fact about which readings a metric has. */
export function rangeFact({ metric, facts }: Owner, fact: RangeFact): UsedFact {
  const ground = facts.grounds[fact];
  if (fact === "integer") return { metric, fact, value: true, ground };
  return { metric, fact, value: String(facts[fact]), ground };
}

/** Of the metrics that move anything, those that can be read at a count of 0, or those that cannot. */
function factsAtZero(axes: readonly Axis[], isRead: boolean): UsedFact[] {
  const moving = axes.filter(({ axisClasses }) => axisClasses.some(({ matched }) => matched.length > 0));
  return moving.filter(({ facts }) => (facts.atZero !== false) === isRead).map((axis) => zeroFact(axis, "assumed"));
}

/** Whether the same rules act, and the same counts are reached, where nothing can be read at a count of 0. */
function standsWithoutZero(settled: Settled, space: Space): boolean {
  if (!space.indexOf.has(0)) return true;
  const axes = settled.axes.map((axis) => ({ ...axis, facts: { ...axis.facts, atZero: false } }));
  const unread = explore({ ...settled, axes });
  const { policy } = settled;
  return (
    unread.counts.length === space.counts.length &&
    rulesThatAct(policy, unread).size === rulesThatAct(policy, space).size
  );
}

/** Whether a metric can be read at a count of 0; where nobody said so, it is taken to. */
export function zeroFact({ metric, facts }: Owner, unsaid: FactsGround): UsedFact {
  const { atZero, grounds } = facts;
  return { metric, fact: "atZero", value: atZero !== false, ground: atZero === null ? unsaid : grounds.atZero };
}

/** What leads out of a count of 0: one metric is enough, the surest. */
function wayOutOfZero(settled: Settled, { indexOf }: Space): UsedFact[] {
  const { sleep, policy, axes } = settled;
  if (sleep === null && (!indexOf.has(0) || tick(policy, [], 0) > 0)) return [];
  // Whoever names a query as an activation condition says that it has an answer at 0.
  const awake = sleep === null ? [] : activationMetrics(sleep.zero.activation, settled);
  const asking = awake.filter(({ sections }) => sections.some(({ isActive }) => isActive));
  const leading = axes.filter(({ axisClasses }) => axisClasses.some(({ matched }) => tick(policy, matched, 0) > 0));
  const ways = [
    ...asking.map((each) => zeroFact(each, "stated")),
    ...leading.map((each) => zeroFact(each, "assumed")),
  ].filter(({ value }) => value === true);
  return ways.sort((one, other) => SUREST_FIRST.indexOf(one.ground) - SUREST_FIRST.indexOf(other.ground)).slice(0, 1);
}

const SUREST_FIRST: readonly FactsGround[] = ["known", "stated", "assumed"];
