import type { Endpoint } from "../model/endpoint.ts";
import type { EndpointId } from "../model/ids.ts";
import type { Finding } from "./answer/finding.ts";
import type { Unexplored } from "./answer/verification.ts";
import type { VerifyInput } from "./input/verify-input.ts";
import { english } from "./words/english.ts";
import type { FindingParams } from "./words/remark-params.ts";
import { wordsOfFinding } from "./words/worded.ts";

/** What a whole set was found to do, and what was left out. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly unexplored: readonly Unexplored[];
}

/** What is changed of the input, and how many steps it takes at most to verify that. */
export type Change = Pick<VerifyInput, "rules" | "endpoint" | "initial" | "maxSteps">;

/** What is tried on. */
export interface Subject {
  readonly input: VerifyInput;
  readonly endpointId: EndpointId;
  /** The counts to start from, which no change moves. */
  readonly initial: readonly number[];
  readonly maxSteps: number;
  readonly before: Outcome;
  /** Verifies the whole set again. */
  readonly after: (change: Change) => Outcome;
}

/**
 * The findings with those repairs and helps alone that were followed, and then the whole set verified again: what was found is
 * gone, no other error came, and nothing more was left out. All trials together take no more steps than the set itself may;
 * what that does not pay for is not given.
 */
export function withTriedHelp(subject: Subject): Finding[] {
  const trials = new Trials(subject);
  return subject.before.findings.map((finding) => {
    if (finding.key === "limit-cycle.load" || finding.key === "reversal") return repairTried(finding, trials, subject);
    return finding.key === "overshoot" ? curesTried(finding, trials, subject) : finding;
  });
}

/** Changes that were tried. */
class Trials {
  readonly #subject: Subject;
  readonly #outcomes = new Map<string, Outcome>();
  #left: number;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#left = subject.maxSteps;
  }

  /** Whether it ends what was found, and brings nothing worse. */
  ends({ code, model, rules }: Finding, change: Pick<Change, "rules" | "endpoint">): boolean {
    const { findings, unexplored } = this.#after(change);
    const { before } = this.#subject;
    const isLeft = findings.some(
      (each) => each.code === code && each.model === model && each.rules.some((id) => rules.includes(id)),
    );
    const errors = new Set(before.findings.filter(isError).map(claimOf));
    const open = new Set(before.unexplored.map(partOf));
    const isNew = findings.some((each) => isError(each) && !errors.has(claimOf(each)));
    return !isLeft && !isNew && unexplored.every((each) => open.has(partOf(each)));
  }

  /** Each takes at most half of what is left. */
  #after(change: Pick<Change, "rules" | "endpoint">): Outcome {
    const key = JSON.stringify(change);
    const known = this.#outcomes.get(key);
    if (known !== undefined) return known;
    this.#left = Math.max(1, this.#left / 2);
    const { initial, after } = this.#subject;
    const outcome = after({ ...change, initial, maxSteps: this.#left });
    this.#outcomes.set(key, outcome);
    return outcome;
  }
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}

function claimOf({ code, model, rules }: Finding): string {
  return JSON.stringify([code, model, rules]);
}

function partOf({ model, key }: Unexplored): string {
  return `${model} ${key}`;
}

type Turning = Extract<Finding, { readonly key: "limit-cycle.load" | "reversal" }>;

const NO_REPAIR = {
  repairRule: null,
  repairField: null,
  repairValue: null,
  outRule: null,
  outCount: null,
  outThreshold: null,
} as const satisfies Partial<FindingParams["reversal"]>;

function repairTried(finding: Turning, trials: Trials, { input }: Subject): Finding {
  const { repair } = finding;
  if (repair === null) return finding;
  const rules = input.rules.map((rule) =>
    rule.id === repair.ruleId ? { ...rule, [repair.field]: repair.value } : rule,
  );
  if (trials.ends(finding, { rules, endpoint: input.endpoint })) return finding;
  const without: Turning = { ...finding, repair: null, params: { ...finding.params, ...NO_REPAIR } };
  return { ...without, help: wordsOfFinding(without, english).help };
}

type Rising = Extract<Finding, { readonly key: "overshoot" }>;

function curesTried(finding: Rising, trials: Trials, { input, endpointId }: Subject): Finding {
  const { rules: raising, startupSeconds, cures } = finding.params;
  const { rules } = input;
  const endpoint: Endpoint = { id: endpointId, replicas: 0, ...input.endpoint };
  const { out = 0, in: back = 0 } = endpoint.cooldownSeconds ?? {};
  const changes: Readonly<Record<Rising["params"]["cures"][number], Pick<Change, "rules" | "endpoint">>> = {
    rules: {
      endpoint: input.endpoint,
      rules: rules.map((rule) =>
        raising.includes(rule.id) ? { ...rule, cooldownSeconds: Math.max(rule.cooldownSeconds, startupSeconds) } : rule,
      ),
    },
    endpoint: {
      rules,
      endpoint: { ...endpoint, cooldownSeconds: { out: Math.max(out, startupSeconds), in: back } },
    },
    settle: { rules, endpoint: { ...endpoint, starting: 0, settle: "hold" } },
  };
  const worked = cures.filter((cure) => trials.ends(finding, changes[cure]));
  if (worked.length === cures.length) return finding;
  const fewer: Rising = { ...finding, params: { ...finding.params, cures: worked } };
  return { ...fewer, help: wordsOfFinding(fewer, english).help };
}
