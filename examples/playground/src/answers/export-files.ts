import { chartVerification, verifyRules } from "autoscaling-rules/verify";
import type { Preset } from "../draft/presets.ts";
import type { RuleSetDraft } from "../draft/rule-set-draft.ts";
import { inputOf, ruleSetOf } from "./rules-of.ts";

/** A file to keep. */
export interface ExportedFile {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** The rules as the bin reads them. */
export function ruleFile(draft: RuleSetDraft, preset: Preset): ExportedFile {
  const { rules, endpoint, ...clock } = ruleSetOf(draft);
  const set = { ...draft.more, semantics: preset, ...clock, endpoints: [endpoint], rules };
  const name = draft.endpoint.id.replaceAll(/[^\w.-]+/g, "-") || "rules";
  return { path: `rules/${name}.json`, type: "application/json", text: `${JSON.stringify(set, null, 2)}\n` };
}

/** What the verifier found, as a picture. */
export function pictureFile(draft: RuleSetDraft, preset: Preset): ExportedFile {
  const verification = verifyRules(inputOf(draft, preset));
  return { path: "rules.svg", type: "image/svg+xml", text: chartVerification(verification) };
}
