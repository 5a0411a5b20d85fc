import { describe, expect, test } from "vitest";
import { backendAi26, type Rule } from "../../src/index.ts";
import { chartVerification, headline, type VerifyInput, verifyRules } from "../../src/verify/index.ts";
import { bandRule, inRule, rule } from "../support/build.ts";
import { crowdedTexts } from "../support/text-boxes.ts";
import { german } from "./german.ts";

const six = { minReplicas: 1, maxReplicas: 6 } as const;
const qps = { ...six, metricSource: "INFERENCE_FRAMEWORK", metricName: "qps" } as const;
const narrow = [rule({ ...qps, threshold: "75" }), inRule({ ...qps, threshold: "60" })];

function chartOf(rules: readonly Rule[], more: Partial<VerifyInput> = {}): string {
  return chartVerification(verifyRules({ rules, ...more }));
}

/** Every text in a picture, as a reader sees it. */
function textsIn(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) => text.replaceAll("&lt;", "<"));
}

/** The bars on the line of a name: where each begins and how wide it is. */
function barsOf(svg: string, name: string): [number, number][] {
  const bars = svg.matchAll(/<rect x="([-\d.]+)" y="[-\d.]+" width="([\d.]+)"[^>]*><title>([^<]*)<\/title>/g);
  return [...bars].filter(([, , , title]) => title === name).map(([, left, width]) => [Number(left), Number(width)]);
}

describe("a picture of a verification", () => {
  test("has the headline, every threshold, the loads that flap and the readings of the run that shows it", () => {
    const texts = textsIn(chartOf(narrow));
    expect(texts[0]).toBe(headline(verifyRules({ rules: narrow })));
    expect(texts).toEqual(
      expect.arrayContaining([
        "qps",
        "out +1",
        "in -1",
        "dead zone",
        "60",
        "75",
        "limit-cycle (qps)",
        "120",
        "150",
        "100",
      ]),
    );
  });

  test("has the dead zone between the two rules, where none of them holds", () => {
    const svg = chartOf(narrow);
    const [[below = 0, belowWidth = 0] = []] = barsOf(svg, "in -1");
    const [[dead = 0, deadWidth = 0] = []] = barsOf(svg, "dead zone");
    const [[above = 0] = []] = barsOf(svg, "out +1");
    expect(below).toBe(0);
    expect(belowWidth).toBeCloseTo(dead, 0);
    expect(dead + deadWidth).toBeCloseTo(above, 0);
  });

  test("shows a single reading wide enough to be seen", () => {
    const atZero = [rule(six), inRule({ ...six, comparator: "LESS_THAN_OR_EQUAL", threshold: 0 })];
    const [[, width = 0] = []] = barsOf(chartOf(atZero), "in -1");
    expect(width).toBeGreaterThan(2);
  });

  test("draws what repeats twice", () => {
    const steps = chartOf(narrow).match(/<path d="(M[^"]*)" fill="none"/)?.[1] ?? "";
    // 1, 2, 1, and again 2, 1: the count changes four times.
    expect(steps.match(/V/g)?.filter((_, at) => at > 0)).toHaveLength(4);
  });

  test("has loads without an upper end go on to the edge", () => {
    const always = [
      rule({ ...qps, maxReplicas: null, threshold: "50", comparator: "GREATER_THAN_OR_EQUAL" }),
      inRule({ ...qps, maxReplicas: null, threshold: "50" }),
    ];
    const [left = 0, width = 0] = barsOf(chartOf(always), "limit-cycle (qps)").at(-1) ?? [];
    expect(left + width).toBeCloseTo(640, 0);
  });

  test("says in another language what stands in it", () => {
    const texts = textsIn(chartVerification(verifyRules({ rules: narrow }), german));
    expect(texts).toEqual(expect.arrayContaining(["tote Zone", "Werte des Laufs", "Replikate"]));
  });

  test("has no more lines than people read, and no mark-up from names", () => {
    const rules = Array.from({ length: 50 }, (_, at) =>
      rule({ ...six, id: `<b>${at}`, threshold: String(50 + at / 2) }),
    );
    const svg = chartOf(rules, { semantics: backendAi26, domain: {} });
    expect(svg).not.toContain("<b>");
    expect(textsIn(svg).filter((text) => text.startsWith("<b") || text.includes("b&gt;")).length).toBeLessThan(40);
  });

  test.each([0.5, 0.001, 5_000_000])("has thresholds %d apart whose texts do not overlap", (apart) => {
    const rules = Array.from({ length: 9 }, (_, at) =>
      rule({ ...qps, id: `out-${at}`, threshold: String(50 + at * apart) }),
    );
    expect(crowdedTexts(chartOf([...rules, inRule({ ...qps, threshold: "40" })]))).toEqual([]);
  });

  test("of no rules is what is said of them", () => {
    expect(textsIn(chartOf([]))[0]).toBe(headline(verifyRules({ rules: [] })));
  });

  test("shows a reading that moves nothing as a bar, and one that moves the count as a triangle", () => {
    const svg = chartOf([rule({ ...six, threshold: "40" }), inRule({ ...six, threshold: "60" })]);
    expect(barsOf(svg, "readings of the run")).toHaveLength(1);
    expect(svg).toContain("<title>readings of the run: 80</title>");
  });

  test("names the rule whose query answers an axis", () => {
    const lag = { ...six, metricSource: "PROMETHEUS", metricName: "lag" } as const;
    const texts = textsIn(chartOf([rule({ ...lag, threshold: "80" }), inRule({ ...lag, threshold: "20" })]));
    expect(texts).toEqual(expect.arrayContaining(["lag (out)", "lag (in)"]));
  });

  test("draws an axis of which no end is known, and one with a single reading", () => {
    const endless = bandRule({ ...six, metricName: "balance", minThreshold: null, maxThreshold: null });
    const open = chartOf([endless], { metrics: { balance: { min: null } } });
    const [[left = 1, width = 0] = []] = barsOf(open, "dead zone");
    expect([left, width]).toEqual([0, 640]);
    for (const only of ["5", "0"]) {
      const atIt = rule({ ...six, metricName: "balance", threshold: only, comparator: "GREATER_THAN_OR_EQUAL" });
      const fixed = chartOf([atIt], { metrics: { balance: { min: only, max: only } } });
      expect(textsIn(fixed)).toContain(only);
      expect(fixed).not.toContain("NaN");
    }
  });
});
