import type { BandRule, Comparator, Endpoint, Rule, Semantics, ThresholdRule } from "../../src/index.ts";
import { type BruteFinding, type BruteInput, sorted } from "./brute-force.ts";

/** Fields of a rule that a case may leave out, or names in its own way. */
type Free = "type" | "endpointId" | "metricSource";

interface CaseMetric {
  readonly metricSource: "kernel" | "inference-framework";
}

type CaseThresholdRule = Omit<ThresholdRule, Free> & CaseMetric & { readonly type?: "threshold" };
type CaseBandRule = Omit<BandRule, Free> & CaseMetric & { readonly type: "band" };

/**
 * A rule set and everything that is to be found out about it, as `lint-cases.json` writes it. The optional fields are not
 * in that file: what it has no word for is as in Backend.AI 25.
 */
export interface LintCase {
  readonly id: string;
  readonly title: string;
  readonly config: {
    readonly semantics: "accumulate" | "firstMatch" | "agreement";
    readonly bounds?: Semantics["bounds"];
    readonly cooldownEnd?: Semantics["cooldownEnd"];
    readonly endpoint?: Pick<Endpoint, "minReplicas" | "maxReplicas">;
    readonly initial: readonly number[];
    readonly counts: { readonly min: number; readonly max: number };
    readonly domain?: Readonly<Record<string, { readonly min?: string; readonly max?: string }>>;
    readonly load?: { readonly metric: string };
    readonly tickSeconds?: number;
  };
  readonly rules: readonly (CaseThresholdRule | CaseBandRule)[];
  readonly expect: { readonly reachable: readonly number[]; readonly findings: readonly BruteFinding[] };
}

const SOURCES = { kernel: "KERNEL", "inference-framework": "INFERENCE_FRAMEWORK" } as const;
const COMBINE = { accumulate: "sequential", firstMatch: "first", agreement: "agreement" } as const;

/** Kinds of findings that the published cases, which list all that there were, do not know. */
export function isLater(code: string): boolean {
  return ["zero-trap", "inverted-step"].includes(code);
}

/** Under `agreement`, rules on different metrics do not contradict each other: one objects, or does not consent. */
export function isOneSignal({ rules, semantics }: BruteInput, pair: readonly string[]): boolean {
  const metrics = rules
    .filter(({ id }) => pair.includes(id))
    .map(({ metricSource, metricName, aggregation = "average" }) => `${metricSource} ${metricName} ${aggregation}`);
  return semantics.combine !== "agreement" || new Set(metrics).size === 1;
}

/** What a case asks, as this library says it. */
export function inputOf({ config, rules }: LintCase): BruteInput {
  const { semantics, bounds = "skip", cooldownEnd = "exclusive", tickSeconds, ...same } = config;
  return {
    ...same,
    rules: rules.map(ruleOf),
    semantics: { combine: COMBINE[semantics], bounds, cooldownEnd },
    ...(tickSeconds === undefined ? {} : { cycleSeconds: tickSeconds }),
  };
}

function ruleOf(rule: CaseThresholdRule | CaseBandRule): Rule {
  const common = { endpointId: "e", metricSource: SOURCES[rule.metricSource] } as const;
  return rule.type === "band" ? { ...rule, ...common } : { ...rule, ...common, type: "threshold" };
}

/** The findings of a case without its examples, of which any that holds will do, in the order of {@link bruteForce}. */
export function findingsOf({ expect }: LintCase): BruteFinding[] {
  return sorted(
    expect.findings.map(({ code, model, rules, counts, loads }) => ({
      code,
      model,
      ...(rules === undefined ? {} : { rules }),
      ...(counts === undefined ? {} : { counts }),
      ...(loads === undefined ? {} : { loads }),
    })),
  );
}

/** Shorthand for cases written by hand. */
export function threshold(
  id: string,
  comparator: Comparator,
  value: string,
  stepSize: number,
  more: Partial<Omit<CaseThresholdRule, "type">> = {},
): CaseThresholdRule {
  return {
    id,
    metricSource: "kernel",
    metricName: "qps",
    comparator,
    threshold: value,
    stepSize,
    cooldownSeconds: 0,
    minReplicas: null,
    maxReplicas: null,
    ...more,
  };
}

export function band(
  id: string,
  minThreshold: string | null,
  maxThreshold: string | null,
  stepSize: number,
  more: Partial<Omit<CaseBandRule, "type">> = {},
): CaseBandRule {
  return {
    type: "band",
    id,
    metricSource: "kernel",
    metricName: "qps",
    minThreshold,
    maxThreshold,
    stepSize,
    cooldownSeconds: 0,
    minReplicas: null,
    maxReplicas: null,
    ...more,
  };
}
