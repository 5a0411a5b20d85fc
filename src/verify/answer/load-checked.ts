import type { Finding } from "./finding.ts";
import type { LeftOut } from "./verification.ts";

/** What a check of constant loads found, and how far it got. */
export interface LoadChecked {
  readonly findings: readonly Finding[];
  /** What was left out. */
  readonly leftOut: readonly LeftOut[];
  /** What was not found does not happen. */
  readonly complete: boolean;
  /** The metrics whose loads it went through; none where the rules ask for nothing that it looks at. */
  readonly metrics: readonly string[];
}
