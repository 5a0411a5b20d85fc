import { PROFILES } from "../backend-ai/profile.ts";
import { type RowWarning, rowWarnings } from "../backend-ai/row-warnings.ts";
import { safeSnapshotFromRows } from "../backend-ai/snapshot-from-rows.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { type Parsed, readJson } from "../schema/parse.ts";
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

/** Reads a snapshot in the wire form or as Backend.AI's rows, whichever the text holds. */
export function readSnapshot(text: string): Parsed<ReadSnapshot> {
  const json = readJson(text.replace(/^\uFEFF/, ""));
  if (!json.success) return json;
  return isRows(json.data) ? readRows(json.data) : readWire(json.data);
}

function readWire(input: unknown): Parsed<ReadSnapshot> {
  const parsed = safeParseSnapshot(input);
  if (!parsed.success) return parsed;
  return { success: true, data: { snapshot: parsed.data, semantics: backendAi25, warnings: [] } };
}

export function readRows(input: { readonly profile?: unknown }): Parsed<ReadSnapshot> {
  const parsed = safeSnapshotFromRows(input);
  if (!parsed.success) return parsed;
  const { semantics } = input.profile === "v26" ? PROFILES.v26 : PROFILES.pr3277;
  return {
    success: true,
    data: { snapshot: parsed.data, semantics, warnings: parsed.data.rules.flatMap(rowWarnings) },
  };
}

/** Only Backend.AI's rows come with raw live stats and a profile. */
export function isRows(input: unknown): input is { readonly profile?: unknown } {
  return isRecord(input) && ["profile", "kernels", "kernel_stats"].some((key) => key in input);
}
