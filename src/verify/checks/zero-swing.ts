import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { LeftOut } from "../answer/verification.ts";
import { type Reading, readingText, type Witness } from "../answer/witness.ts";
import { restSeconds, shownLive } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Sleep } from "../input/sleep.ts";
import { readingsUnder } from "../load/load-line.ts";
import type { Sample } from "../load/load-region.ts";
import { type SwingLoads, swingLoads } from "../load/swing-loads.ts";
import { type ActivationMetric, activationMetrics, idleReadings } from "../readings/activation.ts";
import { existsAtZero } from "../readings/exists-at-zero.ts";
import { fromUnits } from "../readings/fixed-point.ts";
import { sightOf } from "../rules/live-readings.ts";
import { LiveRun } from "../rules/live-run.ts";
import { actingRules, intervalText } from "../words/places.ts";

/** Findings, and the loads that were left out. */
interface Swings {
  readonly findings: readonly Finding[];
  readonly leftOut: readonly LeftOut[];
}

/** Constant loads that wake an endpoint, which then goes back to 0, as each replica reads too little of them. */
export function zeroSwing(settled: Settled, space: Space): Swings {
  const { sleep } = settled;
  if (sleep === null || settled.policy.rules.length === 0) return { findings: [], leftOut: [] };
  const metrics = activationMetrics(sleep.zero.activation, settled);
  const swings = metrics
    .filter((each) => isShared(each, settled) && existsAtZero(each) !== "never")
    .map((metric) => ({ metric, others: metrics.filter((each) => each !== metric) }))
    .map((shown) => ({ ...shown, swing: swingLoads(settled, space, sleep, shown.metric) }));
  return {
    findings: swings.flatMap((each) => found({ settled, sleep, ...each })),
    leftOut: swings.flatMap(({ metric, swing }) => unexplored(settled, metric, swing)),
  };
}

function isShared({ metric, facts }: ActivationMetric, { loads }: Settled): boolean {
  if (facts.load === "total" || facts.load === "none") return false;
  return facts.load === "shared" || loads.includes(metric.name);
}

function unexplored({ maxSteps }: Settled, { metric }: ActivationMetric, { last, line }: SwingLoads): LeftOut[] {
  if (last === null) return [];
  return [{ key: "loads", params: { metric: metric.name, above: fromUnits(last, line.places), maxSteps } }];
}

/** A swing, and what it is shown by. */
interface Shown {
  readonly settled: Settled;
  readonly sleep: Sleep;
  readonly metric: ActivationMetric;
  readonly others: readonly ActivationMetric[];
  readonly swing: SwingLoads;
}

function found(shown: Shown): Finding[] {
  const { settled, sleep, swing } = shown;
  const { metric, facts } = shown.metric;
  const { sample, loads } = swing.region;
  const idle = idleReadings(shown.others);
  if (sample === null || idle === null) return [];
  const witness = witnessOf(shown, sample, idle);
  const loop = witness.steps.slice(witness.loopFrom ?? witness.steps.length);
  // Waits of some rules and not of others can lead past the count at which all of them rest.
  if (!loop.some(({ after }) => after === 0)) return [];
  const isSure = metric.name === settled.namedLoad || (facts.load !== undefined && facts.grounds.load !== "assumed");
  const counts = [0, ...loop.filter(({ before, after }) => before !== after).map(({ after }) => after)];
  return [
    findingOf({
      code: "zero-swing",
      key: "zero-swing",
      model: "load",
      severity: isSure ? "error" : "warning",
      rules: actingRules(witness),
      counts: [...new Set(counts)],
      loads,
      witness,
      path: "endpoint.zero.activation",
      params: {
        metric: metric.name,
        load: fromUnits(sample.load, sample.places),
        counts,
        rest: sample.count,
        reading: readAt(swing, sample, sample.count),
        idleSeconds: sleep.zero.idleSeconds,
        loads: loads.map(intervalText),
      },
    }),
  ];
}

/** From 0, where the endpoint sleeps, and back there. */
function witnessOf({ settled, sleep, swing }: Shown, sample: Sample, idle: readonly Reading[]): Witness {
  const { live } = settled;
  const cycleSeconds = settled.cycleSeconds ?? restSeconds(settled);
  const endpoint = { ...sleep.endpoint, memory: { zeroBy: "rules" } as const };
  return shownLive(settled, 0, {
    run: new LiveRun(live, { cycleSeconds, endpoint }),
    cycleSeconds,
    endpoint,
    sightAt: (_, count) => sightOf(live.program, [...readingsAt(swing, sample, count), ...idle]),
    load: fromUnits(sample.load, sample.places),
  });
}

/** What is read of a load; over no replicas all of it. */
function readingsAt({ line }: SwingLoads, { load, places }: Sample, count: number): readonly Reading[] {
  const axes = count > 0 ? line.axes : line.axes.filter((axis) => existsAtZero(axis) !== "never");
  return axes.flatMap((axis) => readingsUnder(line, axis, load, places, Math.max(1, count)));
}

function readAt(swing: SwingLoads, sample: Sample, count: number): string {
  return readingText(itemAt(readingsAt(swing, sample, count), 0));
}
