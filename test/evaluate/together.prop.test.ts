import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Decision, evaluate, type MetricRequest, type Snapshot } from "../../src/index.ts";
import { agreeingSnapshot } from "../differential/agreeing.ts";
import { anySnapshot } from "../differential/hostile.ts";
import { any } from "../support/arbitraries.ts";

test("many snapshots in one, mixed up, are decided as each alone", () => {
  const parts = fc.array(fc.oneof(anySnapshot, agreeingSnapshot), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(parts, any.semantics(), fc.infiniteStream(fc.nat()), (given, semantics, dice) => {
      const named = given.map((part, nth) => ({
        ...renamed(part, `${nth} `),
        now: given[0]?.now ?? 0,
      }));
      const mixed = <T>(lists: readonly (readonly T[])[]): T[] => {
        const queues = lists.map((list) => [...list]);
        // Within a part the order stays, as it means something.
        return queues.flat().flatMap(() => {
          const filled = queues.filter(({ length }) => length > 0);
          return filled[dice.next().value % filled.length]?.splice(0, 1) ?? [];
        });
      };
      const together = evaluate(
        {
          now: given[0]?.now ?? 0,
          endpoints: mixed(named.map(({ endpoints }) => endpoints)),
          rules: mixed(named.map(({ rules }) => rules)),
          metrics: mixed(named.map(({ metrics }) => metrics)),
          missing: mixed(named.map(({ missing = [] }) => missing)),
          lastTriggered: new Map(named.flatMap(({ lastTriggered }) => [...lastTriggered])),
        },
        semantics,
      );
      for (const part of named) {
        const alone = evaluate(part, semantics);
        const ids = new Set(part.endpoints.map(({ id }) => id));
        const decisions = together.decisions.filter(({ endpointId }) => ids.has(endpointId));
        expect(decisions.map(withoutPlaces)).toEqual(alone.decisions.map(withoutPlaces));
        for (const [id, delta] of alone.deltas) expect(together.deltas.get(id)).toBe(delta);
        for (const id of alone.triggered.keys()) expect(together.triggered.has(id)).toBe(true);
      }
    }),
  );
});

/** A snapshot whose ids all begin so. */
function renamed(given: Snapshot, prefix: string): Snapshot {
  const reading = <T extends MetricRequest>(one: T): T => ({
    ...one,
    endpointId: prefix + one.endpointId,
    ...(one.ruleId === undefined ? {} : { ruleId: prefix + one.ruleId }),
  });
  return {
    ...given,
    endpoints: given.endpoints.map((one) => ({ ...one, id: prefix + one.id })),
    rules: given.rules.map((one) => ({
      ...one,
      id: prefix + one.id,
      endpointId: prefix + one.endpointId,
    })),
    metrics: given.metrics.map(reading),
    missing: (given.missing ?? []).map(reading),
    lastTriggered: new Map([...given.lastTriggered].map(([id, at]) => [prefix + id, at])),
  };
}

/** A decision but for the places of its faults, which are those of the whole. */
function withoutPlaces({ fault, outcomes, ...decision }: Decision) {
  const kept = outcomes.map((outcome) =>
    outcome.kind === "invalid-input" ? { ...outcome, fault: outcome.fault.code } : outcome,
  );
  return { ...decision, fault: fault?.code, outcomes: kept };
}
