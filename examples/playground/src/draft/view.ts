import { PRESETS, type Preset } from "./presets.ts";

/** What the author looks at: no edit of the rules, so that nothing of it is taken back. */
export interface View {
  readonly preset: Preset;
  /** The load that the slider stands at; null where it was never moved. */
  readonly load: { readonly metric: string; readonly total: string } | null;
  /** The id of the finding whose run is played; null for the worst one's. */
  readonly run: string | null;
  readonly day: DayDraft;
}

/** The day that is simulated. */
export interface DayDraft {
  readonly isShown: boolean;
  /** Requests per second at night and at noon, of the day that is made up. */
  readonly low: string;
  readonly high: string;
  /** How the replicas answer: each serves so many requests per second and a queue builds up beyond; or the metric is the load. */
  readonly service: "queue" | "shared";
  readonly perReplica: string;
  /** Traffic of the author's own, in place of the day that is made up. */
  readonly trace: TraceDraft | null;
  /** How many times as much of the author's own traffic, and whether it is stretched over a day. */
  readonly times: string;
  readonly isStretched: boolean;
}

/** Traffic, without what this page does not use. */
export interface TraceDraft {
  readonly name: string;
  readonly binSeconds: number;
  readonly startAt: number | null;
  readonly requests: readonly (number | null)[];
}

export const NEW_VIEW: View = {
  preset: PRESETS[0],
  load: null,
  run: null,
  day: {
    isShown: false,
    low: "2",
    high: "20",
    service: "queue",
    perReplica: "4",
    trace: null,
    times: "1",
    isStretched: false,
  },
};
