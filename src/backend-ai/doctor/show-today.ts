import { evaluate } from "../../evaluate/evaluate.ts";
import { explain } from "../../explain/explain.ts";
import { decimalText } from "../../model/decimal-like.ts";
import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { MissingDetail, MissingReason } from "../../model/metric.ts";
import type { Rule } from "../../model/rule.ts";
import type { Semantics } from "../../model/semantics.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Today } from "./finding.ts";
import type { Patient } from "./patient.ts";
import { canRead } from "./query-rules.ts";

/** What a rule reads: a value, or why there is none. */
export type Reading =
  | { readonly value: string }
  | { readonly missing: MissingReason; readonly detail?: MissingDetail };

/** One cycle of one endpoint, to be shown. */
export interface Shown {
  readonly rules: readonly Rule[];
  /** What each rule reads, by its id. */
  readonly readings: ReadonlyMap<RuleId, Reading>;
  readonly replicas: number;
  readonly semantics: Semantics;
  readonly situation: string;
  readonly endpointId: EndpointId;
  /** When rules last triggered, by id. Absent: never. */
  readonly lastTriggered?: ReadonlyMap<RuleId, Instant>;
}

/** The clock of what is shown. */
export const SHOWN_AT: Instant = Date.UTC(2026, 0, 1);

/** What the host decides in a situation. */
export function showToday(shown: Shown): Today {
  const { rules, readings, replicas, semantics, situation, endpointId } = shown;
  const asked = rules.map((rule) => {
    const { id, metricSource: source, metricName: name } = rule;
    const query = source === "PROMETHEUS" ? { ruleId: id } : {};
    return { whose: { endpointId, source, name, ...query }, reading: readings.get(id) };
  });
  const { decisions } = evaluate(
    {
      now: SHOWN_AT,
      endpoints: [{ id: endpointId, replicas }],
      // Rules of the endpoint alone, whose ages nobody limits.
      rules,
      metrics: asked.flatMap(({ whose, reading }) =>
        reading !== undefined && "value" in reading ? [{ ...whose, value: reading.value }] : [],
      ),
      missing: asked.flatMap(({ whose, reading }) =>
        reading === undefined || "value" in reading ? [] : [missingOf(whose, reading)],
      ),
      lastTriggered: shown.lastTriggered ?? new Map(),
    },
    semantics,
  );
  const decision = itemAt(decisions, 0);
  return { situation, isHypothetical: false, decision, explanation: explain(decision) };
}

function missingOf<Whose extends object>(
  whose: Whose,
  { missing: reason, detail }: Extract<Reading, { missing: MissingReason }>,
): Whose & { readonly reason: MissingReason; readonly detail?: MissingDetail } {
  return { ...whose, reason, ...(detail === undefined ? {} : { detail }) };
}

/** One rule that reads a value at a count. */
export function showRule(
  patient: Patient,
  rule: Rule,
  reading: Reading,
  replicas: number,
  lastTriggeredAt: Instant | null = null,
): Today {
  const { semantics } = patient;
  const isHypothetical = "value" in reading && !canRead(patient, rule, reading.value);
  const said = saidOf(rule, reading, isHypothetical);
  const shown = showToday({
    rules: [rule],
    readings: new Map([[rule.id, reading]]),
    replicas,
    semantics,
    situation: `${said}, ${replicas} ${replicas === 1 ? "replica" : "replicas"}`,
    endpointId: rule.endpointId,
    lastTriggered: new Map(lastTriggeredAt === null ? [] : [[rule.id, lastTriggeredAt]]),
  });
  return { ...shown, isHypothetical };
}

function saidOf({ metricName }: Rule, reading: Reading, isHypothetical: boolean): string {
  if (!("value" in reading)) return "no reading";
  const value = decimalText(reading.value);
  return isHypothetical ? `if ${metricName} read ${value}` : `${metricName} reads ${value}`;
}
