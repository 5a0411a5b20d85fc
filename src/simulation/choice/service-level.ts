import type { Summary } from "../run/summarize.ts";

/** Every way to measure how well requests are served. */
export const SERVICE_LEVELS = /* @__PURE__ */ Object.freeze(["within-objective", "enough-replicas"] as const);

/**
 * How well requests are served is measured by the share of them that wait no longer than the objective, or by the share of
 * time with as many ready replicas as are needed (which `ideal` services know, whose requests never wait).
 */
export type ServiceLevel = (typeof SERVICE_LEVELS)[number];

/** The service level of a summary, 0 to 1; a model that does not tell it has 0. */
export function serviceLevelOf({ withinObjective, elasticity }: Summary, by: ServiceLevel): number {
  if (by === "within-objective") return withinObjective ?? 0;
  return elasticity === null ? 0 : 1 - elasticity.underTimeShare / 100;
}
