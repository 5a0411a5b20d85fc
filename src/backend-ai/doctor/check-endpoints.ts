import { named } from "../../model/fault.ts";
import { thresholdsOf } from "./branch-values.ts";
import type { DoctorFinding } from "./finding.ts";
import { withSql } from "./finding-of.ts";
import type { Patient } from "./patient.ts";
import type { EndpointRow } from "./read-endpoints.ts";
import { showToday } from "./show-today.ts";
import { updateSql } from "./sql.ts";

/** Counts that were set by hand where they have no effect. */
export function hiddenReplicas(patient: Patient): readonly DoctorFinding[] {
  return [...patient.endpoints.values()].flatMap((endpoint) =>
    isHidden(patient, endpoint) ? [hiddenFinding(patient, endpoint)] : [],
  );
}

/**
 * Rules write `desired_replicas` alone, so that it differs from `replicas` on a sound host too. It is at fault where no rule
 * can have written it, or where the row was written after every rule last triggered.
 */
function isHidden({ rules }: Patient, { id, replicas, desired, updatedAt }: EndpointRow): boolean {
  if (desired === null || desired === replicas) return false;
  const times = rules.flatMap(({ rule, lastTriggeredAt }) =>
    rule.endpointId === id && lastTriggeredAt !== null ? [lastTriggeredAt] : [],
  );
  return times.length === 0 || (updatedAt !== null && updatedAt > Math.max(...times) + SAME_CYCLE);
}

/** A trigger and the count that it leads to are written within one cycle, milliseconds apart from each other at most so long. */
const SAME_CYCLE = 60_000;

function hiddenFinding(patient: Patient, endpoint: EndpointRow): DoctorFinding {
  const { id, replicas, desired, path, source } = endpoint;
  const { semantics } = patient;
  const rules = patient.rules.map(({ rule }) => rule).filter(({ endpointId }) => endpointId === id);
  const stored = { id, replicas, desired_replicas: desired };
  const repaired = { ...stored, desired_replicas: replicas };
  const sql = updateSql("endpoints", stored, repaired);
  // A reading on which no rule acts: what is left is the count itself.
  const readings = new Map(
    rules.map((rule) => [rule.id, { value: String(thresholdsOf(rule)[0] ?? "0") }] as const),
  );
  return {
    code: "hidden-replicas",
    path,
    endpointId: id,
    rules: [],
    rows: [source],
    message:
      `${named("endpoint", id)}: replicas is ${replicas}, which was set by hand and has no effect, ` +
      `as desired_replicas is ${desired}`,
    help: withSql(
      "set the count by /deployments, which writes desired_replicas, or write it there",
      sql,
    ),
    today: [
      showToday({
        rules,
        readings,
        replicas: desired ?? replicas,
        semantics,
        situation: `${desired} replicas desired, ${replicas} set by hand`,
        endpointId: id,
      }),
    ],
    table: "endpoints",
    repaired,
    sql,
  };
}
