import * as fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { evaluate, explain, type Snapshot } from "../../src/index.ts";
import { formatEvaluation } from "../../src/schema/index.ts";
import { any } from "../support/arbitraries.ts";
import { deepFreeze } from "../support/deep-freeze.ts";

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

describe("the core", () => {
  test("reads no clock, no randomness, no environment and no network, and gives the same bytes without them", () => {
    const cases = fc.sample(fc.tuple(any.snapshot(), any.semantics()), 200);
    const answer = (given: Snapshot, rules: (typeof cases)[number][1]) => {
      const evaluation = evaluate(deepFreeze(given), rules);
      return { evaluation, told: evaluation.decisions.map(explain) };
    };
    const before = cases.map(([given, rules]) => answer(given, rules));
    forbidTheOutside();
    const during = cases.map(([given, rules]) => answer(given, rules));
    vi.unstubAllGlobals();
    expect(during.map(({ told }) => told)).toEqual(before.map(({ told }) => told));
    expect(during.map(({ evaluation }) => formatEvaluation(evaluation))).toEqual(
      before.map(({ evaluation }) => formatEvaluation(evaluation)),
    );
  });
});
