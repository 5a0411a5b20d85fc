import { readTrace, ScenarioError } from "autoscaling-rules/simulation";
import type { TraceDraft } from "../draft/view.ts";
import { faultTexts } from "./fault-texts.ts";

/** A file that was dropped on the page, read as traffic, or why it cannot be. */
export type TrafficRead = { readonly trace: TraceDraft } | { readonly faults: readonly string[] };

const MOST_FAULTS = 5;

export function readTraffic(name: string, text: string): TrafficRead {
  try {
    const { binSeconds, startAt = null, requests } = readTrace(text, { name });
    if (requests.length === 0) return { faults: ["there is no traffic in it"] };
    return { trace: { name, binSeconds, startAt, requests } };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { faults: faultTexts(error).slice(0, MOST_FAULTS) };
  }
}
