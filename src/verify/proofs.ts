import { FINDING_CODES, type Finding, type FindingCode, MODELS, type Model } from "./answer/finding.ts";
import type { LoadChecked } from "./answer/load-checked.ts";
import type { Proof } from "./answer/verification.ts";
import { busySide } from "./checks/inverted-steps.ts";
import type { Space } from "./counts/space.ts";
import { groundsIn } from "./grounds.ts";
import type { Settled } from "./input/settle.ts";
import { isLicensed, neverFallsTooFar } from "./licences.ts";
import type { LoadAnalysis } from "./load/load-analysis.ts";
import { areSeparate } from "./load/separation.ts";
import { countAfterMove, type Move, type Policy } from "./rules/policy.ts";
import { english } from "./words/english.ts";

/** What was gone through to the end, in each model. */
export interface Explored {
  readonly space: Space;
  /** By metric. */
  readonly loads: ReadonlyMap<string, LoadAnalysis>;
  readonly freeComplete: boolean;
  /** What the checks of the free model could not decide. */
  readonly undecided: ReadonlySet<FindingCode>;
  readonly loadComplete: boolean;
  readonly timedComplete: boolean;
  /** How many kinds of readings last there, with metrics that stay missing. */
  readonly lastingKinds: number;
  readonly startupComplete: boolean;
  /** The checks of constant loads that keep their own account of what they went through. */
  readonly backToZero: LoadChecked;
  readonly vetoed: LoadChecked;
}

/** What cannot be proved of any model where a code is found in one of them. */
const REFUTES: Readonly<Partial<Record<FindingCode, readonly FindingCode[]>>> = {
  "zero-trap": ["stuck-count", "no-way-back"],
  "inverted-step": ["inverted-step"],
};

/** What only a reading that lasts, or a load that does, can show. */
const OF_LOADS: ReadonlySet<FindingCode> = /* @__PURE__ */ new Set([
  "limit-cycle",
  "reversal",
  "inverted-step",
  "overshoot",
  "zero-swing",
  "vetoed-for-ever",
]);

/** Which codes each model can find. */
const CODES_OF: Readonly<Record<Model, readonly FindingCode[]>> = {
  free: FINDING_CODES.filter((code) => !OF_LOADS.has(code)),
  held: ["limit-cycle"],
  load: ["zero-swing", "inverted-step", "limit-cycle", "runaway", "reversal", "vetoed-for-ever"],
  "held-timed": ["limit-cycle", "runaway"],
  "load-timed": ["zero-swing", "limit-cycle", "runaway", "overshoot"],
};

/** Statements that some run exists: waiting until every cooldown has ended makes it real. */
const BY_EXAMPLE: ReadonlySet<FindingCode> = /* @__PURE__ */ new Set([
  "dead-rule",
  "no-way-back",
  "stuck-count",
  "unreachable-count",
]);

/**
 * What needs no product of metrics where the counts are known: that some run exists, or that no move, or no two of them, do
 * something at any count.
 */
const BY_FEW_CLASSES: ReadonlySet<FindingCode> = /* @__PURE__ */ new Set([
  "zero-trap",
  "runaway",
  "contradiction",
  "wrong-side",
  "dead-rule",
  "no-op",
  "no-way-back",
  "stuck-count",
  "unreachable-count",
]);

/** Statements about counts and bounds alone, which hold at every count that is reached, however it was reached. */
const BY_COUNTS: ReadonlySet<FindingCode> = /* @__PURE__ */ new Set([
  "contradiction",
  "wrong-side",
  "runaway",
  "held-by-coverage",
]);

/** A proof for everything that was gone through to the end and not found. */
export function proofsOf(settled: Settled, explored: Explored, findings: readonly Finding[]): Proof[] {
  const found = new Set(findings.map(({ code, model }) => `${code} ${model}`));
  const refuted = new Set(findings.flatMap(({ code }) => REFUTES[code] ?? []));
  const complete: Readonly<Record<Model, boolean>> = {
    free: explored.freeComplete,
    held: explored.freeComplete,
    load: explored.loadComplete,
    "held-timed": explored.timedComplete,
    "load-timed": explored.startupComplete,
  };
  const { space, loads } = explored;
  const paramsOf = (code: FindingCode, model: Model) => ({
    counts: space.counts.length,
    kinds: model === "held-timed" ? explored.lastingKinds : space.classes.length,
    loads: accountOf(code, model, explored)?.metrics ?? [...loads.keys()],
    cycleSeconds: settled.cycleSeconds,
    startupSeconds: settled.startupSeconds,
    ...(model === "held-timed" && settled.withFallbacks !== null && { missing: true as const }),
  });
  const closed = isClosedUnderMoves(settled, space);
  const isClosed = explored.freeComplete || closed;
  const reach = cooldownReach(settled, space, closed);
  const groundsOf = groundsIn(settled, space, closed);
  const isSeparate = loads.size > 0 && [...loads.values()].every((analysis) => areSeparate(settled, analysis));
  const isCovered = (code: FindingCode, model: Model): boolean =>
    accountOf(code, model, explored)?.complete ??
    ((isSeparate && isTurn(code, model)) ||
      (!(model === "free" && explored.undecided.has(code)) &&
        (complete[model] || (model === "free" && isClosed && BY_FEW_CLASSES.has(code)))));
  return MODELS.flatMap((model) =>
    CODES_OF[model].flatMap((code) => {
      if (found.has(`${code} ${model}`) || refuted.has(code) || !isAsked(code, model, settled, explored)) return [];
      // An oscillation by way of 0 has a name of its own.
      if (code === "limit-cycle" && found.has(`zero-swing ${model}`)) return [];
      const byProjection = code === "limit-cycle" && loads.size > 0 && neverFallsTooFar(settled, model);
      const cooldowns = byProjection ? "any" : cooldownsOf(code, model, reach, settled, explored, isSeparate);
      const claim = { code, model, cooldowns, params: paramsOf(code, model) } as const;
      if (!byProjection && !(isCovered(code, model) && isLicensed(claim, settled, space))) return [];
      const proof = { ...claim, restsOn: groundsOf(claim, byProjection) };
      return [{ ...proof, says: english.proofs(proof) }];
    }),
  );
}

/** What a check went through that keeps an account of its own. */
function accountOf(code: FindingCode, model: Model, { backToZero, vetoed }: Explored): LoadChecked | undefined {
  if (model !== "load") return undefined;
  return code === "zero-swing" ? backToZero : code === "vetoed-for-ever" ? vetoed : undefined;
}

/** Each move alone leads from these counts to these counts, so that nothing that moves do together leads to another one. */
function isClosedUnderMoves({ policy }: Settled, { counts, indexOf, unbounded, truncated }: Space): boolean {
  if (unbounded || truncated) return false;
  const moves = policy.rules.flatMap((rule) => rule.moves);
  return moves.every((move) => counts.every((count) => indexOf.has(countAfterMove(move, count, policy) ?? count)));
}

/** What a code says means something for these rules. */
function isAsked(code: FindingCode, model: Model, settled: Settled, explored: Explored): boolean {
  const { policy, counts, axes, loads, asked } = settled;
  if (code === "inverted-step") {
    return axes.every((axis) => !loads.includes(axis.metric.name) || busySide(axis, settled) !== null);
  }
  if (code === "held-by-coverage") return asked.some(({ field }) => field === "minCoverage" || field === "unreported");
  const account = accountOf(code, model, explored);
  if (account !== undefined) return account.metrics.length > 0;
  if (code === "zero-swing") return settled.sleep !== null;
  if (code === "order-dependence") return policy.semantics.combine === "sequential";
  return code !== "unreachable-count" || counts !== null;
}

/** How far rested verdicts carry over to cooldowns as they run. */
interface Reach {
  /** Every rule is free again by the next cycle, or no two rules ever hold at once, so that cooldowns only delay (Theorem 8). */
  readonly all: boolean;
  /** Whichever of the matched rules cool down, no other counts are reached. */
  readonly counts: boolean;
}

/** Cooldowns can only delay: no rule has one, or no two rules ever hold at once (Theorem 8). */
export function onlyDelay({ policy }: Settled, { classes }: Space): boolean {
  return neverCools(policy) || classes.every(({ matched }) => matched.length <= 1);
}

function cooldownReach(settled: Settled, space: Space, closed: boolean): Reach {
  // Beside a rule that falls back another one acts, or cools down and does not.
  if (settled.withFallbacks !== null) return { all: neverCools(settled.policy), counts: neverCools(settled.policy) };
  const all = onlyDelay(settled, space);
  return { all, counts: all || closed || isClosed(settled, space) };
}

function neverCools({ rules, endpoint }: Policy): boolean {
  const { out = 0, in: back = 0 } = endpoint.cooldownSeconds ?? {};
  return out <= 0 && back <= 0 && rules.every(({ rule }) => rule.cooldownSeconds <= 0);
}

function cooldownsOf(
  code: FindingCode,
  model: Model,
  reach: Reach,
  settled: Settled,
  { space }: Explored,
  isSeparate: boolean,
): Proof["cooldowns"] {
  if (model === "held-timed" || model === "load-timed") return "as-set";
  if (code === "zero-swing" && settled.cycleSeconds !== null) return "as-set";
  if (reach.all || BY_EXAMPLE.has(code)) return "any";
  // Counts that grow do so by readings that change, or not at all: which of the two, cooldowns can decide.
  const byCounts = BY_COUNTS.has(code) && !(code === "runaway" && space.unbounded);
  if (model === "free" && byCounts && reach.counts) return "any";
  return isSeparate && isTurn(code, model) ? "any" : "ended";
}

/** What no load does that never undoes a scale-out. */
function isTurn(code: FindingCode, model: Model): boolean {
  return model === "load" && (code === "reversal" || code === "limit-cycle");
}

/** No subset of the moves that hold leads to a count that the whole of them never leads to. */
function isClosed({ policy }: Settled, { counts, classes, indexOf, horizon }: Space): boolean {
  return counts.every((count) =>
    classes.every((readingClass) =>
      someLeadTo(policy, readingClass.matchedAt(count), count).every((to) => to > horizon || indexOf.has(to)),
    ),
  );
}

/** Every count that some of the moves lead to while the others cool down. */
function someLeadTo(policy: Policy, matched: readonly Move[], count: number): number[] {
  const reached = new Set([count]);
  for (const move of matched) {
    const from = policy.semantics.combine === "sequential" ? [...reached] : [count];
    for (const each of from) reached.add(countAfterMove(move, each, policy) ?? each);
  }
  return [...reached];
}
