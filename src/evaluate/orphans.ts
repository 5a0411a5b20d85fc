import type { Endpoint } from "../model/endpoint.ts";
import type { RuleId } from "../model/ids.ts";
import type { Rule } from "../model/rule.ts";

/** Rules whose endpoint is not there, in input order. */
export function orphansAmong(rules: readonly Rule[], endpoints: readonly Endpoint[]): RuleId[] {
  const known = new Set(endpoints.map(({ id }) => id));
  return rules.filter(({ endpointId }) => !known.has(endpointId)).map(({ id }) => id);
}
