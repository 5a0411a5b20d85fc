import type { Decision } from "../../model/decision.ts";
import type { Endpoint } from "../../model/endpoint.ts";
import type { Evaluation } from "../../model/evaluation.ts";
import type { RuleOutcome } from "../../model/rule-outcome.ts";
import { exact } from "../reference/exact.ts";
import { withoutTimes } from "../reference/recheck.ts";
import { later, micros } from "../reference/times.ts";
import { askingLaws } from "./asking-laws.ts";
import { type RelationalLaw, relationalLaw } from "./relational-law.ts";
import { movedBy, timesPowerOfTen, withDecimals } from "./rewrite.ts";
import { dataText, isSameInstant, text } from "./words.ts";

/**
 * What is true of an evaluator on two snapshots that differ in a known way: what no single evaluation can show.
 *
 * @example
 * for (const { name, holds } of relationalLaws) test(name, () => expect(holds(evaluate, snapshot, recommended)).toBe(true));
 */
export const relationalLaws: readonly RelationalLaw[] = /* @__PURE__ */ Object.freeze([
  relationalLaw(
    "evaluating again gives the same bytes",
    "The core is pure: the same snapshot gives the same answer, forever.",
    function* (evaluate, snapshot) {
      const first = dataText(evaluate(snapshot));
      if (dataText(evaluate(snapshot)) !== first)
        yield "the second evaluation of one snapshot differs from the first";
    },
  ),
  relationalLaw(
    "evaluating changes nothing in the snapshot",
    "No argument is mutated.",
    function* (evaluate, snapshot) {
      const before = dataText(snapshot);
      evaluate(snapshot);
      if (dataText(snapshot) !== before)
        yield `the snapshot was ${printed(before)}, and is ${text(snapshot)}`;
    },
  ),
  relationalLaw(
    "endpoints are independent: without one of them the others get the same decisions",
    "An endpoint is decided by what belongs to it alone.",
    function* (evaluate, snapshot) {
      const together = evaluate(snapshot);
      for (const { id } of snapshot.endpoints) {
        const endpoints = snapshot.endpoints.filter((endpoint) => endpoint.id !== id);
        // A faulty endpoint is named by its place, which moves.
        const others = together.decisions.filter(
          ({ endpointId, fault }) => endpointId !== id && fault === undefined,
        );
        const alone = new Map(
          evaluate({ ...snapshot, endpoints }).decisions.map((each) => [each.endpointId, each]),
        );
        for (const decision of others)
          yield* unlikeDecision(alone.get(decision.endpointId), decision, `without ${text(id)}`);
      }
    },
  ),
  relationalLaw(
    "the order of endpoints does not matter",
    "Each gets the same decision wherever it stands.",
    function* (evaluate, snapshot) {
      const straight = evaluate(snapshot);
      const turned = evaluate({ ...snapshot, endpoints: [...snapshot.endpoints].reverse() });
      yield* unlikeAnswer(turned, straight, "with the endpoints in reverse");
    },
  ),
  relationalLaw(
    "the order of averages does not matter",
    "Of several for one metric the latest reading counts, wherever it stands; contradictions stay contradictions.",
    function* (evaluate, snapshot) {
      const turned = evaluate({ ...snapshot, metrics: [...snapshot.metrics].reverse() });
      yield* unlikeAnswer(turned, evaluate(snapshot), "with the averages in reverse");
    },
  ),
  relationalLaw(
    "the place of a rule that cannot trigger does not matter",
    "Rules without an average or whose condition does not hold, cooling, paused and disabled ones leave the rules that act alone, wherever they stand.",
    function* (evaluate, snapshot) {
      const straight = evaluate(snapshot);
      const held = new Set(
        outcomesOf(straight)
          .filter(({ kind }) => HELD.has(kind))
          .map(({ ruleId }) => ruleId),
      );
      const idle = snapshot.rules.filter(({ id }) => held.has(id)).reverse();
      const rules = [...snapshot.rules.filter(({ id }) => !held.has(id)), ...idle];
      yield* unlikeAction(evaluate({ ...snapshot, rules }), straight, "with such rules last");
    },
  ),
  relationalLaw(
    "a disabled rule changes nothing that a rule that is gone would not",
    "`enabled: false` is a rule kept for later.",
    function* (evaluate, snapshot) {
      for (const { id } of snapshot.rules) {
        const rules = snapshot.rules.map((rule) =>
          rule.id === id ? { ...rule, enabled: false } : rule,
        );
        const disabled = evaluate({ ...snapshot, rules });
        const gone = evaluate({
          ...snapshot,
          rules: snapshot.rules.filter((rule) => rule.id !== id),
        });
        yield* unlikeAction(disabled, gone, `with rule ${text(id)} disabled instead of gone`);
      }
    },
  ),
  relationalLaw(
    "a rule that is given twice counts once",
    "Rules of one id that are equal once parsed are one rule, at the first one's place.",
    function* (evaluate, snapshot) {
      const copies = snapshot.rules.map((rule) => ({ ...rule, enabled: rule.enabled ?? true }));
      const twice = evaluate({ ...snapshot, rules: [...snapshot.rules, ...copies] });
      yield* unlikeAnswer(twice, evaluate(snapshot), "with each rule given twice");
    },
  ),
  relationalLaw(
    "under `agreement` the order of rules does not matter",
    "Every rule starts from the endpoint's count, and equals are ordered by priority and id.",
    function* (evaluate, snapshot, { combine }) {
      if (combine !== "agreement") return;
      const turned = evaluate({ ...snapshot, rules: [...snapshot.rules].reverse() });
      yield* unlikeAnswer(turned, evaluate(snapshot), "with the rules in reverse");
    },
  ),
  relationalLaw(
    "writing a decimal otherwise changes nothing",
    "`80`, `80.0` and `8e+1` are one decimal.",
    function* (evaluate, snapshot) {
      const straight = evaluate(snapshot);
      const exponents = withDecimals(snapshot, (value) => timesPowerOfTen(value, 0));
      yield* unlikeAnswer(evaluate(exponents), straight, "with exponents");
      const objects = withDecimals(snapshot, (value) => exact(value) ?? value);
      yield* unlikeAnswer(evaluate(objects), straight, "with decimals as objects");
    },
  ),
  relationalLaw(
    "scaling averages and thresholds by the same power of ten changes nothing",
    "A comparison knows no unit and rounds nothing. Rules that argue know the unit: of snapshots with such rules nothing is said.",
    function* (evaluate, snapshot) {
      if (snapshot.rules.some(({ unreported }) => unreported !== undefined)) return;
      const straight = evaluate(snapshot);
      for (const power of [3, -2, 40]) {
        const scaled = withDecimals(snapshot, (value) => timesPowerOfTen(value, power));
        yield* unlikeAnswer(evaluate(scaled), straight, `times 10^${power}`);
      }
    },
  ),
  relationalLaw(
    "moving all times by the same amount moves the answer's times and changes nothing else",
    "Only differences of times count, and no calendar.",
    function* (evaluate, snapshot) {
      const straight = evaluate(snapshot);
      for (const seconds of [86_400, -3600.25]) {
        const moved = evaluate(movedBy(snapshot, seconds));
        yield* unlikeAnswer(moved, straight, `${seconds} s later`);
        const { recheckAt } = straight;
        const expected = recheckAt === null ? null : later(recheckAt, seconds);
        if (!isSameInstant(moved.recheckAt, expected)) {
          yield `${seconds} s later: \`recheckAt\` is ${text(moved.recheckAt)}, must be ${text(expected)}`;
        }
      }
    },
  ),
  relationalLaw(
    "nothing changes before `recheckAt`, and at it something does",
    "With everything but the clock as it is; the times that waits show and memories hold are no answer of their own. Null: nothing changes on its own; looked for a century ahead. Where an endpoint with `zero`, or with a rule with `scales`, looks at readings itself, it is the first time at which something can.",
    function* (evaluate, snapshot) {
      const now = evaluate(snapshot);
      const start = micros(snapshot.now);
      const end = micros(now.recheckAt ?? later(snapshot.now, CENTURY));
      for (const moment of new Set([start + 1, Math.floor((start + end) / 2), end - 1])) {
        if (moment <= start || moment >= end) continue;
        const time = moment / 1000;
        const before = evaluate({ ...snapshot, now: time });
        if (toldBy(before) !== toldBy(now))
          yield `at ${time}, before \`recheckAt\`, the answer is another one`;
      }
      if (now.recheckAt === null) return;
      const isWatched = (endpoint: Endpoint) => endpoint.zero !== undefined;
      if (
        snapshot.endpoints.some(isWatched) ||
        snapshot.rules.some(({ scales }) => scales !== undefined)
      )
        return;
      const at = evaluate({ ...snapshot, now: now.recheckAt });
      if (toldBy(at) === toldBy(now))
        yield `at ${now.recheckAt}, \`recheckAt\`, the answer is the same`;
    },
  ),
  relationalLaw(
    "advice differs from a decision in the change alone",
    "Rules trigger and spend their cooldowns on an `advisory` endpoint as on any, so that the advice is what a live one would get.",
    function* (evaluate, snapshot) {
      const ask = (advisory: boolean) =>
        evaluate({
          ...snapshot,
          endpoints: snapshot.endpoints.map((endpoint) => ({ ...endpoint, advisory })),
        });
      const [advised, acting] = [ask(true), ask(false)];
      yield* unlikeText(
        dataText([...advised.triggered]),
        dataText([...acting.triggered]),
        "the rules that trigger, as advice",
      );
      yield* unlikeText(
        dataText(outcomesOf(advised)),
        dataText(outcomesOf(acting)),
        "the outcomes, as advice",
      );
    },
  ),
  ...askingLaws,
]);

const CENTURY = 3_155_760_000;

/** How a rule ends that would not trigger at any other count either, nor keep another from triggering. */
const HELD: ReadonlySet<RuleOutcome["kind"]> = new Set([
  "disabled",
  "not-met",
  "no-metric",
  "stale-metric",
  "invalid-metric",
  "cooling-down",
  "paused",
  "pending",
  "uncovered",
]);

function outcomesOf({ decisions }: Evaluation): readonly RuleOutcome[] {
  return decisions.flatMap(({ outcomes }) => outcomes);
}

function printed(before: string): string {
  return text(JSON.parse(before));
}

/** All that an evaluation says, but for the time of the look itself, and times that move on with it. */
function toldBy({ decisions, deltas, triggered, orphans }: Evaluation): string {
  return dataText([decisions.map(withoutTimes), deltas, [...triggered.keys()], orphans]);
}

function* unlikeText(found: string, expected: string, what: string): Generator<string> {
  if (found !== expected) yield `${what}: ${found} instead of ${expected}`;
}

function* unlikeDecision(
  found: Decision | undefined,
  expected: Decision,
  when: string,
): Generator<string> {
  yield* unlikeText(
    dataText(found),
    dataText(expected),
    `endpoint ${text(expected.endpointId)} ${when}`,
  );
}

/** The changes to make and the times to store. */
function* unlikeAction(found: Evaluation, expected: Evaluation, when: string): Generator<string> {
  const action = ({ deltas, triggered }: Evaluation) =>
    dataText([[...deltas].sort(), [...triggered.keys()].sort()]);
  yield* unlikeText(action(found), action(expected), `what to do ${when}`);
}

/** The changes to make, and how each rule ended. */
function* unlikeAnswer(found: Evaluation, expected: Evaluation, when: string): Generator<string> {
  yield* unlikeAction(found, expected, when);
  const ends = (evaluation: Evaluation) =>
    dataText(
      outcomesOf(evaluation)
        .map(({ ruleId, kind }) => [ruleId, kind])
        .sort(),
    );
  yield* unlikeText(ends(found), ends(expected), `the rules' ends ${when}`);
}
