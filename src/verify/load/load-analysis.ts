import { itemAt } from "../../util/item-at.ts";
import { explore, type Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import { beyondTheEnd, NOTHING_BEYOND, type PastTheEnd } from "./beyond.ts";
import { type LoadLine, loadLine } from "./load-line.ts";
import { type Sweep, sweepLoads } from "./load-sweep.ts";

/** What every constant load does, by one metric. */
export interface LoadAnalysis {
  readonly line: LoadLine;
  readonly sweep: Sweep;
  /** The counts that were gone through. */
  readonly space: Space;
  /** Loads above it were not gone through one by one, in units of the line; null where all were. */
  readonly last: bigint | null;
  /** What happens above `last`. */
  readonly beyond: PastTheEnd;
  /** Nothing but the loads above `last` is open, and what happens there happens below it too. */
  readonly complete: boolean;
}

/** Goes through every load that a metric can be; null where no rule reads the metric. */
export function analyzeLoad(settled: Settled, space: Space, metric: string): LoadAnalysis | null {
  const line = loadLine(settled, metric);
  if (line === null) return null;
  const { policy, furthestStep, maxSteps } = settled;
  const budget = maxSteps * ORBIT_STEPS;
  const allClasses = space.classes.length === space.totalClasses;
  if (!space.unbounded) {
    const sweep = sweepLoads(policy, line, rising(space), null, budget);
    const { stoppedAt } = sweep;
    return {
      line,
      sweep,
      space,
      last: stoppedAt,
      beyond: NOTHING_BEYOND,
      complete: allClasses && !space.truncated && stoppedAt === null,
    };
  }
  const { horizon, enough } = loadHorizon(settled, line, space);
  const wider = horizon > space.horizon ? explore(settled, horizon) : space;
  // Up to this load every reading past the horizon is below the least threshold, so that nothing comes back from there.
  const [least] = line.thresholds;
  const last = least === undefined ? null : least * BigInt(Math.max(0, wider.horizon - furthestStep));
  const sweep = sweepLoads(policy, line, rising(wider), last, budget);
  const complete = allClasses && enough && !wider.truncated && sweep.stoppedAt === null;
  const beyond = complete ? beyondTheEnd(settled, line, wider) : NOTHING_BEYOND;
  return { line, sweep, space: wider, last: sweep.stoppedAt ?? last, beyond, complete };
}

function rising({ counts }: Space): number[] {
  return [...counts].sort((one, other) => one - other);
}

/** Following an orbit by one count is that much cheaper than a cycle. */
const ORBIT_STEPS = 100;

/** Going along all loads costs some orbits a count, where finding the counts costs a step. */
const STEPS_FOR_LOADS = 50;

/**
 * The count up to which an unbounded set has to be gone through to know it for all counts (Theorem 6): past
 * furthestStep / (ratio - 1), where ratio is the least between neighbouring thresholds, one step crosses at most one of
 * them, and what happens at one count happens at all greater ones too.
 */
function loadHorizon(
  { maxSteps, furthestStep }: Settled,
  { thresholds }: LoadLine,
  { classes, horizon }: Space,
): { readonly horizon: number; readonly enough: boolean } {
  const [least = 1n] = thresholds;
  const greatest = thresholds.at(-1) ?? least;
  const step = BigInt(furthestStep);
  const alone = thresholds.slice(1).reduce((most, threshold, at) => {
    const below = itemAt(thresholds, at);
    const needed = ceilDivide(step * below, threshold - below);
    return needed > most ? needed : most;
  }, BigInt(horizon));
  const wanted = ceilDivide(greatest * (alone + 2n), least) + 2n * step;
  const affordable = Math.floor(maxSteps / classes.length / STEPS_FOR_LOADS);
  return wanted <= BigInt(affordable) ? { horizon: Number(wanted), enough: true } : { horizon, enough: false };
}

function ceilDivide(amount: bigint, by: bigint): bigint {
  return (amount + by - 1n) / by;
}
