import type { Evaluation } from "../../src/model/evaluation.ts";
import type { ModelEvaluation } from "./evaluate.ts";

/** The first place in which the library's answer is not the model's; null for none. */
export function difference(library: Evaluation, model: ModelEvaluation): string | null {
  return firstDifference(comparable(library), comparable(model), "");
}

/** Answers without what the model leaves to the library: the words of faults. */
function comparable(evaluation: Evaluation | ModelEvaluation) {
  return {
    decisions: evaluation.decisions.map((decision) => {
      const { outcomes, chain, ...figures } = decision;
      const {
        fault,
        isFaulty = fault !== undefined,
        ...rest
      } = { fault: undefined, ...figures } as typeof figures & {
        readonly fault?: unknown;
        readonly isFaulty?: boolean;
      };
      return { ...rest, isFaulty, outcomes: outcomes.map(withoutFault), chain };
    }),
    deltas: [...evaluation.deltas],
    triggered: [...evaluation.triggered],
    orphans: evaluation.orphans,
    recheckAt: evaluation.recheckAt,
  };
}

function withoutFault(outcome: object): object {
  return { ...outcome, fault: undefined };
}

function firstDifference(left: unknown, right: unknown, path: string): string | null {
  // −0 and 0 are one count.
  if (left === right || (Number.isNaN(left) && Number.isNaN(right))) return null;
  if (!isPlain(left) || !isPlain(right)) return `${path}: library ${String(left)}, model ${String(right)}`;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = firstDifference(left[key], right[key], path === "" ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** An array or a plain object, and no Decimal: those are the snapshot's own, passed on. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
