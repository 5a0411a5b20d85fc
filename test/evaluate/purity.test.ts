import * as fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { evaluate, explain, type Semantics, type Snapshot } from "../../src/index.ts";
import { formatEvaluation } from "../../src/schema/index.ts";
import { any } from "../support/arbitraries.ts";
import { crowded } from "../support/crowd.ts";
import { deepFreeze } from "../support/deep-freeze.ts";
import { inColumns } from "../support/in-columns.ts";
import { RUNS } from "../support/runs.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Makes everything that could tell one run from another throw. */
function forbidTheOutside(): void {
  const forbidden = (name: string) => () => {
    throw new Error(`the core reached for ${name}`);
  };
  const RealDate = Date;
  const PureDate = new Proxy(RealDate, {
    construct: (target, args) =>
      args.length === 0 ? forbidden("new Date()")() : Reflect.construct(target, args),
    apply: forbidden("Date()"),
    get: (target, key) => (key === "now" ? forbidden("Date.now") : Reflect.get(target, key)),
  });
  vi.stubGlobal("Date", PureDate);
  vi.stubGlobal("Math", Object.assign(Object.create(Math), { random: forbidden("Math.random") }));
  for (const name of ["process", "performance", "fetch", "console", "crypto", "Intl"]) {
    vi.stubGlobal(name, new Proxy({}, { get: forbidden(name) }));
  }
  for (const name of ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"])
    vi.stubGlobal(name, forbidden(name));
}

/** Everything that there is to read of an answer, and what it says. */
function readAll(given: Snapshot, semantics: Semantics) {
  const { decisions, deltas, triggered, orphans, recheckAt } = evaluate(given, semantics);
  return {
    evaluation: { decisions, deltas, triggered, orphans, recheckAt },
    told: decisions.map(explain),
  };
}

/** The same of columns. */
function readColumns(given: Snapshot, semantics: Semantics) {
  const { prepared, state } = inColumns(given, semantics);
  const { columns } = prepared;
  const cycle = columns.evaluate(state);
  const later = cycle.update({ ...state, now: state.now + 30_000 }, []);
  return [cycle, later].map(({ desired, kinds, recheckAt, decisionOf }) => {
    return {
      desired,
      kinds,
      recheckAt,
      decisions: columns.endpoints.map((_, at) => decisionOf(at)),
    };
  });
}

describe("the core", () => {
  test("reads no clock, no randomness, no environment and no network, and gives the same bytes without them", () => {
    const cases = fc.sample(fc.tuple(any.snapshot(), any.semantics()), RUNS);
    const answers = () =>
      cases.map(([given, semantics]) => [
        readAll(deepFreeze(given), semantics),
        readAll(deepFreeze(crowded(given)), semantics),
      ]);
    const columns = () => cases.map(([given, semantics]) => readColumns(given, semantics));
    const before = [answers(), columns()] as const;
    forbidTheOutside();
    const during = [answers(), columns()] as const;
    vi.unstubAllGlobals();
    expect(during).toEqual(before);
    const bytes = (all: ReturnType<typeof answers>) =>
      JSON.stringify(all.flat().map(({ evaluation }) => formatEvaluation(evaluation)));
    expect(bytes(during[0])).toBe(bytes(before[0]));
  });
});
