import { NEEDS } from "../rules/rule-program.ts";
import { byteAt, integerAt } from "../util/columns.ts";
import { agree } from "./agreement.ts";
import { type EndpointConstraints, UNCONSTRAINED } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { block } from "./match.ts";
import { needsOf, remember } from "./remember.ts";
import { applyStages } from "./stages.ts";
import { takeBack } from "./take-back.ts";
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
  const needs = needsOf(cycle.program, endpoint);
  if (constraints === UNCONSTRAINED && needs === 0)
    return combine(cycle, constraints, endpoint, replicas);
  const { fault, paused, advisory, zero, settling } = constraints;
  if (fault !== null) {
    block(cycle, constraints, endpoint);
    return replicas;
  }
  // An endpoint that is left alone looks at nothing: hosts need not even load its metrics.
  if (paused === "both") block(cycle, constraints, endpoint);
  else if ((needs & NEEDS.memory) !== 0 || zero !== null)
    cycle.learned[endpoint] = remember(cycle, constraints, endpoint);
  const count = combine(cycle, constraints, endpoint, replicas);
  const combined = { endpoint, replicas, count };
  const isGuarded = zero !== null || settling !== null || (needs & NEEDS.projection) !== 0;
  const after = isGuarded
    ? takeBack(cycle, constraints, combined)
    : applyStages(cycle, constraints, combined, null);
  return advisory ? replicas : after;
}

/** The same for an endpoint that has no rules. */
export function settleWithoutRules(
  cycle: Cycle,
  constraints: EndpointConstraints,
  replicas: number,
): number {
  if (constraints.advisory) return replicas;
  return applyStages(cycle, constraints, { endpoint: NO_RULES, replicas, count: replicas }, null);
}

/** The number of an endpoint that has no rules. */
const NO_RULES = -1;

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
