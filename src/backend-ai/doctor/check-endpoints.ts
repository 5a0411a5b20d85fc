import type { Rule } from "../../model/rule.ts";
import { named } from "../../model/show.ts";
import { greatestOf } from "../../util/extremes.ts";
import { thresholdsOf } from "./branch-values.ts";
import { type Found, withSql } from "./finding-of.ts";
import type { Patient } from "./patient.ts";
import type { EndpointRow } from "./read-endpoints.ts";
import { type Reading, showToday } from "./show-today.ts";
import { setColumnSql } from "./sql.ts";

/** Counts that were set by hand where they have no effect. */
export function hiddenReplicas(patient: Patient): readonly Found[] {
  return [...patient.endpoints.values()].flatMap((endpoint) => {
    const { desired, isEnding } = endpoint;
    if (isEnding || desired === null || !isHidden(patient, endpoint)) return [];
    return hiddenFinding(patient, endpoint, desired);
  });
}

/**
 * Rules write `desired_replicas` alone, so that it differs from `replicas` on a sound host too. It is at fault where no rule
 * can have written it, or where the row was written after every rule last triggered.
 */
function isHidden({ rules }: Patient, { id, replicas, desired, updatedAt }: EndpointRow): boolean {
  if (desired === replicas) return false;
  const times = rules.flatMap(({ rule, lastTriggeredAt }) =>
    rule.endpointId === id && lastTriggeredAt !== null ? [lastTriggeredAt] : [],
  );
  return times.length === 0 || (updatedAt !== null && updatedAt > greatestOf(times) + SAME_CYCLE);
}

/** A trigger and the count that it leads to are written within one cycle, milliseconds apart from each other at most so long. */
const SAME_CYCLE = 60_000;

function hiddenFinding(
  patient: Patient,
  { id, replicas, path, source }: EndpointRow,
  desired: number,
): Found {
  const { semantics } = patient;
  const rules = patient.rules.map(({ rule }) => rule).filter(({ endpointId }) => endpointId === id);
  const repaired = { id, replicas, desired_replicas: replicas };
  const sql = setColumnSql("endpoints", id, "desired_replicas", replicas);
  // A reading on which no rule acts: what is left is the count itself.
  const readings = new Map(rules.map((rule) => [rule.id, restingAt(rule)] as const));
  const help = withSql(
    `if ${replicas} is what was meant, set it by /deployments, which writes desired_replicas, or write it there`,
    sql,
  );
  const finding = {
    code: "hidden-replicas",
    path,
    endpointId: id,
    rules: [],
    rows: [source],
    message:
      `${named("endpoint", id)}: replicas is ${replicas}, which was set by hand and has no effect: ` +
      `desired_replicas is ${desired}, and that counts`,
    help,
    today: [
      showToday({
        rules,
        readings,
        replicas: desired,
        semantics,
        situation: `${desired} replicas desired, ${replicas} set by hand`,
        endpointId: id,
      }),
    ],
    table: "endpoints",
    repaired,
    sql,
  } as const;
  // Which count was meant is for a person to say.
  return { finding, advice: help, script: null };
}

/** A reading at a threshold of a rule, where it does not act; none where it has none. */
function restingAt(rule: Rule): Reading {
  const [threshold] = thresholdsOf(rule);
  return threshold === undefined ? { missing: "no-metric" } : { value: String(threshold) };
}
