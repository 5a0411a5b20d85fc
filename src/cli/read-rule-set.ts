import { readEndpoints } from "../backend-ai/doctor/read-endpoints.ts";
import { findRows } from "../backend-ai/forms/find-rows.ts";
import { semanticsOfRelease } from "../backend-ai/release.ts";
import type { RowWarning } from "../backend-ai/row-warnings.ts";
import { safeRulesFromRows } from "../backend-ai/rules-from-rows.ts";
import { fault, show } from "../model/fault.ts";
import { backendAi25, backendAi26, type Semantics } from "../model/semantics.ts";
import type { Parsed } from "../schema/parse.ts";
import { type RuleSet, safeParseRuleSet } from "../schema/parsers.ts";
import { SchemaError } from "../schema/schema-error.ts";
import { isRecord } from "../util/is-record.ts";
import { readDocument } from "./read-document.ts";
import { isRows, readRows } from "./read-snapshot.ts";
import { semanticsByName } from "./semantics-by-name.ts";

/** A rule set as the command line reads it. */
export interface ReadRuleSet {
  readonly set: RuleSet;
  /** Whose answers the input itself suggests. */
  readonly semantics: Semantics;
  /** What is odd about rules that came from rows. */
  readonly warnings: readonly RowWarning[];
}

/**
 * Reads rules: a list of them, a rule set, a snapshot, or what Backend.AI hands out (rows of a cycle, answers of its
 * interfaces, dumps of its tables), whichever the text holds.
 */
export async function readRuleSet(text: string, release?: string): Promise<Parsed<ReadRuleSet>> {
  const document = await readDocument(text);
  if (!document.success) return document;
  const { data } = document;
  if (isRows(data)) return ofCycle(data, release);
  if (isOfBackendAi(data)) return ofBackendAi(data, release);
  if (isRecord(data) && data["rules"] === undefined) return { success: false, error: withoutRules(data) };
  const parsed = safeParseRuleSet(Array.isArray(data) ? { rules: data } : data);
  if (!parsed.success) return parsed;
  const semantics = semanticsByName(parsed.data.semantics ?? "") ?? backendAi25;
  // What is odd about rules of this library is for the verifier to find.
  return { success: true, data: { set: parsed.data, semantics, warnings: [] } };
}

function ofCycle(input: Readonly<Record<string, unknown>>, release: string | undefined): Parsed<ReadRuleSet> {
  const rows = readRows(input, release);
  if (!rows.success) return rows;
  const { snapshot, semantics, warnings } = rows.data;
  const { rules, endpoints } = snapshot;
  return { success: true, data: { set: { rules, endpoints }, semantics, warnings } };
}

/** Rows with a comparator are decided as in 25.x, bands as in 26.x, where no release is given. */
function ofBackendAi(input: unknown, release: string | undefined): Parsed<ReadRuleSet> {
  const read = safeRulesFromRows(input, { release });
  if (!read.success) return read;
  const { endpoints, faults } = readEndpoints(input, "");
  if (faults.length > 0) return { success: false, error: new SchemaError(faults) };
  const rules = read.data.map(({ rule }) => rule);
  const known = rules.some(({ type }) => type === "band") ? backendAi26 : backendAi25;
  return {
    success: true,
    data: {
      set: {
        rules,
        endpoints: endpoints.map(({ id, replicas, desired }) => ({ id, replicas: desired ?? replicas })),
      },
      semantics: release === undefined ? known : semanticsOfRelease(release),
      warnings: read.data.flatMap(({ warnings }) => warnings),
    },
  };
}

/** Names that rules of this library have, and no form of Backend.AI. */
const OWN_NAMES = ["type", "endpointId", "cooldownSeconds"];

/** Whether the rules in a document are Backend.AI's. */
function isOfBackendAi(data: unknown): boolean {
  const found = findRows(data);
  if (found === null) return false;
  // An answer without a rule. A rule set of this library has its rules under that name.
  if (found.length === 0) return isRecord(data) && data["rules"] === undefined;
  return found.some(
    ({ row }) =>
      isRecord(row) &&
      ["metric_source", "metricSource", "--metric-source"].some((name) => Object.hasOwn(row, name)) &&
      OWN_NAMES.every((name) => !Object.hasOwn(row, name)),
  );
}

function withoutRules(data: Readonly<Record<string, unknown>>): SchemaError {
  const keys = Object.keys(data).slice(0, 8);
  const beside = keys.length === 0 ? "" : ` beside ${keys.map((key) => show(key)).join(", ")}`;
  const help = "list the rules in the order in which they are to be tried; [] for none";
  return new SchemaError([
    fault({ code: "missing", path: "rules", found: `nothing${beside}`, expected: "an array", help }),
  ]);
}
