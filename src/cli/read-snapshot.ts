import { PROFILES } from "../backend-ai/profile.ts";
import type { RowWarning } from "../backend-ai/row-warnings.ts";
import { rulesFromRows } from "../backend-ai/rules-from-rows.ts";
import { ageOfRows, safeSnapshotFromRows } from "../backend-ai/snapshot-from-rows.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Parsed } from "../schema/parse.ts";
import { safeParseSnapshot } from "../schema/parsers.ts";
import { isRecord } from "../util/is-record.ts";

/** A snapshot as the command line reads it. */
export interface ReadSnapshot {
  readonly snapshot: Snapshot;
  /** Whose answers the input itself suggests. */
  readonly semantics: Semantics;
  /** What is odd about rules that came from rows. */
  readonly warnings: readonly RowWarning[];
}

/** Reads a snapshot in the wire form or as Backend.AI's rows, whichever the value of a file is. */
export function readSnapshot(value: unknown, release?: string): Parsed<ReadSnapshot> {
  return isRows(value) ? readRows(value, release) : readWire(value);
}

function readWire(input: unknown): Parsed<ReadSnapshot> {
  const parsed = safeParseSnapshot(input);
  if (!parsed.success) return parsed;
  return { success: true, data: { snapshot: parsed.data, semantics: backendAi25, warnings: [] } };
}

/** Reads the rows of one cycle. `release` is the host's, where they do not say it. */
export function readRows(input: Readonly<Record<string, unknown>>, release?: string): Parsed<ReadSnapshot> {
  const rows = release === undefined ? input : { release, ...input };
  const parsed = safeSnapshotFromRows(rows);
  if (!parsed.success) return parsed;
  const { semantics } = input["profile"] === "v26" ? PROFILES.v26 : PROFILES.pr3277;
  // The rules have been read: they can be read again.
  const warnings = rulesFromRows(input["rules"], ageOfRows(rows)).flatMap((each) => each.warnings);
  return { success: true, data: { snapshot: parsed.data, semantics, warnings } };
}

/** Only Backend.AI's rows come with raw live stats and a profile. */
export function isRows(input: unknown): input is Readonly<Record<string, unknown>> {
  return isRecord(input) && ["profile", "kernels", "kernel_stats"].some((key) => key in input);
}

/** Only a snapshot says when it was taken, and when its rules last triggered. */
export function isSnapshot(input: unknown): boolean {
  return isRecord(input) && ["now", "lastTriggered"].some((key) => key in input);
}

/** A rule without a list, by fields that a rule set does not have. */
export function isLoneRule(input: unknown): boolean {
  return isRecord(input) && !("rules" in input) && ["endpointId", "metricName"].some((name) => name in input);
}

/** A list, a rule set or a rule: nothing to decide on. */
export function areRules(input: unknown): boolean {
  return Array.isArray(input) || isLoneRule(input) || (isRecord(input) && "rules" in input && !isSnapshot(input));
}
