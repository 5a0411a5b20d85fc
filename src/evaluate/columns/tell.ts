import type { ChainLink, Decision } from "../../model/decision.ts";
import type { EndpointId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import { byteAt, doubleAt, integerAt } from "../../util/columns.ts";
import { NO_CHAIN } from "../judge/decide.ts";
import type { Readings } from "../judge/readings.ts";
import type { RuleIndex } from "../rules/rule-index.ts";
import type { PlainRules } from "./plain-rules.ts";
import { VERDICTS } from "./settle.ts";

/**
 * The decision for an endpoint whose members {@link settle} has settled: the same objects that judging makes. `cooldowns` say
 * when the one ends that holds a member back.
 */
export function tell(
  rules: PlainRules,
  index: RuleIndex,
  readings: Readings,
  verdicts: Uint8Array,
  cooldowns: { endOf(member: number): Instant },
  start: number,
  end: number,
  endpointId: EndpointId,
  replicas: number,
): Decision {
  // As long as they have to be from the start: a list that grows takes room for many more.
  const outcomes = new Array<RuleOutcome>(end - start);
  let chain: ChainLink[] | null = null;
  let from = replicas;
  let winner = "";
  for (let member = start; member < end; member += 1) {
    const { id: ruleId, comparator, threshold, stepSize: step, minReplicas, maxReplicas } = rules.ruleOf(member);
    const slot = integerAt(index.slotOfMember, member);
    const metric = index.metricOf(slot);
    const { value } = readings.at(slot);
    const to = Math.max(0, from + step);
    switch (byteAt(verdicts, member)) {
      case VERDICTS.notMet:
        outcomes[member - start] = { kind: "not-met", ruleId, metric, value, conditions: rules.conditionsOf(member) };
        break;
      case VERDICTS.outOfBounds: {
        const floor = doubleAt(rules.floors, member);
        const isLow = to < floor;
        outcomes[member - start] = {
          kind: "out-of-bounds",
          ruleId,
          metric,
          value,
          comparator,
          threshold,
          step,
          from,
          proposed: to,
          bound: isLow ? "min" : "max",
          limit: isLow ? floor : doubleAt(rules.ceilings, member),
          scope: "rule",
          minReplicas,
          maxReplicas,
        };
        break;
      }
      case VERDICTS.coolingDown:
        outcomes[member - start] = {
          kind: "cooling-down",
          ruleId,
          metric,
          value,
          comparator,
          threshold,
          step,
          from,
          proposed: to,
          until: cooldowns.endOf(member),
          scope: "rule",
        };
        break;
      case VERDICTS.triggered:
        outcomes[member - start] = { kind: "triggered", ruleId, metric, value, comparator, threshold, step, from, to };
        if (chain === null) chain = [{ stage: "rules", from, to, by: ruleId }];
        else chain.push({ stage: "rules", from, to, by: ruleId });
        from = to;
        winner = ruleId;
        break;
      default:
        outcomes[member - start] = { kind: "superseded", ruleId, metric, because: "came-later", by: winner };
    }
  }
  return { endpointId, replicas, desired: from, delta: from - replicas, outcomes, chain: chain ?? NO_CHAIN };
}
