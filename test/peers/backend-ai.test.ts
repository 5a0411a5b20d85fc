import { expect } from "vitest";
import {
  type BandRule,
  backendAi25,
  backendAi26,
  type Comparator,
  evaluate,
  type Rule,
  type RuleOutcome,
  type Semantics,
  type ThresholdRule,
} from "../../src/index.ts";
import { average, bandRule, endpoint, rule, snapshot } from "../support/build.ts";
import { PeerTable } from "./peer-table.ts";

interface GivenRule {
  readonly id: string;
  readonly value: string | null;
  readonly stepSize: number;
  readonly cooldown: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly lastTriggeredAt: number | null;
}

interface GivenThreshold extends GivenRule {
  readonly comparator: Comparator;
  readonly threshold: string;
}

interface GivenBand extends GivenRule {
  readonly minThreshold: string | null;
  readonly maxThreshold: string | null;
}

interface Case<One extends GivenRule> {
  readonly id: string;
  readonly now: number;
  readonly replicas: number;
  readonly rules: readonly One[];
  readonly expected: {
    readonly desired: number;
    readonly delta: number;
    readonly triggered: readonly string[];
    readonly outcomes: Readonly<Record<string, string>>;
  };
}

interface Tables {
  readonly pr3277: readonly Case<GivenThreshold>[];
  readonly today: readonly Case<GivenBand>[];
}

const backendAi = new PeerTable<Tables>("backendai_rule_eval.json");

function commonOf(given: GivenRule) {
  const { id, stepSize, cooldown: cooldownSeconds, min: minReplicas, max: maxReplicas } = given;
  return { id, metricName: id, stepSize, cooldownSeconds, minReplicas, maxReplicas };
}

const thresholdRule = (given: GivenThreshold): ThresholdRule =>
  rule({ ...commonOf(given), comparator: given.comparator, threshold: given.threshold });

const bandRuleOf = (given: GivenBand): BandRule =>
  bandRule({ ...commonOf(given), minThreshold: given.minThreshold, maxThreshold: given.maxThreshold });

function check<One extends GivenRule>(toRule: (given: One) => Rule, semantics: Semantics) {
  return ({ now, replicas, rules, expected }: Case<One>): void => {
    const state = snapshot({
      now: now * 1000,
      endpoints: [endpoint({ replicas })],
      rules: rules.map(toRule),
      metrics: rules.flatMap(({ id, value }) => (value === null ? [] : [average(value, { name: id })])),
      lastTriggered: new Map(
        rules.flatMap(({ id, lastTriggeredAt }) => (lastTriggeredAt === null ? [] : [[id, lastTriggeredAt * 1000]])),
      ),
    });
    const { decisions, triggered } = evaluate(state, semantics);
    const [decision] = decisions;
    if (decision === undefined) throw new Error("nothing was decided");
    const told = decision.outcomes.filter(({ kind }) => kind !== "superseded");
    expect({
      desired: decision.desired,
      delta: decision.delta,
      triggered: [...triggered.keys()],
      outcomes: Object.fromEntries(told.map((outcome) => [outcome.ruleId, wordOf(outcome)])),
    }).toEqual({
      ...expected,
      outcomes: Object.fromEntries(Object.entries(expected.outcomes).map(([id, word]) => [id, oursOf(word)])),
    });
  };
}

/** The table's word for an outcome, without the end at which a bound or the band was. */
function wordOf({ kind }: RuleOutcome): string {
  return OURS[kind] ?? kind;
}

const OURS: Readonly<Partial<Record<RuleOutcome["kind"], string>>> = {
  triggered: "applied",
  "cooling-down": "cooldown",
  "no-metric": "metric-missing",
  "not-met": "not-triggered",
  "out-of-bounds": "skip",
};

function oursOf(word: string): string {
  if (word === "in-range") return "not-triggered";
  return word.endsWith("-skip") ? "skip" : word;
}

backendAi.run("pr3277", "rules with a comparator, one after the other", check(thresholdRule, backendAi25));

backendAi.run("today", "rules with a band, of which the first that triggers decides", check(bandRuleOf, backendAi26));

backendAi.isComplete();
