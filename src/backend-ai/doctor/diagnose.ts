import { aNumber } from "../../fields/expectations.ts";
import { type Fault, fault } from "../../model/fault.ts";
import type { EndpointId } from "../../model/ids.ts";
import { guarded, orThrow, type Parsed, readJson } from "../../schema/parse.ts";
import { SchemaError } from "../../schema/schema-error.ts";
import { isRecord } from "../../util/is-record.ts";
import { cycleSecondsOfRelease, releaseFault, semanticsOfRelease } from "../release.ts";
import { type RuleWithRow, readSoundRows } from "../rules-from-rows.ts";
import { invertedBounds } from "./check-bounds.ts";
import { shortCooldowns } from "./check-cooldowns.ts";
import { hiddenReplicas } from "./check-endpoints.ts";
import { orderedRules } from "./check-order.ts";
import { presetFaults } from "./check-presets.ts";
import { oddRows } from "./check-rows.ts";
import { deadSources, zeroMetrics } from "./check-sources.ts";
import { stuckSteps } from "./check-steps.ts";
import { DOCTOR_CODES, type DoctorFinding } from "./finding.ts";
import type { Found } from "./finding-of.ts";
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
    const { error, found } = examine({ ...input, rows: json.data });
    if (error !== null) return { success: false, error };
    return { success: true, data: found.map(({ finding }) => finding) };
  });
}

/** What is found of the rows that can be read, and what is wrong with the others. */
export interface Examination {
  /** Null where every row can be read. */
  readonly error: SchemaError | null;
  readonly found: readonly Found[];
}

/** Looks through the rows that can be read, whatever is wrong with others. */
export function examine(input: DiagnoseInput): Examination {
  const faulty = optionFaults(input);
  if (faulty.length > 0) return { error: new SchemaError(faulty), found: [] };
  const { patient, faults, total, lost } = patientOf(input);
  if (faults.length === 0) return { error: null, found: findingsOf(patient) };
  const found = findingsOf(patient).filter(({ finding }) => !mayNeed(finding, lost));
  return { error: new SchemaError(faults, { total }), found };
}

/** Whether a rule that cannot be read may be why there is no fault: it goes the rest of a way, or has set a count. */
function mayNeed({ code, endpointId }: DoctorFinding, lost: readonly unknown[]): boolean {
  if (code !== "stuck-step" && code !== "hidden-replicas") return false;
  return lost.some((endpoint) => typeof endpoint !== "string" || endpoint === endpointId);
}

interface ReadPatient {
  readonly patient: Patient;
  readonly faults: readonly Fault[];
  readonly total: number;
  /** The endpoints of rules that cannot be read. */
  readonly lost: readonly unknown[];
}

function patientOf(input: DiagnoseInput): ReadPatient {
  const { rows, release, endpoint, cycleSeconds } = input;
  const rules = readSoundRows(rows, { release, endpoint });
  const presets = readPresets(input.presets ?? rows, input.presets === undefined ? "" : "presets");
  const endpoints = readEndpoints(
    input.endpoints ?? rows,
    input.endpoints === undefined ? "" : "endpoints",
  );
  const others = [...presets.faults, ...endpoints.faults];
  const isListed = isRecord(rows) && Array.isArray(rows["prometheus_query_presets"]);
  const byId = new Map(endpoints.endpoints.map((each) => [each.id, each]));
  const areKnown = input.presets !== undefined || isListed || presets.presets.length > 0;
  return {
    faults: [...rules.faults, ...others],
    total: rules.total + others.length,
    lost: rules.lost,
    patient: {
      release,
      semantics: semanticsOfRelease(release),
      rules: rules.rules.filter((each) => isEvaluated(each, byId)).map(withoutPreset),
      // A preset that cannot be read is there all the same.
      presets:
        areKnown && presets.faults.length === 0
          ? new Map(presets.presets.map((each) => [each.id, each]))
          : null,
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
  invertedBounds,
  shortCooldowns,
  orderedRules,
];

function findingsOf(patient: Patient): readonly Found[] {
  const found = CHECKS.flatMap((check) => check(patient));
  const rank = ({ finding }: Found): number => DOCTOR_CODES.indexOf(finding.code);
  return found.toSorted((one, other) => rank(one) - rank(other));
}
