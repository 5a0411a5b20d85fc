import type { EndpointId } from "../../model/ids.ts";
import type { Rule } from "../../model/rule.ts";
import type { Semantics } from "../../model/semantics.ts";
import { DOLLAR_PLACEHOLDERS_SINCE, isSince, NO_INFERENCE_METRICS_SINCE } from "../release.ts";
import type { RuleWithRow } from "../rules-from-rows.ts";
import { readsZero } from "./kernel-metrics.ts";
import { type PlaceholderStyle, styleOf } from "./placeholders.ts";
import type { EndpointRow } from "./read-endpoints.ts";
import type { Preset } from "./read-presets.ts";

/** All that a doctor knows of a host. */
export interface Patient {
  readonly release: string;
  /** Whose answers the release gives. */
  readonly semantics: Semantics;
  /** The preset of a rule is null where its row says that there is none. */
  readonly rules: readonly RuleWithRow[];
  /** By id; null where nothing is known of presets. */
  readonly presets: ReadonlyMap<string, Preset> | null;
  readonly endpoints: ReadonlyMap<EndpointId, EndpointRow>;
  /** Seconds from cycle to cycle; null where they are not known. */
  readonly cycleSeconds: number | null;
}

/** The count that an endpoint's cycles start from; null where it is not known. */
export function countOf({ endpoints }: Patient, id: EndpointId): number | null {
  const endpoint = endpoints.get(id);
  return endpoint === undefined ? null : (endpoint.desired ?? endpoint.replicas);
}

/** A count to show a rule at: the endpoint's own, or one from which a step of 1 is within the rule's bounds, if there is one. */
export function countToShow(
  patient: Patient,
  { endpointId, minReplicas, maxReplicas }: Rule,
): number {
  const least = Math.max(1, minReplicas ?? 1);
  const between = Math.min(least + 1, Math.max(least, maxReplicas ?? least + 1));
  return countOf(patient, endpointId) ?? between;
}

/** Whether a rule never has a reading that says anything, so that it decides nothing whatever else is known of it. */
export function readsNothing({ release, presets }: Patient, rule: Rule): boolean {
  const { metricSource, metricName, queryPresetId } = rule;
  switch (metricSource) {
    case "INFERENCE_FRAMEWORK":
      return isSince(release, NO_INFERENCE_METRICS_SINCE);
    case "KERNEL":
      return readsZero(metricName);
    case "PROMETHEUS":
      if (queryPresetId === null) return true;
      // Of a row without such a column nothing is known.
      return queryPresetId !== undefined && presets !== null && !presets.has(queryPresetId);
  }
}

/** How queries name what the manager puts into them: as the host's presets do, or else as its release does. */
export function placeholderStyle({ release, presets }: Patient): PlaceholderStyle {
  const styles = [...(presets?.values() ?? [])].flatMap(({ template }) => styleOf(template) ?? []);
  return styles[0] ?? (isSince(release, DOLLAR_PLACEHOLDERS_SINCE) ? "dollar" : "braces");
}
