import { describe, expect, test } from "vitest";
import { type Rule, recommended } from "../../src/index.ts";
import { type Finding, replay, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { inRule, rule } from "../support/build.ts";

const six = { minReplicas: 1, maxReplicas: 6 } as const;
const qps = { ...six, metricSource: "INFERENCE_FRAMEWORK", metricName: "qps" } as const;
const semantics = recommended;

/** The findings of one code; each shows a run that the evaluator goes through, in which the count stays. */
function found(code: Finding["code"], input: VerifyInput): readonly Finding[] {
  const findings = verifyRules({ semantics, ...input }).findings.filter((each) => each.code === code);
  for (const { witness } of findings) {
    if (witness === null) throw new Error("each of these comes with a run");
    const counts = replay(witness).map(({ decisions }) => decisions[0]?.desired);
    expect(counts).toEqual(witness.steps.map(({ after }) => after));
    expect(new Set([witness.replicas, ...counts]).size).toBe(1);
  }
  return findings;
}

describe("a scale-in is held back forever by a rule that is marked as `scales`", () => {
  const marked = (threshold: string, more: Partial<Rule> = {}) => [
    rule({ ...qps, threshold: "80", scales: "per-replica" }),
    inRule({ ...qps, threshold, ...more }),
  ];

  test.each<[string, readonly (readonly [string, string | null])[], readonly Rule[]]>([
    // Two at 50 each hold for `in`; one of them would read 100, above 80. From 3 at 60 on, two would read 90.
    [
      "where one replica fewer would read more than its threshold",
      [
        ["80", "140"],
        ["160", "210"],
        ["240", "280"],
        ["320", "350"],
        ["400", "420"],
      ],
      marked("70"),
    ],
    // Two below 40 each are one below 80.
    ["and never where the thresholds are twice apart", [], marked("40")],
    // At 2 below 50: one reads up to 100. At 3 two would read up to 75, and at more even less.
    ["and only at counts so low", [["80", "100"]], marked("50")],
    // One of two, or of three, replicas may go: a fall of two from 3 stops at 2, which is a move.
    ["and not where it can go part of the way", [["80", "90"]], marked("45", { stepSize: -2 })],
    // Nothing would add it again.
    [
      "and not without a rule that is marked",
      [],
      [rule({ ...qps, threshold: "80" }), inRule({ ...qps, threshold: "70" })],
    ],
    // Waiting changes nothing about where it ends.
    [
      "and a rule that waits is held back once its wait is over",
      [
        ["80", "140"],
        ["160", "210"],
        ["240", "280"],
        ["320", "350"],
        ["400", "420"],
      ],
      marked("70", { forSeconds: 60 }),
    ],
  ])("%s", (_, expected, rules) => {
    const [finding] = found("vetoed-for-ever", { rules, load: { metric: "qps" } });
    expect((finding?.loads ?? []).map(({ from, to }) => [from, to])).toEqual(expected);
    expect(finding?.severity ?? "note").toBe("note");
  });

  test("and the run of a rule that waits goes on past its wait", () => {
    const [finding] = found("vetoed-for-ever", { rules: marked("50", { forSeconds: 60 }), load: { metric: "qps" } });
    expect(finding?.witness?.steps.map(({ at }) => at)).toEqual([0, 61]);
  });

  test("and the sentence says what would be read with one replica fewer", () => {
    const [finding] = found("vetoed-for-ever", { rules: marked("50"), load: { metric: "qps" } });
    expect(finding?.message).toBe(
      "under a constant total qps of 90, shared by the replicas, the condition of rule `in` holds at 2 replicas, which read 45, and the count stays: 1 would read 90, and rule `out`, whose threshold is 80, would scale out again; the same for total loads 80 < L < 100",
    );
  });

  /** For which cooldowns it is proved that nothing is held back for good; null where it is not. */
  function provedFor(rules: readonly Rule[], more: Partial<VerifyInput> = {}): string | null {
    const { proved } = verifyRules({ semantics, rules, load: { metric: "qps" }, ...more });
    return proved.find(({ code }) => code === "vetoed-for-ever")?.cooldowns ?? null;
  }

  test("and with too few steps loads are named, and nothing is proved", () => {
    const maxSteps = 30;
    const { unexplored } = verifyRules({ semantics, rules: marked("40"), load: { metric: "qps" }, maxSteps });
    expect(unexplored.map(({ key }) => key)).toContain("loads");
    expect(provedFor(marked("40"), { maxSteps })).toBe(null);
  });

  test("and from a count so great that loads would have to be cut for more counts than there are steps", () => {
    const { unexplored } = verifyRules({
      semantics,
      rules: marked("40", { stepSize: -2_000_000 }),
      initial: 2_000_001,
      load: { metric: "qps" },
    });
    expect(unexplored.map(({ key, says }) => [key, says])).toContainEqual(["loads", "loads of qps above 0"]);
  });

  test("and where it never is, that is proved, whatever waits", () => {
    expect(provedFor(marked("40"))).toBe("any");
    expect(provedFor(marked("40", { forSeconds: 60 }))).toBe("any");
    expect(provedFor(marked("50"))).toBe(null);
  });

  test("and of rules of which none is marked, or the one that scales in alone, nothing is said", () => {
    const [out, back] = [rule({ ...qps, threshold: "80" }), inRule({ ...qps, threshold: "40" })];
    expect(provedFor([out, back])).toBe(null);
    expect(provedFor([out, { ...back, scales: "per-replica" }])).toBe(null);
  });

  test("and where a rule reads something else, too: that may hold a scale-in back, or make one", () => {
    expect(provedFor([...marked("40"), inRule({ ...six, id: "other", threshold: "10" })])).toBe(null);
    const other = { metric: "waiting" };
    expect(provedFor(marked("40"), { load: other })).toBe(null);
  });

  test("and where counts have no end, loads are not all gone through", () => {
    const [out, back] = marked("40");
    expect(provedFor([{ ...out, maxReplicas: null } as Rule, back as Rule])).toBe(null);
  });

  test("and where a scale-in applies at an end of the domain, no load can be known by what is read", () => {
    const always = marked("110");
    expect(provedFor(always, { domain: { qps: { max: "100" } } })).toBe(null);
    expect(found("vetoed-for-ever", { rules: always, domain: { qps: { max: "100", load: "shared" } } })).toEqual([]);
    const below = marked("40");
    expect(provedFor(below, { domain: { qps: { min: "30", max: "100" } } })).toBe(null);
    expect(provedFor(below, { domain: { qps: { min: "50", max: "100" } } })).toBe("any");
  });

  test("and a threshold without end holds over any number of replicas, or over none", () => {
    const [out, back] = marked("40");
    const always = [{ ...out, threshold: "-Infinity" } as Rule, back as Rule];
    const never = [{ ...out, threshold: "Infinity" } as Rule, back as Rule];
    // The first of the two that hold decides.
    const first = { ...recommended, combine: "first" } as const;
    const input = { rules: always.toReversed(), semantics: first, load: { metric: "qps" } };
    expect(found("vetoed-for-ever", input)).not.toEqual([]);
    expect(provedFor(never)).toBe("any");
  });

  test("and a count that its bounds bring back is not held there", () => {
    const endpoint = { id: "chat", replicas: 8, maxReplicas: 6 };
    const [finding] = found("vetoed-for-ever", { rules: marked("70"), load: { metric: "qps" }, endpoint });
    expect(finding?.loads.at(-1)?.to).toBe("420");
  });

  test("and a fall of two that stops after one leads to a count that steps of two do not lead to", () => {
    // From 5 at 54 each in all 270: four would read 67.5, three 90. At 4 of 200 to 240, three would read 66.7 to 80, two 100.
    const rules = [
      rule({ ...qps, threshold: "80", stepSize: 2, scales: "per-replica" }),
      inRule({ ...qps, threshold: "61", stepSize: -2 }),
    ];
    const loads = found("vetoed-for-ever", { rules, initial: 1, load: { metric: "qps" } }).flatMap(
      (each) => each.loads,
    );
    expect(loads.map(({ from, to }) => [from, to])).toEqual([
      ["80", "122"],
      ["160", "183"],
      ["240", "244"],
    ]);
  });
});

describe("a rule does nothing while one replica is silent", () => {
  const counts = (
    of: Partial<Rule>,
    rules = (each: Partial<Rule>) => [rule({ ...six, threshold: "80", ...each }), inRule(six)],
  ) => found("held-by-coverage", { rules: rules(of) }).map(({ key, rules: ids, counts: at }) => [key, ids[0], at]);
  const share = "held-by-coverage.share";
  const argued = "held-by-coverage.argued";
  const unknown = "held-by-coverage.unknown";

  test("where its share leaves no replica out: of 2 to 4 replicas, one is more than a fifth", () => {
    expect(counts({ minCoverage: "0.8" })).toEqual([[share, "out", [2, 3, 4]]]);
  });

  test("and of any count, where it asks for all of them", () => {
    const [finding] = found("held-by-coverage", { rules: [rule({ ...six, minCoverage: 1 }), inRule(six)] });
    expect(finding?.counts).toEqual([2, 3, 4, 5]);
    expect(finding?.message).toContain("at any count");
  });

  test("and nowhere, where half of them are enough", () => {
    expect(counts({ minCoverage: "0.5" })).toEqual([]);
  });

  test("where the silent one is taken for 0, and the others have at most 100 each: of 2, up to 5 replicas at 80", () => {
    expect(counts({ unreported: "argue" })).toEqual([[argued, "out", [2, 3, 4, 5]]]);
    expect(counts({ unreported: "argue", threshold: "70" })).toEqual([[argued, "out", [2, 3]]]);
    expect(counts({ unreported: "argue", threshold: "40" })).toEqual([]);
  });

  test("and not where the others can read as much as it takes", () => {
    const out = (each: Partial<Rule>) => [rule({ ...qps, threshold: "80", ...each }), inRule(qps)];
    expect(counts({ unreported: "argue" }, out)).toEqual([]);
  });

  test("where it scales in, and the silent one is taken for 100: of 2 and 3 replicas, below 30", () => {
    const back = (each: Partial<Rule>) => [rule(six), inRule({ ...six, threshold: "30", ...each })];
    expect(counts({ unreported: "argue" }, back)).toEqual([[argued, "in", [2, 3]]]);
    expect(counts({ unreported: "argue", threshold: "60" }, back)).toEqual([]);
  });

  test("where it scales in and nobody knows what the silent one may read: a warning", () => {
    const back = (each: Partial<Rule>) => [rule(qps), inRule({ ...qps, threshold: "30", ...each })];
    expect(counts({ unreported: "argue" }, back)).toEqual([[unknown, "in", [2, 3, 4, 5, 6]]]);
    const [finding] = found("held-by-coverage", { rules: back({ unreported: "argue" }) });
    expect(finding?.severity).toBe("warning");
    expect(finding?.message).toContain("count as the greatest value of qps, and none is known");
  });

  test("and not where no reading makes it do anything: that is another finding", () => {
    const rules = [rule({ ...six, threshold: "300", minCoverage: 1 }), inRule(six)];
    expect(found("held-by-coverage", { rules })).toEqual([]);
    const { findings } = verifyRules({ semantics, rules });
    expect(findings.map(({ code, rules: ids }) => [code, ids])).toContainEqual(["dead-rule", ["out"]]);
  });

  test("and not by the greatest of all, which is at least that of those that reported", () => {
    expect(counts({ unreported: "argue", aggregation: "max" })).toEqual([]);
  });

  test("and a metric that may read less than nothing outweighs it", () => {
    const rules = [
      rule(qps),
      inRule({ ...six, metricSource: "KERNEL", metricName: "mem", threshold: "-30", unreported: "argue" }),
    ];
    expect(found("held-by-coverage", { rules, domain: { mem: { min: null, max: 100 } } })).toEqual([]);
  });

  test("and where no replica is silent that is proved", () => {
    const proofs = (each: Partial<Rule>) =>
      verifyRules({ semantics, rules: [rule({ ...six, ...each }), inRule(six)] }).proved.map(({ code }) => code);
    expect(proofs({ minCoverage: "0.5" })).toContain("held-by-coverage");
    expect(proofs({})).not.toContain("held-by-coverage");
  });
});
