import { describe, expect, test } from "vitest";
import { evaluate, prepare, SnapshotError } from "../../src/index.ts";
import { average, endpoint, rule, snapshot } from "../support/build.ts";

/** FNV-1a from some state on, by which the evaluator numbers ids. */
function hashFrom(state: number, text: string): number {
  let hash = state;
  for (const unit of text) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  return hash;
}

/**
 * Two texts that lead from one state to one state, then from there two more, and so on. A search of a hundred thousand texts each
 * found them, by the birthday paradox; whether they still collide is tested.
 */
const COLLISIONS = [["7yzx", "e6ad"], ...Array.from({ length: 8 }, () => ["33zx", "epad"])];

/** Ids of one hash: one text of every pair, in every way, two to the power of the pairs. */
const ids = COLLISIONS.reduce((starts, pair) => starts.flatMap((start) => pair.map((text) => start + text)), [""]);

describe("ids that were made to have one hash", () => {
  const rules = ids.map((id) => rule({ id, endpointId: id }));
  const endpoints = ids.map((id) => endpoint({ id }));
  const metrics = ids.map((endpointId, nth) => average(nth % 2 === 0 ? "95" : "5", { endpointId }));

  test("are as many as one hash can be given", () => {
    expect(new Set(ids).size).toBe(512);
    expect(new Set(ids.map((id) => hashFrom(0x811c9dc5, id))).size).toBe(1);
  });

  test("are told apart: every second one of 512 endpoints is raised, in whatever order they come", () => {
    const expected = ids.filter((_, nth) => nth % 2 === 0);
    const { deltas, triggered, orphans } = evaluate(snapshot({ rules, endpoints, metrics }));
    expect([...deltas.keys()]).toEqual(expected);
    expect([...triggered.keys()]).toEqual(expected);
    expect(orphans).toEqual([]);
    const backwards = evaluate(snapshot({ rules, endpoints: endpoints.toReversed(), metrics: metrics.toReversed() }));
    expect([...backwards.deltas.keys()]).toEqual(expected.toReversed());
  });

  test("are found out where two rules have the same", () => {
    expect(() => prepare([...rules, rule({ id: ids[500] ?? "" })])).toThrow(SnapshotError);
    expect(() => prepare([...rules, rule({ id: "another" })])).not.toThrow();
  });

  test("are found out where two endpoints have the same", () => {
    const twice = [...endpoints, endpoint({ id: ids[500] ?? "" })];
    expect(() => evaluate(snapshot({ rules, endpoints: twice, metrics }))).toThrow(SnapshotError);
  });

  test("of endpoints that have no rules leave those alone that have some", () => {
    const { orphans, decisions } = evaluate(snapshot({ rules: rules.slice(0, 100), endpoints, metrics }));
    expect(orphans).toEqual([]);
    expect(decisions.map(({ outcomes }) => outcomes.length)).toEqual(ids.map((_, nth) => (nth < 100 ? 1 : 0)));
  });
});
