import { fault } from "../../model/fault.ts";
import { itemAt } from "../../util/item-at.ts";
import { ScenarioError } from "../scenario-error.ts";
import { type Sweep, withFront } from "./sweep.ts";

/** How a sweep that is not a part of one is named among parts. */
const WHOLE = "whole";

/**
 * The parts of a sweep as the whole that one process would have made, to the byte: each part once, in any order.
 *
 * @throws ScenarioError where parts are missing, there twice, or of different sweeps
 * @example
 * const whole = mergeSweeps([1, 2, 3].map((index) => sweep({ ...grid, shard: { index, of: 3 } })));
 */
export function mergeSweeps(parts: readonly Sweep[]): Sweep {
  const [first] = parts;
  const of = first?.shard?.of ?? 0;
  const ordered = parts.toSorted((one, other) => (one.shard?.index ?? 0) - (other.shard?.index ?? 0));
  const isWhole = parts.length === of && ordered.every(({ shard }, at) => shard?.of === of && shard.index === at + 1);
  const isOne = parts.every(
    (part) => part.serviceLevel === first?.serviceLevel && part.objectiveSeconds === first.objectiveSeconds,
  );
  if (first === undefined || !isWhole || !isOne) {
    const given = parts.map(({ shard }) => (shard === undefined ? WHOLE : `${shard.index}/${shard.of}`));
    const params = { parts: given, of: of === 0 ? null : of };
    const differ = fault({ code: "parts-differ", params }, { keys: ["parts"], value: parts });
    throw new ScenarioError([differ], "the parts cannot be merged:");
  }
  const { shard: _, points: __, ...whole } = first;
  const count = ordered.reduce((sum, { points }) => sum + points.length, 0);
  const points = Array.from({ length: count }, (_, nth) =>
    itemAt(itemAt(ordered, nth % of).points, Math.floor(nth / of)),
  );
  return { ...whole, points: withFront(points) };
}
