import { byteAt, integerAt } from "../util/columns.ts";
import { agree } from "./agreement.ts";
import { type EndpointConstraints, UNCONSTRAINED } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { block } from "./match.ts";
import { applyStages } from "./stages.ts";
import { STOPPED, tryRule } from "./try-rule.ts";
import { VERDICTS } from "./verdict.ts";

/**
 * The second phase, which looks at no average: what the branches that hold do to the count of an endpoint. Gives each rule
 * that holds its final verdict.
 *
 * @param endpoint - its number in the program
 * @param replicas - its count at the start of the cycle
 * @returns the count after the cycle
 */
export function settle(
  cycle: Cycle,
  constraints: EndpointConstraints,
  endpoint: number,
  replicas: number,
): number {
  if (constraints === UNCONSTRAINED) return combine(cycle, constraints, endpoint, replicas);
  if (constraints.fault !== null || constraints.paused === "both")
    block(cycle, constraints, endpoint);
  return applyStages(constraints, replicas, combine(cycle, constraints, endpoint, replicas), null);
}

function combine(
  cycle: Cycle,
  constraints: EndpointConstraints,
  endpoint: number,
  replicas: number,
): number {
  switch (cycle.semantics.combine) {
    case "sequential":
      return inSequence(cycle, constraints, endpoint, replicas);
    case "first":
      return firstDecides(cycle, constraints, endpoint, replicas);
    case "agreement":
      return agree(cycle, constraints, endpoint, replicas);
  }
}

/** Each rule starts from the count that the rules before it left. */
function inSequence(
  cycle: Cycle,
  constraints: EndpointConstraints,
  endpoint: number,
  replicas: number,
): number {
  const { matched, matchedCounts, program } = cycle;
  const first = integerAt(program.index.firstRule, endpoint);
  const end = first + integerAt(matchedCounts, endpoint);
  let count = replicas;
  for (let nth = first; nth < end; nth += 1) {
    const to = tryRule(cycle, constraints, integerAt(matched, nth), count);
    if (to !== STOPPED) count = to;
  }
  return count;
}

/** The first rule that triggers decides; the later ones are not evaluated. */
function firstDecides(
  cycle: Cycle,
  constraints: EndpointConstraints,
  endpoint: number,
  replicas: number,
): number {
  const { matched, matchedCounts, program, verdicts, by } = cycle;
  const first = integerAt(program.index.firstRule, endpoint);
  const end = first + integerAt(matchedCounts, endpoint);
  for (let nth = first; nth < end; nth += 1) {
    const winner = integerAt(matched, nth);
    const to = tryRule(cycle, constraints, winner, replicas);
    if (to === STOPPED) continue;
    const last = integerAt(program.index.firstRule, endpoint + 1);
    for (let rule = winner + 1; rule < last; rule += 1) {
      if (byteAt(verdicts, rule) === VERDICTS.disabled) continue;
      verdicts[rule] = VERDICTS.cameLater;
      by[rule] = winner;
    }
    return to;
  }
  return replicas;
}
