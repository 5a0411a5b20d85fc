import type { AdviceFacts } from "../answer/advice.ts";
import type { Settled } from "../input/settle.ts";
import type { Axis, AxisClass } from "../readings/axis.ts";
import type { Move } from "../rules/policy.ts";
import { fieldPath } from "../words/places.ts";

/**
 * Tiers whose steps come together: where each rule starts from the count that the ones before it left, all that hold add up;
 * where the first that triggers decides, a lower one triggers while the upper one cools down.
 *
 * Under `agreement` a lower tier waits for the upper one.
 */
export function additiveTiers(axis: Axis, settled: Settled): AdviceFacts[] {
  return (["out", "in"] as const).flatMap((direction) => {
    const tiers = axis.axisClasses.map((axisClass) => tiersOf(axisClass, direction, settled));
    const most = tiers.reduce((one, other) => (other.moves.length > one.moves.length ? other : one), NO_TIERS);
    const { moves, reading } = most;
    const [upper, lower] = moves;
    if (upper === undefined || lower === undefined || reading === null) return [];
    const rules = moves.map(({ rule }) => rule.rule.id);
    const steps = moves.map(({ step }) => step);
    return [
      {
        code: "additive-tiers",
        key: settled.policy.semantics.combine === "first" ? "additive-tiers.cooling" : "additive-tiers",
        severity: "warning",
        rules,
        path: fieldPath(lower.rule, "stepSize"),
        params: {
          metric: axis.metric.name,
          reading,
          rules,
          steps,
          together: steps.reduce((sum, step) => sum + step, 0),
        },
      },
    ];
  });
}

interface Tiers {
  readonly reading: string | null;
  readonly moves: readonly Move[];
}

const NO_TIERS: Tiers = { reading: null, moves: [] };

/** The rules of one direction that act together at a reading, in evaluation order. */
function tiersOf({ reading, matched }: AxisClass, direction: "out" | "in", { policy, cycleSeconds }: Settled): Tiers {
  const moves = matched.filter((move) => move.direction === direction);
  switch (policy.semantics.combine) {
    case "agreement":
      return NO_TIERS;
    case "sequential":
      return { reading, moves };
    case "first": {
      const [upper] = moves;
      const waits = upper !== undefined && upper.rule.rule.cooldownSeconds > (cycleSeconds ?? 0);
      return waits ? { reading, moves: moves.slice(0, 2) } : NO_TIERS;
    }
  }
}
