import type { FactsGround } from "../../model/facts-of-metric.ts";
import type { Params } from "../../model/params.ts";
import type { FactValues, UsedFact } from "../answer/used-fact.ts";
import type { Proof } from "../answer/verification.ts";
import type { AdviceParams, FindingParams, UnexploredParams } from "./remark-params.ts";

/** What is said of one finding or advice. */
export interface RemarkMessages<P> {
  /** What happens and what ends it, in one short sentence: "flaps between 1 and 2 replicas …: set `in` to 35". */
  readonly headline: (params: P) => string;
  /** What happens, with its numbers. */
  readonly message: (params: P) => string;
  /** How to fix it. */
  readonly help: (params: P) => string;
}

/** What is said of a part that was left out. */
export interface UnexploredMessages<P> {
  /** What was left out, and why. */
  readonly says: (params: P) => string;
  /** How to have it looked into. */
  readonly help: (params: P) => string;
}

type RemarksOf<Table extends Plain<Table>> = { readonly [Key in keyof Table]: RemarkMessages<Table[Key]> };

/** Whatever stands in a sentence is plain data. */
type Plain<Table> = Readonly<Record<keyof Table, Params>>;

/**
 * Everything that the verifier says, in one language: a sentence for each key, made from its params alone.
 *
 * `english` is the one that {@link verifyRules} speaks; {@link translated} says the same in another.
 */
export interface Messages {
  readonly findings: RemarksOf<FindingParams>;
  readonly advice: RemarksOf<AdviceParams>;
  readonly unexplored: { readonly [Key in keyof UnexploredParams]: UnexploredMessages<UnexploredParams[Key]> };
  /** What never happens, by the code of the finding that it would be; where, with which cooldowns, and on which facts it rests. */
  readonly proofs: (proof: Omit<Proof, "says">) => string;
  /** A fact of a metric, as a proof names it. */
  readonly facts: { readonly [Fact in keyof FactValues]: (metric: string, value: FactValues[Fact]) => string };
  /** How surely it is known. */
  readonly grounds: Readonly<Record<FactsGround, string>>;
  /** What stands in a picture of it. */
  readonly chart: {
    readonly deadZone: string;
    /** The readings of the run that is shown. */
    readonly readings: string;
    /** Total loads, and what they lead to. */
    readonly loads: string;
    /** The run that shows the worst finding. */
    readonly run: string;
    readonly cycles: string;
    readonly replicas: string;
  };
  /** The headline where there is nothing to fix; and what is only assumed. */
  readonly sound: (params: { readonly proofs: number; readonly assumed: readonly UsedFact[] }) => string;
  /** A headline, where so many other causes are to be fixed. */
  readonly andMore: (headline: string, more: number) => string;
}
