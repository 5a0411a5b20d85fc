import { times } from "../decimal/arithmetic.ts";
import type { DecimalLike } from "../model/decimal-like.ts";
import type { ZeroPolicy } from "../model/endpoint.ts";
import type { RuleId } from "../model/ids.ts";
import type { Rule } from "../model/rule.ts";
import { recommended } from "../model/semantics.ts";
import { itemAt } from "../util/item-at.ts";
import { known } from "../util/known.ts";
import type { Change, ChangedFields, CureIn } from "./answer/fix.ts";
import { TURNED } from "./checks/inverted-steps.ts";
import type { VerifyInput } from "./input/verify-input.ts";
import { withActivation } from "./load/activation-repair.ts";
import type { AdviceParams, FindingParams } from "./words/remark-params.ts";

/** A change that may end what was found, under the name that its sentence has for it. */
export interface Proposal<Cure extends string = string> {
  readonly cure: Cure;
  readonly change: Change;
}

/** What a help can name: of each of these the first change that ends it. */
export type Proposals<Cure extends string = string> = readonly (readonly Proposal<Cure>[])[];

/** What stands in the sentence, and what it is said of. */
interface About<Params> {
  readonly params: Params;
  readonly rules: readonly RuleId[];
  readonly input: VerifyInput;
}

type ProposalsOf<Table> = {
  readonly [Key in keyof Table]: (about: About<Table[Key]>) => Proposals<CureIn<Table[Key]>>;
};

/** Nothing to try without knowing what the author wants, or what metrics and traffic are like. */
const wordsAlone = (): Proposals<never> => [];

/** What each help of a finding can come to. */
export const FINDING_PROPOSALS: ProposalsOf<FindingParams> = {
  "zero-trap": leaveOne,
  "zero-trap.unless-read": leaveOne,
  "zero-trap.asleep": wordsAlone,
  "zero-swing": keepAwake,
  "inverted-step": ({ params: { rules, turned: comparators, turnedSteps } }) => [
    comparators.includes("")
      ? []
      : one(
          "comparator",
          setEach(rules, (_, at) => ({
            comparator: itemAt(
              comparators.filter((each) => each !== ""),
              at,
            ),
          })),
        ),
    one(
      "step",
      setEach(rules, (_, at) => ({ stepSize: itemAt(turnedSteps, at) })),
    ),
  ],
  "limit-cycle.load": apart,
  "limit-cycle.held": wordsAlone,
  "limit-cycle.held-timed": wordsAlone,
  "limit-cycle.fallback": wordsAlone,
  "limit-cycle.load-timed": () => [one("settle", SETTLING)],
  "runaway.load": ({ rules, input }) => [one("comparator", eachOf(input, rules, turnedRound))],
  "runaway.held": wordsAlone,
  "runaway.held-timed": wordsAlone,
  "runaway.load-timed": wordsAlone,
  overshoot: ({ params: { rules, startupSeconds }, input }) => [
    [...one("rules", longer(input, rules, startupSeconds)), ...one("endpoint", longerOut(input, startupSeconds))],
    one("settle", SETTLING),
  ],
  reversal: apart,
  contradiction: wordsAlone,
  "contradiction.two-metrics": () => [one("agreement", { semantics: { combine: "agreement" } })],
  "contradiction.two-queries": wordsAlone,
  "lock-up": ({ params: { bound, from, fit }, rules, input }) => [
    [...one("step", eachOf(input, rules, singleStep)), ...one("steps", eachOf(input, everyRule(input), singleStep))],
    fit === 1 ? [] : one("fit", eachOf(input, rules, stepOf(fit))),
    one("bound", set(rules, { [bound]: from })),
    one("clamp", { semantics: { bounds: "clamp" } }),
  ],
  "wrong-side": ({ params: { bound }, rules }) => [one("no-bound", set(rules, { [bound]: null }))],
  "dead-rule.no-threshold": remove,
  "dead-rule.no-reading": remove,
  "dead-rule.crossed-bounds": ({ rules, input }) => [one("swap", eachOf(input, rules, boundsSwapped))],
  "dead-rule.no-count": wordsAlone,
  "dead-rule.votes": wordsAlone,
  "dead-rule.outvoted": remove,
  "dead-rule.superseded": (about) => [one("first", first(about)), ...remove(about)],
  "dead-rule.waits": (about) => [one("first", first(about))],
  "no-op": (about) =>
    about.params.stepSize === 0 ? remove(about) : [one("bound", set(about.rules, { minReplicas: 1 }))],
  "vetoed-for-ever": wordsAlone,
  "held-by-coverage.share": ({ params: { within }, rules }) => [one("share", set(rules, { minCoverage: within }))],
  "held-by-coverage.unknown": wordsAlone,
  "held-by-coverage.argued": wordsAlone,
  "order-dependence": ({ input }) => [
    one("priorities", inThisOrder(input)),
    one("agreement", { semantics: { combine: "agreement" } }),
  ],
  "no-way-back": wordsAlone,
  "no-way-back.fallback": wordsAlone,
  "stuck-count": wordsAlone,
  "unreachable-count": ({ input }) => [one("steps", eachOf(input, everyRule(input), singleStep))],
};

/** What each help of advice can come to. */
export const ADVICE_PROPOSALS: ProposalsOf<AdviceParams> = {
  "none-enabled": wordsAlone,
  "always-zero": wordsAlone,
  "misspelt-metric": wordsAlone,
  "unit-mismatch.share": ({ rules, input }) => [one("unit", eachOf(input, rules, thresholdsTimes(100)))],
  "unit-mismatch.percentage": ({ rules, input }) => [one("unit", eachOf(input, rules, thresholdsTimes(0.01)))],
  "inverted-step.band": ({ params: { rules, turnedStep } }) => [one("step", set(rules, { stepSize: turnedStep }))],
  "inverted-band": ({ rules, input }) => [one("swap", eachOf(input, rules, thresholdsSwapped))],
  "outside-domain.never": wordsAlone,
  "outside-domain.always": wordsAlone,
  "bounds-conflict.crossed": ({ rules, input }) => [one("swap", eachOf(input, rules, boundsSwapped))],
  "bounds-conflict.high": ({ params: { endpoint }, rules }) => [
    one("endpoint", set(rules, { maxReplicas: endpoint })),
    one("none", set(rules, { maxReplicas: null })),
  ],
  "bounds-conflict.low": ({ params: { endpoint }, rules }) => [
    one("endpoint", set(rules, { minReplicas: endpoint })),
    one("none", set(rules, { minReplicas: null })),
  ],
  "negative-value.cooldown": wordsAlone,
  "negative-value.bound": wordsAlone,
  "fallback-beyond": wordsAlone,
  "duplicate-rule": ({ params: { rules } }) => [one("one", { without: rules.slice(1) })],
  "shadowed-rule": (about) => [one("first", first(about))],
  "additive-tiers": () => [one("recommended", { semantics: recommended })],
  "additive-tiers.cooling": () => [one("recommended", { semantics: recommended })],
  "one-direction": wordsAlone,
  "cooldown-under-cycle": ({ params: { cycleSeconds }, rules }) => [
    one("cycle", set(rules, { cooldownSeconds: cycleSeconds })),
    one("none", set(rules, { cooldownSeconds: 0 })),
  ],
  overshoot: ({ params: { startupSeconds }, rules, input }) => [one("cooldown", longer(input, rules, startupSeconds))],
  "cooldown-under-startup": ({ params: { startupSeconds }, rules, input }) => [
    one("cooldown", longer(input, rules, startupSeconds)),
  ],
};

const SETTLING: Change = { endpoint: { settle: "hold", starting: 0 } };

function one<Cure extends string>(cure: Cure, change: Change): readonly Proposal<Cure>[] {
  return [{ cure, change }];
}

/** The same fields for some rules. */
function set(rules: readonly RuleId[], fields: ChangedFields): Change {
  return setEach(rules, () => fields);
}

function setEach(rules: readonly RuleId[], fieldsAt: (ruleId: RuleId, at: number) => ChangedFields): Change {
  return { rules: rules.map((ruleId, at) => ({ ruleId, fields: fieldsAt(ruleId, at) })) };
}

/** Fields that depend on the rules that have them. */
function eachOf({ rules }: VerifyInput, ids: readonly RuleId[], fieldsOf: (rule: Rule) => ChangedFields): Change {
  return {
    rules: rules.filter(({ id }) => ids.includes(id)).map((rule) => ({ ruleId: rule.id, fields: fieldsOf(rule) })),
  };
}

function everyRule({ rules }: VerifyInput): readonly RuleId[] {
  return rules.map(({ id }) => id);
}

function leaveOne({ params: { leading } }: About<FindingParams["zero-trap"]>): Proposals<"rules" | "endpoint"> {
  const rules = leading.length === 0 ? [] : one("rules", set(leading, { minReplicas: 1 }));
  return [[...rules, ...one("endpoint", { endpoint: { minReplicas: 1 } })]];
}

/** Lower conditions, fewer replicas to wake up with, or both. */
function keepAwake({
  params: { metric, activation },
  input,
}: About<FindingParams["zero-swing"]>): Proposals<"activation" | "wake" | "both"> {
  const zero = known(known(input.endpoint).zero);
  const lowered = activation === null ? [] : [withActivation(zero, metric, activation)];
  const wakesAs = (each: ZeroPolicy): Change => ({ endpoint: { zero: { ...each, to: 1 } } });
  const activations = lowered.flatMap((each) => one("activation", { endpoint: { zero: each } }));
  if ((zero.to ?? 1) <= 1) return [activations];
  return [[...activations, ...one("wake", wakesAs(zero)), ...lowered.flatMap((each) => one("both", wakesAs(each)))]];
}

function apart({ params, input }: About<FindingParams["limit-cycle.load"]>): Proposals<"threshold" | "swap"> {
  const { repairRule, repairField, repairValue, reversed } = params;
  if (reversed.length > 0) return [one("swap", eachOf(input, reversed, thresholdsSwapped))];
  if (repairRule === null || repairField === null) return [];
  return [one("threshold", set([repairRule], { [repairField]: repairValue }))];
}

/** Where it is known that no count changes without them. */
function remove({ params: { cures }, rules }: About<{ readonly cures: readonly string[] }>): Proposals<"remove"> {
  return cures.includes("remove") ? [one("remove", { without: rules })] : [];
}

/** Before every other rule. */
function first({ params: { rules }, input }: About<{ readonly rules: readonly RuleId[] }>): Change {
  const highest = input.rules.reduce((most, { priority = 0 }) => Math.max(most, priority), 0);
  return set(rules, { priority: highest + 1 });
}

/** Falling priorities, in the order in which the rules are evaluated now. */
function inThisOrder({ rules }: VerifyInput): Change {
  const order = rules.toSorted(({ priority: one = 0 }, { priority: other = 0 }) => other - one);
  return setEach(
    order.map(({ id }) => id),
    (_, at) => ({ priority: order.length - at }),
  );
}

function singleStep({ stepSize }: Rule): ChangedFields {
  return { stepSize: Math.sign(stepSize) };
}

function stepOf(size: number): (rule: Rule) => ChangedFields {
  return ({ stepSize }) => ({ stepSize: Math.sign(stepSize) * size });
}

function longer(input: VerifyInput, ids: readonly RuleId[], seconds: number): Change {
  return eachOf(input, ids, ({ cooldownSeconds }) => ({ cooldownSeconds: Math.max(cooldownSeconds, seconds) }));
}

function longerOut({ endpoint }: VerifyInput, seconds: number): Change {
  const { out = 0, in: back = 0 } = endpoint?.cooldownSeconds ?? {};
  return { endpoint: { cooldownSeconds: { out: Math.max(out, seconds), in: back } } };
}

function boundsSwapped({ minReplicas, maxReplicas }: Rule): ChangedFields {
  return { minReplicas: maxReplicas, maxReplicas: minReplicas };
}

function thresholdsSwapped(rule: Rule): ChangedFields {
  if (rule.type === "threshold") return {};
  return { minThreshold: String(known(rule.maxThreshold)), maxThreshold: String(known(rule.minThreshold)) };
}

/** A threshold rule with the other comparator; a band has none. */
function turnedRound(rule: Rule): ChangedFields {
  return rule.type === "threshold" ? { comparator: TURNED[rule.comparator] } : {};
}

/** Every threshold in another unit. */
function thresholdsTimes(factor: number): (rule: Rule) => ChangedFields {
  const scaled = (value: DecimalLike | null) => (value === null ? null : String(times(value, factor)));
  return (rule) =>
    rule.type === "threshold"
      ? { threshold: String(times(rule.threshold, factor)) }
      : { minThreshold: scaled(rule.minThreshold), maxThreshold: scaled(rule.maxThreshold) };
}
