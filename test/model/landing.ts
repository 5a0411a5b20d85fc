import type { Endpoint } from "../../src/model/endpoint.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { Semantics } from "../../src/model/semantics.ts";

/** Where a step leads, or the bound that it fails at. */
type Landing =
  | { readonly fits: true; readonly to: number }
  | {
      readonly fits: false;
      readonly bound: "min" | "max";
      readonly limit: number;
      readonly scope: "rule" | "endpoint";
      readonly minReplicas: number | null;
      readonly maxReplicas: number | null;
    };

interface Bound {
  readonly limit: number;
  readonly scope: "rule" | "endpoint";
}

/** Takes a step from a count, as the bounds allow: the tighter of the rule's and the endpoint's. */
export function land(rule: Rule, endpoint: Endpoint, from: number, step: number, how: Semantics["bounds"]): Landing {
  const min = tighter(rule.minReplicas, endpoint.minReplicas, (a, b) => a >= b);
  const max = tighter(rule.maxReplicas, endpoint.maxReplicas, (a, b) => a <= b);
  const figures = { minReplicas: min?.limit ?? null, maxReplicas: max?.limit ?? null };
  const past = (bound: "min" | "max", at: Bound): Landing => ({ fits: false, bound, ...at, ...figures });

  const proposed = Math.max(0, from + step);
  if (how === "skip") {
    if (min !== null && proposed < min.limit) return past("min", min);
    if (max !== null && proposed > max.limit) return past("max", max);
    return { fits: true, to: proposed };
  }

  // No count goes below 0, and there is none above what is infinite.
  const low: Bound = min === null || min.limit < 0 ? { limit: 0, scope: "endpoint" } : min;
  const high: Bound = max ?? { limit: Number.POSITIVE_INFINITY, scope: "endpoint" };
  if (step > 0) {
    const to = Math.min(Math.max(proposed, low.limit), high.limit);
    if (to <= from) return past("max", high);
    return to < low.limit ? past("min", low) : { fits: true, to };
  }
  const to = Math.max(Math.min(proposed, high.limit), low.limit);
  if (step === 0 || to >= from || to > high.limit) return past("min", low);
  return { fits: true, to };
}

/** The tighter of two bounds; equals are the rule's; null for none. */
function tighter(
  ofRule: number | null,
  ofEndpoint: number | null | undefined,
  wins: (a: number, b: number) => boolean,
): Bound | null {
  const endpoints: Bound | null = typeof ofEndpoint === "number" ? { limit: ofEndpoint, scope: "endpoint" } : null;
  if (ofRule === null) return endpoints;
  if (endpoints !== null && !wins(ofRule, endpoints.limit)) return endpoints;
  return { limit: ofRule, scope: "rule" };
}
