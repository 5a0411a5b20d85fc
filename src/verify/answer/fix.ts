import type { Comparator } from "../../model/comparator.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Semantics } from "../../model/semantics.ts";

/** Fields of a rule that get other values. Thresholds and shares are exact decimals; null: none. */
export interface ChangedFields {
  readonly threshold?: string;
  readonly minThreshold?: string | null;
  readonly maxThreshold?: string | null;
  readonly minCoverage?: string;
  readonly comparator?: Comparator;
  readonly stepSize?: number;
  readonly cooldownSeconds?: number;
  readonly minReplicas?: number | null;
  readonly maxReplicas?: number | null;
  readonly priority?: number;
}

/** What is changed of rules, their endpoint and the semantics, all of it together; what is not named stays. */
export interface Change {
  readonly rules?: readonly { readonly ruleId: RuleId; readonly fields: ChangedFields }[];
  /** The rules to leave out. */
  readonly without?: readonly RuleId[];
  readonly endpoint?: Pick<Endpoint, "minReplicas" | "cooldownSeconds" | "settle" | "starting" | "zero">;
  readonly semantics?: Partial<Semantics>;
}

/**
 * What a help comes to.
 *
 * - `changes`: each of them alone was tried: what was found is gone, and no error came. They stand in the order in which the
 *   help names them
 * - `words`: nothing that can be done without knowing more than rules say, or nothing that was tried and ends it
 */
export type Fix =
  | { readonly kind: "changes"; readonly changes: readonly [Change, ...Change[]] }
  | { readonly kind: "words" };

/** The names of the changes that were tried and end it, in order; empty where the help is words alone. */
export type CuredBy<Cure extends string> = { readonly cures: readonly Cure[] };

/** The names of the changes that a sentence knows; none where its help is words alone. */
export type CureIn<Params> = Params extends CuredBy<infer Cure> ? Cure : never;
