import type { LoadInterval } from "./brute-force.ts";
import { band, type LintCase, threshold } from "./lint-case.ts";

/** Loads between two, ends left out. */
function between(from: string, to: string): LoadInterval {
  return { from, to, fromClosed: false, toClosed: false };
}

/** Loads from above one up to another. */
function upTo(from: string, to: string): LoadInterval {
  return { from, to, fromClosed: false, toClosed: true };
}

/** Loads from one up to below another. */
function below(from: string, to: string): LoadInterval {
  return { from, to, fromClosed: true, toClosed: false };
}

const load = { metric: "qps" } as const;

/**
 * Rule sets whose findings were worked out with pen and paper from the definitions. The lists are complete; `runaway` under
 * load has no `loads`.
 */
export const handCases: readonly LintCase[] = [
  {
    id: "coprime-cycle",
    title: "Steps of 3 and 2 meet every count: a minimum ends the cycle at 1, not the one from 1 to 5",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 8 }, load },
    rules: [
      threshold("out", "GREATER_THAN", "100", 3, { minReplicas: 1, maxReplicas: 8 }),
      threshold("in", "LESS_THAN", "70", -2, { minReplicas: 1, maxReplicas: 8 }),
    ],
    expect: {
      reachable: [1, 2, 3, 4, 5, 6, 7, 8],
      findings: [
        { code: "lock-up", model: "free", rules: ["out"] },
        { code: "lock-up", model: "free", rules: ["in"] },
        { code: "limit-cycle", model: "load", loads: [between("200", "210")] },
        { code: "reversal", model: "load", loads: [between("100", "490"), between("500", "560")] },
      ],
    },
  },
  {
    id: "overlap-accumulate",
    title: "Two overlapping tiers under one maximum: from 1 the count becomes 2 or 3, as the rules stand",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 3 } },
    rules: [
      threshold("steep", "GREATER_THAN", "90", 2, { maxReplicas: 3 }),
      threshold("gentle", "GREATER_THAN", "60", 1, { maxReplicas: 3 }),
    ],
    expect: {
      reachable: [1, 2, 3],
      findings: [
        { code: "order-dependence", model: "free" },
        { code: "no-way-back", model: "free" },
        { code: "stuck-count", model: "free", counts: [3] },
      ],
    },
  },
  {
    id: "ratchet",
    title: "Up 2 and down 1 at one reading climb until the 2 no longer fit, and oscillate there",
    config: { semantics: "accumulate", initial: [0], counts: { min: 0, max: 5 }, domain: { qps: { min: "0" } } },
    rules: [
      threshold("climb", "GREATER_THAN", "80", 2, { maxReplicas: 5 }),
      threshold("ease", "GREATER_THAN", "80", -1, { minReplicas: 0 }),
    ],
    expect: {
      reachable: [0, 1, 2, 3, 4],
      findings: [
        { code: "zero-trap", model: "free" },
        { code: "contradiction", model: "free", rules: ["climb", "ease"] },
        { code: "lock-up", model: "free", rules: ["climb"] },
        { code: "limit-cycle", model: "held" },
        { code: "no-way-back", model: "free" },
        { code: "order-dependence", model: "free" },
        { code: "unreachable-count", model: "free", counts: [5] },
      ],
    },
  },
  {
    id: "cooldown-drift-10",
    title: "Steps that cancel at rest climb to the maximum with cooldowns, and oscillate there",
    config: { semantics: "accumulate", initial: [3], counts: { min: 0, max: 6 }, tickSeconds: 10 },
    rules: [
      threshold("out", "GREATER_THAN", "50", 1, { cooldownSeconds: 60, maxReplicas: 6 }),
      threshold("in", "GREATER_THAN", "50", -1, { cooldownSeconds: 300 }),
    ],
    expect: {
      reachable: [3],
      findings: [
        { code: "contradiction", model: "free", rules: ["out", "in"] },
        { code: "stuck-count", model: "free", counts: [3] },
        { code: "unreachable-count", model: "free", counts: [0, 1, 2, 4, 5, 6] },
        { code: "limit-cycle", model: "held-timed" },
      ],
    },
  },
  {
    id: "cooldown-drift-30",
    title: "Steps that cancel at rest climb for ever with cooldowns",
    config: { semantics: "accumulate", initial: [3], counts: { min: 0, max: 6 }, tickSeconds: 30 },
    rules: [
      threshold("out", "GREATER_THAN", "50", 1, { cooldownSeconds: 60 }),
      threshold("in", "GREATER_THAN", "50", -1, { cooldownSeconds: 300 }),
    ],
    expect: {
      reachable: [3],
      findings: [
        { code: "contradiction", model: "free", rules: ["out", "in"] },
        { code: "stuck-count", model: "free", counts: [3] },
        { code: "unreachable-count", model: "free", counts: [0, 1, 2, 4, 5, 6] },
        { code: "runaway", model: "held-timed" },
      ],
    },
  },
  {
    id: "shadowed-tier",
    title: "The gentle tier comes first and takes every reading of the steep one",
    config: { semantics: "firstMatch", initial: [1], counts: { min: 1, max: 5 }, load },
    rules: [
      threshold("gentle", "GREATER_THAN", "60", 1, { maxReplicas: 5 }),
      threshold("steep", "GREATER_THAN", "90", 2, { maxReplicas: 5 }),
      threshold("in", "LESS_THAN", "20", -1, { minReplicas: 1 }),
    ],
    expect: {
      reachable: [1, 2, 3, 4, 5],
      findings: [{ code: "dead-rule", model: "free", rules: ["steep"] }],
    },
  },
  {
    id: "dead-for-each-reason",
    title: "A reading that cannot be, a band without ends, bounds that cross, a minimum above every count",
    config: {
      semantics: "accumulate",
      initial: [1],
      counts: { min: 1, max: 4 },
      domain: { qps: { min: "0", max: "100" } },
    },
    rules: [
      threshold("out", "GREATER_THAN", "80", 1, { maxReplicas: 4 }),
      threshold("beyond", "GREATER_THAN", "100", 1, { maxReplicas: 4 }),
      band("blind", null, null, 1),
      threshold("crossed", "LESS_THAN", "20", -1, { minReplicas: 5, maxReplicas: 3 }),
      threshold("high", "LESS_THAN", "20", -1, { minReplicas: 6 }),
      threshold("in", "LESS_THAN", "20", -1, { minReplicas: 1 }),
    ],
    expect: {
      reachable: [1, 2, 3, 4],
      findings: [
        { code: "dead-rule", model: "free", rules: ["beyond"] },
        { code: "dead-rule", model: "free", rules: ["blind"] },
        { code: "dead-rule", model: "free", rules: ["crossed"] },
        { code: "dead-rule", model: "free", rules: ["high"] },
      ],
    },
  },
  {
    id: "wrong-side",
    title: "A minimum above the start and a maximum below it: both rules step towards their bounds in vain",
    config: { semantics: "accumulate", initial: [2, 6], counts: { min: 0, max: 6 } },
    rules: [
      threshold("raise", "GREATER_THAN", "80", 1, { minReplicas: 4, maxReplicas: 6 }),
      threshold("cap", "LESS_THAN", "20", -1, { minReplicas: 2, maxReplicas: 3 }),
    ],
    expect: {
      reachable: [2, 6],
      findings: [
        { code: "dead-rule", model: "free", rules: ["raise"] },
        { code: "dead-rule", model: "free", rules: ["cap"] },
        { code: "wrong-side", model: "free", rules: ["raise"] },
        { code: "wrong-side", model: "free", rules: ["cap"] },
        { code: "stuck-count", model: "free", counts: [2, 6] },
        { code: "unreachable-count", model: "free", counts: [0, 1, 3, 4, 5] },
      ],
    },
  },
  {
    id: "wrong-side-clamped",
    title: "Clamping takes every count from the wrong side to the bound; bounds that cross make a rule dead",
    config: { semantics: "accumulate", bounds: "clamp", initial: [2, 6], counts: { min: 1, max: 6 } },
    rules: [
      threshold("raise", "GREATER_THAN", "80", 1, { minReplicas: 4, maxReplicas: 6 }),
      threshold("cap", "LESS_THAN", "20", -1, { minReplicas: 1, maxReplicas: 3 }),
      threshold("crossed", "GREATER_THAN", "95", 1, { minReplicas: 5, maxReplicas: 3 }),
    ],
    expect: {
      reachable: [1, 2, 3, 4, 5, 6],
      findings: [{ code: "dead-rule", model: "free", rules: ["crossed"] }],
    },
  },
  {
    id: "stuck-between",
    title: "Steps of 4 between 1 and 5: counts of 2 and 3 fit neither way, and 1 and 5 oscillate",
    config: { semantics: "accumulate", initial: [1, 2, 3], counts: { min: 1, max: 5 }, load },
    rules: [
      threshold("out", "GREATER_THAN", "80", 4, { minReplicas: 1, maxReplicas: 5 }),
      threshold("in", "LESS_THAN", "20", -4, { minReplicas: 1, maxReplicas: 5 }),
    ],
    expect: {
      reachable: [1, 2, 3, 5],
      findings: [
        { code: "lock-up", model: "free", rules: ["out"] },
        { code: "lock-up", model: "free", rules: ["in"] },
        { code: "stuck-count", model: "free", counts: [2, 3] },
        { code: "unreachable-count", model: "free", counts: [4] },
        { code: "limit-cycle", model: "load", loads: [between("80", "100")] },
        { code: "reversal", model: "load", loads: [between("80", "100")] },
      ],
    },
  },
  {
    id: "no-way-back",
    title: "The scale-in rule's minimum lies above the start",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 5 }, load },
    rules: [
      threshold("out", "GREATER_THAN", "80", 1, { maxReplicas: 5 }),
      threshold("in", "LESS_THAN", "20", -1, { minReplicas: 3 }),
    ],
    expect: { reachable: [1, 2, 3, 4, 5], findings: [{ code: "no-way-back", model: "free" }] },
  },
  {
    id: "runaway-everywhere",
    title: "A comparator the wrong way round: every replica added lowers the reading that adds the next",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 4 }, load },
    rules: [threshold("out", "LESS_THAN", "50", 1)],
    expect: {
      reachable: [1, 2, 3, 4],
      findings: [
        { code: "inverted-step", model: "load", rules: ["out"] },
        { code: "runaway", model: "free" },
        { code: "runaway", model: "load" },
        { code: "no-way-back", model: "free" },
      ],
    },
  },
  {
    id: "runaway-held",
    title: "Without a maximum a reading that stays high runs away; a load does not, for its reading falls",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 5 }, load },
    rules: [threshold("out", "GREATER_THAN", "50", 1), threshold("in", "LESS_THAN", "20", -1, { minReplicas: 1 })],
    expect: { reachable: [1, 2, 3, 4, 5], findings: [{ code: "runaway", model: "free" }] },
  },
  {
    id: "unbounded-parity",
    title: "Steps of 4 and 6 without a maximum keep to odd counts",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 6 } },
    rules: [threshold("out", "GREATER_THAN", "80", 4), threshold("in", "LESS_THAN", "20", -6, { minReplicas: 1 })],
    expect: {
      reachable: [1, 3, 5],
      findings: [
        { code: "lock-up", model: "free", rules: ["in"] },
        { code: "runaway", model: "free" },
        { code: "unreachable-count", model: "free", counts: [2, 4, 6] },
      ],
    },
  },
  {
    id: "inverted-band",
    title: "A band whose ends are swapped has no reading at which it rests",
    config: { semantics: "firstMatch", initial: [1], counts: { min: 1, max: 4 }, load },
    rules: [band("band", "80", "20", 1, { minReplicas: 1, maxReplicas: 4 })],
    expect: {
      reachable: [1, 2, 3, 4],
      findings: [
        { code: "limit-cycle", model: "load", loads: [upTo("20", "80")] },
        { code: "reversal", model: "load", loads: [upTo("20", "80")] },
      ],
    },
  },
  {
    id: "negative-band",
    title: "A band with a negative step removes replicas under load, which is unwise and flaps nowhere",
    config: { semantics: "firstMatch", initial: [2], counts: { min: 1, max: 4 }, load },
    rules: [band("band", "20", "80", -1, { minReplicas: 1, maxReplicas: 4 })],
    expect: {
      reachable: [1, 2, 3, 4],
      findings: [{ code: "inverted-step", model: "load", rules: ["band"] }],
    },
  },
  {
    id: "trapped-at-zero",
    title: "Down to 0, where nothing measures what would call for more: the count stays there",
    config: { semantics: "accumulate", initial: [1], counts: { min: 0, max: 4 }, load },
    rules: [
      threshold("out", "GREATER_THAN", "70", 1, { minReplicas: 0, maxReplicas: 4 }),
      threshold("in", "LESS_THAN", "10", -1, { minReplicas: 0, maxReplicas: 4 }),
    ],
    expect: {
      reachable: [0, 1, 2, 3, 4],
      findings: [
        { code: "zero-trap", model: "free" },
        { code: "no-way-back", model: "free" },
        { code: "stuck-count", model: "free", counts: [0] },
      ],
    },
  },
  {
    id: "tiling",
    title: "Above the threshold out, at or below it in: no load rests but at the bounds",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 3 }, load },
    rules: [
      threshold("out", "GREATER_THAN", "50", 1, { maxReplicas: 3 }),
      threshold("in", "LESS_THAN_OR_EQUAL", "50", -1, { minReplicas: 1 }),
    ],
    expect: {
      reachable: [1, 2, 3],
      findings: [
        { code: "limit-cycle", model: "load", loads: [upTo("50", "150")] },
        { code: "reversal", model: "load", loads: [upTo("50", "150")] },
      ],
    },
  },
  {
    id: "resting-point",
    title: "Above out, below in: the threshold itself is the one reading at which a load rests",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 3 }, load },
    rules: [
      threshold("out", "GREATER_THAN", "50", 1, { maxReplicas: 3 }),
      threshold("in", "LESS_THAN", "50", -1, { minReplicas: 1 }),
    ],
    expect: {
      reachable: [1, 2, 3],
      findings: [
        { code: "limit-cycle", model: "load", loads: [between("50", "100"), between("100", "150")] },
        { code: "reversal", model: "load", loads: [between("50", "100"), between("100", "150")] },
      ],
    },
  },
  {
    id: "shared-point",
    title:
      "At or above out, at or below in: both hold at the threshold, where the order decides at 1 and the bound at 3",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 3 }, load },
    rules: [
      threshold("out", "GREATER_THAN_OR_EQUAL", "50", 1, { maxReplicas: 3 }),
      threshold("in", "LESS_THAN_OR_EQUAL", "50", -1, { minReplicas: 1 }),
    ],
    expect: {
      reachable: [1, 2, 3],
      findings: [
        { code: "contradiction", model: "free", rules: ["out", "in"] },
        { code: "order-dependence", model: "free" },
        { code: "limit-cycle", model: "load", loads: [between("50", "100"), upTo("100", "150")] },
        { code: "reversal", model: "load", loads: [between("50", "100"), upTo("100", "150")] },
      ],
    },
  },
  {
    id: "decimal-point",
    title: "One tenth in two spellings, times 2 and 3",
    config: { semantics: "accumulate", initial: [1], counts: { min: 1, max: 3 }, load },
    rules: [band("band", "1e-1", "0.1", 1, { minReplicas: 1, maxReplicas: 3 })],
    expect: {
      reachable: [1, 2, 3],
      findings: [
        { code: "limit-cycle", model: "load", loads: [between("0.1", "0.2"), between("0.2", "0.3")] },
        { code: "reversal", model: "load", loads: [between("0.1", "0.2"), between("0.2", "0.3")] },
      ],
    },
  },
  {
    id: "agreement-outbid",
    title: "Under agreement two rules on one signal bid the deeper of their steps; clamped, none is locked up",
    config: { semantics: "agreement", bounds: "clamp", initial: [1], counts: { min: 1, max: 4 }, load },
    rules: [
      threshold("out", "GREATER_THAN", "80", 1, { maxReplicas: 4 }),
      threshold("in-1", "LESS_THAN", "20", -1, { minReplicas: 1 }),
      threshold("in-2", "LESS_THAN", "40", -2, { minReplicas: 1 }),
    ],
    expect: {
      reachable: [1, 2, 3, 4],
      findings: [],
    },
  },
  {
    id: "agreement-at-the-top",
    title: "Under agreement a rule that is met at its maximum still objects to a scale-in on another metric",
    config: { semantics: "agreement", initial: [1], counts: { min: 1, max: 3 } },
    rules: [
      threshold("out", "GREATER_THAN", "80", 1, { maxReplicas: 3 }),
      threshold("in", "LESS_THAN", "1", -1, {
        metricSource: "inference-framework",
        metricName: "waiting",
        minReplicas: 1,
      }),
    ],
    expect: {
      reachable: [1, 2, 3],
      findings: [],
    },
  },
  {
    id: "endpoint-bounds",
    title: "The endpoint's bounds bring the count in from both sides, and rules that lead part of the way are skipped",
    config: {
      semantics: "accumulate",
      endpoint: { minReplicas: 2, maxReplicas: 4 },
      initial: [0, 6],
      counts: { min: 0, max: 6 },
    },
    rules: [threshold("out", "GREATER_THAN", "80", 2), threshold("in", "LESS_THAN", "20", -1)],
    expect: {
      reachable: [0, 2, 3, 4, 6],
      findings: [
        { code: "lock-up", model: "free", rules: ["out"] },
        { code: "wrong-side", model: "free", rules: ["in"] },
        { code: "no-way-back", model: "free" },
        { code: "unreachable-count", model: "free", counts: [1, 5] },
      ],
    },
  },
  {
    id: "priority-and-switch",
    title: "A rule of higher priority shadows the one listed before it; one that is switched off contradicts nobody",
    config: { semantics: "firstMatch", initial: [1], counts: { min: 1, max: 7 }, load },
    rules: [
      threshold("listed-first", "GREATER_THAN", "50", 2, { maxReplicas: 7 }),
      threshold("tried-first", "GREATER_THAN", "50", 1, { maxReplicas: 7, priority: 5 }),
      threshold("off", "GREATER_THAN", "50", -1, { enabled: false, priority: 9 }),
      threshold("in", "LESS_THAN", "10", -1, { minReplicas: 1 }),
    ],
    expect: {
      reachable: [1, 2, 3, 4, 5, 6, 7],
      findings: [{ code: "dead-rule", model: "free", rules: ["listed-first"] }],
    },
  },
  {
    id: "no-op",
    title: "A step of 0 triggers in vain everywhere, and one of -3 at zero replicas",
    config: { semantics: "accumulate", initial: [2], counts: { min: 0, max: 4 }, domain: { qps: { min: "0" } }, load },
    rules: [
      threshold("idle", "GREATER_THAN", "50", 0),
      threshold("out", "GREATER_THAN", "90", 2, { maxReplicas: 4 }),
      threshold("in", "LESS_THAN", "10", -3),
    ],
    expect: {
      reachable: [0, 1, 2, 3, 4],
      findings: [
        { code: "lock-up", model: "free", rules: ["out"] },
        { code: "zero-trap", model: "free" },
        { code: "no-op", model: "free", rules: ["idle"] },
        { code: "no-op", model: "free", rules: ["in"] },
      ],
    },
  },
  {
    id: "clamped-steps",
    title: "Clamped, the steps of dev-clamp reach both ends, and none triggers in vain",
    config: {
      semantics: "accumulate",
      bounds: "clamp",
      initial: [3],
      counts: { min: 0, max: 6 },
      domain: { qps: { min: "0" } },
    },
    rules: [
      threshold("out", "GREATER_THAN", "80", 3, { maxReplicas: 6 }),
      threshold("in", "LESS_THAN", "10", -5, { maxReplicas: 6 }),
    ],
    expect: {
      reachable: [0, 1, 3, 4, 6],
      findings: [
        { code: "zero-trap", model: "free" },
        { code: "unreachable-count", model: "free", counts: [2, 5] },
      ],
    },
  },
  {
    id: "domain-end",
    title: "At most 100 can be read, so that above 100 is dead, under a load too",
    config: {
      semantics: "accumulate",
      initial: [1],
      counts: { min: 1, max: 3 },
      domain: { qps: { min: "0", max: "100" } },
      load,
    },
    rules: [
      threshold("full", "GREATER_THAN_OR_EQUAL", "100", 1, { maxReplicas: 3 }),
      threshold("over", "GREATER_THAN", "100", 1, { maxReplicas: 3 }),
      threshold("in", "LESS_THAN", "60", -1, { minReplicas: 1 }),
    ],
    expect: {
      reachable: [1, 2, 3],
      findings: [
        { code: "dead-rule", model: "free", rules: ["over"] },
        { code: "limit-cycle", model: "load", loads: [below("100", "120")] },
        { code: "reversal", model: "load", loads: [below("100", "120")] },
      ],
    },
  },
  {
    id: "acts-while-cooling",
    title: "The second rule has its turn at the maximum, and with cooldowns whenever the first one cools",
    config: { semantics: "firstMatch", initial: [3], counts: { min: 3, max: 6 }, tickSeconds: 10 },
    rules: [
      threshold("out", "GREATER_THAN", "50", 1, { cooldownSeconds: 60, maxReplicas: 6 }),
      threshold("in", "GREATER_THAN", "50", -1, { minReplicas: 1 }),
    ],
    expect: {
      reachable: [3, 4, 5, 6],
      findings: [
        { code: "contradiction", model: "free", rules: ["out", "in"] },
        { code: "limit-cycle", model: "held" },
        { code: "no-way-back", model: "free" },
        { code: "limit-cycle", model: "held-timed" },
      ],
    },
  },
  {
    id: "cooldown-end-exclusive",
    title: "Still cooling at the very end, in misses every second tick, and the count oscillates at its maximum",
    config: { semantics: "accumulate", initial: [3], counts: { min: 3, max: 3 }, tickSeconds: 20 },
    rules: [
      threshold("out", "GREATER_THAN", "50", 1, { cooldownSeconds: 10, maxReplicas: 5 }),
      threshold("in", "GREATER_THAN", "50", -1, { cooldownSeconds: 20 }),
    ],
    expect: {
      reachable: [3],
      findings: [
        { code: "contradiction", model: "free", rules: ["out", "in"] },
        { code: "stuck-count", model: "free", counts: [3] },
        { code: "limit-cycle", model: "held-timed" },
      ],
    },
  },
  {
    id: "cooldown-end-inclusive",
    title: "Free again at the very end, in keeps pace with out",
    config: {
      semantics: "accumulate",
      cooldownEnd: "inclusive",
      initial: [3],
      counts: { min: 3, max: 3 },
      tickSeconds: 20,
    },
    rules: [
      threshold("out", "GREATER_THAN", "50", 1, { cooldownSeconds: 10, maxReplicas: 5 }),
      threshold("in", "GREATER_THAN", "50", -1, { cooldownSeconds: 20 }),
    ],
    expect: {
      reachable: [3],
      findings: [
        { code: "contradiction", model: "free", rules: ["out", "in"] },
        { code: "stuck-count", model: "free", counts: [3] },
      ],
    },
  },
];
