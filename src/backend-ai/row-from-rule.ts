import { lastTriggeredFault } from "../check/time-faults.ts";
import { fieldValue } from "../fields/domain.ts";
import { wireInstant } from "../fields/instant-domain.ts";
import { type RowForm, type RuleField, ruleFieldsOf } from "../fields/rule-fields.ts";
import { type Fault, fault } from "../model/fault.ts";
import type { Expectation } from "../model/fault-params.ts";
import { type Instant, isInstant } from "../model/instant.ts";
import type { BandRule, Rule, ThresholdRule } from "../model/rule.ts";
import { foundIn } from "../model/show.ts";
import { formatBy } from "../schema/parse.ts";
import { ruleSchema } from "../schema/rule-schema.ts";
import { SchemaError } from "../schema/schema-error.ts";

/** The columns that the table of fields names: a test holds the two together. */
interface RowColumns {
  readonly id: string;
  readonly endpoint: string;
  readonly metric_source: string;
  readonly metric_name: string;
  readonly step_size: number;
  readonly cooldown_seconds: number;
  readonly min_replicas: number | null;
  readonly max_replicas: number | null;
  readonly last_triggered_at: string | number | null;
}

/** A threshold rule in the form of 25.x. */
export interface ThresholdRuleRow extends RowColumns {
  readonly comparator: string;
  readonly threshold: string;
}

/** A band rule in the form of 26.x, which writes its enums in lower case. */
export interface BandRuleRow extends RowColumns {
  readonly min_threshold: string | null;
  readonly max_threshold: string | null;
  readonly prometheus_query_preset_id: string | null;
}

/** What a row holds beside the rule. */
export interface RowTimes {
  /** When the rule last triggered; null or absent for never. */
  readonly lastTriggeredAt?: Instant | null;
}

/**
 * The row of a rule, in the form of the release that has such rules: {@link ruleFromRow} undoes it.
 *
 * @throws SchemaError where a row cannot hold the rule: a number past 32 bits or, as Backend.AI has
 *   no such columns and the row would decide otherwise, a rule that is disabled, has a priority or
 *   an aggregation, or limits the age of its metric; a threshold rule with a query preset too
 */
export function rowFromRule(rule: ThresholdRule, times?: RowTimes): ThresholdRuleRow;
export function rowFromRule(rule: BandRule, times?: RowTimes): BandRuleRow;
export function rowFromRule(rule: Rule, times?: RowTimes): ThresholdRuleRow | BandRuleRow;
export function rowFromRule(rule: Rule, { lastTriggeredAt = null }: RowTimes = {}): object {
  const form = rule.type === "threshold" ? "25.1" : "26.x";
  const values = formatBy(ruleSchema, rule);
  const lost = [...faultsOfLoss(rule, form), ...faultsOfTime(rule, lastTriggeredAt)];
  if (lost.length > 0) throw new SchemaError(lost);
  const columns = fieldsOf(rule).flatMap(([name, field]) => {
    const column = field.columns[form];
    return column === null ? [] : [[column, written(fieldValue(values, name, field), field, form)]];
  });
  const time = lastTriggeredAt === null ? null : wireInstant(lastTriggeredAt);
  return { ...Object.fromEntries(columns), last_triggered_at: time };
}

/** The fields of a rule that a row may have to hold. The row's form says which type it is. */
function fieldsOf({ type }: Rule): readonly [string, RuleField][] {
  return Object.entries<RuleField>(ruleFieldsOf(type)).filter(([name]) => name !== "type");
}

/** A value as its column holds it: decimals as text, the enums of 26.x in lower case. */
function written(value: unknown, { domain }: RuleField, form: RowForm): unknown {
  if (value === null) return null;
  if ("coding" in domain) return String(value);
  return domain.expects.code === "not-one-of" && form === "26.x"
    ? String(value).toLowerCase()
    : value;
}

/** What a rule says that no column holds, and that a row would decide differently without. */
function faultsOfLoss(rule: Rule, form: RowForm): readonly Fault[] {
  return fieldsOf(rule).flatMap(([name, field]) => {
    const value = fieldValue(rule, name, field);
    const expects = heldBy(form, field, value);
    if (expects === null) return [];
    return fault(expects, { keys: [name], value }, { noun: "rule", id: rule.id });
  });
}

/** What a row could hold in the place of a value; null where it holds the value. */
function heldBy(
  form: RowForm,
  { columns, absent, rowDomain }: RuleField,
  value: unknown,
): Expectation | null {
  if (columns[form] !== null) {
    if (rowDomain === undefined || rowDomain.accepts(value)) return null;
    const { code, params } = rowDomain.expects;
    return { code: "not-in-rows", params: { ...params, wanted: code } };
  }
  if (value === absent) return null;
  const column = Object.values(columns).find((each) => each !== null) ?? null;
  const { found } = foundIn(absent);
  return {
    code: "no-column",
    params: { absent: found, form: column === null ? null : form, column },
  };
}

function faultsOfTime({ id }: Rule, lastTriggeredAt: Instant | null): readonly Fault[] {
  if (lastTriggeredAt === null || isInstant(lastTriggeredAt)) return [];
  return [lastTriggeredFault(id, lastTriggeredAt)];
}
