import { counted } from "../../explain/phrases.ts";
import { COMPARATOR_SIGNS } from "../../model/comparator.ts";
import type { RuleId } from "../../model/ids.ts";
import { quoted } from "../../model/show.ts";
import { greatestOf, leastOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import { printable } from "../../util/printable.ts";
import { ADVICE } from "./english-advice.ts";
import { FACTS, factText, GROUNDS, proofText } from "./english-proofs.ts";
import type { Messages, RemarkMessages } from "./messages.ts";
import {
  alsoText,
  countsText,
  firstFew,
  idsText,
  its,
  listOr,
  listText,
  moveText,
  oneOr,
  pathText,
  readingsText,
  rulesText,
  ruleText,
  WAIT_FOR_STARTS,
} from "./phrases.ts";
import type { CoverageParams, FindingParams, ReadingParams } from "./remark-params.ts";

const AT_MOST = "give every rule that scales out, or the endpoint, a maxReplicas";
const APART = "move the two thresholds apart, so that no reading meets both";

/** What the verifier says, in English. */
export const english: Messages = {
  findings: {
    "zero-trap": {
      headline: (params) => `stays at 0 replicas forever: ${helpAtZero(params)}`,
      message: ({ metrics, held }) => {
        const unread = metrics.length === 0 ? [] : [`${unreadText(metrics)}, even while requests wait`];
        const on = metrics.length === 0 ? "that scales out" : `on ${namesText(held)}`;
        const stuck = held.length === 0 ? [] : [`no rule ${on} can move the count`];
        return `at 0 replicas the count stays at 0 forever: ${[...unread, ...stuck].join(", and ")}`;
      },
      help: helpAtZero,
    },
    "zero-trap.unless-read": {
      headline: (params) =>
        `stays at 0 replicas unless ${namesText(params.metrics)} can be read there: ${helpAtZero(params)}`,
      message: ({ metrics }) =>
        `at 0 replicas the count stays at 0 unless ${namesText(metrics)} can be read without replicas, which is not known`,
      help: helpAtZero,
    },
    "zero-trap.asleep": {
      headline: ({ idleSeconds, isSure, ...params }) =>
        `goes to 0 replicas after ${idleSeconds} s without use, and ${isSure ? "" : "perhaps "}nothing brings it back: ${helpAsleep(params)}`,
      message: ({ idleSeconds, metrics, unmet, isSure }) => {
        const unread = metrics.length === 0 ? [] : [`${unreadText(metrics)}${isSure ? "" : ", as far as is known"}`];
        const never = unmet.length === 0 ? [] : [`no reading of ${namesText(unmet)} counts as use`];
        const why = [...never, ...unread];
        return `after ${idleSeconds} s without use the endpoint goes to 0 replicas, and nothing brings it back: ${why.length === 0 ? "it has no activation conditions" : listText(why)}`;
      },
      help: helpAsleep,
    },
    "zero-swing": {
      headline: (params) =>
        `wakes up and goes back to 0 replicas at a total ${printable(params.metric)} of ${params.load}: ${helpSwing(params)}`,
      message: ({ metric, load, counts, rest, reading, idleSeconds, loads }) =>
        `under a constant total ${printable(metric)} of ${load}, shared by the replicas, the count oscillates: ${pathText(counts)}; ${rest} replicas read ${reading} each, which does not count as use, and after ${idleSeconds} s the endpoint goes back to 0; the same for total loads ${loadsText(loads)}`,
      help: helpSwing,
    },
    "inverted-step": {
      headline: (params) =>
        `${quoted(itemAt(params.rules, 0))} ${params.directions[0] === "in" ? "removes replicas when there is more" : "adds replicas when there is less"} to do: ${helpTurned(params)}`,
      message: ({ metric, rules, steps, directions, comparators, thresholds, counts }) => {
        const each = rules.map((rule, at) => {
          const [effect, state] = directions[at] === "in" ? ["takes replicas away", "more"] : ["adds replicas", "less"];
          const holds = `${printable(metric)} is ${COMPARATOR_SIGNS[itemAt(comparators, at)]} ${thresholds[at]}`;
          return `${moveText(rule, itemAt(steps, at))} ${effect} when ${holds}, where the replicas have ${state} to do`;
        });
        const shown = counts.length === 0 ? "" : `; under a constant load the count goes ${pathText(counts)}`;
        const left = each.length - 3;
        const more = left > 0 ? [oneOr(left, "1 more rule does the same", `${left} more rules do the same`)] : [];
        return `${[...each.slice(0, 3), ...more].join("; ")}${shown}`;
      },
      help: helpTurned,
    },
    "limit-cycle.load": {
      headline: (params) =>
        `flaps between ${endsText(params.counts)} replicas at ${totalText(params)}: ${briefRepair(params)}`,
      message: ({ metric, isSure, load, counts, loads }) =>
        `under a constant total ${printable(metric)} of ${load}, ${sharedText(isSure)}, the count oscillates: ${pathText(counts)}; the same for total loads ${loadsText(loads)}`,
      help: repairText,
    },
    "limit-cycle.held": {
      headline: ({ counts, ...params }) =>
        `flaps between ${endsText(counts)} replicas with ${readingsText(params)}: move the thresholds apart`,
      message: ({ counts, ...params }) =>
        `with ${readingsText(params)} in every cycle, the count oscillates: ${pathText(counts)}`,
      help: () => "no reading should hold for rules of both directions: move their thresholds apart",
    },
    "limit-cycle.held-timed": {
      headline: ({ counts, ...params }) =>
        `flaps between ${endsText(counts)} replicas with ${readingsText(params)}: move the thresholds apart`,
      message: ({ counts, cycleSeconds, ...params }) =>
        `with ${readingsText(params)} in every cycle of ${cycleSeconds} s, the count oscillates: ${pathText(counts)}`,
      help: () =>
        "no reading should hold for rules of both directions: cooldowns slow a count down, they never settle it",
    },
    "limit-cycle.fallback": {
      headline: ({ counts, rules, missing }) =>
        `flaps between ${endsText(counts)} replicas while ${namesText(missing)} ${isMissing(missing)}: change the fallback of ${rulesText(rules)}`,
      message: ({ counts, cycleSeconds, rules, missing, ...params }) => {
        const read = params.metrics.length === 0 ? "" : ` and with ${readingsText(params)}`;
        return `while ${namesText(missing)} ${isMissing(missing)}${read} in every cycle of ${cycleSeconds} s, ${rulesText(rules)} ${oneOr(rules.length, "falls", "fall")} back and the count oscillates: ${pathText(counts)}`;
      },
      help: () =>
        "fall back to a count from which no other rule leads away, or keep the count (onFailure with how `current`)",
    },
    "limit-cycle.load-timed": {
      headline: ({ counts, metric, load }) =>
        `flaps between ${endsText(counts)} replicas at a total ${printable(metric)} of ${load} while replicas start: move the thresholds apart`,
      message: ({ counts, loads, ...params }) =>
        `${startupText(params)}, the count oscillates: ${pathText(counts)}; the same for total loads ${loadsText(loads)}`,
      help: ({ cures }) =>
        cures.includes("settle")
          ? 'set settle of the endpoint to "hold", which holds moves while replicas start, or move the thresholds of the two directions further apart'
          : "move the thresholds of the two directions further apart, or take smaller steps",
    },
    "runaway.load": {
      headline: ({ from }) => `grows without limit from ${counted(from)} on: set a maxReplicas`,
      message: ({ metric, isSure, from }) =>
        `under any constant total ${printable(metric)}, ${sharedText(isSure)}, the count grows without limit from ${counted(from)} on: the more replicas share it, the more the rules add`,
      help: ({ cures }) => `${AT_MOST}${cures.includes("comparator") ? ", or reverse the comparator" : ""}`,
    },
    "runaway.held": {
      headline: ({ from }) => `grows without limit from ${counted(from)} on: set a maxReplicas`,
      message: ({ from, ...params }) =>
        `with ${readingsText(params)} in every cycle, the count grows without limit from ${counted(from)} on`,
      help: () => AT_MOST,
    },
    "runaway.held-timed": {
      headline: ({ from }) => `grows without limit from ${counted(from)} on: set a maxReplicas`,
      message: ({ from, cycleSeconds, ...params }) =>
        `with ${readingsText(params)} in every cycle of ${cycleSeconds} s, the count grows without limit from ${counted(from)} on`,
      help: () => AT_MOST,
    },
    "runaway.load-timed": {
      headline: ({ from }) => `grows without limit from ${counted(from)} on: set a maxReplicas`,
      message: ({ from, ...params }) =>
        `${startupText(params)}, the count grows without limit from ${counted(from)} on`,
      help: () => AT_MOST,
    },
    overshoot: {
      headline: ({ excess, metric, load, ...params }) =>
        `adds ${counted(excess)} too many at a total ${printable(metric)} of ${load} while the first ones start: ${cureText(params)}`,
      message: ({
        metric,
        isSure,
        load,
        from,
        to,
        needed,
        excess,
        loads,
        rules,
        steps,
        periods,
        times,
        startupSeconds,
      }) => {
        const often = rules.map(
          (rule, at) => `${moveText(rule, itemAt(steps, at))} can trigger every ${itemAt(periods, at)} s`,
        );
        const again =
          times === null
            ? ""
            : `, so it adds ${counted(Number(steps[0]))} ${times === 1 ? "once more" : `${times} times more`}`;
        return `under a constant total ${printable(metric)} of ${load}, ${sharedText(isSure)} that serve, the count rises from ${from} to ${to}, ${excess} more than the ${needed} that it would reach if replicas started at once: ${listText(often)}, and a replica serves only ${startupSeconds} s after it was ordered${again}; the same for total loads ${loadsText(loads)}`;
      },
      help: ({ cures, ...params }) =>
        `${cureText({ cures, ...params })}${cures.length === 0 ? "" : "; checked: then no load adds too many replicas"}`,
    },
    reversal: {
      headline: (params) => `takes back a scale-out in the next cycle at ${totalText(params)}: ${briefRepair(params)}`,
      message: ({ metric, isSure, load, counts, loads }) =>
        `under a constant total ${printable(metric)} of ${load}, ${sharedText(isSure)}, the next cycle undoes a scale-out: ${pathText(counts)}; the same for total loads ${loadsText(loads)}`,
      help: repairText,
    },
    contradiction: { headline: (params) => `${briefClash(params)}: ${APART}`, message: clashText, help: () => APART },
    "contradiction.two-metrics": {
      headline: (params) => `${briefClash(params)}: ${agreeText(params)}`,
      message: clashText,
      help: (params) =>
        `${agreeText(params)}${params.cures.length === 0 ? "" : ", which lets the count fall only where every metric that can lower it agrees"}`,
    },
    "contradiction.two-queries": {
      headline: (params) => `${briefClash(params)} if their queries differ: ${oneQuery(params.twins)}`,
      message: clashText,
      help: ({ twins }) => `if it is one query, ${oneQuery(twins)}`,
    },
    "lock-up": {
      headline: ({ cures, ...params }) =>
        `stays at ${counted(params.from)}, ${params.room} short of the ${params.bound} of ${idsText([params.rule, ...params.others])}: ${reachText({ ...params, cures: cures.slice(0, 1) })}`,
      message: ({ rule, others, step, from, to, bound, limit, room, ...params }) =>
        `with ${readingsText(params)}, ${moveText(rule, step)} would take ${counted(from)} to ${to}, past its ${bound} of ${limit}, so the step is skipped: the count stays ${room} short of the bound, and no other rule moves it that way${alsoText(others)}`,
      help: reachText,
    },
    "wrong-side": {
      headline: ({ rule, others, bound, from, cures }) =>
        `${idsText([rule, ...others])} never ${oneOr(others.length + 1, "moves", "move")} ${counted(from)}: ${cures.length === 0 ? LONG_STEP : `set ${bound} of the endpoint instead`}`,
      message: ({ rule, others, step, from, to, bound, limit, ...params }) =>
        `with ${readingsText(params)}, ${moveText(rule, step)} would take ${counted(from)} to ${to}, still ${bound === "minReplicas" ? "below" : "above"} its ${bound} of ${limit}, so the step is always skipped there${alsoText(others)}`,
      help: ({ bound, cures }) =>
        cures.length === 0
          ? LONG_STEP
          : `set ${bound} of the endpoint instead (null for the rule): the endpoint's bounds bring a count back, a rule's own bounds only stop the rule`,
    },
    "dead-rule.no-threshold": dead(
      ({ rules }) => `${oneOr(rules.length, "it has", "they have")} no threshold`,
      passing,
    ),
    "dead-rule.no-reading": dead(
      ({ rules }) =>
        oneOr(
          rules.length,
          "no reading in its metric's domain meets it, or another of its thresholds always comes first",
          "no readings in their metrics' domains meet them, or other thresholds always come first",
        ),
      passing,
    ),
    "dead-rule.crossed-bounds": dead(
      ({ minReplicas, maxReplicas, rules }) =>
        `${its(rules)} minimum of ${minReplicas} is above ${its(rules)} maximum of ${maxReplicas}`,
      ({ cures }) => (cures.length === 0 ? "use a minimum that is not above the maximum" : "swap the two"),
    ),
    "dead-rule.no-count": dead(
      ({ rules, counts, ...bounds }) =>
        `from every count that can be reached (${countsText(counts)}), ${its(rules)} step ends outside ${its(rules)} bounds (${boundsText(bounds)})`,
      () => "use a smaller step, or wider bounds",
    ),
    "dead-rule.votes": {
      headline: ({ rules }) =>
        `${idsText(rules)} only ${oneOr(rules.length, "votes", "vote")}: there is nothing to fix`,
      message: ({ rules, other, otherStep }) =>
        `${rulesText(rules)} never ${oneOr(rules.length, "moves", "move")} the count, and only ${oneOr(rules.length, "votes", "vote")}: where the count may fall, another one decides how far, such as ${moveText(other, otherStep)}`,
      help: ({ rules }) =>
        `nothing to fix: the count falls only where ${oneOr(rules.length, "this rule agrees", "these rules agree")}`,
    },
    "dead-rule.outvoted": dead(
      ({ rules }) =>
        `${wherever(rules)}, another rule that can lower the count does not agree, or one that raises it comes first`,
      (params) =>
        `move the thresholds of the rules that lower the count so that some readings meet all of them${orRemove(params)}`,
    ),
    "dead-rule.superseded": dead(
      ({ rules, other, otherStep }) =>
        `${wherever(rules)}, another one comes first, such as ${moveText(other, otherStep)}`,
      (params) => supersededText(params),
    ),
    "dead-rule.waits": {
      headline: (params) =>
        `${idsText(params.rules)} ${oneOr(params.rules.length, "triggers", "trigger")} only while ${quoted(params.other)} cools down: ${supersededText(params)}`,
      message: ({ rules, other, otherStep }) =>
        `${rulesText(rules)} ${oneOr(rules.length, "triggers", "trigger")} only while another one cools down: ${wherever(rules)}, that one comes first, such as ${moveText(other, otherStep)}`,
      help: supersededText,
    },
    "no-op": {
      headline: ({ rules, count, stepSize, cures }) =>
        `${idsText(rules)} ${oneOr(rules.length, "changes", "change")} nothing at ${counted(count)}: ${stepSize === 0 ? "give a step of 1 or more" : cures.includes("bound") ? "set minReplicas to 1" : WASTED}`,
      message: ({ rules, count, cooldownSeconds, ...params }) => {
        const [triggers, spends, changes] =
          rules.length === 1 ? ["triggers", "spends", "changes"] : ["trigger", "spend", "change"];
        const spent = cooldownSeconds > 0 ? `, ${spends} ${its(rules)} cooldown of ${cooldownSeconds} s` : "";
        return `with ${readingsText(params)}, ${rulesText(rules)} ${triggers} at ${counted(count)}${spent} and ${changes} nothing`;
      },
      help: ({ stepSize, ...params }) =>
        stepSize === 0
          ? `give a step of 1 or more${orRemove(params)}`
          : `${params.cures.includes("bound") ? "set minReplicas to 1, and it no longer triggers at 0; " : ""}${WASTED}`,
    },
    "vetoed-for-ever": {
      headline: ({ rules, out, count, metric, load }) =>
        `${idsText(rules)} never ${oneOr(rules.length, "takes", "take")} ${counted(count)} down at a total ${printable(metric)} of ${load}, as ${quoted(out)} would add again: move the thresholds apart, or leave it`,
      message: ({ rules, out, count, metric, load, reading, threshold, lower, wouldRead, loads }) =>
        `under a constant total ${printable(metric)} of ${load}, shared by the replicas, the condition of ${rulesText(rules)} holds at ${counted(count)}, which ${oneOr(count, "reads", "read")} ${reading}, and the count stays: ${lower} would read ${wouldRead}, and ${ruleText(out)}, whose threshold is ${threshold}, would scale out again; the same for total loads ${loadsText(loads)}`,
      help: () =>
        "move the two thresholds further apart if the count should fall there; if it should stay, there is nothing to fix",
    },
    "held-by-coverage.share": {
      headline: (params) => `${briefHeld(params)}: use a lower minCoverage`,
      message: ({ minCoverage, ...params }) => `${heldText(params)}: its minCoverage is ${minCoverage}`,
      help: ({ counts, within, cures }) =>
        `with one replica of ${leastOf(counts)} silent, ${leastOf(counts) - 1} of ${leastOf(counts)} report: ${cures.length === 0 ? "use a lower minCoverage" : `set minCoverage to ${within} or less`}; if a silent replica should stop the rule, there is nothing to fix`,
    },
    "held-by-coverage.unknown": {
      headline: (params) => `${briefHeld(params)}: use minCoverage in place of unreported`,
      message: (params) =>
        `${heldText(params)}: the silent one would count as the greatest value of ${printable(params.metric)}, and none is known`,
      help: () => "use minCoverage in place of unreported, which says how many may be silent",
    },
    "held-by-coverage.argued": {
      headline: (params) => `${briefHeld(params)}: use minCoverage in place of unreported`,
      message: ({ end, threshold, ...params }) =>
        `${heldText(params)}: the silent one counts as the ${end} value of ${printable(params.metric)}, and then no reading of the others passes the threshold of ${threshold}`,
      help: () =>
        "use minCoverage in place of unreported, which says how many may be silent; if a silent replica should stop the rule, there is nothing to fix",
    },
    "order-dependence": {
      headline: ({ count, after, afterInOrder, cures }) =>
        `takes ${counted(count)} to ${after} or to ${afterInOrder}, as the rules are listed: ${orderText(cures.slice(0, 1))}`,
      message: ({ count, after, order, afterInOrder, ...params }) =>
        `with ${readingsText(params)}, ${counted(count)} ${oneOr(count, "becomes", "become")} ${after} in the order of the list, and ${afterInOrder} in the order ${idsText(order)}`,
      help: ({ cures }) => orderText(cures),
    },
    "no-way-back": {
      headline: ({ from, to }) =>
        `never comes back from ${to} to ${counted(from)}: change steps or bounds of the rules of the other direction`,
      message: ({ from, to }) => `the rules lead from ${counted(from)} to ${to}, and never back`,
      help: () => "give the rules of the other direction steps and bounds that lead back",
    },
    "no-way-back.fallback": {
      headline: ({ from, to, rules }) =>
        `never comes back from ${to} to ${counted(from)} once ${rulesText(rules)} fell back: let rules lead back from there`,
      message: ({ from, to, rules, missing }) =>
        `while ${namesText(missing)} ${isMissing(missing)}, ${rulesText(rules)} ${oneOr(rules.length, "falls", "fall")} back from ${counted(from)} to ${to}, and the rules never lead back`,
      help: () =>
        "change the fallback (onFailure), or give rules of the other direction steps and bounds that lead back",
    },
    "stuck-count": {
      headline: ({ counts }) => `stays at ${replicasText(counts)} whatever is read: add a rule for the way back`,
      message: ({ counts }) => `at ${replicasText(counts)} no reading changes the count any more`,
      help: () => "add a rule for the way back, or widen the bounds of the existing one",
    },
    "unreachable-count": {
      headline: ({ missing, cures }) =>
        `never gets to ${replicasText(missing)}: ${cures.length === 0 ? "nothing to fix, if they are not wanted" : "use steps of 1"}`,
      message: ({ initial, missing, more }) =>
        `no readings lead from ${countsText(initial)} to ${countsText(missing)}${more > 0 ? `, and to ${more} more counts` : ""}`,
      help: ({ cures }) =>
        `${cures.length === 0 ? "" : "steps of 1 lead to every count; "}if only some counts are wanted, there is nothing to fix`,
    },
  },
  advice: ADVICE,
  unexplored: {
    asked: {
      says: ({ fields, rules }) =>
        `${fields.map((field, at) => `${quoted(field)} of ${ownerText(itemAt(rules, at))}`).join(", ")}: only the models with clocks run this; in the others a rule acts as soon as its condition holds`,
      help: () => "the proofs hold all the same; simulate the rules to see how much is held back",
    },
    fallbacks: {
      says: ({ rules }) =>
        `onFailure of ${rulesText(rules)}: not every case was tried in which the rules have no reading`,
      help: () => SIMULATE_OUTAGES,
    },
    "fallbacks.cycle-unknown": {
      says: ({ rules }) => `onFailure of ${rulesText(rules)}: what the count does while metrics stay missing`,
      help: () => "give cycleSeconds: fallbacks depend on the time from cycle to cycle",
    },
    "fallbacks.starts": {
      says: ({ rules }) =>
        `onFailure of ${rulesText(rules)}: in the runs that are shown, a rule keeps the count while no replica serves and nothing is read`,
      help: () => SIMULATE_OUTAGES,
    },
    "fallbacks.orders": {
      says: ({ rules }) =>
        `whether the order of the rules decides the count, or a bound skips a step, while onFailure of ${rulesText(rules)} applies`,
      help: () => "combine rules by `agreement`, for which the order does not matter",
    },
    "kinds-of-readings": {
      says: ({ explored, total }) =>
        `only ${explored} of ${total} kinds of readings were tried, beginning with those in which few metrics move anything`,
      help: moreSteps,
    },
    counts: {
      says: ({ explored }) => `only ${explored} counts were tried, and there are more`,
      help: moreSteps,
    },
    orders: {
      says: () => "not every order of the rules was tried",
      help: ({ maxSteps }) => `give maxSteps above ${maxSteps}`,
    },
    "recurring-loads": {
      says: ({ metric, above, what }) =>
        `loads of ${printable(metric)} above ${above}: some lead to ${listText(what)}, and there is no highest one`,
      help: () => AT_MOST,
    },
    "unbounded-loads": {
      says: ({ metric, above }) => `loads of ${printable(metric)} above ${above}`,
      help: () => AT_MOST,
    },
    loads: { says: ({ metric, above }) => `loads of ${printable(metric)} above ${above}`, help: moreSteps },
    "load-not-read": {
      says: ({ metric }) => `no enabled rule reads ${printable(metric)}, which was named as the load`,
      help: () => "check its spelling",
    },
    "load-unknown": {
      says: () => "no metric was named as a load that the replicas share",
      help: () => 'name it: load: { metric: "…" }',
    },
    "cycle-unknown": { says: () => "cooldowns", help: () => "give cycleSeconds (--cycle-seconds N)" },
    "courses-of-cooldowns": { says: () => "not every course of the cooldowns was tried", help: moreSteps },
    starts: { says: () => "not every load was tried while replicas start", help: moreSteps },
    "unbounded-starts": { says: () => "not every load was tried while replicas start", help: () => AT_MOST },
    queries: {
      says: ({ rules, codes, models }) =>
        `whether the queries of ${rulesText(rules)} can answer differently: if they can, ${listText(codes.map((code, at) => `${code} (${models[at]})`))} can happen too`,
      help: ({ rules }) => `if it is one query, ${oneQuery(rules)}`,
    },
  },
  proofs: proofText,
  facts: FACTS,
  grounds: GROUNDS,
  chart: {
    deadZone: "dead zone",
    readings: "readings of the run",
    loads: "total loads under which it happens",
    run: "a run that shows it",
    cycles: "cycles",
    replicas: "replicas",
  },
  sound: ({ proofs, assumed }) =>
    `sound: ${proofs} ${oneOr(proofs, "property", "properties")} proved${assumed.length === 0 ? "" : `, if ${listText([...new Set(assumed.map(factText))])}`}`,
  andMore: (headline, more) => (more === 0 ? headline : `${headline}; and ${more} more`),
};

const LONG_STEP = "use a step that leads past the bound";
const WASTED = "if the endpoint should go to 0, ignore this: only a cooldown is lost";
const SIMULATE_OUTAGES = "simulate the rules with outages to see what they fall back to";
/** Sentences about rules that never trigger: why, and what to do. */
function dead<P extends { readonly rules: readonly RuleId[] }>(
  why: (params: P) => string,
  help: (params: P) => string,
): RemarkMessages<P> {
  return {
    headline: (params) =>
      `${idsText(params.rules)} never ${oneOr(params.rules.length, "triggers", "trigger")}: ${help(params)}`,
    message: (params) => `${rulesText(params.rules)} can never trigger: ${why(params)}`,
    help,
  };
}

function wherever(rules: readonly RuleId[]): string {
  return `whenever ${its(rules)} ${oneOr(rules.length, "condition holds", "conditions hold")} and ${its(rules)} bounds allow a step`;
}

function passing({ rules, cures }: FindingParams["dead-rule.no-reading"]): string {
  return `give ${oneOr(rules.length, "it", "them")} a threshold that readings can pass${orRemove({ rules, cures })}`;
}

/** Said only where no count changes without these rules. */
function orRemove({ rules, cures }: { readonly rules: readonly RuleId[]; readonly cures: readonly string[] }): string {
  return cures.includes("remove") ? `, or remove ${oneOr(rules.length, "it", "them")}` : "";
}

function namesText(names: readonly string[]): string {
  return listText([...new Set(names)].map(printable));
}

/** Whose a field is: a rule's, or the endpoint's, which has no id there. */
function ownerText(rule: RuleId): string {
  return rule === "" ? "the endpoint" : ruleText(rule);
}

function replicasText(counts: readonly number[]): string {
  return `${countsText(counts)} ${counts.length === 1 && counts[0] === 1 ? "replica" : "replicas"}`;
}

function helpAtZero({ leading, cures }: FindingParams["zero-trap"]): string {
  return listOr(
    cures,
    { rules: `set minReplicas of ${rulesText(leading)} to 1`, endpoint: "set the endpoint's minReplicas to 1" },
    "let no rule lead to 0, and start with a count of 1 or more",
  );
}

function agreeText({ cures }: FindingParams["contradiction.two-metrics"]): string {
  return listOr(
    cures,
    { agreement: "combine rules by `agreement`" },
    "let the rules of one metric alone move the count",
  );
}

function reachText({ cures, bound, from, room, fit }: FindingParams["lock-up"]): string {
  const areBoth = cures.includes("step") && cures.includes("fit");
  return listOr(
    areBoth ? cures.filter((each) => each !== "fit") : cures,
    {
      step: areBoth ? `use a step of 1 or ${fit}` : "use a step of 1",
      steps: "use steps of 1 in every rule",
      fit: `use a step of ${fit}`,
      bound: `set ${bound} to ${from}`,
      clamp: `clamp steps to their bounds (semantics \`bounds: "clamp"\`), which shortens the step to ${room}`,
    },
    "use steps that lead to the bound",
  );
}

function supersededText({
  rules,
  cures,
}: {
  readonly rules: readonly RuleId[];
  readonly cures: readonly ("first" | "remove")[];
}): string {
  return listOr(
    cures,
    {
      first: `give ${oneOr(rules.length, "it", "them")} a higher priority than the others`,
      remove: `remove ${oneOr(rules.length, "it", "them")}`,
    },
    `let ${its(rules)} ${oneOr(rules.length, "condition hold where the other one's does", "conditions hold where the other one's does")} not`,
  );
}

function orderText(cures: FindingParams["order-dependence"]["cures"]): string {
  return listOr(
    cures,
    {
      priorities: "give the rules priorities",
      agreement: "combine them by `agreement`, for which the order does not matter",
    },
    "let the rules hold at different readings",
  );
}

function isMissing(metrics: readonly string[]): string {
  return `${oneOr(metrics.length, "is", "are")} missing`;
}

/** Of what can be read at a count of 0. */
function unreadText(metrics: readonly string[]): string {
  return `${namesText(metrics)} ${oneOr(metrics.length, "has", "have")} no reading without replicas`;
}

function helpAsleep({ unmet }: Pick<FindingParams["zero-trap.asleep"], "unmet">): string {
  return unmet.length === 0
    ? "give an activation condition on a metric that can be read at 0 replicas, such as a queue before the endpoint"
    : `correct the activation condition on ${namesText(unmet)}`;
}

function helpSwing({ metric, activation, rest, reading, cures }: FindingParams["zero-swing"]): string {
  const lower = `set the threshold of the activation condition on ${printable(metric)} to ${activation}`;
  const wake = "wake up with 1 replica (`zero.to`)";
  const inWords = `set the activation condition so that ${printable(metric)} at ${reading}, which ${rest} replicas read, counts as use, or wake up with fewer replicas`;
  return listOr(cures, { activation: lower, wake, both: `${wake} and ${lower}` }, inWords);
}

function briefHeld({ rule, counts, isEvery }: CoverageParams): string {
  return `${quoted(rule)} does nothing while one replica is silent${isEvery ? "" : ` of ${countsText(counts)}`}`;
}

function heldText({ rule, step, counts, isEvery }: CoverageParams): string {
  const at = isEvery ? "at any count" : `at ${replicasText(counts)}`;
  return `while a single replica does not report, ${moveText(rule, step)} does nothing ${at}, whatever the others read`;
}

function helpTurned({ rules, turned, turnedSteps, cures }: FindingParams["inverted-step"]): string {
  const stepSizes = firstFew(turnedSteps.map(String), 3, "value");
  const isOne = turnedSteps.every((each) => each === turnedSteps[0]);
  const [comparator, steps] =
    rules.length === 1
      ? [`set comparator to ${turned[0]}`, `set stepSize to ${stepSizes}`]
      : [
          `reverse the comparators of ${rulesText(rules)}`,
          `set stepSize of ${rulesText(rules)} to ${isOne ? turnedSteps[0] : stepSizes}`,
        ];
  return listOr(cures, { comparator, step: steps }, "reverse comparators or steps");
}

type Load = FindingParams["limit-cycle.load"];

function repairText(params: Load): string {
  const { repairRule, repairField, repairValue, outRule, outCount, outTo, outThreshold, reversed, cures } = params;
  if (reversed.length > 0) return reversedText(reversed, cures);
  if (repairRule === null || outRule === null || outCount === null) {
    return `move the thresholds of the two directions further apart, or take smaller steps${orNotShared(params)}`;
  }
  return `set ${repairField} of rule ${quoted(repairRule)} to ${repairValue} or less: ${ruleText(outRule)} scales out from ${counted(outCount)} at ${outThreshold} each${outTo === null ? "" : `, and ${outTo} replicas share the same load`}${orNotShared(params)}`;
}

function reversedText(rules: readonly RuleId[], cures: Load["cures"]): string {
  return cures.length === 0
    ? `give ${rulesText(rules)} a minThreshold that is not above the maxThreshold`
    : `swap minThreshold and maxThreshold of ${rulesText(rules)}`;
}

function briefRepair({ repairRule, repairValue }: Load): string {
  return repairRule === null
    ? "move the thresholds further apart, or take smaller steps"
    : `set ${quoted(repairRule)} to ${repairValue}`;
}

/** Loads in a sentence: `75 < L < 120 and 150 < L < 180`. */
function loadsText(loads: readonly string[]): string {
  return firstFew(loads, 4, "interval");
}

/** The first of some loads as people say it: `a total of 70 to 120`. */
function totalText({ lowest, highest }: Load): string {
  if (highest === null) return `a total of ${lowest} or more`;
  return `a total of ${lowest === highest ? lowest : `${lowest} to ${highest}`}`;
}

/** Whether replicas share a load, where nobody said so. */
function sharedText(isSure: boolean): string {
  return isSure ? "shared by the replicas" : "if it is shared by the replicas";
}

/** How to have a load no longer taken for one that the replicas share. */
function orNotShared({ metric, isSure }: Pick<Load, "metric" | "isSure">): string {
  return isSure ? "" : `; or state \`load: "none"\` of ${printable(metric)}, if the replicas do not share it`;
}

/** What is shared while replicas start. */
function startupText({
  metric,
  isSure,
  load,
  startupSeconds,
  cycleSeconds,
}: Omit<FindingParams["runaway.load-timed"], "from">): string {
  return `under a constant total ${printable(metric)} of ${load}, ${sharedText(isSure)} that serve, ${startupSeconds} s after they were ordered, with a cycle every ${cycleSeconds} s`;
}

function cureText({
  cures,
  rules,
  startupSeconds,
}: Pick<FindingParams["overshoot"], "cures" | "rules" | "startupSeconds">): string {
  const texts = {
    rules: `set cooldownSeconds of ${rulesText(rules)} to ${startupSeconds}`,
    endpoint: `set cooldownSeconds of the endpoint to ${startupSeconds} for out`,
    settle: 'set settle of the endpoint to "hold"',
  };
  return listOr(cures, texts, WAIT_FOR_STARTS);
}

/** The least and the greatest of some counts: `1 and 2`. */
function endsText(counts: readonly number[]): string {
  return `${leastOf(counts)} and ${greatestOf(counts)}`;
}

type Clash = FindingParams["contradiction"];

function clashText({ out, outStep, back, backStep, count, after, more, ...params }: Clash): string {
  const others =
    more === 0 ? "" : `; ${more === 1 ? "1 more pair of rules does" : `${more} more pairs of rules do`} the same`;
  return `with ${readingsText(params)}, ${moveText(out, outStep)} and ${moveText(back, backStep)} both apply at ${counted(count)}; the count ${after === count ? "stays" : `becomes ${after}`}${others}`;
}

function briefClash({ out, back, metrics, values, queries }: Clash & ReadingParams): string {
  return `${quoted(out)} and ${quoted(back)} both apply with ${readingsText({ metrics, values, queries })}`;
}

function oneQuery(rules: readonly RuleId[]): string {
  return `give ${rulesText(rules)} the same queryPresetId`;
}

function boundsText({
  minReplicas,
  maxReplicas,
}: Pick<FindingParams["dead-rule.no-count"], "minReplicas" | "maxReplicas">): string {
  return listText([
    ...(minReplicas === null ? [] : [`a minimum of ${minReplicas}`]),
    ...(maxReplicas === null ? [] : [`a maximum of ${maxReplicas}`]),
  ]);
}

function moreSteps({ maxSteps }: { readonly maxSteps: number }): string {
  return `give maxSteps above ${maxSteps}, or narrower bounds`;
}
