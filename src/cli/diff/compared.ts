import type { EndpointId, RuleId } from "../../model/ids.ts";
import type { Comparison } from "../../verify/difference/difference.ts";

/** The rules of one endpoint in two places, and how they differ. */
export interface ComparedEndpoint {
  readonly endpointId: EndpointId;
  /** The file that has the old rules; null where there are none. */
  readonly old: string | null;
  /** The same of the new ones. */
  readonly new: string | null;
  /** The rules that only the old ones have, and those that only the new ones have. */
  readonly removed: readonly RuleId[];
  readonly added: readonly RuleId[];
  readonly comparison: Comparison;
}

/** Whether two rule sets are known to decide the same. */
export function areSame({ differences, complete, notCompared }: Comparison): boolean {
  return differences.length === 0 && complete && notCompared.length === 0;
}
