import { known } from "../util/known.ts";
import type { Advice } from "./answer/advice.ts";
import { type Finding, MODELS } from "./answer/finding.ts";
import type { Change, Fix } from "./answer/fix.ts";
import type { Unexplored, Verification } from "./answer/verification.ts";
import { inputFaults } from "./input/input-faults.ts";
import type { VerifyInput } from "./input/verify-input.ts";
import { withChange } from "./input/with-change.ts";
import { ADVICE_PROPOSALS, FINDING_PROPOSALS, type Proposal, type Proposals } from "./proposals.ts";
import { english } from "./words/english.ts";
import type { AdviceParams, FindingParams } from "./words/remark-params.ts";
import type { Said } from "./words/said.ts";
import { wordsOfAdvice, wordsOfFinding } from "./words/worded.ts";

/** What is tried on. */
export interface Subject {
  readonly input: VerifyInput;
  /** The counts to start from, which no change moves. */
  readonly initial: readonly number[];
  readonly maxSteps: number;
  readonly before: Verification;
  /** Verifies the whole set again, without helps. */
  readonly after: (input: VerifyInput) => Found;
}

type Remark = Finding | Advice;

/** What is found, and what was left out. */
type Found = Pick<Verification, "findings" | "advice" | "unexplored">;

/**
 * The verification with helps that were followed, and then the whole set verified again: what was found is gone,
 * none of its rules is dead any more, no other error came, and nothing more was left out. All trials together take no more steps than the set itself may, and there
 * are few, those of causes first; what they do not pay for is not given.
 */
export function withTriedHelp(subject: Subject): Verification {
  const { before, input } = subject;
  const { findings, advice } = before;
  const helps = new Map<Remark, Help>();
  const trials = new Trials(subject);
  for (const remark of [...findings, ...advice].sort(causesFirst)) {
    const proposals = isFinding(remark) ? proposedFor(remark, input) : proposedAs(remark, input);
    helps.set(
      remark,
      helpOf(proposals.flatMap((each) => each.find(({ change }) => trials.ends(remark, change)) ?? [])),
    );
  }
  const helpFor = (remark: Remark): Help => known(helps.get(remark));
  return {
    ...before,
    findings: findings.map((each) => findingWith(each, helpFor(each))),
    advice: advice.map((each) => adviceWith(each, helpFor(each))),
  };
}

function causesFirst(one: Remark, other: Remark): number {
  return Number(one.because !== null) - Number(other.because !== null);
}

function isFinding(remark: Remark): remark is Finding {
  return "model" in remark;
}

function proposedFor<Key extends keyof FindingParams>(
  { key, params, rules }: Pick<Finding, "rules"> & Said<FindingParams, Key>,
  input: VerifyInput,
): Proposals {
  return FINDING_PROPOSALS[key]({ params, rules, input });
}

function proposedAs<Key extends keyof AdviceParams>(
  { key, params, rules }: Pick<Advice, "rules"> & Said<AdviceParams, Key>,
  input: VerifyInput,
): Proposals {
  return ADVICE_PROPOSALS[key]({ params, rules, input });
}

/** Changes that were tried and worked, and their names. */
interface Help {
  readonly cures: readonly string[];
  readonly fix: Fix;
}

function helpOf(tried: readonly Proposal[]): Help {
  const [first, ...more] = tried.map(({ change }) => change);
  const fix: Fix = first === undefined ? { kind: "words" } : { kind: "changes", changes: [first, ...more] };
  return { cures: tried.map(({ cure }) => cure), fix };
}

function findingWith(finding: Finding, help: Help): Finding {
  const helped = helpedBy(help.cures.length === 0 ? withoutNumber(finding) : finding, help);
  return { ...helped, help: wordsOfFinding(helped, english).help };
}

function adviceWith(advice: Advice, help: Help): Advice {
  const helped = helpedBy(advice, help);
  return { ...helped, help: wordsOfAdvice(helped, english).help };
}

/** A sentence without a place for changes has none. */
function helpedBy<T extends Remark>(remark: T, { cures, fix }: Help): T {
  return "cures" in remark.params ? { ...remark, fix, params: { ...remark.params, cures } } : remark;
}

const NO_NUMBER = {
  repairRule: null,
  repairField: null,
  repairValue: null,
  outRule: null,
  outCount: null,
  outTo: null,
  outThreshold: null,
} as const satisfies Partial<FindingParams["reversal"]>;

/** A threshold that was not tried is no repair. */
function withoutNumber(finding: Finding): Finding {
  if (finding.key !== "limit-cycle.load" && finding.key !== "reversal") return finding;
  return { ...finding, repair: null, params: { ...finding.params, ...NO_NUMBER } };
}

/** How many changes are tried at most of any set. */
const MOST = 8;

/** Changes that were tried. */
class Trials {
  readonly #subject: Subject;
  readonly #outcomes = new Map<string, Found>();
  /** How many changes are tried at most: few of a set that takes long. */
  readonly #most: number;

  constructor(subject: Subject) {
    const { before, input, maxSteps } = subject;
    const once = before.reachable.length * before.readingClasses.length * input.rules.length;
    this.#subject = subject;
    this.#most = Math.min(MOST, Math.max(1, Math.floor(maxSteps / (MODELS.length * 2 * once))));
  }

  /** Whether it ends what was found, leaves none of the rules dead that it killed, and brings nothing worse. */
  ends(remark: Remark, change: Change): boolean {
    const after = this.#after(change);
    if (after === null) return false;
    const { before } = this.#subject;
    const remarks = remarksOf(after);
    const earlier = remarksOf(before);
    // Advice is as bad as what follows from it.
    const errors = earlier.filter((each) => isError(each) || !isFinding(each));
    const open = new Set(before.unexplored.map(partOf));
    const killed = earlier.some((each) => isError(each) && each.because === remark.id && each.code === "dead-rule");
    return (
      !remarks.some((each) => isSame(each, remark) || (killed && isDeath(each, remark))) &&
      remarks.filter(isError).every((each) => errors.some((known) => isPartOf(each, known))) &&
      after.unexplored.every((each) => each.key === "cycle-unknown" || open.has(partOf(each)))
    );
  }

  /** Each takes at most its part of the steps. Null where no trial is left, or where rules cannot be like that. */
  #after(change: Change): Found | null {
    const key = JSON.stringify(change);
    const known = this.#outcomes.get(key);
    if (known !== undefined) return known;
    const { input, initial, after, maxSteps } = this.#subject;
    const changed = { ...withChange(input, change), initial, maxSteps: Math.floor(maxSteps / (2 * this.#most)) };
    if (this.#outcomes.size === this.#most) return null;
    if (changed.maxSteps < 1 || inputFaults(changed).length > 0) return null;
    const outcome = after(changed);
    this.#outcomes.set(key, outcome);
    return outcome;
  }
}

function remarksOf({ findings, advice }: Found): readonly Remark[] {
  return [...findings, ...advice];
}

function isError({ severity }: Remark): boolean {
  return severity === "error";
}

/**
 * Which fault it is. The model of an inverted step is that of the run which shows it; a bound that is too high and one that
 * is too low are two faults.
 */
function faultOf(remark: Remark): string {
  if (remark.code === "inverted-step") return remark.code;
  if (remark.code === "bounds-conflict") return remark.key;
  return `${remark.code} ${isFinding(remark) ? remark.model : ""}`;
}

/** It is still said of some of the rules; or of all, where one of the two is not about single ones. */
function isSame(one: Remark, other: Remark): boolean {
  const isOfAll = one.rules.length === 0 || other.rules.length === 0;
  return faultOf(one) === faultOf(other) && (isOfAll || one.rules.some((id) => other.rules.includes(id)));
}

/** It says of some of the rules that they can never trigger. */
function isDeath(one: Remark, { rules }: Remark): boolean {
  return one.code === "dead-rule" && isError(one) && one.rules.some((id) => rules.includes(id));
}

/** It says no more than an error that was there before. */
function isPartOf(one: Remark, other: Remark): boolean {
  return faultOf(one) === faultOf(other) && one.rules.every((id) => other.rules.includes(id));
}

function partOf({ model, key }: Unexplored): string {
  return `${model} ${key}`;
}
