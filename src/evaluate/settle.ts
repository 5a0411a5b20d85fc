import { assertNever } from "../util/assert-never.ts";
import { byteAt, integerAt } from "../util/columns.ts";
import { agree } from "./agreement.ts";
import { STOPPED } from "./apply-bounds.ts";
import { type EndpointConstraints, UNCONSTRAINED } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { applyStages } from "./stages.ts";
import { tryRule } from "./try-rule.ts";
import { VERDICTS } from "./verdict.ts";

/**
 * The second phase, which knows no reading: what the branches that hold do to the count of an endpoint. Turns the verdict
 * of each rule that holds into its last one.
 *
 * @param holding - how many rules of `cycle.held` there are
 * @returns the count after the cycle
 */
export function settle(
  cycle: Cycle,
  constraints: EndpointConstraints,
  first: number,
  end: number,
  holding: number,
  replicas: number,
): number {
  const count = combine(cycle, constraints, first, end, holding, replicas);
  return constraints === UNCONSTRAINED ? count : applyStages(constraints, replicas, count, null);
}

function combine(
  cycle: Cycle,
  constraints: EndpointConstraints,
  first: number,
  end: number,
  holding: number,
  replicas: number,
): number {
  switch (cycle.semantics.combine) {
    case "sequential":
      return inSequence(cycle, constraints, holding, replicas);
    case "first":
      return firstDecides(cycle, constraints, end, holding, replicas);
    case "agreement":
      return agree(cycle, constraints, first, end, holding, replicas);
    default:
      return assertNever(cycle.semantics.combine);
  }
}

/** Each rule starts from the count that the rules before it left. */
function inSequence(cycle: Cycle, constraints: EndpointConstraints, holding: number, replicas: number): number {
  let count = replicas;
  for (let nth = 0; nth < holding; nth += 1) {
    const to = tryRule(cycle, constraints, integerAt(cycle.held, nth), count);
    if (to !== STOPPED) count = to;
  }
  return count;
}

/** The first rule that triggers decides; the later ones are not evaluated. */
function firstDecides(
  cycle: Cycle,
  constraints: EndpointConstraints,
  end: number,
  holding: number,
  replicas: number,
): number {
  for (let nth = 0; nth < holding; nth += 1) {
    const winner = integerAt(cycle.held, nth);
    const to = tryRule(cycle, constraints, winner, replicas);
    if (to === STOPPED) continue;
    for (let rule = winner + 1; rule < end; rule += 1) {
      if (byteAt(cycle.verdicts, rule) === VERDICTS.disabled) continue;
      cycle.verdicts[rule] = VERDICTS.cameLater;
      cycle.by[rule] = winner;
    }
    return to;
  }
  return replicas;
}
