import type { Finding, FindingCode, Severity } from "./finding.ts";

/** What a check has to say; the rest is empty. */
type Facts = Pick<Finding, "code" | "model" | "path" | "message" | "help"> & Partial<Finding>;

const SEVERITIES: Readonly<Record<FindingCode, Severity>> = {
  "zero-trap": "error",
  "inverted-step": "error",
  "limit-cycle": "error",
  runaway: "error",
  reversal: "note",
  overshoot: "warning",
  contradiction: "error",
  "lock-up": "error",
  "wrong-side": "error",
  "dead-rule": "error",
  "no-op": "warning",
  "order-dependence": "error",
  "no-way-back": "warning",
  "stuck-count": "warning",
  "unreachable-count": "note",
};

/** Completes a finding. */
export function findingOf(facts: Facts): Finding {
  return {
    id: "",
    because: null,
    paths: [],
    severity: SEVERITIES[facts.code],
    rules: [],
    counts: [],
    loads: [],
    witness: null,
    repair: null,
    ...facts,
  };
}
