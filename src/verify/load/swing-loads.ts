import { holdFor } from "../../model/rule.ts";
import { greatestOf } from "../../util/extremes.ts";
import { itemAt } from "../../util/item-at.ts";
import type { Space } from "../counts/space.ts";
import type { Settled } from "../input/settle.ts";
import type { Sleep } from "../input/sleep.ts";
import { type ActivationMetric, isActiveAt } from "../readings/activation.ts";
import { existsAtZero } from "../readings/exists-at-zero.ts";
import { isOut } from "../rules/policy.ts";
import { tick } from "../rules/tick.ts";
import { type LoadCell, loadCells } from "./load-cells.ts";
import { activationLine, holdingUnder, type LoadLine, readingsUnder } from "./load-line.ts";
import { type Region, RegionBuilder } from "./load-region.ts";

/** Loads that wake an endpoint which then comes to rest at a count where the same load is no use any more. */
export interface SwingLoads {
  readonly line: LoadLine;
  /** With the count at which it comes to rest. */
  readonly region: Region;
  /** Loads above it were not gone through, in units of the line; null where all were. */
  readonly last: bigint | null;
}

/**
 * Goes through every load on a metric that activation conditions read. Over 0 replicas nobody shares a load, so that the whole
 * of it is read there, as it is by one.
 *
 * Where a load wakes the endpoint, and its rules at rest come to a count without use, the endpoint goes to 0 however its
 * clocks run: at that count, or before.
 */
export function swingLoads(settled: Settled, space: Space, { wakeTo }: Sleep, metric: ActivationMetric): SwingLoads {
  const line = activationLine(settled, metric);
  // The endpoint may wake up to counts that its rules do not lead to.
  const most = greatestOf([1, settled.greatestBound, ...space.counts]);
  const [least = 1n] = line.thresholds;
  const last = space.unbounded ? least * BigInt(most) : null;
  // Loads would have to be cut for more counts than there are steps.
  if (most > settled.maxSteps) return { line, region: { loads: [], sample: null }, last: 0n };
  const counts = Array.from({ length: most }, (_, at) => at + 1);
  const region = new RegionBuilder(line.places);
  const room = { left: settled.maxSteps };
  for (const cell of loadCells(line, counts, last)) {
    const start = wokenTo(settled, wakeTo, metric, line, cell);
    const rest = start === null ? null : restUnder(settled, line, cell, start, room);
    if (room.left <= 0) return { line, region: region.region(Number), last: cell.low };
    region.add(cell.low, cell.high, rest !== null && isIdle(metric, line, cell, rest) ? rest : null);
  }
  return { line, region: region.region(Number), last };
}

/**
 * The count to which a load wakes the endpoint, because it is in use or a rule that reads it at 0 asks for more: that rule's
 * own count, if it is more and the rule does not have to wait; null where it sleeps on.
 */
function wokenTo(
  { factsOf, policy, live }: Settled,
  wakeTo: number,
  metric: ActivationMetric,
  line: LoadLine,
  cell: LoadCell,
): number | null {
  const readable = holdingUnder(line, cell.load, cell.places, 1).filter(
    ({ rule }) => existsAtZero({ metric: rule.metric, facts: factsOf(rule.metric) }) !== "never",
  );
  const asksForMore = readable.some(isOut);
  if (!asksForMore && !isActive(metric, line, cell, 1)) return null;
  const atOnce = readable.filter(({ rule, direction }) => {
    const { forSeconds = 0 } = itemAt(live.rules, policy.rules.indexOf(rule)).rule;
    return holdFor(forSeconds, direction) === 0;
  });
  return Math.max(tick(policy, atOnce, 0), wakeTo);
}

/** The count at which the rules come to rest under a load; null where they do not. */
function restUnder(
  { policy }: Settled,
  line: LoadLine,
  { load, places }: LoadCell,
  start: number,
  room: { left: number },
): number | null {
  const passed = new Set<number>();
  for (let count = start; !passed.has(count) && room.left > 0; room.left -= 1) {
    passed.add(count);
    const next = tick(policy, holdingUnder(line, load, places, count), count);
    if (next === count) return count;
    count = next;
  }
  return null;
}

/** Whether nothing asks for replicas at a count that shares a load. */
function isIdle(metric: ActivationMetric, line: LoadLine, cell: LoadCell, count: number): boolean {
  const asksForMore = holdingUnder(line, cell.load, cell.places, count).some(isOut);
  return !asksForMore && !isActive(metric, line, cell, count);
}

function isActive(
  { conditions }: ActivationMetric,
  line: LoadLine,
  { load, places }: LoadCell,
  count: number,
): boolean {
  const [reading] = readingsUnder(line, itemAt(line.axes, 0), load, places, count);
  return reading !== undefined && isActiveAt(conditions, reading.value);
}
