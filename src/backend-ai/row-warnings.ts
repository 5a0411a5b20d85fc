import { compareDecimals } from "../decimal/exact.ts";
import { type DecimalLike, decimalText } from "../model/decimal-like.ts";
import type { RuleId } from "../model/ids.ts";
import type { BandRule, Rule } from "../model/rule.ts";
import { named } from "../model/show.ts";
import { safeParseRuleInput } from "../schema/parse-rule-input.ts";
import { BANDS_SINCE } from "./release.ts";

/**
 * Why a row is hardly what its author meant.
 *
 * - `inverted-step`: the step of a band is negative, so that it scales out below the band and in above it
 * - `inverted-band`: the lower threshold is not below the upper one, so that every value is outside the band
 * - `no-threshold`: the band has neither threshold, and never triggers
 * - `no-step`: the step of a band is 0: it triggers, and changes nothing
 * - `no-preset`: a `PROMETHEUS` rule has no query, and never has a metric
 * - `derived-comparator`: the row is of the legacy API, which shows one side of a band alone
 */
export type RowWarningCode =
  | "inverted-step"
  | "inverted-band"
  | "no-threshold"
  | "no-step"
  | "no-preset"
  | "derived-comparator";

/** Something about a row that decides as it always did and is hardly what its author meant. */
export interface RowWarning {
  readonly code: RowWarningCode;
  readonly ruleId: RuleId;
  readonly message: string;
  readonly help: string;
  /** The rule as its author most likely meant it, which `parseRuleInput` accepts; null where that cannot be known. */
  readonly repaired: Rule | null;
}

/**
 * What is odd about a rule that came from a row. Upstream's migration to 26.4 made "below the threshold, step −1" a band
 * rule with a negative step, which adds below the band, and lost the thresholds of rows in lower case; its legacy API
 * leaves one threshold where the other is edited.
 */
export function rowWarnings(rule: Rule): readonly RowWarning[] {
  const oddities = [...bandOddities(rule), ...queryOddities(rule)];
  if (oddities.length === 0) return [];
  const { id: ruleId } = rule;
  const repaired = repairedRule(rule);
  return oddities.map(({ code, says, help }) => ({
    code,
    ruleId,
    message: `${named("rule", ruleId)}: ${says}`,
    help,
    repaired,
  }));
}

/** What is odd about a rule whose comparator was derived from a band. */
export function derivedWarning(rule: Rule): RowWarning {
  const { id: ruleId, stepSize } = rule;
  const isLower = rule.type === "band" && rule.maxThreshold === null;
  const older =
    isLower && stepSize !== 0
      ? `; below its threshold this row ${doneBy(-stepSize)}, where a row that is older than ${BANDS_SINCE} ${doneBy(stepSize)}`
      : "";
  const says = `its comparator was derived from a band, of which it shows one side, and no query preset${older}`;
  return {
    code: "derived-comparator",
    ruleId,
    message: `${named("rule", ruleId)}: ${says}`,
    help: "read the row itself, or /deployments/auto-scaling-rules, which have both thresholds and the preset",
    repaired: null,
  };
}

/** What a step does to the count. */
function doneBy(step: number): string {
  return step > 0 ? `adds ${step}` : `takes ${-step} away`;
}

interface Oddity {
  readonly code: RowWarningCode;
  readonly says: string;
  readonly help: string;
}

function bandOddities(rule: Rule): readonly Oddity[] {
  if (rule.type !== "band") return [];
  const { stepSize, minThreshold: min, maxThreshold: max } = rule;
  const oddities: Oddity[] = [];
  if (stepSize < 0) {
    const step = -stepSize;
    oddities.push({
      code: "inverted-step",
      says: `a step of ${stepSize} adds ${step} below the band and removes ${step} above it`,
      help: `store a step of ${step} if it was meant the other way round`,
    });
  }
  if (stepSize === 0) {
    oddities.push({
      code: "no-step",
      says: "a step of 0 triggers, changes nothing, and stops later rules from being evaluated",
      help: "store a step of 1 or more, or delete the rule",
    });
  }
  if (min === null && max === null) {
    oddities.push({
      code: "no-threshold",
      says: "it has no threshold, so it never triggers",
      help: "store the threshold that it had, or delete the rule",
    });
  }
  if (isInverted(rule)) {
    const [lower, upper] = [rule.minThreshold, rule.maxThreshold].map(decimalText);
    const within = thresholdsInOrder(rule) === null ? `only ${lower} itself` : "no value";
    oddities.push({
      code: "inverted-band",
      says: `its lower threshold of ${lower} is not below its upper one of ${upper}: ${within} is within the band`,
      help: "store the smaller one as min_threshold, or clear the one that an edit left behind",
    });
  }
  return oddities;
}

function queryOddities({ metricSource, queryPresetId }: Rule): readonly Oddity[] {
  if (metricSource !== "PROMETHEUS" || queryPresetId !== null) return [];
  const says = "its query preset was never set or is deleted: the rule never gets a metric";
  return [{ code: "no-preset", says, help: "store the id of a preset, or delete the rule" }];
}

/** A band with both thresholds. */
interface WholeBand extends BandRule {
  readonly minThreshold: DecimalLike;
  readonly maxThreshold: DecimalLike;
}

function isInverted(rule: BandRule): rule is WholeBand {
  const { minThreshold: min, maxThreshold: max } = rule;
  return min !== null && max !== null && compareDecimals(min, max) >= 0;
}

/** The thresholds of a band, where they are to change places; null where that does not help. */
export function thresholdsInOrder(rule: BandRule): Partial<BandRule> | null {
  if (!isInverted(rule)) return {};
  const { minThreshold: min, maxThreshold: max } = rule;
  return compareDecimals(min, max) === 0 ? null : { minThreshold: max, maxThreshold: min };
}

/** A band with its step without a sign and its thresholds in order; null where the input parser refuses even that. */
function repairedRule(rule: Rule): Rule | null {
  if (rule.type !== "band") return null;
  const inOrder = thresholdsInOrder(rule);
  if (inOrder === null) return null;
  const { queryPresetId, ...rest } = rule;
  // A missing preset cannot be guessed.
  if (rule.metricSource === "PROMETHEUS" && queryPresetId === null) return null;
  const query = queryPresetId === undefined || queryPresetId === null ? {} : { queryPresetId };
  const repaired = { ...rest, ...query, ...inOrder, stepSize: Math.abs(rule.stepSize) };
  return isAccepted(repaired) ? repaired : null;
}

/** Whether a user may create the rule. */
export function isAccepted(rule: Rule): boolean {
  return safeParseRuleInput(rule).success;
}
