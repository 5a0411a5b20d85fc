import { describe, expect, test } from "vitest";
import { checkSnapshot, evaluate } from "../../src/index.ts";
import {
  formatRule,
  formatSnapshot,
  safeParseEvaluation,
  safeParseRuleInput,
  safeParseRuleSet,
  safeParseSnapshot,
} from "../../src/schema/index.ts";
import { average, rule, snapshot } from "../support/build.ts";
import { withLittleStack } from "../support/little-stack.ts";
import { many } from "../support/many.ts";

const wire = formatSnapshot(snapshot());

/** Zod hands faults up as arguments of one call: so many find no space on what is left of the stack. */
const COUNT = 20_000;
const hardly = <T>(run: () => T): T => withLittleStack(COUNT, run);

describe("more faults than zod can hand up at once", () => {
  test("of rules are counted, and the first of them named, where the whole stack is free", () => {
    const faulty = { ...formatRule(rule()), stepSize: "x" };
    const rules = many(140_000, (nth) => ({ ...faulty, id: `r${nth}` }));
    const { error } = safeParseSnapshot({ ...wire, rules });
    expect(error?.total).toBe(140_000);
    expect(error?.faults).toHaveLength(1000);
    expect(error?.faults[0]?.message).toBe('rule `r0`: rules[0].stepSize is "x", expected an integer');
    expect(error?.faults[999]?.path).toBe("rules[999].stepSize");
    expect(error?.message).toMatch(/- and 139000 more$/);
  });

  test("in each of several lists, and beside them, all count", () => {
    const seven = new Array(COUNT).fill(7);
    const { error } = hardly(() =>
      safeParseSnapshot({ ...wire, now: "noon", endpoints: seven, metrics: seven, missing: seven }),
    );
    expect(error?.total).toBe(3 * COUNT + 1);
    expect(error?.faults.slice(0, 2).map(({ path }) => path)).toEqual(["now", "endpoints[0]"]);
    expect(hardly(() => safeParseRuleSet({ rules: seven, domain: 5 })).error?.total).toBe(COUNT + 1);
  });

  test("in lists within lists keep their places", () => {
    const outcomes = new Array(COUNT).fill(0);
    const decision = { endpointId: "e", replicas: 1, desired: 1, delta: 0, outcomes: [], chain: [] };
    const decisions = [decision, { ...decision, outcomes }, 5];
    const { error } = hardly(() =>
      safeParseEvaluation({ decisions, deltas: {}, triggered: {}, orphans: [], recheckAt: null }),
    );
    expect(error?.total).toBe(COUNT + 1);
    expect(error?.faults[0]?.path).toBe("decisions[1].outcomes[0]");
    expect(error?.faults[999]?.path).toBe("decisions[1].outcomes[999]");
  });

  test("in unknown keys and in times all count", () => {
    const keys = Object.fromEntries(many(COUNT, (nth) => [`k${nth}`, "x"]));
    const { type, ...rest } = formatRule(rule());
    expect(hardly(() => safeParseRuleInput({ type, ...rest, ...keys })).error?.total).toBe(COUNT);
    expect(hardly(() => safeParseSnapshot({ ...wire, lastTriggered: keys })).error?.total).toBe(COUNT);
  });

  test("keep a snapshot from being written, and say so", () => {
    const rules = many(COUNT, (nth) => rule({ id: `r${nth}`, stepSize: 1.5 }));
    expect(() => hardly(() => formatSnapshot(snapshot({ rules })))).toThrow(/the input has 20000 fault\(s\)/);
  });

  test("of a core's snapshot each spoil their own rule", () => {
    const rules = many(COUNT, (nth) => rule({ id: `r${nth}`, stepSize: 1.5 }));
    expect(hardly(() => checkSnapshot(snapshot({ rules })))).toHaveLength(COUNT);
    const given = snapshot({ rules: [...rules, rule({ id: "sound" })], metrics: [average("90")] });
    const [decision] = hardly(() => evaluate(given)).decisions;
    expect(decision?.desired).toBe(4);
  });

  test("of rules of one id are one where they say the same, and one fault of their endpoint where they do not", () => {
    const metrics = [average("90")];
    const [copies] = hardly(() => evaluate(snapshot({ rules: new Array(COUNT).fill(rule()), metrics }))).decisions;
    expect([copies?.delta, copies?.outcomes.length]).toEqual([1, 1]);
    const rules = many(COUNT, (nth) => rule({ threshold: nth }));
    const [twins] = hardly(() => evaluate(snapshot({ rules, metrics }))).decisions;
    expect([twins?.delta, twins?.fault?.path]).toEqual([0, "rules[1].id"]);
    expect(hardly(() => checkSnapshot(snapshot({ rules })))).toHaveLength(COUNT - 1);
  });
});
