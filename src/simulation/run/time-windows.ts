import type { MetricSource } from "../../model/metric.ts";
import type { Outage, Silence, TimeWindow } from "../scenario.ts";

/** Whether a source answers nothing at a time. */
export function isOut(outages: readonly Outage[], source: MetricSource, ms: number): boolean {
  return outages.some((outage) => isAbout(outage, source) && isWithin(outage, ms));
}

/** The share of the replicas that report nothing to a source at a time: of several windows the largest. */
export function silentShare(silences: readonly Silence[], source: MetricSource, ms: number): number {
  return silences.reduce(
    (most, silence) => (isAbout(silence, source) && isWithin(silence, ms) ? Math.max(most, silence.share) : most),
    0,
  );
}

function isAbout({ source }: Outage, one: MetricSource): boolean {
  return source === undefined || source === one;
}

function isWithin({ fromSeconds, toSeconds }: TimeWindow, ms: number): boolean {
  return fromSeconds * 1000 <= ms && ms < toSeconds * 1000;
}
