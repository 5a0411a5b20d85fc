import type * as z from "zod";
import type { Decision } from "../model/decision.ts";
import type { Evaluation } from "../model/evaluation.ts";
import type { Rule } from "../model/rule.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { decisionSchema, evaluationSchema } from "./evaluation-schema.ts";
import { formatBy, type Parsed, parseBy, safeParseBy } from "./parse.ts";
import { ruleSchema } from "./rule-schema.ts";
import { ruleSetSchema } from "./rule-set-schema.ts";
import { snapshotSchema } from "./snapshot-schema.ts";
import { stateSchema } from "./state-schema.ts";

/** Rules as people keep them in a file, with what {@link parseRuleSet} reads beside them. */
export type RuleSet = z.output<typeof ruleSetSchema>;

/**
 * A snapshot as JSON holds it: times as ISO 8601 text or epoch milliseconds, last-triggered times
 * as an object.
 */
export type WireSnapshot = z.input<typeof snapshotSchema>;

/** A rule as JSON holds it. */
export type WireRule = z.input<typeof ruleSchema>;

/** What is kept from cycle to cycle: endpoints and last-triggered times, and the rules if they are kept with them. */
export type State = z.output<typeof stateSchema>;

/** A state as JSON holds it: last-triggered times as an object. */
export type WireState = z.input<typeof stateSchema>;

/** A decision as JSON holds it. */
export type WireDecision = z.input<typeof decisionSchema>;

/** An evaluation as JSON holds it: maps as objects, times as ISO 8601 text. */
export type WireEvaluation = z.input<typeof evaluationSchema>;

/**
 * Reads a snapshot from its wire form: JSON text, or the value that it stands for. Stored rules
 * load whatever Backend.AI accepted; a key that means nothing there is a fault, as what it was
 * meant to say would be lost. A `$schema` line is for editors, and left out.
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
 * Reads a rule set: an object of `rules`, and optionally `endpoints`, `semantics`, `domain`,
 * `load`, `cycleSeconds` and whatever else the verifier takes. A key that means nothing there is a
 * fault. A `$schema` line is for editors, and left out.
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

/**
 * The state after a cycle as plain JSON: `JSON.stringify` alone would write `{}` for the last-triggered times, and every
 * cooldown would be forgotten. {@link parseState} undoes it.
 *
 * @throws SchemaError where the state is past the limits of the wire form
 * @example
 * const next = applyEvaluation(snapshot, evaluate(snapshot));
 * await writeFile("state.json", JSON.stringify(formatState(next)));
 */
export function formatState(state: State): WireState {
  return formatBy(stateSchema, state);
}

/**
 * Reads a state back.
 *
 * @throws SchemaError with every fault at once
 * @example
 * const { endpoints, lastTriggered } = parseState(await readFile("state.json", "utf8"));
 */
export function parseState(input: unknown): State {
  return parseBy(stateSchema, input);
}

/** {@link parseState} without the throw. */
export function safeParseState(input: unknown): Parsed<State> {
  return safeParseBy(stateSchema, input);
}

/**
 * A decision as plain JSON, for an audit trail: `JSON.stringify` alone would write null for an infinite average.
 * {@link parseDecision} undoes it.
 */
export function formatDecision(decision: Decision): WireDecision {
  return formatBy(decisionSchema, decision);
}

/**
 * Reads a decision back from an audit trail, to be explained or counted.
 *
 * @throws SchemaError with every fault at once
 */
export function parseDecision(input: unknown): Decision {
  return parseBy(decisionSchema, input);
}

/** {@link parseDecision} without the throw. */
export function safeParseDecision(input: unknown): Parsed<Decision> {
  return safeParseBy(decisionSchema, input);
}
