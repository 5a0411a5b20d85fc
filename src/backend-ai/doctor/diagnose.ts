import { aNumber } from "../../fields/expectations.ts";
import { type Fault, fault } from "../../model/fault.ts";
import type { EndpointId } from "../../model/ids.ts";
import { guarded, orThrow, type Parsed, readJson } from "../../schema/parse.ts";
import { SchemaError } from "../../schema/schema-error.ts";
import { isRecord } from "../../util/is-record.ts";
import { cycleSecondsOfRelease, releaseFault, semanticsOfRelease } from "../release.ts";
import { type RuleWithRow, readRuleRows } from "../rules-from-rows.ts";
import { shortCooldowns } from "./check-cooldowns.ts";
import { hiddenReplicas } from "./check-endpoints.ts";
import { orderedRules } from "./check-order.ts";
import { presetFaults } from "./check-presets.ts";
import { oddRows } from "./check-rows.ts";
import { deadSources, zeroMetrics } from "./check-sources.ts";
import { stuckSteps } from "./check-steps.ts";
import { DOCTOR_CODES, type DoctorFinding } from "./finding.ts";
import type { Patient } from "./patient.ts";
import { type EndpointRow, readEndpoints } from "./read-endpoints.ts";
import { readPresets } from "./read-presets.ts";

/** What a doctor is given. */
export interface DiagnoseInput {
  /**
   * The rules, in any form of Backend.AI, or a whole dump: tables by name, of which `prometheus_query_presets` and `endpoints`
   * are read too.
   */
  readonly rows: unknown;
  /** Rows of `prometheus_query_presets`. Absent: those of the dump, if it has any. */
  readonly presets?: unknown;
  /** The release of the host, such as `26.8`. */
  readonly release: string;
  /** The endpoint of rules that do not say it, as in answers of one deployment. */
  readonly endpoint?: string;
  /** Rows of `endpoints`. Absent: those of the dump, if it has any. */
  readonly endpoints?: unknown;
  /** Seconds from cycle to cycle. Absent: 30 on 26.x, which is what the manager of those releases waits; else not known. */
  readonly cycleSeconds?: number;
}

/**
 * Looks through the rows of a host for rules that do not do what they say: each with what the host does today, as the
 * evaluator shows it on that release, and a row that does. Empty for a sound host.
 *
 * @throws SchemaError where the rows cannot be read, with every fault at once
 * @example
 * for (const { message, help } of diagnose({ rows, presets, release: "26.8" })) console.log(`${message}\n  ${help}`);
 */
export function diagnose(input: DiagnoseInput): readonly DoctorFinding[] {
  return orThrow(safeDiagnose(input));
}

/** {@link diagnose} without the throw. */
export function safeDiagnose(input: DiagnoseInput): Parsed<readonly DoctorFinding[]> {
  const { rows } = input;
  const json = typeof rows === "string" ? readJson(rows) : { success: true as const, data: rows };
  if (!json.success) return json;
  return guarded(json.data, () => {
    const patient = patientOf({ ...input, rows: json.data });
    return patient.success ? { success: true, data: findingsOf(patient.data) } : patient;
  });
}

function patientOf(input: DiagnoseInput): Parsed<Patient> {
  const { rows, release, endpoint, cycleSeconds } = input;
  const faulty = optionFaults(input);
  if (faulty.length > 0) return { success: false, error: new SchemaError(faulty) };
  const rules = readRuleRows(rows, { release, endpoint });
  const presets = readPresets(input.presets ?? rows, input.presets === undefined ? "" : "presets");
  const endpoints = readEndpoints(
    input.endpoints ?? rows,
    input.endpoints === undefined ? "" : "endpoints",
  );
  const faults = [...(rules.error?.faults ?? []), ...presets.faults, ...endpoints.faults];
  if (!rules.success || faults.length > 0)
    return { success: false, error: new SchemaError(faults) };
  const isListed = isRecord(rows) && Array.isArray(rows["prometheus_query_presets"]);
  const byId = new Map(endpoints.endpoints.map((each) => [each.id, each]));
  const areKnown = input.presets !== undefined || isListed || presets.presets.length > 0;
  return {
    success: true,
    data: {
      release,
      semantics: semanticsOfRelease(release),
      rules: rules.data.filter((each) => isEvaluated(each, byId)).map(withoutPreset),
      presets: areKnown ? new Map(presets.presets.map((each) => [each.id, each])) : null,
      endpoints: byId,
      cycleSeconds: cycleSeconds ?? cycleSecondsOfRelease(release),
    },
  };
}

/** The manager evaluates no rule of an endpoint that is being destroyed. */
function isEvaluated(
  { rule }: RuleWithRow,
  endpoints: ReadonlyMap<EndpointId, EndpointRow>,
): boolean {
  return endpoints.get(rule.endpointId)?.isEnding !== true;
}

/** A rule whose row says that it has no preset. */
function withoutPreset(each: RuleWithRow): RuleWithRow {
  const lacks = each.warnings.some(({ code }) => code === "no-preset");
  return lacks ? { ...each, rule: { ...each.rule, queryPresetId: null } } : each;
}

function optionFaults({ release, cycleSeconds }: DiagnoseInput): readonly Fault[] {
  const faults = [releaseFault(release)].flatMap((each) => each ?? []);
  if (cycleSeconds === undefined || (Number.isFinite(cycleSeconds) && cycleSeconds > 0)) {
    return faults;
  }
  const place = {
    keys: ["cycleSeconds"],
    value: cycleSeconds,
    help: "leave it out where it is not known",
  };
  return [...faults, fault(aNumber({ min: 0, open: ["min"], unit: "seconds" }), place)];
}

/** Every check, in the order of the codes. */
const CHECKS = [
  deadSources,
  zeroMetrics,
  oddRows,
  presetFaults,
  stuckSteps,
  hiddenReplicas,
  shortCooldowns,
  orderedRules,
];

function findingsOf(patient: Patient): readonly DoctorFinding[] {
  const findings = CHECKS.flatMap((check) => check(patient));
  const rank = ({ code }: DoctorFinding): number => DOCTOR_CODES.indexOf(code);
  return findings.toSorted((one, other) => rank(one) - rank(other));
}
