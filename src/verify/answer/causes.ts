import type { RuleId } from "../../model/ids.ts";
import type { Advice, AdviceCode } from "./advice.ts";
import type { Finding, FindingCode, Model, Severity } from "./finding.ts";

/** A finding or advice before it is known what it follows from. */
type Remark = Finding | Advice;

/** What may follow from a code, and of which rules it then must be. */
interface Consequence {
  readonly cause: FindingCode | AdviceCode;
  readonly codes: readonly (FindingCode | AdviceCode)[];
  /** Whether each of its rules must be one of the cause's, or one of them at least, or none. */
  readonly rules: "all" | "some" | "any";
  /** Which of the sentences of its code the cause must be. Absent: any. */
  readonly causeKey?: string;
  /** Which of the sentences of its code what follows must be. Absent: any. */
  readonly key?: string;
  /** Whether it must be that the count never moves. */
  readonly isStill?: true;
  /** The model of what follows, where its cause is the same in the model `load`. */
  readonly besideLoad?: Model;
}

const CROSSED = "bounds-conflict.crossed";

const LOST = ["stuck-count", "no-way-back", "unreachable-count"] as const;

/** In the order in which causes are asked for. */
const CONSEQUENCES: readonly Consequence[] = [
  { cause: "none-enabled", codes: LOST, rules: "any" },
  ...(
    [
      { codes: ["dead-rule", "lock-up", "wrong-side"], rules: "all" },
      // Of rules that wait for the one whose bounds no count is within.
      { codes: ["dead-rule"], rules: "any", isStill: true },
      { codes: LOST, rules: "any" },
    ] as const
  ).map((each): Consequence => ({ cause: "bounds-conflict", causeKey: CROSSED, ...each })),
  { cause: "always-zero", codes: ["dead-rule", "outside-domain", "one-direction"], rules: "all" },
  { cause: "always-zero", codes: LOST, rules: "any" },
  { cause: "unit-mismatch", codes: ["dead-rule", "outside-domain"], rules: "all" },
  { cause: "outside-domain", codes: ["dead-rule"], rules: "all" },
  { cause: "outside-domain", codes: ["dead-rule"], rules: "any", key: "dead-rule.outvoted" },
  {
    cause: "duplicate-rule",
    codes: ["dead-rule", "shadowed-rule", "additive-tiers", "order-dependence"],
    rules: "all",
  },
  { cause: "shadowed-rule", codes: ["dead-rule"], rules: "all" },
  { cause: "outside-domain", codes: LOST, rules: "any" },
  { cause: "dead-rule", codes: ["bounds-conflict"], rules: "all", key: "bounds-conflict.high" },
  { cause: "dead-rule", codes: ["bounds-conflict"], rules: "all", key: "bounds-conflict.low" },
  { cause: "zero-trap", codes: ["no-way-back", "stuck-count"], rules: "any" },
  {
    cause: "inverted-step",
    codes: ["runaway", "limit-cycle", "reversal", "overshoot", "contradiction"],
    rules: "some",
  },
  { cause: "inverted-step", codes: [...LOST, "one-direction"], rules: "any" },
  { cause: "inverted-band", codes: ["limit-cycle", "reversal"], rules: "some" },
  { cause: "inverted-band", codes: ["contradiction"], rules: "some", key: "contradiction" },
  { cause: "contradiction", codes: ["order-dependence"], rules: "some" },
  { cause: "contradiction", codes: ["limit-cycle"], rules: "all" },
  { cause: "additive-tiers", codes: ["order-dependence"], rules: "all" },
  { cause: "overshoot", codes: ["cooldown-under-startup"], rules: "all" },
  { cause: "limit-cycle", codes: ["reversal"], rules: "some" },
  { cause: "limit-cycle", codes: ["limit-cycle"], rules: "some", besideLoad: "load-timed" },
  { cause: "runaway", codes: ["runaway"], rules: "some", besideLoad: "load-timed" },
  { cause: "lock-up", codes: ["dead-rule"], rules: "all" },
  { cause: "lock-up", codes: ["dead-rule"], rules: "any", isStill: true },
  { cause: "one-direction", codes: LOST, rules: "any" },
  { cause: "lock-up", codes: LOST, rules: "any" },
  { cause: "wrong-side", codes: ["dead-rule"], rules: "all" },
  { cause: "wrong-side", codes: ["dead-rule"], rules: "any", isStill: true },
  { cause: "wrong-side", codes: LOST, rules: "any" },
  { cause: "dead-rule", codes: LOST, rules: "any" },
];

/**
 * Says of each finding what it follows from, so that one fault makes one line: a threshold outside its domain kills a rule,
 * and a dead rule leaves counts that nothing changes.
 *
 * A cause is as bad as the worst that follows; but what follows from rules on different metrics is no worse than that.
 */
export function withCauses(
  findings: readonly Finding[],
  advice: readonly Advice[],
): { readonly findings: Finding[]; readonly advice: Advice[] } {
  const all: readonly Remark[] = [...findings, ...advice];
  const causeOf = new Map(all.map((each) => [each, causeFor(each, all)]));
  const worstOf = (cause: Remark): Severity =>
    all.reduce<Severity>((worst, each) => {
      const follows = causeOf.get(each) === cause && cause.code !== "contradiction";
      return follows && LEVELS.indexOf(each.severity) < LEVELS.indexOf(worst) ? each.severity : worst;
    }, cause.severity);
  const settled = <T extends Finding | Advice>(each: T): T => {
    const cause = causeOf.get(each) ?? null;
    const own = worstOf(each);
    const isMild = cause?.code === "contradiction" && LEVELS.indexOf(cause.severity) > LEVELS.indexOf(own);
    return { ...each, severity: isMild ? cause.severity : own, because: cause?.id ?? null };
  };
  return { findings: findings.map(settled), advice: advice.map(settled) };
}

const LEVELS: readonly Severity[] = ["error", "warning", "note"];

function causeFor(each: Remark, all: readonly Remark[]): Remark | null {
  for (const { cause, causeKey, codes, rules, besideLoad, isStill, key = each.key } of CONSEQUENCES) {
    if (key !== each.key || !codes.includes(each.code) || (isStill && !isOfStillCount(each))) continue;
    if (besideLoad !== undefined && modelOf(each) !== besideLoad) continue;
    const found = all.find(
      (other) =>
        other.code === cause &&
        (causeKey === undefined || other.key === causeKey) &&
        other !== each &&
        (besideLoad === undefined || modelOf(other) === "load") &&
        concerns(each.rules, other.rules, rules),
    );
    if (found !== undefined) return found;
  }
  return null;
}

function modelOf(remark: Remark): Model | null {
  return "model" in remark ? remark.model : null;
}

/** A rule that cannot act as no other one moves the count to where it could. */
function isOfStillCount(remark: Remark): boolean {
  if (remark.key !== "dead-rule.no-count") return false;
  const { counts, minReplicas, maxReplicas } = remark.params;
  return counts.length === 1 && minReplicas !== maxReplicas;
}

function concerns(own: readonly RuleId[], others: readonly RuleId[], how: Consequence["rules"]): boolean {
  if (how === "any") return true;
  return how === "all" ? own.every((id) => others.includes(id)) : own.some((id) => others.includes(id));
}
