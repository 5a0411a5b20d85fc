import { compareDecimals } from "../../decimal/exact.ts";
import type { AdviceFacts } from "../answer/advice.ts";
import type { Settled } from "../input/settle.ts";
import { isOverServing } from "../load/load-observations.ts";
import type { Axis } from "../readings/axis.ts";
import type { Move } from "../rules/policy.ts";
import { fieldPath } from "../words/places.ts";

/**
 * Rules that go on adding while the replicas that they asked for start: the average over those that serve falls only when the
 * new ones do.
 *
 * A step s that can be taken every P seconds is taken once too often ⌈D / P⌉ - 1 times during a start of D seconds. Averages
 * of serving engines were divided by routes, which exist at once, so that those fall as soon as help is ordered. Of a metric
 * that is gone through as a load, the runs themselves say all of it.
 */
export function overshoot({ facts, metric, rules }: Axis, settled: Settled): AdviceFacts[] {
  const { cycleSeconds, startupSeconds, loads } = settled;
  if (cycleSeconds === null || startupSeconds === null || loads.includes(metric.name)) return [];
  if (!isOverServing({ metric }) || facts.load === "total") return [];
  const tooFar = rules
    .flatMap((rule) => rule.moves)
    .filter(isUsual)
    .map((move) => {
      const periodSeconds = periodOf(move, cycleSeconds, settled);
      return { move, periodSeconds, excess: move.step * (Math.ceil(startupSeconds / periodSeconds) - 1) };
    })
    .filter(({ excess }) => excess > 0)
    .sort((one, other) => other.excess - one.excess);
  const [furthest, ...more] = tooFar;
  if (furthest === undefined) return [];
  const { move, excess, periodSeconds } = furthest;
  const rule = move.rule.rule.id;
  const others = more.map((each) => each.move.rule.rule.id);
  return [
    {
      code: "overshoot",
      key: "overshoot",
      severity: "warning",
      rules: [rule, ...others],
      path: fieldPath(move.rule, "cooldownSeconds"),
      params: {
        ...{ rule, others, step: move.step, metric: metric.name, excess },
        ...{ maxReplicas: move.rule.maxInForce, periodSeconds, startupSeconds },
      },
    },
  ];
}

/** It adds replicas above a threshold that a load can pass. */
function isUsual({ condition, direction }: Move): boolean {
  return (
    direction === "out" &&
    condition.comparator.startsWith("GREATER_THAN") &&
    compareDecimals(condition.threshold, 0) > 0
  );
}

/** From one trigger of a rule to the first cycle in which it can trigger again, its own cooldown and the endpoint's being over. */
export function periodOf({ rule }: Pick<Move, "rule">, cycleSeconds: number, { policy }: Settled): number {
  const cooldown = Math.max(rule.rule.cooldownSeconds, policy.endpoint.cooldownSeconds?.out ?? 0);
  const cycles = cooldown / cycleSeconds;
  const isExclusive = policy.semantics.cooldownEnd === "exclusive";
  return cycleSeconds * (isExclusive ? Math.floor(cycles) + 1 : Math.max(1, Math.ceil(cycles)));
}
