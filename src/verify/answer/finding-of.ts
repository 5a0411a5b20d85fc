import { english } from "../words/english.ts";
import type { FindingParams } from "../words/remark-params.ts";
import type { Said } from "../words/said.ts";
import { wordsOfFinding } from "../words/worded.ts";
import type { Finding, FindingCode, FindingFields, Severity } from "./finding.ts";

/** What a check has to say; the rest is empty. */
type Facts = Said<FindingParams> & Pick<FindingFields, "model" | "path"> & Partial<FindingFields>;

const SEVERITIES: Readonly<Record<FindingCode, Severity>> = {
  "zero-trap": "error",
  "zero-swing": "error",
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
  "vetoed-for-ever": "note",
  "held-by-coverage": "note",
  "order-dependence": "error",
  "no-way-back": "warning",
  "stuck-count": "warning",
  "unreachable-count": "note",
};

/** Completes a finding, in English. */
export function findingOf(facts: Facts): Finding {
  const { message, help } = wordsOfFinding(facts, english);
  return {
    message,
    help,
    id: "",
    because: null,
    paths: [],
    severity: SEVERITIES[facts.code],
    rules: [],
    counts: [],
    loads: [],
    witness: null,
    repair: null,
    fix: { kind: "words" },
    ...facts,
  };
}
