import type * as z from "zod";
import type { Evaluation } from "../model/evaluation.ts";
import type { Rule } from "../model/rule.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { RulePatch } from "./apply-rule-patch.ts";
import { evaluationSchema } from "./evaluation-schema.ts";
import { formatBy, type Parsed, parseBy, safeParseBy } from "./parse.ts";
import { ruleInputSchema } from "./rule-input-schema.ts";
import { rulePatchSchema } from "./rule-patch-schema.ts";
import { ruleSchema } from "./rule-schema.ts";
import { ruleSetSchema } from "./rule-set-schema.ts";
import { snapshotSchema } from "./snapshot-schema.ts";

/** A rule as a user may create it: the id may be left to the host. */
export type RuleInput = z.output<typeof ruleInputSchema>;

/** Rules as people keep them in a file, with what {@link parseRuleSet} reads beside them. */
export type RuleSet = z.output<typeof ruleSetSchema>;

/**
 * A snapshot as JSON holds it: times as ISO 8601 text or epoch milliseconds, last-triggered times
 * as an object.
 */
export type WireSnapshot = z.input<typeof snapshotSchema>;

/** A rule as JSON holds it. */
export type WireRule = z.input<typeof ruleSchema>;

/** An evaluation as JSON holds it: maps as objects, times as ISO 8601 text. */
export type WireEvaluation = z.input<typeof evaluationSchema>;

/**
 * Reads a snapshot from its wire form: JSON text, or the value that it stands for. Lenient: stored
 * rules load whatever Backend.AI accepted, and unknown keys are left out.
 *
 * @throws SchemaError with every fault at once
 * @example
 * const snapshot = parseSnapshot(await readFile("snapshot.json", "utf8"));
 */
export function parseSnapshot(input: unknown): Snapshot {
  return parseBy(snapshotSchema, input);
}

/** {@link parseSnapshot} without the throw. */
export function safeParseSnapshot(input: unknown): Parsed<Snapshot> {
  return safeParseBy(snapshotSchema, input);
}

/**
 * The wire form of a snapshot: {@link parseSnapshot} undoes it. Times become ISO 8601 text,
 * Decimals text; numbers and text stay as they are.
 *
 * @throws SchemaError where the snapshot is past the limits of the wire form, such as a threshold
 *   of 2,000 digits
 */
export function formatSnapshot(snapshot: Snapshot): WireSnapshot {
  return formatBy(snapshotSchema, snapshot);
}

/**
 * Reads a stored rule. Lenient: a step of 0 and a minimum above the maximum load, as Backend.AI
 * accepted them.
 *
 * @throws SchemaError with every fault at once
 */
export function parseRule(input: unknown): Rule {
  return parseBy(ruleSchema, input);
}

/** {@link parseRule} without the throw. */
export function safeParseRule(input: unknown): Parsed<Rule> {
  return safeParseBy(ruleSchema, input);
}

/**
 * The wire form of a rule: {@link parseRule} undoes it.
 *
 * @throws SchemaError where the rule is past the limits of the wire form
 */
export function formatRule(rule: Rule): WireRule {
  return formatBy(ruleSchema, rule);
}

/**
 * Reads a rule that a user wants to create. Strict: no unknown keys, no step of 0, no bounds or
 * thresholds out of order.
 *
 * @throws SchemaError with every fault at once
 * @example
 * const rule: Rule = { id: crypto.randomUUID(), ...parseRuleInput(request.body) };
 */
export function parseRuleInput(input: unknown): RuleInput {
  return parseBy(ruleInputSchema, input);
}

/** {@link parseRuleInput} without the throw. */
export function safeParseRuleInput(input: unknown): Parsed<RuleInput> {
  return safeParseBy(ruleInputSchema, input);
}

/**
 * Reads changes to a rule: an absent key keeps what is there, null clears a bound.
 * {@link applyRulePatch} makes them.
 *
 * @throws SchemaError with every fault at once
 * @example
 * parseRulePatch({ threshold: "85", maxReplicas: null });
 */
export function parseRulePatch(input: unknown): RulePatch {
  return parseBy(rulePatchSchema, input);
}

/** {@link parseRulePatch} without the throw. */
export function safeParseRulePatch(input: unknown): Parsed<RulePatch> {
  return safeParseBy(rulePatchSchema, input);
}

/**
 * Reads a rule set: an object of `rules`, and optionally `endpoints`, `semantics`, `domain`,
 * `load`, `cycleSeconds` and whatever else the verifier takes. A snapshot is one too.
 *
 * @throws SchemaError with every fault at once
 * @example
 * const { rules, load } = parseRuleSet(await readFile("rules.json", "utf8"));
 */
export function parseRuleSet(input: unknown): RuleSet {
  return parseBy(ruleSetSchema, input);
}

/** {@link parseRuleSet} without the throw. */
export function safeParseRuleSet(input: unknown): Parsed<RuleSet> {
  return safeParseBy(ruleSetSchema, input);
}

/** Reads an evaluation back from an audit log. @throws SchemaError with every fault at once */
export function parseEvaluation(input: unknown): Evaluation {
  return parseBy(evaluationSchema, input);
}

/** {@link parseEvaluation} without the throw. */
export function safeParseEvaluation(input: unknown): Parsed<Evaluation> {
  return safeParseBy(evaluationSchema, input);
}

/**
 * An evaluation as plain JSON, for an answer over HTTP or an audit log: {@link parseEvaluation}
 * undoes it.
 *
 * @example
 * await log.write(`${JSON.stringify(formatEvaluation(evaluation))}\n`);
 */
export function formatEvaluation(evaluation: Evaluation): WireEvaluation {
  return formatBy(evaluationSchema, evaluation);
}
