/** What every outcome of the rule that `rule()` makes has. */
export const BASE = { ruleId: "out", metric: { source: "KERNEL", name: "cuda_util" } } as const;

/** The condition of the rule that `rule()` makes. */
export const ABOVE_80 = {
  comparator: "GREATER_THAN",
  threshold: "80",
  step: 1,
  direction: "out",
  field: "threshold",
} as const;

/** What an outcome of that rule has where its condition holds, at an average of 90 and a count of 3. */
export const MET = { ...BASE, ...ABOVE_80, value: "90", from: 3 } as const;
