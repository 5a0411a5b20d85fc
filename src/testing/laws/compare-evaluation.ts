import type { Decision } from "../../model/decision.ts";
import type { Evaluation } from "../../model/evaluation.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Semantics } from "../../model/semantics.ts";
import { quoted } from "../../model/show.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { micros } from "../reference/times.ts";
import { compareDecision } from "./compare-decision.ts";
import { type Difference, unlike } from "./compare-outcome.ts";
import { dataText, isSameInstant, timeText } from "./words.ts";

/** Where an evaluation parts from the reference's, which is right: one difference for each place. */
export function compareEvaluation(
  snapshot: Snapshot,
  found: Evaluation,
  semantics: Semantics,
  right: Evaluation,
): readonly Difference[] {
  const decisions = compareDecisions(found.decisions, right.decisions, semantics);
  const changed = found.decisions.filter(({ delta }) => delta !== 0);
  const deltas = changed.map(({ endpointId, delta }) => [endpointId, delta]);
  const memories = found.decisions.flatMap(({ endpointId, memory }) =>
    memory === undefined ? [] : [[endpointId, memory]],
  );
  return [
    ...decisions,
    ...compare("deltas", [...found.deltas], deltas),
    ...compare("memories", [...(found.memories ?? [])], memories),
    ...compareTriggered(snapshot, found, right),
    ...compare("orphans", found.orphans, right.orphans),
    ...compareRecheck(snapshot, found, right, decisions.length === 0),
  ].map(({ law, message }) => ({ law, message }));
}

/** Decisions for the right endpoints are compared where they stand, others with the one of their endpoint. */
function compareDecisions(
  found: readonly Decision[],
  right: readonly Decision[],
  semantics: Semantics,
): readonly Difference[] {
  const idsOf = (decisions: readonly Decision[]) => decisions.map(({ endpointId }) => endpointId);
  const [ids, rightIds] = [idsOf(found), idsOf(right)];
  const isInOrder = dataText(ids) === dataText(rightIds);
  const pairs = right.flatMap((must, nth) => {
    const is = isInOrder ? found[nth] : found.find((each) => each.endpointId === must.endpointId);
    return is === undefined ? [] : compareDecision(is, must, semantics);
  });
  if (isInOrder) return pairs;
  return [evaluationUnlike("decisions", "the endpoints with a decision", ids, rightIds), ...pairs];
}

function evaluationUnlike(...difference: Parameters<typeof unlike>): Difference {
  const { law, message } = unlike(...difference);
  return { law, message: `the evaluation: ${message}` };
}

function compare(
  law: "deltas" | "memories" | "orphans",
  found: unknown,
  right: unknown,
): readonly Difference[] {
  const isSame = dataText(found) === dataText(right);
  return isSame ? [] : [evaluationUnlike(law, `\`${law}\``, found, right)];
}

/** The rules whose outcome says that they triggered, at the time of the snapshot, in the reference's order. */
function compareTriggered(
  { now }: Snapshot,
  { decisions, triggered }: Evaluation,
  right: Evaluation,
): readonly Difference[] {
  const outcomes = decisions.flatMap((decision) => decision.outcomes);
  const told = new Set(
    outcomes.filter(({ kind }) => kind === "triggered").map(({ ruleId }) => ruleId),
  );
  const differences = [...new Set([...told, ...triggered.keys()])].flatMap((id) => {
    const wrong = wrongTime(id, triggered.get(id), told, now);
    return wrong === null
      ? []
      : [{ law: "triggered", message: `rule ${quoted(id)}: ${wrong}` } as const];
  });
  if (differences.length > 0) return differences;
  const [order, rightOrder] = [[...triggered.keys()], [...right.triggered.keys()]];
  const isReordered = dataText(order.toSorted()) === dataText(rightOrder.toSorted());
  if (!isReordered || dataText(order) === dataText(rightOrder)) return [];
  return [evaluationUnlike("triggerOrder", "the order of `triggered`", order, rightOrder)];
}

/** What is wrong with a rule's time in `triggered`; null for nothing. */
function wrongTime(
  id: RuleId,
  time: number | undefined,
  told: ReadonlySet<RuleId>,
  now: number,
): string | null {
  if (!told.has(id)) return "is in `triggered`, but no outcome says so";
  if (time === undefined) return "its outcome is triggered, but it is not in `triggered`";
  if (isSameInstant(time, now)) return null;
  return `its time in \`triggered\` is ${timeText(time)}, must be ${timeText(now)}`;
}

/** The time to look again follows from the decisions, and is compared where they are right. */
function compareRecheck(
  { now }: Snapshot,
  { recheckAt: found }: Evaluation,
  { recheckAt: right }: Evaluation,
  isDecided: boolean,
): readonly Difference[] {
  const what = `the evaluation: \`recheckAt\` is ${timeText(found)}`;
  if (typeof found === "number" && micros(found) <= micros(now)) {
    return [{ law: "recheckLater", message: `${what}, and it is ${timeText(now)}` }];
  }
  if (!isDecided || isSameInstant(found, right)) return [];
  return [{ law: "recheck", message: `${what}, must be ${timeText(right)}` }];
}
