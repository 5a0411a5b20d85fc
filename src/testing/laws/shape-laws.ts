import { decimalText } from "../../model/decimal-like.ts";
import { quoted } from "../../model/fault.ts";
import type { RuleId } from "../../model/ids.ts";
import type { Rule } from "../../model/rule.ts";
import { averageOf } from "./average-of.ts";
import { wayOf } from "./conditions.ts";
import { landingOf } from "./landing.ts";
import { law, type TriedLaw } from "./law.ts";
import { isSameInstant, isShownAs, text, unlike } from "./words.ts";

/** Higher priority first, equals as they stand. */
function inEvaluationOrder(rules: readonly Rule[]): readonly Rule[] {
  const priorityOf = ({ priority = 0 }: Rule) => (Number.isFinite(priority) ? priority : 0);
  return [...rules].sort((one, other) => priorityOf(other) - priorityOf(one));
}

/** That nothing is lost, nothing is told twice, and all parts of an evaluation say the same. */
export const shapeLaws: readonly TriedLaw[] = [
  law(
    "every endpoint has one decision, in the snapshot's order",
    "A decision for each endpoint, whatever its rules and faults are, and for nothing else; it starts from the endpoint's count.",
    function* ({ snapshot, evaluation, decisions }) {
      const ids = evaluation.decisions.map(({ endpointId }) => endpointId);
      yield* unlike(
        "the evaluation",
        "the endpoints with a decision",
        ids,
        snapshot.endpoints.map(({ id }) => id),
      );
      for (const { name, endpoint, decision } of decisions) {
        yield* unlike(name, "`replicas`", decision.replicas, endpoint.replicas);
      }
    },
  ),
  law(
    "every rule of an endpoint is explained once, in evaluation order",
    "An outcome for each rule of the endpoint and for no other: higher priority first, equals in input order. It names the metric that the rule looks at.",
    function* ({ snapshot, decisions, rules }) {
      const ordered = inEvaluationOrder(snapshot.rules);
      for (const { name, endpoint, decision } of decisions) {
        const own = ordered.filter(({ endpointId }) => endpointId === endpoint.id).map(({ id }) => id);
        yield* unlike(
          name,
          "the rules explained",
          decision.outcomes.map(({ ruleId }) => ruleId),
          own,
        );
      }
      for (const { name, rule, outcome } of rules) {
        const { source, name: metric, aggregation = "average" } = outcome.metric;
        const wanted = [rule.metricSource, rule.metricName, rule.aggregation ?? "average"];
        yield* unlike(name, "`metric`", [source, metric, aggregation], wanted);
      }
    },
  ),
  law(
    "orphans are exactly the rules whose endpoint is absent, in input order",
    "Such rules are ignored and listed, so that a host can tell a lost endpoint from a rule without effect.",
    function* ({ snapshot, evaluation }) {
      const known = new Set(snapshot.endpoints.map(({ id }) => id));
      const orphans = snapshot.rules.filter(({ endpointId }) => !known.has(endpointId)).map(({ id }) => id);
      yield* unlike("the evaluation", "`orphans`", evaluation.orphans, orphans);
    },
  ),
  law(
    "`delta` is desired − replicas, and `desired` is never below 0",
    "Counts are integers of 0 or more; an endpoint whose own count is faulty keeps it.",
    function* ({ decisions }) {
      for (const { name, decision, fault } of decisions) {
        const { replicas, desired, delta } = decision;
        if (fault !== null) continue;
        yield* unlike(name, "`delta`", delta, desired - replicas);
        if (!(Number.isInteger(desired) && desired >= 0)) yield `${name}: \`desired\` is ${text(desired)}`;
      }
    },
  ),
  law(
    "`deltas` are the deltas of all decisions that change a count",
    "What a host stores and what its people read is the same.",
    function* ({ evaluation }) {
      const changes = evaluation.decisions.filter(({ delta }) => delta !== 0);
      const wanted = changes.map(({ endpointId, delta }) => [endpointId, delta]);
      yield* unlike("the evaluation", "`deltas`", [...evaluation.deltas], wanted);
    },
  ),
  law(
    "`triggered` are exactly the rules whose outcome says so, at the time of the snapshot",
    "A rule that triggers without moving the count (step 0, or nothing left to remove) is among them, as in Backend.AI.",
    function* ({ snapshot, evaluation }) {
      const told = new Set<RuleId>();
      for (const { outcomes } of evaluation.decisions) {
        for (const { kind, ruleId } of outcomes) if (kind === "triggered") told.add(ruleId);
      }
      for (const [id, at] of evaluation.triggered) {
        if (!told.has(id)) yield `rule ${quoted(id)}: is in \`triggered\`, but no outcome says so`;
        if (!isSameInstant(at, snapshot.now))
          yield* unlike(`rule ${quoted(id)}`, "its time in `triggered`", at, snapshot.now);
      }
      for (const id of told) {
        if (!evaluation.triggered.has(id))
          yield `rule ${quoted(id)}: its outcome is triggered, but it is not in \`triggered\``;
      }
    },
  ),
  law(
    "`triggered` is in the order in which the rules fired",
    "Under `sequential` that of the whole rule list, as in Backend.AI 25; else endpoint by endpoint, as in 26. A store that keeps no order breaks this law alone.",
    function* ({ snapshot, evaluation, semantics }) {
      const { triggered, decisions } = evaluation;
      const all =
        semantics.combine === "sequential"
          ? inEvaluationOrder(snapshot.rules).map(({ id }) => id)
          : decisions.flatMap(({ outcomes }) => outcomes.map(({ ruleId }) => ruleId));
      const order = all.filter((id) => triggered.has(id));
      const found = [...triggered.keys()].filter((id) => all.includes(id));
      yield* unlike("the evaluation", "the order of `triggered`", found, order);
    },
  ),
  law(
    "an outcome shows the figures that it was judged by",
    "The average that was compared, the first condition that it meets with the signed step, and where that step leads.",
    function* ({ rules }) {
      for (const trial of rules) {
        const { name, rule, outcome, on } = trial;
        if (!("value" in outcome)) continue;
        const value = averageOf(rule, on.snapshot)?.average.value;
        if (value === undefined || !isShownAs(outcome.value, value)) {
          yield `${name}: shows ${decimalText(outcome.value)}, but its average is ${value === undefined ? "absent" : decimalText(value)}`;
        }
        if (!("step" in outcome)) continue;
        const { comparator, threshold, step } = outcome;
        const way = wayOf(trial);
        if (way !== null) yield* unlike(name, "the condition that holds", { comparator, threshold, step }, way);
        const landing = landingOf(trial, outcome.from, step);
        if (outcome.kind === "triggered") yield* unlike(name, "`to`", outcome.to, landing);
        if (outcome.kind === "superseded") yield* unlike(name, "`proposed`", outcome.proposed, landing);
      }
    },
  ),
];
