import type { Finding, FindingCode } from "./finding.ts";

/** What a check found, and what it could not decide because something was left out. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly undecided: readonly FindingCode[];
}
