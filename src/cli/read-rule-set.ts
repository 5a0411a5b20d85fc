import { type RowWarning, rowWarnings } from "../backend-ai/row-warnings.ts";
import { backendAi25, type Semantics } from "../model/semantics.ts";
import { type Parsed, readJson } from "../schema/parse.ts";
import { type RuleSet, safeParseRuleSet } from "../schema/parsers.ts";
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

/** Reads rules: a list of them, a rule set, a snapshot, or Backend.AI's rows, whichever the text holds. */
export function readRuleSet(text: string): Parsed<ReadRuleSet> {
  const json = readJson(text.replace(/^\uFEFF/, ""));
  if (!json.success) return json;
  if (isRows(json.data)) {
    const rows = readRows(json.data);
    if (!rows.success) return rows;
    const { snapshot, semantics, warnings } = rows.data;
    return {
      success: true,
      data: { set: { rules: snapshot.rules, endpoints: snapshot.endpoints }, semantics, warnings },
    };
  }
  const parsed = safeParseRuleSet(Array.isArray(json.data) ? { rules: json.data } : json.data);
  if (!parsed.success) return parsed;
  const semantics = semanticsByName(parsed.data.semantics ?? "") ?? backendAi25;
  return { success: true, data: { set: parsed.data, semantics, warnings: parsed.data.rules.flatMap(rowWarnings) } };
}
