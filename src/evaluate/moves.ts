import { byteAt, integerAt } from "../util/columns.ts";
import type { EndpointConstraints } from "./constraints.ts";
import type { Cycle } from "./cycle.ts";
import { directionOf, targetOf } from "./try-rule.ts";
import { VERDICTS } from "./verdict.ts";

/** A rule of a settled endpoint that triggered or fell back, and what it did to the count. */
export interface Move {
  readonly rule: number;
  /** One of {@link DIRECTIONS}. */
  readonly direction: number;
  readonly isFallback: boolean;
  readonly from: number;
  readonly to: number;
}

/** The rules of an endpoint that triggered or fell back, in evaluation order. */
export function movesOf(
  cycle: Cycle,
  constraints: EndpointConstraints,
  endpoint: number,
  replicas: number,
): readonly Move[] {
  const { program, semantics, matched, matchedCounts, verdicts } = cycle;
  const first = integerAt(program.index.firstRule, endpoint);
  const end = first + integerAt(matchedCounts, endpoint);
  const moves: Move[] = [];
  let from = replicas;
  for (let nth = first; nth < end; nth += 1) {
    const rule = integerAt(matched, nth);
    const verdict = byteAt(verdicts, rule);
    const isFallback = verdict === VERDICTS.fallback;
    if (verdict !== VERDICTS.triggered && !isFallback) continue;
    const to = targetOf(cycle, constraints, rule, from);
    moves.push({ rule, direction: directionOf(cycle, rule, from), isFallback, from, to });
    if (semantics.combine === "sequential") from = to;
  }
  return moves;
}
