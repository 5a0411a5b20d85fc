import { itemAt } from "../../util/item-at.ts";
import type { Finding } from "../answer/finding.ts";
import { findingOf } from "../answer/finding-of.ts";
import type { LoadChecked } from "../answer/load-checked.ts";
import type { LeftOut } from "../answer/verification.ts";
import { type Reading, readingText, type Witness } from "../answer/witness.ts";
import { restSeconds } from "../counts/rest-seconds.ts";
import { shownTimedFrom } from "../counts/run.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Sleep } from "../input/sleep.ts";
import { activationAfter, steepestRise } from "../load/activation-repair.ts";
import { type LoadLine, readingsUnder } from "../load/load-line.ts";
import type { Sample } from "../load/load-region.ts";
import {
  type LoadsBackToZero,
  loadsBackToZero,
  type ObserveAtCount,
  type ReadAtZero,
  readingsAtZero,
  restedFates,
  timedFates,
} from "../load/loads-back-to-zero.ts";
import { type ActivationMetric, activationMetrics, idleReadings } from "../readings/activation.ts";
import { existsAtZero } from "../readings/exists-at-zero.ts";
import { fromUnits } from "../readings/fixed-point.ts";
import { type Observation, observe } from "../rules/observation.ts";
import { ASLEEP, TimedRun } from "../rules/timed-run.ts";
import { actingRules, intervalText } from "../words/places.ts";

const NOTHING: LoadChecked = { findings: [], leftOut: [], complete: false, metrics: [] };

/** Constant loads that wake an endpoint, which then goes back to 0, as each replica reads too little of them. */
export function zeroSwing(settled: Settled, space: Space): LoadChecked {
  const { sleep } = settled;
  if (sleep === null || settled.policy.rules.length === 0) return NOTHING;
  const metrics = activationMetrics(sleep.zero.activation, settled);
  const shared = metrics.filter((each) => isShared(each, settled) && existsAtZero(each) !== "never");
  const checked = shared.flatMap((metric) => {
    const idle = idleReadings(metrics.filter((each) => each !== metric));
    // Another condition always holds: the endpoint is always in use.
    if (idle === null) return [];
    const shown = { settled, sleep, metric, idle };
    const backToZero = loadsBackUnder(shown, space);
    return [{ settled, metric, backToZero, findings: found({ ...shown, backToZero }) }];
  });
  const others = metrics.filter((each) => !shared.includes(each));
  return {
    findings: checked.flatMap(({ findings }) => findings),
    leftOut: checked.flatMap(unexplored),
    complete:
      others.every(isConstant) &&
      checked.every(({ metric, backToZero }) => isWhole(settled, space, metric, backToZero)),
    metrics: shared.map(({ metric }) => metric.name),
  };
}

/** An activation metric whose load wakes the endpoint, and the other ones without use. */
interface Waking {
  readonly settled: Settled;
  readonly sleep: Sleep;
  readonly metric: ActivationMetric;
  readonly idle: readonly Reading[];
}

/** With what it does. */
interface Shown extends Waking {
  readonly backToZero: LoadsBackToZero;
}

function isShared({ metric, facts }: ActivationMetric, { loads }: Settled): boolean {
  if (isConstant({ facts })) return false;
  return facts.load === "shared" || loads.includes(metric.name);
}

/** Whatever the count, a constant load reads the same. */
function isConstant({ facts }: Pick<ActivationMetric, "facts">): boolean {
  return facts.load === "total" || facts.load === "none";
}

/** Nothing that the rules read was left out, and every load lets the endpoint sleep on, or keeps it in use. */
function isWhole(settled: Settled, space: Space, { metric }: ActivationMetric, backToZero: LoadsBackToZero): boolean {
  const { region, last, isOpen } = backToZero;
  const isAll = settled.axes.every((axis) => axis.metric.name === metric.name) && !space.truncated;
  return isAll && last === null && !isOpen && region.sample === null;
}

function loadsBackUnder(waking: Waking, space: Space): LoadsBackToZero {
  const { settled, sleep, metric } = waking;
  return loadsBackToZero(settled, space, metric, (line) =>
    settled.cycleSeconds === null
      ? restedFates(settled, sleep, metric, line)
      : timedFates(settled, runFromZero(waking, settled.cycleSeconds), (range) =>
          observationsUnder(waking, line, range),
        ),
  );
}

/** What was gone through of one load. */
interface Checked extends Pick<Shown, "settled" | "metric" | "backToZero"> {
  readonly findings: readonly Finding[];
}

function unexplored({ settled: { maxSteps }, metric: { metric }, backToZero, findings }: Checked): LeftOut[] {
  const { region, last, line, isOpen } = backToZero;
  const parts: LeftOut[] = [];
  if (last !== null) {
    parts.push({ key: "loads", params: { metric: metric.name, above: fromUnits(last, line.places), maxSteps } });
  }
  const isShown = region.sample === null || findings.length > 0;
  if (isOpen || !isShown) parts.push({ key: "cycle-unknown", params: {} });
  return parts;
}

function found(shown: Shown): Finding[] {
  const { settled, sleep, backToZero } = shown;
  const { metric, facts } = shown.metric;
  const { sample, loads } = backToZero.region;
  if (sample === null) return [];
  // Waits of some rules and not of others can lead past the count at which all of them rest.
  const [way] = observationsUnder(shown, backToZero.line, sample).flatMap((observeAt) =>
    wayBack(witnessOf(shown, sample, observeAt)),
  );
  if (way === undefined) return [];
  const { witness, counts, rest, back } = way;
  const isSure = metric.name === settled.namedLoad || (facts.load !== undefined && facts.grounds.load !== "assumed");
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
        rest,
        reading: readingText(itemAt(itemAt(witness.steps, back).readings, 0)),
        idleSeconds: sleep.zero.idleSeconds,
        activation: activationAfter(settled, sleep.zero, { metric: metric.name, ...steepestRise(counts) }),
        cures: [],
        loads: loads.map(intervalText),
      },
    }),
  ];
}

/** The counts of a run from 0 until it is back there, and the last one before; none where it never is. */
function wayBack(witness: Witness) {
  const back = witness.steps.findIndex(({ before, after }) => before > 0 && after === 0);
  if (back < 0) return [];
  const way = witness.steps.slice(0, back + 1).filter(({ before, after }) => before !== after);
  return [{ witness, counts: [0, ...way.map(({ after }) => after)], rest: itemAt(way, way.length - 1).before, back }];
}

/** From 0, where the endpoint sleeps, and on. */
function witnessOf(shown: Shown, sample: Sample, observeAt: ObserveAtCount): Witness {
  const { settled } = shown;
  const cycleSeconds = settled.cycleSeconds ?? restSeconds(settled);
  return shownTimedFrom(settled, 0, {
    run: runFromZero(shown, cycleSeconds),
    cycleSeconds,
    endpoint: asleep(shown.sleep),
    observeAt: (_, count) => observeAt(count),
    load: fromUnits(sample.load, sample.places),
  });
}

function runFromZero({ settled: { timedPolicy }, sleep }: Waking, cycleSeconds: number): TimedRun {
  return new TimedRun(timedPolicy, { cycleSeconds, endpoint: asleep(sleep) });
}

function asleep({ endpoint }: Sleep) {
  return { ...endpoint, memory: ASLEEP };
}

/** What is read at each count, with the other conditions without use; by what may be read at 0. */
function observationsUnder(waking: Waking, line: LoadLine, load: Load): ObserveAtCount[] {
  const { program } = waking.settled.timedPolicy;
  return readingsAtZero(line, waking.metric).map((readAtZero) => {
    const known = new Map<number, Observation>();
    return (count) => {
      const observation =
        known.get(count) ?? observe(program, [...readingsAt(line, load, count, readAtZero), ...waking.idle]);
      known.set(count, observation);
      return observation;
    };
  });
}

/** A load, in units of 10^-places. */
type Load = Pick<Sample, "load" | "places">;

/** What is read of a load; over no replicas all of it. */
function readingsAt(line: LoadLine, { load, places }: Load, count: number, readAtZero: ReadAtZero): readonly Reading[] {
  const axes = count > 0 ? line.axes : line.axes.filter(readAtZero);
  return axes.flatMap((axis) => readingsUnder(line, axis, load, places, Math.max(1, count)));
}
