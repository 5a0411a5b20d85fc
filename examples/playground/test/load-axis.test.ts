import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LoadAxis } from "../src/answers/load-axis.ts";
import { askedOf, movesUnder } from "../src/answers/load-moves.ts";
import { reportOf } from "../src/answers/report.ts";
import { inputOf } from "../src/answers/rules-of.ts";
import { setEndpoint, setRule, withRule } from "../src/draft/edit.ts";
import { EXAMPLES } from "../src/draft/examples.ts";
import { PRESETS, type Preset } from "../src/draft/presets.ts";
import type { RuleDraft, RuleSetDraft } from "../src/draft/rule-set-draft.ts";
import { example } from "./support.ts";

const narrow = example("a gap too narrow");
const RATE = { metricSource: "PROMETHEUS", metricName: "qps" };
/** The first example on another metric. */
function on(metric: Partial<RuleDraft>, out: string, back: string): RuleSetDraft {
  return setRule(setRule(narrow, 0, { ...metric, threshold: out }), 1, { ...metric, threshold: back });
}
/** The first example with a scale-in on a second metric. */
const onTwoMetrics = setRule(withRule(narrow, "threshold"), 2, {
  id: "in-mem",
  metricName: "mem",
  comparator: "LESS_THAN",
  threshold: "20",
  stepSize: "-1",
});
/** Flaps at a total of 80 alone, between 1 and 2 replicas. */
const touching = setRule(on({ ...RATE, comparator: "GREATER_THAN_OR_EQUAL" }, "80", "40"), 1, {
  comparator: "LESS_THAN_OR_EQUAL",
});
/** The same with rules that contradict each other above 1000. */
const contradicted = setRule(withRule(touching, "threshold"), 2, { threshold: "1000", stepSize: "-1" });
/** Goes to 0 without use. */
const ZERO = {
  activation: [{ metricSource: "PROMETHEUS", metricName: "queue", comparator: "GREATER_THAN", threshold: "0" }],
  idleSeconds: 600,
};
const DRAFTS = [
  onTwoMetrics,
  setRule(narrow, 0, { more: { scales: "per-replica" } }),
  setRule(onTwoMetrics, 2, { more: { onFailure: { afterSeconds: 0, count: 4, how: "static" } } }),
  setRule(narrow, 1, { more: { forSeconds: 60, minCoverage: "0.5", unreported: "argue" } }),
  setEndpoint({ ...narrow, endpoint: { ...narrow.endpoint, more: { zero: ZERO } } }, "minReplicas", "0"),
  touching,
  { ...narrow, more: { domain: { cuda_util: { max: "95" } }, load: null } },
  { ...narrow, more: { metrics: { cuda_util: { load: "shared", max: "90" } } } },
  contradicted,
  setRule(narrow, 0, { comparator: "LESS_THAN" }),
  ...EXAMPLES.map(({ draft }) => draft),
  setRule(narrow, 1, { threshold: "40" }),
  setRule(narrow, 1, { threshold: "41" }),
  setRule(narrow, 0, { stepSize: "2" }),
  setRule(example("one band"), 0, { minThreshold: "60" }),
  on(RATE, "75", "60"),
  on({ metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:kv_cache_usage_perc" }, "0.8", "0.5"),
  on({ metricSource: "KERNEL", metricName: "cpu_util", aggregation: "p95" }, "350", "333.3"),
  on({ comparator: "GREATER_THAN_OR_EQUAL" }, "80", "55"),
  setRule(on(RATE, "75", "60"), 1, { aggregation: "max" }),
  setEndpoint(setRule(narrow, 0, { stepSize: "3" }), "maxReplicas", "7"),
  setEndpoint(setRule(narrow, 1, { stepSize: "-2" }), "maxReplicas", ""),
  setRule(narrow, 1, { isEnabled: false }),
  setRule(narrow, 0, { minReplicas: "2", maxReplicas: "4" }),
];

function under(draft: RuleSetDraft, preset: Preset, { metric, rows }: LoadAxis, load: number) {
  return movesUnder(askedOf(inputOf(draft, preset), metric), String(load), rows.length);
}

/** Many loads along an axis. */
function loadsOf({ max }: LoadAxis): number[] {
  return Array.from({ length: 150 }, (_, at) => (max * (at + 0.437)) / 150);
}

describe("the axis of loads", () => {
  for (const preset of PRESETS) {
    test(`draws where each count goes, and shades just the loads under which some count flaps: ${preset}`, () => {
      for (const draft of DRAFTS) {
        const { axes } = reportOf(draft, preset);
        assert.notDeepEqual(axes, []);
        for (const axis of axes) {
          for (const load of loadsOf(axis)) {
            const { moves, loop } = under(draft, preset, axis, load);
            const isShaded = axis.flapping.some(
              ({ from, to }) => load > Number(from) && (to === null || load < Number(to)),
            );
            assert.equal(loop.length > 0, isShaded, `${axis.metric} ${load}`);
            for (const { count, next } of moves) {
              const parts = axis.rows.find((row) => row.count === count)?.parts ?? [];
              const part = parts.find(({ from, to }) => from < load && load < to);
              assert.equal(part?.next ?? count, next, `${axis.metric} ${load} at ${count}`);
            }
          }
        }
      }
    });
  }

  test("shades a single load that flaps, also of a metric whose loads the verifier looks at only where it is named", () => {
    const [axis] = reportOf(contradicted, "backend-ai-26").axes;
    assert.deepEqual(axis?.flapping[0], { from: "80", to: "80", fromClosed: true, toClosed: true });
  });

  test("has ends of few digits: 0.8 × 3 is 2.4", () => {
    const draft = on({ metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:kv_cache_usage_perc" }, "0.8", "0.1");
    const [axis] = reportOf(draft, "recommended").axes;
    assert.deepEqual(axis?.rows[2]?.parts, [
      { from: 0, to: 0.3, next: 2 },
      { from: 2.4, to: 5.28, next: 4 },
    ]);
  });

  test("is not there for a metric of which the file says that replicas do not share it", () => {
    const stated = { ...narrow, more: { metrics: { cuda_util: { load: "none" } } } };
    assert.deepEqual(reportOf(stated, "recommended").axes, []);
  });

  test("is there for metrics that replicas share, and for no other", () => {
    const latency = { metricSource: "INFERENCE_FRAMEWORK", metricName: "vllm:time_to_first_token_seconds" };
    const draft = setRule(setRule(narrow, 0, latency), 1, latency);
    assert.deepEqual(reportOf(draft, "recommended").axes, []);
    assert.deepEqual(
      reportOf(narrow, "recommended").axes.map(({ metric, unit }) => [metric, unit]),
      [["cuda_util", "percent"]],
    );
  });
});

describe("a load", () => {
  const moves = (load: string) => movesUnder(askedOf(inputOf(narrow, "recommended"), "cuda_util"), load, 6);

  test("is divided exactly: a third of 240 is at the threshold, not above it", () => {
    assert.deepEqual(moves("240").moves[2], { count: 3, reading: "80", next: 3 });
    assert.equal(moves("240.0000000001").moves[2]?.next, 4);
  });

  test("leads from the endpoint's own count to the count where it stays, or to a loop", () => {
    assert.deepEqual(moves("100"), { ...moves("100"), path: [1, 2, 1], loop: [1, 2], isOwnLoop: true });
    assert.deepEqual(moves("50"), { ...moves("50"), path: [1, 1], loop: [], isOwnLoop: false });
  });

  test("can leave the endpoint's own count at rest, and make another one oscillate", () => {
    const draft = setEndpoint(setRule(narrow, 0, { minReplicas: "3" }), "maxReplicas", "");
    const { path, loop, isOwnLoop } = movesUnder(askedOf(inputOf(draft, "backend-ai-26"), "cuda_util"), "170", 6);
    assert.deepEqual([path, loop, isOwnLoop], [[1, 1], [2, 3], false]);
  });

  test("makes no count fall where a rule on another metric has to agree and does not", () => {
    const path = (preset: Preset) => movesUnder(askedOf(inputOf(onTwoMetrics, preset), "cuda_util"), "100", 6).path;
    assert.deepEqual(path("recommended"), [1, 2, 2]);
    assert.deepEqual(path("backend-ai-26"), [1, 2, 1]);
  });

  test("never leads to 0 where the endpoint goes to 0 by itself, as no rule does then", () => {
    const [free, held] = [{}, { zero: ZERO }].map((more) => {
      const draft = setEndpoint({ ...narrow, endpoint: { ...narrow.endpoint, more } }, "minReplicas", "0");
      return movesUnder(askedOf(inputOf(draft, "recommended"), "cuda_util"), "10", 1).moves[0]?.next;
    });
    assert.deepEqual([free, held], [0, 1]);
  });

  test("under which no count comes again is given up", () => {
    const inverted = setEndpoint(setRule(narrow, 0, { comparator: "LESS_THAN" }), "maxReplicas", "");
    const asked = askedOf(inputOf(inverted, "backend-ai-26"), "cuda_util");
    const { isEndless, path } = movesUnder(asked, "10", 6);
    assert.deepEqual([isEndless, ...path.slice(0, 3)], [true, 1, 2, 3]);
    assert.equal(moves("100").isEndless, false);
  });

  test("that is not a number gives no reading", () => {
    assert.deepEqual(moves("much").moves[0], { count: 1, reading: null, next: 1 });
  });
});
