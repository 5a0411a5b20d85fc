import type { FindingCode, Model } from "./answer/finding.ts";
import type { Proof } from "./answer/verification.ts";
import type { Space } from "./counts/space.ts";
import type { Settled } from "./input/settle.ts";
import type { Asked } from "./input/steps-alone.ts";
import type { LoadAnalysis } from "./load/load-analysis.ts";
import { isUseByLoad } from "./load/sleeping.ts";
import { isOut } from "./rules/policy.ts";

type Claim = Pick<Proof, "code" | "model" | "cooldowns">;

/**
 * Which proofs stand where a rule or an endpoint asks for more than that a condition holds. Sustained breach, coverage and
 * projection only shorten moves; and yet they can make an oscillation where there was none, so that no verdict is carried over
 * but those that hold whichever moves are held back.
 *
 * - `forSeconds` and coverage hold whole moves back, as cooldowns do: what holds however cooldowns run holds with them. The
 *   models with clocks run `forSeconds` itself; they take every replica to have reported.
 * - `scales` makes a fall shorter: where thresholds lie far enough apart (separation), no scale-out is undone all the same.
 *   What it holds back for good is looked for as it is.
 * - A fallback moves counts while a metric is missing. `free` has its moves, and `held-timed` runs it; a constant load is read in
 *   every cycle, as long as some replica serves. Where rules act in sequence, what each of them does from a count that a fallback
 *   has just left is not gone through.
 * - An endpoint that goes to 0 without use does so in the models with clocks alone: under a load that is all it goes by, and
 *   under any reading that lasts. Of that 0 it is known whether anything leads out, and whether a load that does leads back.
 */
const STANDS: Readonly<Record<Asked["field"], (claim: Claim, settled: Settled, space: Space) => boolean>> = {
  forSeconds: ({ cooldowns }) => cooldowns !== "ended",
  minCoverage: ({ cooldowns }) => cooldowns === "any",
  unreported: ({ cooldowns }) => cooldowns === "any",
  scales: ({ code, model, cooldowns }) =>
    code === "vetoed-for-ever" ||
    (code === "zero-swing" && cooldowns === "as-set") ||
    (model === "load" && cooldowns === "any" && TURNS.has(code)),
  onFailure: ({ code, model }, settled, { fallbacks, indexOf }) => {
    if (!fallbacks.complete || model === "held") return false;
    if (model === "free") return !(actsInSequence(settled) && BY_SINGLE_STEPS.has(code));
    return model !== "load-timed" || (settled.sleep === null && !indexOf.has(0));
  },
  zero: ({ code, model }, settled) => {
    if (code === "zero-trap" || (code === "zero-swing" && model === "load")) return true;
    return model === "held-timed" || (model === "load-timed" && isUseByLoad(settled));
  },
};

/** What no load does that never undoes a scale-out. */
const TURNS: ReadonlySet<FindingCode> = /* @__PURE__ */ new Set(["reversal", "limit-cycle"]);

/** What depends on where each rule starts from in one cycle. */
const BY_SINGLE_STEPS: ReadonlySet<FindingCode> = /* @__PURE__ */ new Set([
  "order-dependence",
  "lock-up",
  "wrong-side",
  "no-op",
]);

/** Whether rules start from the counts that others left in the same cycle. */
export function actsInSequence({ policy: { rules, semantics } }: Settled): boolean {
  return semantics.combine === "sequential" && rules.length > 1;
}

/** Whether a proof stands with all that is asked for. */
export function isLicensed(claim: Claim, settled: Settled, space: Space): boolean {
  return settled.asked.every(({ field }) => STANDS[field](claim, settled, space));
}

/**
 * Whether no constant load can make the count oscillate, because every rule that scales out is marked as `scales`: after a
 * fall none of them holds at that load, however long replicas take to start, so that it never brings the count back up.
 */
export function neverFallsTooFar({ timedPolicy, asked }: Settled, model: Model): boolean {
  if (model !== "load" && model !== "load-timed") return false;
  if (asked.some(({ field }) => field === "onFailure" || field === "zero")) return false;
  const raising = timedPolicy.rules.filter(({ moves }) => moves.some(isOut));
  const isMarked = raising.every(
    ({ rule, moves }) =>
      rule.scales !== undefined &&
      moves.every(({ direction, condition }) => direction !== "out" || condition.comparator.startsWith("GREATER_THAN")),
  );
  return raising.length > 0 && isMarked;
}

/**
 * Whether replicas that take time to start change no count under any constant load, because moves are held while some start:
 * every decision is made with all of them serving, and where at most one rule holds at once waits only delay what it does.
 * Then nothing rises too far, and what never oscillates or grows at rest never does.
 */
export function startsOnlyDelay({ timedPolicy, asked }: Settled, loads: ReadonlyMap<string, LoadAnalysis>): boolean {
  const { settle: mode, settleAtMostSeconds } = timedPolicy.endpoint;
  if (mode !== "hold" || settleAtMostSeconds !== undefined || loads.size === 0) return false;
  if (asked.some(({ field }) => field !== "forSeconds")) return false;
  return [...loads.values()].every(
    ({ line, sweep, complete }) =>
      complete && sweep.cycles.sample === null && !sweep.escapes && line.matched.every(({ length }) => length <= 1),
  );
}
