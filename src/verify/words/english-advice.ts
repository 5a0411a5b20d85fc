import { counted, signed } from "../../explain/phrases.ts";
import { COMPARATOR_SIGNS } from "../../model/comparator.ts";
import type { RuleId } from "../../model/ids.ts";
import { quoted } from "../../model/show.ts";
import { itemAt } from "../../util/item-at.ts";
import { printable } from "../../util/printable.ts";
import type { Messages } from "./messages.ts";
import {
  alsoText,
  firstFew,
  idsText,
  listOr,
  listText,
  moveText,
  oneOr,
  rulesText,
  ruleText,
  WAIT_FOR_STARTS,
} from "./phrases.ts";
import type { BeyondParams, TierParams } from "./remark-params.ts";

/** What the verifier advises, in English. */
export const ADVICE: Messages["advice"] = {
  "none-enabled": {
    headline: () => "no rule is enabled: enable one",
    message: () => "no rule is enabled, so that nothing changes the count",
    help: () => "enable a rule, or add one",
  },
  "always-zero": {
    headline: ({ metric }) => `${printable(metric)} is always 0: use a metric that has a capacity`,
    message: ({ metric, rules }) =>
      `${printable(metric)} has no capacity, so that its percentage is always 0: ${rulesText(rules)} ${oneOr(rules.length, "does", "do")} the same at any load`,
    help: () => "use a metric that has a capacity, such as cuda_util or mem, or a PROMETHEUS query",
  },
  "misspelt-metric": {
    headline: ({ metric, nearest }) => `${printable(metric)} is not known: did you mean ${nearest}?`,
    message: ({ metric, source, nearest }) =>
      `no known ${source} metric is called ${printable(metric)}; did you mean ${nearest}?`,
    help: ({ metric }) =>
      `correct the name; if there is such a metric, state what is known of it as \`metrics\` for ${printable(metric)}`,
  },
  "unit-mismatch.share": {
    headline: ({ metric, threshold, cures }) =>
      `${printable(metric)} is read in percent, and ${threshold} is a share: ${cures.length === 0 ? "use percentages" : "multiply the thresholds by 100"}`,
    message: ({ metric, threshold, max }) =>
      `${printable(metric)} reads percentages, ${max === null ? "100 for each core" : `0 to ${max}`}, and a threshold of ${threshold} is a share, 0 to 1`,
    help: ({ cures, scaled }) =>
      cures.length === 0 ? "use percentages" : `multiply the thresholds by 100: ${firstFew(scaled, 4, "threshold")}`,
  },
  "unit-mismatch.percentage": {
    headline: ({ metric, threshold, cures }) =>
      `${printable(metric)} is a share, and ${threshold} is a percentage: ${cures.length === 0 ? "use shares" : "divide the thresholds by 100"}`,
    message: ({ metric, threshold }) =>
      `${printable(metric)} reads shares, 0 to 1, and a threshold of ${threshold} is a percentage`,
    help: ({ cures, scaled }) =>
      cures.length === 0 ? "use shares" : `divide the thresholds by 100: ${firstFew(scaled, 4, "threshold")}`,
  },
  "inverted-step.band": {
    headline: ({ rules, turnedStep, cures }) =>
      `${idsText(rules)} ${oneOr(rules.length, "scales in above its band", "scale in above their bands")}: ${cures.length === 0 ? POSITIVE_STEP : `set stepSize to ${turnedStep}`}`,
    message: ({ rules, stepSize }) =>
      `${rulesText(rules)} ${oneOr(rules.length, "has", "have")} a step of ${stepSize}: ${oneOr(rules.length, "it scales in above its band and out below it", "they scale in above their bands and out below them")}`,
    help: ({ turnedStep, bothEnds, cures }) =>
      `${cures.length === 0 ? POSITIVE_STEP : `set stepSize to ${turnedStep}`}${bothEnds ? "" : ", and give the threshold as minThreshold where the metric calls for more replicas when it rises"}`,
  },
  "inverted-band": {
    headline: ({ rule, cures }) =>
      `${quoted(rule)} has its thresholds reversed${cures.length === 0 ? "" : ": swap them"}`,
    message: ({ rule, minThreshold, maxThreshold }) =>
      `${ruleText(rule)} has a minThreshold of ${minThreshold} above its maxThreshold of ${maxThreshold}: between them both hold, and only the upper one counts`,
    help: ({ cures }) =>
      cures.length === 0 ? "use a minThreshold that is not above the maxThreshold" : "swap the two",
  },
  "outside-domain.never": {
    headline: ({ rule, metric }) =>
      `the condition of ${quoted(rule)} never holds, whatever ${printable(metric)} reads: correct its threshold`,
    message: ({ rule, ...params }) => `${ruleText(rule)} ${domainText(params)}: its condition never holds`,
    help: () => CORRECT,
  },
  "outside-domain.always": {
    headline: ({ rule, metric }) =>
      `the condition of ${quoted(rule)} always holds, whatever ${printable(metric)} reads: correct its threshold`,
    message: ({ rule, ...params }) => `${ruleText(rule)} ${domainText(params)}: its condition always holds`,
    help: () => CORRECT,
  },
  "bounds-conflict.crossed": {
    headline: ({ rule, cures }) => `${quoted(rule)} has its bounds reversed${cures.length === 0 ? "" : ": swap them"}`,
    message: ({ rule, minReplicas, maxReplicas }) =>
      `${ruleText(rule)}: minReplicas ${minReplicas} is above maxReplicas ${maxReplicas}, so no count is within its bounds`,
    help: ({ cures }) => (cures.length === 0 ? "use a minReplicas that is not above the maxReplicas" : "swap the two"),
  },
  "bounds-conflict.high": {
    headline: ({ cures, ...params }) =>
      `${quoted(params.rule)} may go further up than the endpoint: ${withinText("maxReplicas", { ...params, cures: cures.slice(0, 1) })}`,
    message: ({ rule, own, endpoint }) => `${ruleText(rule)} may go up to ${own}, and the endpoint only to ${endpoint}`,
    help: (params) => withinText("maxReplicas", params),
  },
  "bounds-conflict.low": {
    headline: ({ cures, ...params }) =>
      `${quoted(params.rule)} may go further down than the endpoint: ${withinText("minReplicas", { ...params, cures: cures.slice(0, 1) })}`,
    message: ({ rule, own, endpoint }) =>
      `${ruleText(rule)} may go down to ${own}, and the endpoint only to ${endpoint}`,
    help: (params) => withinText("minReplicas", params),
  },
  "negative-value.cooldown": {
    headline: ({ rule, value }) => `the cooldown of ${quoted(rule)} is ${value} s: use 0 or more`,
    message: ({ rule, value }) => `${ruleText(rule)}: cooldownSeconds is ${value}, which is as no cooldown`,
    help: () => "use 0 for no cooldown, or the seconds that are meant",
  },
  "negative-value.bound": {
    headline: ({ rule, field, value }) => `${field} of ${quoted(rule)} is ${value}: use 0 or more`,
    message: ({ rule, field, value }) =>
      `${ruleText(rule)}: ${field} is ${value}, ${field === "minReplicas" ? "which is as no bound" : "which every count is above"}`,
    help: () => "use 0 or more, or null for no bound",
  },
  "fallback-beyond": {
    headline: ({ rule, count, bound, limit }) =>
      `${quoted(rule)} falls back to ${counted(count)}, past ${bound} ${limit}: use a count within the bounds`,
    message: ({ rule, count, bound, limit }) =>
      `${ruleText(rule)}: onFailure.count is ${count}, ${bound === "minReplicas" ? "below" : "above"} its ${bound} of ${limit}`,
    help: () => "use a count within the bounds of the rule and its endpoint",
  },
  "duplicate-rule": {
    headline: ({ rules, together, cures }) =>
      `${idsText(rules)} say the same${together === null ? "" : ` and add up to ${signed(together)}`}: ${cures.length === 0 ? "let them differ" : "keep one of them"}`,
    message: ({ rules, together }) =>
      `${rulesText(rules)} say the same${together === null ? "" : `, and their steps add up to ${together}`}`,
    help: ({ cures }) =>
      cures.length === 0
        ? "let each of them say something of its own"
        : "keep one of them, with the step and the cooldown that are meant",
  },
  "shadowed-rule": {
    headline: ({ rules, earlier, cures }) =>
      `${idsText(rules)} ${oneOr(rules.length, "comes", "come")} after ${quoted(earlier)}, which goes as far: ${cures.length === 0 ? "let them go further, or less often" : "change the order"}`,
    message: ({ rules, earlier }) =>
      `whenever ${rulesText(rules)} ${oneOr(rules.length, "holds", "hold")}, ${ruleText(earlier)} holds too, comes first, and goes at least as far`,
    help: ({ rules, cures }) =>
      cures.length === 0
        ? "put the rule of the more extreme threshold first, with the larger step"
        : `give ${rulesText(rules)} a higher priority than the others`,
  },
  "additive-tiers": {
    headline: ({ rules, together, cures }) => `${idsText(rules)} add up to ${signed(together)}: ${briefTiers(cures)}`,
    message: ({ metric, reading, rules, steps, together }) =>
      `with ${printable(metric)} at ${reading}, the conditions of ${listText(moveTexts(rules, steps))} hold together, and their steps add up to ${together}`,
    help: ({ cures }) => (cures.length === 0 ? SUM_IS_MEANT : ONE_AT_A_TIME),
  },
  "additive-tiers.cooling": {
    headline: ({ rules, together, cures }) => `${idsText(rules)} add up to ${signed(together)}: ${briefTiers(cures)}`,
    message: ({ metric, reading, rules, steps, together }) => {
      const moves = moveTexts(rules, steps);
      return `with ${printable(metric)} at ${reading}, the conditions of ${listText(moves)} both hold: while ${itemAt(moves, 0)} cools down, ${itemAt(moves, 1)} triggers too, and both add up to ${together} where ${steps[0]} was meant`;
    },
    help: ({ cures }) => (cures.length === 0 ? SUM_IS_MEANT : ONE_AT_A_TIME),
  },
  "one-direction": {
    headline: ({ direction }) => `only scales ${direction}: add a rule that scales ${otherDirection(direction)}`,
    message: ({ rules, direction }) =>
      `${rules.length === 1 ? `${rulesText(rules)} scales` : "all rules scale"} ${direction}, and none scales ${otherDirection(direction)}`,
    help: ({ direction }) => `add a rule that scales ${otherDirection(direction)}`,
  },
  "cooldown-under-cycle": {
    headline: ({ rules }) => `the cooldown of ${idsText(rules)} is over before the next cycle: make it longer, or 0`,
    message: ({ rules, cooldownSeconds, cycleSeconds }) =>
      `${rulesText(rules)} ${oneOr(rules.length, "has", "have")} a cooldown of ${cooldownSeconds} s, which is over before the next cycle, ${cycleSeconds} s later`,
    help: ({ cycleSeconds, cures }) =>
      listOr(
        cures,
        {
          cycle: `use ${cycleSeconds} or more to hold the rule back`,
          none: "use 0 where nothing is to be held back",
        },
        "use a longer cooldown to hold the rule back, or none",
      ),
  },
  overshoot: {
    headline: ({ rule, others, excess, startupSeconds, cures }) =>
      `${quoted(rule)} can add ${counted(excess)} too many while others start: ${cures.length === 0 ? WAIT_FOR_STARTS : `set ${others.length === 0 ? "its cooldownSeconds" : `cooldownSeconds of ${idsText([rule, ...others])}`} to ${startupSeconds}`}`,
    message: ({ rule, others, step, metric, excess, maxReplicas, periodSeconds, startupSeconds }) => {
      const limit = maxReplicas === null ? "" : `, unless its maximum of ${maxReplicas} stops it`;
      return `${moveText(rule, step)} can add ${counted(excess)} more than the load on ${printable(metric)} needs${limit}: it can trigger every ${periodSeconds} s, and the first replica serves after ${startupSeconds} s${alsoText(others)}`;
    },
    help: ({ others, startupSeconds, cures }) =>
      cures.length === 0
        ? WAIT_FOR_STARTS
        : `set cooldownSeconds ${others.length === 0 ? "" : "of each "}to ${startupSeconds}`,
  },
  "cooldown-under-startup": {
    headline: ({ rules, startupSeconds, cures }) =>
      `${idsText(rules)} can trigger again before new replicas serve: ${cures.length === 0 ? WAIT_FOR_STARTS : `set cooldownSeconds to ${startupSeconds}`}`,
    message: ({ rules, cooldownSeconds, startupSeconds }) =>
      `${rulesText(rules)} can trigger again after ${cooldownSeconds} s, while new replicas serve only after ${startupSeconds} s`,
    help: ({ startupSeconds, cures }) =>
      cures.length === 0 ? WAIT_FOR_STARTS : `set cooldownSeconds to ${startupSeconds} or more`,
  },
};

const POSITIVE_STEP = "use a step above 0";

const SUM_IS_MEANT = "use steps of which the sum is meant";

const CORRECT = "correct the threshold, or give the range of the metric as `domain` if it is another one";

const ONE_AT_A_TIME =
  "to take one step at a time, use the semantics `recommended`: a lower tier then waits for the upper one";

function moveTexts(rules: readonly RuleId[], steps: readonly number[]): string[] {
  return rules.map((rule, at) => moveText(rule, itemAt(steps, at)));
}

function otherDirection(direction: "out" | "in"): string {
  return direction === "out" ? "in" : "out";
}

function withinText(bound: "minReplicas" | "maxReplicas", { cures, endpoint }: BeyondParams): string {
  return listOr(
    cures,
    { endpoint: `set its ${bound} to ${endpoint}`, none: "leave it to the endpoint (null)" },
    "keep the bounds of the rule within those of the endpoint",
  );
}

function briefTiers(cures: TierParams["cures"]): string {
  return listOr(cures, { recommended: "use the semantics `recommended`" }, SUM_IS_MEANT);
}

function domainText({
  metric,
  comparator,
  threshold,
  min,
  max,
}: {
  readonly metric: string;
  readonly comparator: keyof typeof COMPARATOR_SIGNS;
  readonly threshold: string;
  readonly min: string | null;
  readonly max: string | null;
}): string {
  const range = `${min === null ? "" : `from ${min}`}${max === null ? " up" : ` to ${max}`}`;
  return `needs ${printable(metric)} ${COMPARATOR_SIGNS[comparator]} ${threshold}, and ${printable(metric)} reads ${range.trim()}`;
}
