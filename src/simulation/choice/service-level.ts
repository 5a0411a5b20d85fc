import type { SERVICE_LEVELS } from "../../fields/scenario-domains.ts";
import { objectivesOf } from "../objectives.ts";
import type { Summary } from "../run/summarize.ts";
import type { Scenario } from "../scenario.ts";

/**
 * How well requests are served is measured by the share of them whose answer begins within `objectiveSeconds`, by how far
 * the scenario's objectives are kept (1 where each is kept by its share of the requests, else what share of it the worst
 * one reaches), or by the share of time with as many ready replicas as are needed (which `ideal` services know, whose
 * requests never wait).
 */
export type ServiceLevel = (typeof SERVICE_LEVELS)[number];

/** What counts as service where nothing is said: the scenario's objectives where it has any. */
export function defaultServiceLevel({ objectives = {} }: Scenario): ServiceLevel {
  return objectivesOf(objectives).length === 0 ? "within-objective" : "objectives";
}

/** The service level of a summary, 0 to 1; a model that does not tell it has 0. */
export function serviceLevelOf(summary: Summary, by: ServiceLevel): number {
  switch (by) {
    case "within-objective":
      return summary.withinObjective ?? 0;
    case "objectives":
      return Math.min(1, ...summary.objectives.map(({ within, share }) => (share === 0 ? 1 : (within ?? 0) / share)));
    case "enough-replicas":
      return summary.elasticity === null ? 0 : 1 - summary.elasticity.underTimeShare / 100;
  }
}
