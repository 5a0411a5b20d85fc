import { named } from "../model/fault.ts";
import type { RuleId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Rule } from "../model/rule.ts";
import { parseBy } from "../schema/parse.ts";
import { type RuleRow, ruleRowSchema } from "./rule-row-schema.ts";

/** Something about a row that decides as it always did and is hardly what its author meant. */
export interface RowWarning {
  /** `inverted-step`: the step of a band rule is negative, so that it scales out below the band and in above it. */
  readonly code: "inverted-step";
  readonly ruleId: RuleId;
  readonly message: string;
  readonly help: string;
  /** The rule as its author meant it. */
  readonly repaired: Rule;
}

/** A rule as a row holds it. */
export interface RuleOfRow {
  /** Decides as Backend.AI decides on the row. */
  readonly rule: Rule;
  /** Null: it never triggered. */
  readonly lastTriggeredAt: Instant | null;
  readonly warnings: readonly RowWarning[];
}

/**
 * Reads a rule row: of 25.x (`threshold` and `comparator`) or of 26.x (`min_threshold` and `max_threshold`).
 *
 * @throws SchemaError with every fault at once
 * @example
 * const { rule, lastTriggeredAt, warnings } = ruleFromRow(row);
 * @see lablup/backend.ai, `EndpointAutoScalingRuleRow`
 */
export function ruleFromRow(row: RuleRow): RuleOfRow {
  const { rule, lastTriggeredAt } = parseBy(ruleRowSchema, row);
  return { rule, lastTriggeredAt, warnings: rowWarnings(rule) };
}

/**
 * What is odd about a rule that came from a row. Upstream's migration to 26.4 made "below the threshold, step −1" a band
 * rule with a negative step, which adds below the band.
 */
export function rowWarnings(rule: Rule): readonly RowWarning[] {
  if (rule.type !== "band" || rule.stepSize >= 0) return [];
  const { id: ruleId, stepSize } = rule;
  const step = -stepSize;
  return [
    {
      code: "inverted-step",
      ruleId,
      message: `${named("rule", ruleId)}: a step of ${stepSize} adds ${step} below the band and takes ${step} away above it`,
      help: `store a step of ${step} if it was meant the other way round`,
      repaired: { ...rule, stepSize: step },
    },
  ];
}
