import { type Advice, type Finding, headline, VerifyError, verifyRules } from "autoscaling-rules/verify";
import type { Preset } from "../draft/presets.ts";
import type { RuleSetDraft } from "../draft/rule-set-draft.ts";
import { type LoadAxis, loadAxes } from "./load-axis.ts";
import { type Repair, repairsOf } from "./repairs.ts";
import { inputOf } from "./rules-of.ts";
import { type Run, runOf } from "./run.ts";

/** What the verifier says of a draft under one preset, as the page shows it. */
export interface Report {
  /** `unread` where fields are invalid, so that there is nothing to verify. */
  readonly state: "sound" | "warning" | "error" | "unread";
  readonly headline: string;
  /** What is invalid, by the place that code would write: `rules[1].stepSize`. */
  readonly faults: readonly PlacedFault[];
  /** Causes first, each with what follows from it. */
  readonly remarks: readonly Remark[];
  readonly proved: readonly string[];
  readonly unexplored: readonly string[];
  readonly axes: readonly LoadAxis[];
}

export interface PlacedFault {
  readonly path: string;
  readonly message: string;
  readonly help: string;
}

/** A finding or advice. */
export interface Remark {
  readonly id: string;
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly help: string;
  /** The places that take part: `rules[1].threshold`. */
  readonly paths: readonly string[];
  /** What ends it, where the page can do it: several where there is a choice. */
  readonly repairs: readonly Repair[];
  /** The codes of what follows from it. */
  readonly followers: readonly string[];
  readonly run: Run | null;
}

/** Cycles that are gone through at most, so that an answer takes a few seconds at the worst; what is past it is named. */
const MOST_STEPS = 200_000;

export function reportOf(draft: RuleSetDraft, preset: Preset): Report {
  try {
    return verified(draft, preset);
  } catch (error) {
    if (error instanceof VerifyError) return unread(error);
    throw error;
  }
}

function verified(draft: RuleSetDraft, preset: Preset): Report {
  if (draft.rules.length === 0) return { ...NOTHING, headline: "there are no rules yet" };
  const input = { ...inputOf(draft, preset), maxSteps: MOST_STEPS };
  const verification = verifyRules(input);
  const { findings, advice, proved, unexplored } = verification;
  const all = [...findings, ...advice];
  const causes = all.filter(({ because }) => because === null);
  const remarks = causes
    .map((each) => remarkOf(each, all))
    .toSorted((one, other) => LEVELS.indexOf(one.severity) - LEVELS.indexOf(other.severity));
  return {
    state: stateOf(remarks),
    headline: headline(verification),
    faults: [],
    remarks,
    proved: proved.map(({ says }) => says),
    unexplored: unexplored.map(({ says, help }) => `${says}: ${help}`),
    axes: loadAxes(input, verification),
  };
}

const LEVELS = ["error", "warning", "note"] as const;

/** Notes are good to know, and leave rules sound. */
function stateOf([worst]: readonly Remark[]): Report["state"] {
  return worst === undefined || worst.severity === "note" ? "sound" : worst.severity;
}

function remarkOf(each: Finding | Advice, all: readonly (Finding | Advice)[]): Remark {
  const { id, code, severity, message, help } = each;
  const followers = all.filter(({ because }) => because === id);
  const own = "witness" in each ? each : null;
  return {
    id,
    code,
    severity,
    message,
    help,
    paths: each.paths.map(pathText),
    repairs: repairsOf(each),
    followers: [...new Set(followers.map((follower) => follower.code).filter((other) => other !== code))],
    run: own === null || own.witness === null || own.witness.steps.length === 0 ? null : runOf(own.witness),
  };
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

const NOTHING: Report = {
  state: "unread",
  headline: "",
  faults: [],
  remarks: [],
  proved: [],
  unexplored: [],
  axes: [],
};

function unread({ faults }: VerifyError): Report {
  const [first] = faults;
  return {
    ...NOTHING,
    headline: faults.length === 1 && first !== undefined ? first.message : `${faults.length} fields are invalid`,
    faults: faults.map(({ path, found, expected, help }) => ({
      path,
      message: found === "NaN" ? `expected ${expected}` : `${found}: expected ${expected}`,
      help,
    })),
  };
}
