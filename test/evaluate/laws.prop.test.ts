import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyEvaluation,
  checkSnapshot,
  type Decision,
  type Evaluation,
  evaluate,
  evaluatePrepared,
  prepare,
  type RuleOutcome,
  type Semantics,
  type Snapshot,
} from "../../src/index.ts";
import { formatEvaluation } from "../../src/schema/index.ts";
import { movedBy } from "../../src/testing/laws/rewrite.ts";
import { withoutTimes } from "../../src/testing/reference/recheck.ts";
import { any } from "../support/arbitraries.ts";
import { average, endpoint, rule, snapshot } from "../support/build.ts";
import { deepFreeze } from "../support/deep-freeze.ts";

/** An evaluation as bytes. */
function bytes(evaluation: Evaluation): string {
  return JSON.stringify(formatEvaluation(evaluation));
}

/** A decision as bytes. */
function decisionBytes(decision: Decision | undefined): string {
  if (decision === undefined) return "none";
  return bytes({
    decisions: [decision],
    deltas: new Map(),
    triggered: new Map(),
    orphans: [],
    recheckAt: null,
  });
}

function decisionOf(evaluation: Evaluation, endpointId: string): Decision | undefined {
  return evaluation.decisions.find((decision) => decision.endpointId === endpointId);
}

function outcomesOf({ decisions }: Evaluation): RuleOutcome[] {
  return decisions.flatMap(({ outcomes }) => outcomes);
}

function law(
  holds: (snapshot: Snapshot, semantics: Semantics) => void,
  snapshots = any.snapshot(),
): void {
  fc.assert(fc.property(snapshots, any.semantics(), holds));
}

describe("any evaluation", () => {
  test("is the same, to the byte, when it is made again", () => {
    law((given, rules) => {
      expect(bytes(evaluate(given, rules))).toBe(bytes(evaluate(given, rules)));
    });
  });

  test("leaves its arguments as they are: they may be frozen through and through", () => {
    law((given, rules) => {
      const before = JSON.stringify([given, [...given.lastTriggered]]);
      evaluate(deepFreeze(given), Object.freeze(rules));
      expect(JSON.stringify([given, [...given.lastTriggered]])).toBe(before);
    });
  });

  test("of prepared rules is the same, to the byte", () => {
    law((given, rules) => {
      const prepared = prepare(given.rules, rules);
      expect(bytes(evaluatePrepared(prepared, given))).toBe(bytes(evaluate(given, rules)));
      expect(bytes(evaluatePrepared(prepared, given))).toBe(bytes(evaluate(given, rules)));
    });
  });

  test("has a decision for every endpoint, in the snapshot's order", () => {
    law((given, rules) => {
      expect(evaluate(given, rules).decisions.map(({ endpointId }) => endpointId)).toEqual(
        given.endpoints.map(({ id }) => id),
      );
    });
  });

  test("has an outcome for every rule: once in a decision, or as an orphan", () => {
    law((given, rules) => {
      const evaluation = evaluate(given, rules);
      const told = [...outcomesOf(evaluation).map(({ ruleId }) => ruleId), ...evaluation.orphans];
      expect(told.toSorted()).toEqual(given.rules.map(({ id }) => id).toSorted());
    });
  });

  test("does not depend on the order of endpoints", () => {
    law((given, rules) => {
      const turned = evaluate({ ...given, endpoints: given.endpoints.toReversed() }, rules);
      const straight = evaluate(given, rules);
      for (const { id } of given.endpoints) {
        expect(decisionBytes(decisionOf(turned, id))).toBe(decisionBytes(decisionOf(straight, id)));
      }
      expect(new Map([...turned.triggered].toSorted())).toEqual(
        new Map([...straight.triggered].toSorted()),
      );
      expect(turned.recheckAt).toBe(straight.recheckAt);
    });
  });

  test("does not depend on the order of averages", () => {
    law((given, rules) => {
      const turned = evaluate({ ...given, metrics: given.metrics.toReversed() }, rules);
      const kinds = (evaluation: Evaluation) => outcomesOf(evaluation).map(({ kind }) => kind);
      expect(kinds(turned)).toEqual(kinds(evaluate(given, rules)));
    });
  });

  test("decides for an endpoint by nothing that belongs to another", () => {
    law((given, rules) => {
      const together = evaluate(given, rules);
      for (const endpoint of given.endpoints) {
        const alone: Snapshot = {
          ...given,
          endpoints: [endpoint],
          rules: given.rules.filter(({ endpointId }) => endpointId === endpoint.id),
          metrics: given.metrics.filter(({ endpointId }) => endpointId === endpoint.id),
        };
        const [decision] = evaluate(alone, rules).decisions;
        expect(decisionBytes(decision)).toBe(decisionBytes(decisionOf(together, endpoint.id)));
      }
    });
  });

  test("does not change when all its times move by the same amount", () => {
    law((given, rules) => {
      const moved = movedBy(given, 86_400);
      const kinds = (evaluation: Evaluation) => outcomesOf(evaluation).map(({ kind }) => kind);
      expect(evaluate(moved, rules).deltas).toEqual(evaluate(given, rules).deltas);
      expect(kinds(evaluate(moved, rules))).toEqual(kinds(evaluate(given, rules)));
    });
  });
});

describe("any decision", () => {
  test("has delta = desired − replicas, and the deltas are those that are not 0", () => {
    law((given, rules) => {
      const { decisions, deltas } = evaluate(given, rules);
      for (const { replicas, desired, delta } of decisions) expect(delta).toBe(desired - replicas);
      const changes = decisions
        .filter(({ delta }) => delta !== 0)
        .map(({ endpointId, delta }): [string, number] => [endpointId, delta]);
      expect([...deltas]).toEqual(changes);
    });
  });

  test("keeps the endpoint's bounds, unless a pause or advice stands above them", () => {
    law((given, rules) => {
      const { decisions } = evaluate(given, rules);
      given.endpoints.forEach(({ paused, advisory, minReplicas, maxReplicas, zero }, at) => {
        if (paused !== undefined || advisory === true) return;
        const desired = decisions[at]?.desired ?? Number.NaN;
        // Without use it may have none.
        const isAsleep = zero !== undefined && desired === 0;
        expect(desired).toBeGreaterThanOrEqual(isAsleep ? 0 : (minReplicas ?? 0));
        expect(desired).toBeLessThanOrEqual(maxReplicas ?? Number.POSITIVE_INFINITY);
      });
    });
  });

  test("does not move against a pause", () => {
    law((given, rules) => {
      const { decisions } = evaluate(given, rules);
      given.endpoints.forEach(({ paused, pausedUntil }, at) => {
        if (paused === undefined || (pausedUntil !== undefined && pausedUntil <= given.now)) return;
        const { delta = Number.NaN } = decisions[at] ?? {};
        if (paused !== "in") expect(delta).toBeLessThanOrEqual(0);
        if (paused !== "out") expect(delta).toBeGreaterThanOrEqual(0);
      });
    });
  });

  test("has a chain that walks from replicas to desired without a gap", () => {
    law((given, rules) => {
      for (const { replicas, desired, chain } of evaluate(given, rules).decisions) {
        let count = replicas;
        for (const { from, to } of chain) {
          expect(from).toBe(count);
          count = to;
        }
        expect(count).toBe(desired);
      }
    });
  });

  test("of an advisory endpoint differs only in the delta, and tells what it had been", () => {
    law((given, rules) => {
      const ask = (advisory: boolean) =>
        evaluate(
          { ...given, endpoints: given.endpoints.map((endpoint) => ({ ...endpoint, advisory })) },
          rules,
        );
      const advised = ask(true);
      const acting = ask(false);
      expect(advised.triggered).toEqual(acting.triggered);
      expect(advised.deltas.size).toBe(0);
      acting.decisions.forEach((decision, at) => {
        const advice = advised.decisions[at];
        expect(advice?.delta).toBe(0);
        expect(advice?.desired).toBe(decision.replicas);
        expect(advice?.wouldBe).toBe(decision.delta);
        expect(advice?.outcomes).toEqual(decision.outcomes);
      });
    });
  });
});

describe("any rule", () => {
  test("that triggers leaves the count within its own bounds, and moves it in its own direction or not at all", () => {
    law((given, rules) => {
      const byId = new Map(given.rules.map((rule) => [rule.id, rule]));
      for (const outcome of outcomesOf(evaluate(given, rules))) {
        if (outcome.kind !== "triggered") continue;
        const rule = byId.get(outcome.ruleId);
        expect(outcome.to).toBeGreaterThanOrEqual(rule?.minReplicas ?? 0);
        expect(outcome.to).toBeLessThanOrEqual(rule?.maxReplicas ?? Number.POSITIVE_INFINITY);
        expect([0, Math.sign(outcome.step)]).toContain(Math.sign(outcome.to - outcome.from));
      }
    });
  });

  test("is in `triggered`, with the time of the cycle, exactly when its outcome says so", () => {
    law((given, rules) => {
      const evaluation = evaluate(given, rules);
      const fired = outcomesOf(evaluation).filter(({ kind }) => kind === "triggered");
      expect(new Set(evaluation.triggered.keys())).toEqual(
        new Set(fired.map(({ ruleId }) => ruleId)),
      );
      for (const at of evaluation.triggered.values()) expect(at).toBe(given.now);
    });
  });

  test("that is disabled changes nothing", () => {
    law((given, rules) => {
      const [first, ...others] = given.rules;
      if (first === undefined) return;
      const without = evaluate({ ...given, rules: others }, rules);
      const disabled = evaluate(
        { ...given, rules: [{ ...first, enabled: false }, ...others] },
        rules,
      );
      expect(disabled.deltas).toEqual(without.deltas);
      expect(disabled.triggered).toEqual(without.triggered);
      expect(disabled.recheckAt).toBe(without.recheckAt);
      const kept = outcomesOf(disabled).filter(({ ruleId }) => ruleId !== first.id);
      expect(kept).toEqual(outcomesOf(without));
    });
  });

  test("with a positive cooldown does not trigger twice at one time", () => {
    law((given, rules) => {
      const evaluation = evaluate(given, rules);
      const again = evaluate({ ...given, ...applyEvaluation(given, evaluation) }, rules);
      const cooldowns = new Map(
        given.rules.map(({ id, cooldownSeconds }) => [id, cooldownSeconds]),
      );
      for (const id of again.triggered.keys()) {
        if (evaluation.triggered.has(id)) expect(cooldowns.get(id)).toBeLessThanOrEqual(0);
      }
    });
  });

  test("is one of two at most under `first` and `agreement`: an endpoint's count is settled by one rule", () => {
    law((given, { combine, ...rest }) => {
      for (const one of ["first", "agreement"] as const) {
        for (const { outcomes } of evaluate(given, { combine: one, ...rest }).decisions) {
          expect(outcomes.filter(({ kind }) => kind === "triggered").length).toBeLessThanOrEqual(1);
        }
      }
    });
  });
});

describe("recheckAt", () => {
  /** What a later look at the same snapshot would show; `triggered` holds the time of the look itself. */
  const answer = ({ decisions, deltas, triggered, orphans }: Evaluation) =>
    JSON.stringify([decisions.map(withoutTimes), [...deltas], [...triggered.keys()], orphans]);

  test("is in the future, nothing changes before it, and at it the answer differs", () => {
    fc.assert(
      fc.property(
        any.snapshot(),
        any.semantics(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, rules, part) => {
          const now = evaluate(given, rules);
          const { recheckAt } = now;
          const end = recheckAt ?? given.now + 1e11;
          // Instants are told apart to the microsecond.
          const between = Math.floor((given.now + (end - given.now) * part) * 1000) / 1000;
          if (between < end)
            expect(answer(evaluate({ ...given, now: between }, rules))).toBe(answer(now));
          if (recheckAt === null) return;
          expect(recheckAt).toBeGreaterThan(given.now);
          // Where the endpoint looks at readings itself, it is the first time at which the answer can differ.
          const isWatched =
            given.endpoints.some(({ zero }) => zero !== undefined) ||
            given.rules.some(({ scales }) => scales !== undefined);
          if (isWatched) return;
          expect(answer(evaluate({ ...given, now: recheckAt }, rules))).not.toBe(answer(now));
        },
      ),
    );
  });
});

describe("checkSnapshot", () => {
  test("finds nothing in a snapshot of sound rules, endpoints and averages", () => {
    law((given, rules) => {
      const faults = checkSnapshot(given).filter(({ code }) => code !== "unknown-endpoint");
      expect(faults.every(({ path }) => /^metrics\[\d+\]\.(?:value|coverage)$/.test(path))).toBe(
        true,
      );
      expect(outcomesOf(evaluate(given, rules)).every(({ kind }) => kind !== "invalid-input")).toBe(
        true,
      );
    });
  });
});

test("an endpoint that is named twice changes no other one's decision, wherever it stands, and whether or not it has rules", () => {
  const ids = ["a", "b", "c", "d", "without rules"];
  const rules = ids.slice(0, 4).map((id) => rule({ id: `on ${id}`, endpointId: id }));
  const metrics = ids.map((endpointId) => average("90", { endpointId }));
  const order = fc.shuffledSubarray(ids, { minLength: 1 });
  fc.assert(
    fc.property(order, fc.nat(), fc.nat(), any.semantics(), (named, pick, place, semantics) => {
      const twin = named[pick % named.length] ?? "a";
      const twice = named.toSpliced(place % (named.length + 1), 0, twin);
      const given = (list: readonly string[]) =>
        snapshot({ rules, metrics, endpoints: list.map((id) => endpoint({ id })) });
      const once = evaluate(given(named), semantics);
      for (const evaluation of [
        evaluate(given(twice), semantics),
        evaluatePrepared(prepare(rules, semantics), given(twice)),
      ]) {
        const [twins, others] = [true, false].map((isTwin) =>
          evaluation.decisions.filter(({ endpointId }) => (endpointId === twin) === isTwin),
        );
        expect(twins?.map(({ delta, fault }) => [delta, fault?.code])).toEqual([
          [0, "duplicate-id"],
          [0, "duplicate-id"],
        ]);
        expect(others).toEqual(once.decisions.filter(({ endpointId }) => endpointId !== twin));
        expect(evaluation.orphans).toEqual(once.orphans);
      }
    }),
  );
});
