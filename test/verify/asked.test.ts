import { describe, expect, test } from "vitest";
import type { Rule } from "../../src/index.ts";
import { replay, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { rule } from "../support/build.ts";

const out = rule({ id: "out", threshold: "80", stepSize: 1, minReplicas: 1, maxReplicas: 4 });
const back = rule({
  id: "in",
  comparator: "LESS_THAN",
  threshold: "70",
  stepSize: -1,
  minReplicas: 1,
  maxReplicas: 4,
});
const load = { metric: "cuda_util" };

/** What the verifier says of rules that ask for these as well. */
const asking = (fields: Partial<Pick<Rule, "forSeconds" | "minCoverage" | "scales">>) =>
  verifyRules({ rules: [{ ...out, ...fields }, back], load });

describe("rules that ask for more than that their condition holds", () => {
  test("are verified as if they did not, and the verifier says so", () => {
    const plain = verifyRules({ rules: [out, back], load });
    const asked = asking({ forSeconds: 60, minCoverage: "0.5" });
    expect(asked.findings.map(({ code }) => code)).toEqual(plain.findings.map(({ code }) => code));
    expect(asked.unexplored[0]?.says).toBe(
      "`minCoverage` of rule `out`, `forSeconds` of rule `out`: only the models with clocks run this; in the others a rule acts as soon as its condition holds",
    );
  });

  /** The witnesses of a set, of which each replays; and whether each shows the rules as they are written. */
  function shown(rules: readonly Rule[], more: Omit<VerifyInput, "rules"> = { load }) {
    return verifyRules({ rules, ...more }).findings.flatMap(({ code, model, witness }) => {
      if (witness === null) return [];
      const counts = replay(witness).map(({ decisions }) => decisions[0]?.desired);
      expect(counts).toEqual(witness.steps.map(({ after }) => after));
      const isWritten = witness.rules.every(
        (each, at) => each.forSeconds === rules[at]?.forSeconds && each.scales === rules[at]?.scales,
      );
      return [{ name: `${code}/${model}`, isWritten, witness }];
    });
  }

  test("have witnesses that show them as they are written: a condition holds for as long as it has to", () => {
    const waiting = [
      { ...out, forSeconds: 60 },
      { ...back, forSeconds: { out: 0, in: 300 } },
    ];
    const found = shown(waiting);
    expect(found.map(({ name, isWritten }) => [name, isWritten])).toEqual([
      ["limit-cycle/load", true],
      ["reversal/load", true],
    ]);
    const [{ witness } = { witness: null }] = found;
    expect(witness?.steps.map(({ at, before, after }) => [at, before, after])).toEqual([
      [0, 1, 1],
      [301, 1, 2],
      [602, 2, 2],
      [903, 2, 1],
      // At the beginning nothing is remembered, and from now on the breach that is over.
      [1204, 1, 1],
      [1505, 1, 2],
      [1806, 2, 2],
      [2107, 2, 1],
    ]);
    expect([witness?.loopFrom, witness?.loopSeconds]).toEqual([4, 1204]);
  });

  test("and so where a rule waits on one metric and another one does not on another", () => {
    const found = shown(
      [
        { ...out, forSeconds: 60 },
        { ...back, metricName: "qps", stepSize: -2 },
      ],
      { initial: 3 },
    );
    expect(found.map(({ name, isWritten }) => [name, isWritten])).toContainEqual(["contradiction/free", true]);
  });

  test("a rule that waits goes on without a wait as long as its condition holds", () => {
    const climbing = shown([{ ...out, maxReplicas: null, forSeconds: 60 }], { load: null });
    const [{ witness } = { witness: null }] = climbing.filter(({ name }) => name === "runaway/free");
    expect(witness?.steps.slice(0, 3).map(({ before, after }) => [before, after])).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  test("and so where their order decides, which it does with their waits as well", () => {
    const tiers = [
      { ...out, id: "high", forSeconds: 60 },
      { ...out, id: "higher", threshold: "95", stepSize: 3, forSeconds: { out: 120, in: 0 } },
      { ...back, threshold: "10" },
    ];
    const [{ witness, isWritten } = { witness: null, isWritten: false }] = shown(tiers).filter(
      ({ name }) => name === "order-dependence/free",
    );
    expect(isWritten).toBe(true);
    if (witness === null || witness.otherOrder === null) throw new Error("another order is shown");
    const { order, after } = witness.otherOrder;
    const rules = order.flatMap((id) => witness.rules.filter((each) => each.id === id));
    const steps = witness.steps.slice(witness.shownFrom);
    const [first] = steps;
    const counts = replay({ ...witness, rules, steps, replicas: first?.before ?? 0 }).map(
      ({ decisions }) => decisions[0]?.desired,
    );
    expect(counts.at(-1)).toBe(after);
    expect(after).not.toBe(steps.at(-1)?.after);
  });

  test("but where a shorter wait lets a rule act alone, their order is shown without waits", () => {
    const apart = [
      { ...out, id: "high", forSeconds: 60 },
      { ...out, id: "higher", threshold: "95", stepSize: 3 },
      { ...back, threshold: "10" },
    ];
    const found = shown(apart).filter(({ name }) => name === "order-dependence/free");
    expect(found.map(({ isWritten }) => isWritten)).toEqual([false]);
  });

  test("but where they lead elsewhere, witnesses of the rules without what they ask for", () => {
    // The fall that turns back is shorter, and a rule that does not wait acts while the other one on its metric does.
    const marked = [
      { ...out, scales: "per-replica" as const },
      { ...back, stepSize: -2 },
    ];
    const both = [
      { ...out, threshold: "40", forSeconds: 60 },
      { ...back, threshold: "60" },
    ];
    for (const rules of [marked, both]) {
      expect(shown(rules, { load, initial: 3 }).some(({ isWritten }) => !isWritten)).toBe(true);
    }
  });

  test("and are disabled ask for nothing", () => {
    const { unexplored } = verifyRules({ rules: [{ ...out, forSeconds: 60, enabled: false }, back], load });
    expect(unexplored.filter(({ says }) => says.includes("forSeconds"))).toEqual([]);
  });
});

describe("proofs of rules that ask for more", () => {
  const wide = [out, { ...back, threshold: "30" }] as const;
  type Fields = Partial<Pick<Rule, "forSeconds" | "minCoverage" | "unreported" | "scales" | "onFailure">>;
  const provedOf = (fields: Fields, rules: readonly Rule[] = wide) =>
    verifyRules({ rules: rules.map((each) => ({ ...each, ...fields })), load, cycleSeconds: 10 }).proved;
  const claims = (fields: Fields, rules?: readonly Rule[]) =>
    provedOf(fields, rules).map(({ code, model }) => `${code}/${model}`);

  test("are those that hold whichever moves are held back", () => {
    const tiers = [...wide, { ...out, id: "more", threshold: "90", cooldownSeconds: 60 }];
    expect(provedOf({}, tiers).some(({ cooldowns }) => cooldowns === "ended")).toBe(true);
    expect(provedOf({ forSeconds: 60 }, tiers).some(({ cooldowns }) => cooldowns === "ended")).toBe(false);
    expect(claims({ forSeconds: 60 })).toContain("limit-cycle/held-timed");
    for (const fields of [{ minCoverage: "0.5" }, { unreported: "argue" }] as const) {
      expect(new Set(provedOf(fields, tiers).map(({ cooldowns }) => cooldowns))).toEqual(new Set(["any"]));
    }
  });

  test("say that thresholds far enough apart let no scale-out be undone, whatever makes moves shorter", () => {
    expect(claims({ scales: "per-replica" })).toEqual(expect.arrayContaining(["reversal/load", "limit-cycle/load"]));
  });

  test("say of rules that are marked as `scales` that no load makes them oscillate, where it does without", () => {
    const close = [out, { ...back, threshold: "70" }];
    const codes = (rules: readonly Rule[]) =>
      verifyRules({ rules, load })
        .findings.filter(({ model }) => model === "load")
        .map(({ code }) => code);
    expect(codes(close)).toContain("limit-cycle");
    const marked = close.map((each): Rule => ({ ...each, scales: "per-replica" }));
    expect(codes(marked)).not.toContain("limit-cycle");
    expect(claims({ scales: "per-replica" }, close)).toContain("limit-cycle/load");
  });
});
