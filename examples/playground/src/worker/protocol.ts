import type { MetricChoice } from "../answers/catalogue.ts";
import type { DayReport } from "../answers/day.ts";
import type { ExportedFile } from "../answers/export-files.ts";
import type { LoadMoves } from "../answers/load-moves.ts";
import type { Report } from "../answers/report.ts";
import type { TrafficRead } from "../answers/traffic.ts";
import type { Preset } from "../draft/presets.ts";
import type { RuleSetDraft } from "../draft/rule-set-draft.ts";
import type { DayDraft } from "../draft/view.ts";

/** What the page asks the worker, and what it is answered. */
export interface Questions {
  readonly catalogue: { readonly asks: object; readonly answer: readonly MetricChoice[] };
  readonly report: { readonly asks: Ruled; readonly answer: Report };
  readonly moves: {
    readonly asks: Ruled & { readonly metric: string; readonly load: string; readonly most: number };
    readonly answer: LoadMoves;
  };
  readonly traffic: { readonly asks: { readonly name: string; readonly text: string }; readonly answer: TrafficRead };
  readonly day: {
    readonly asks: Ruled & { readonly day: DayDraft; readonly width: number };
    readonly answer: DayReport;
  };
  readonly ruleFile: { readonly asks: Ruled; readonly answer: ExportedFile };
  readonly pictureFile: { readonly asks: Ruled; readonly answer: ExportedFile };
}

interface Ruled {
  readonly draft: RuleSetDraft;
  readonly preset: Preset;
}

export type Kind = keyof Questions;

export interface Question<Of extends Kind = Kind> {
  readonly id: number;
  readonly kind: Of;
  readonly asks: Questions[Of]["asks"];
}

export type Reply<Of extends Kind = Kind> =
  | { readonly id: number; readonly answer: Questions[Of]["answer"] }
  | { readonly id: number; readonly error: string };
